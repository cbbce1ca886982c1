"""What every command shares: options, the clock, dates from arguments, progress on stderr."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", envvar="YUNNUO_WORKSPACE", metavar="DIR", help="工作区文件夹（台账和密钥）。")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
DEFAULT_WORKSPACE = Path("yunnuo-workspace")
FIRST_YEAR = 1900  # an earlier one is a slip of the pen
LEFTOVER = 24 * 3600 * 1_000_000  # microseconds; no import lasts a day
SHOW_AFTER = 2.0  # seconds before progress is worth showing


def read_clock() -> Instant:
    """Return the present instant; the only place where the command line reads a clock."""
    return time.time_ns() // 1000


def parse_day(text: str | None) -> date | None:
    """Return the legal day written YYYY-MM-DD; raise InputError for any other text or a day that does not exist."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or day.year < FIRST_YEAR:
        raise InputError("cli.day", "选项 --on 写的不是存在的日期", todo="按 YYYY-MM-DD 写")
    return day


def open_records(folder: Path, *, new: bool = False) -> Workspace:
    """Open the workspace; only `new` makes one, and says so: a mistyped path must not swallow a withdrawal."""
    from yunnuo.flows.workspace import clear_leftovers, open_workspace

    if not (folder / "keys").exists() and not folder.is_file() and not (folder / "yunnuo.db").exists():
        if not new:
            raise InputError(
                "workspace.none",
                f"`{folder.name}` 不是工作区",
                why="那里还没有任何记录",
                todo="检查 --workspace；第一次使用先导入（yunnuo people import 文件）",
            )
        typer.echo(f"… 新建工作区 {folder}", err=True)
    workspace = open_workspace(folder)
    clear_leftovers(workspace, read_clock() - LEFTOVER)
    return workspace


def open_book() -> Book:
    """Return the shipped rulebook."""
    from yunnuo.rulebook.book import load_book

    return load_book()


def open_words() -> Vocabulary:
    """Return the vocabulary of the shipped rulebook, which is all that most records need to be told."""
    from yunnuo.rulebook.book import load_words

    return load_words()


def show_progress() -> Callable[[str, int, int], None]:
    """Return a callback that tells the running step on stderr, from its third second on.

    A terminal gets one line that changes; a file or a pipe gets a line every two seconds at most.
    """
    told = [time.monotonic()]

    def tell(step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty():
            text = f"{step} {done:,}/{total:,}" if total else step
            if now - started >= SHOW_AFTER:
                typer.echo(f"\r\033[K… {text}", err=True, nl=False)
        elif now - told[0] >= SHOW_AFTER:
            typer.echo(f"… {step}", err=True)
            told[0] = now

    started = told[0]
    return tell


def end_progress() -> None:
    """Clear the progress line of a terminal."""
    if sys.stderr.isatty():
        typer.echo("\r\033[K", err=True, nl=False)
