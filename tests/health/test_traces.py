"""Nothing in the repository tells where or with what it was made, and no debt stands without an address."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from health_source import ROOT, all_modules, tracked_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# One letter of each stands in brackets so that this file does not find itself.
MACHINE_PATHS = r"/[w]ork/|/[r]oot/|/[h]ome/\w|/[U]sers/\w|/[o]pt/\w|/[t]mp/\w"
HOSTS = r"[p]ypi\.org|[p]ythonhosted|//[m]irrors?\.|[e]xtra-index-url|[a]rtifactory"
TRACE = re.compile(f"{MACHINE_PATHS}|{HOSTS}")
DEBT = re.compile(r"[T]ODO(?!\(#\d+\))|[F]IXME|[X]XX\b")
BARE_IGNORE = re.compile(r"[t]ype: ignore(?!\[)")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield place and text of each line; a file that is not text has none."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        yield f"{path.relative_to(ROOT).as_posix()}:{number}", line


def test_no_machine_paths_or_registry_hosts() -> None:
    """No tracked file names a folder of somebody's machine or a host packages come from."""
    found = [place for path in tracked_files() for place, line in _lines(path) if TRACE.search(line)]

    assert [] == found


def test_no_debt_without_an_issue() -> None:
    """A note about work left names the issue that will do it."""
    found = [place for module in all_modules() for place, line in _lines(module.path) if DEBT.search(line)]

    assert [] == found


def test_no_bare_type_ignore() -> None:
    """Silencing the type checker names the error that is silenced."""
    found = [place for module in all_modules() for place, line in _lines(module.path) if BARE_IGNORE.search(line)]

    assert [] == found


def test_every_module_says_what_it_is_for() -> None:
    """Every module opens with a docstring of at most twenty lines; migrations are Django's."""
    lengths = {
        module.name: len((ast.get_docstring(module.tree) or "").splitlines())
        for module in all_modules()
        if not module.is_migration
    }

    assert {} == {name: lines for name, lines in lengths.items() if not 1 <= lines <= 20}
