"""What the tutorial and the how-tos tell people to type works as written.

A `console` block after the line `<!-- run -->` is run line by line: a line with `$ ` is a command that must end
well, any other line must stand in the output of the command before it, `…` stands for anything. A block after
`<!-- file: PATH -->` is written to that file first, or with `append:` put at its end. The blocks of one page share one
folder with a copy of a small demo brand.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- (run|(?:file|append): \S+) -->\n+(`{3,})\w+\n(.*?)\n\2\n", re.DOTALL)
PAGES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
RUNNABLE = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]
# Half a minute each, of commands that have tests of their own: under `make soak`.
LONG = {"add-a-platform-pack", "edit-the-rulebook", "prove-a-change", "sign-the-rulebook"}


def _mark(page: Path) -> object:
    return pytest.param(page, marks=pytest.mark.soak) if page.stem in LONG else page


def _environment(*folders: Path) -> dict[str, str]:
    """Return the environment of a user: programs in these folders found first, no workspace chosen."""
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
    hidden = {"YUNNUO_WORKSPACE", "YUNNUO_DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    return kept | {"PATH": path, "COLUMNS": "200", "NO_COLOR": "1"}


def _run_line(command: str, folder: Path, programs: Path) -> tuple[int, str]:
    """Return the exit code and the output of a line that a user types in that folder."""
    done = subprocess.run(  # noqa: S602  # a line of our own pages, as a user's shell reads it
        command,
        cwd=folder,
        env=_environment(programs),
        shell=True,
        executable=shutil.which("bash"),
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


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
def warm() -> Iterator[Path]:
    """Yield a folder with a `yunnuo` that runs in a process of its own, yet need not load everything first."""
    # A socket's path may be 107 bytes long: a short folder, not one below pytest's own.
    with tempfile.TemporaryDirectory(prefix="yn-warm-") as name:
        folder, address = Path(name), f"{name}/socket"
        words = [sys.executable, "-IS", str(Path(__file__).with_name("warm_client.py")), address]
        program = folder / "yunnuo"
        program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', "utf-8")
        program.chmod(0o700)
        server = [sys.executable, str(Path(__file__).with_name("warm_server.py")), address]
        with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin
            assert process.stdout
            assert "ready\n" == process.stdout.readline()
            yield folder
            process.stdin.close()


@pytest.mark.parametrize("page", [_mark(page) for page in RUNNABLE], ids=lambda page: page.stem)
def test_examples_work(page: Path, played: Path, tmp_path: Path, warm: Path) -> None:
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


def test_program_is_installed(tmp_path: Path) -> None:
    """The `yunnuo` of the environment, started as users start it, says what the warm one says."""
    code, told = _run_line("yunnuo rules list | head -3", tmp_path, Path(sys.executable).parent)

    assert (0, 3) == (code, len(told.splitlines()))
