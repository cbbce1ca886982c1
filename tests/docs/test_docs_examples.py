"""What the tutorial and the how-tos tell people to type works as written.

A `console` block after the line `<!-- run -->` is run line by line: a line with `$ ` is a command that must end
well, any other line must stand in the output of the command before it, `…` stands for anything. A block after
`<!-- file: PATH -->` is written to that file first, or with `append:` put at its end. The blocks of one page share one
folder with a copy of a small demo brand.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Warm = Callable[[str, Path], tuple[int, str]]

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- (run|(?:file|append): \S+) -->\n+(`{3,})\w+\n(.*?)\n\2\n", re.DOTALL)
PAGES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
RUNNABLE = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]
# Half a minute each, of commands that have tests of their own: under `make soak`.
LONG = {"add-a-platform-pack", "edit-the-rulebook", "prove-a-change", "sign-the-rulebook"}


def _mark(page: Path) -> object:
    return pytest.param(page, marks=pytest.mark.soak) if page.stem in LONG else page


SHELL = frozenset("|&;<>$`?")  # what only a shell understands


def _environment() -> dict[str, str]:
    """Return the environment of a user: the environment's `yunnuo` first on the path, no workspace chosen."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    hidden = {"YUNNUO_WORKSPACE", "YUNNUO_DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    return kept | {"PATH": path, "COLUMNS": "200", "NO_COLOR": "1"}


def _start(command: list[str] | str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user in that folder would, with the environment's `yunnuo` first on the path."""
    shell = isinstance(command, str)
    return subprocess.run(
        command,
        cwd=folder,
        env=_environment(),
        shell=shell,
        executable=shutil.which("bash") if shell else None,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


def _steps(block: str) -> list[tuple[str, list[str]]]:
    """Return each command of a block with the lines that must stand in its output."""
    steps: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif line.strip(" …"):
            steps[-1][1].append(line.strip())
    return steps


def _write_file(order: str, text: str, folder: Path) -> None:
    """Write a block of a page to the file it names, or put it at the end of one that is there."""
    word, _, name = order.partition(": ")
    path = folder / name
    if word == "append":
        text = path.read_text("utf-8") + text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", "utf-8")


def _is_shown(expected: str, output: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.search(pattern, output) is not None


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Yield a way to run `yunnuo` in a process of its own that need not load everything first."""
    output = tmp_path_factory.mktemp("warm") / "output.txt"
    server = [sys.executable, str(Path(__file__).with_name("warm_server.py"))]
    with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        asking, told = process.stdin, process.stdout

        def run(command: str, folder: Path) -> tuple[int, str]:
            asked = {"argv": _expand(command, folder), "folder": str(folder), "output": str(output)}
            asking.write(json.dumps(asked | {"environment": _environment()}) + "\n")
            asking.flush()
            return int(told.readline()), output.read_text("utf-8")

        yield run
        asking.close()


def _expand(command: str, folder: Path) -> list[str]:
    """Return the words of a line, each `*` replaced by the files of the folder as a shell does."""
    words = shlex.split(command)
    found = [sorted(glob.glob(word, root_dir=folder)) if "*" in word else [] for word in words]  # noqa: PTH207  (as typed)
    return [name for word, names in zip(words, found, strict=True) for name in names or [word]]


def _run_line(command: str, folder: Path, warm: Warm) -> tuple[int, str]:
    """Return the exit code and the output of one line, run by a shell where it needs one."""
    if command.startswith("yunnuo ") and SHELL.isdisjoint(command):
        return warm(command, folder)
    done = _start(command, folder)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("page", [_mark(page) for page in RUNNABLE], ids=lambda page: page.stem)
def test_examples_work(page: Path, played: Path, tmp_path: Path, warm: Warm) -> None:
    """Every command of the page ends well and prints what the page says."""
    shutil.copytree(played, tmp_path / "demo-brand")

    for order, _, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if order != "run":
            _write_file(order, block, tmp_path)
            continue
        for command, expected in _steps(block):
            code, output = _run_line(command, tmp_path, warm)
            assert 0 == code, f"$ {command}\n{output}"
            assert [] == [line for line in expected if not _is_shown(line, output)], f"$ {command}\n{output}"


def test_examples_are_there() -> None:
    """The tutorial is among the pages that are run."""
    assert "tutorial" in [page.stem for page in RUNNABLE]
