"""The reference pages say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer.main

from yunnuo.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def _paths(command: object, prefix: str = "yunnuo") -> Iterator[str]:
    """Yield the full name of every command that can be called."""
    commands: dict[str, object] | None = getattr(command, "commands", None)
    if commands is None:
        yield prefix
        return
    for name, child in commands.items():
        if not getattr(child, "hidden", False):
            yield from _paths(child, f"{prefix} {name}")


def test_reference_is_up_to_date() -> None:
    """Writing docs/reference anew from the code changes nothing."""
    command = [sys.executable, "scripts/build_docs.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_every_command_is_documented() -> None:
    """Every command of the command line has its heading in the reference."""
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")

    assert [] == [path for path in _paths(typer.main.get_command(app)) if f"## `{path}`" not in page]
