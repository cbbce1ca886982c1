"""The command line: `yunnuo …`. It reads the clock and the arguments, calls flows, prints; it decides nothing.

Exit code 0 = done, 1 = refused or a check failed, 2 = bad input. Heavy imports stay inside the commands.
"""

from __future__ import annotations

import gc
import sys
from functools import cache
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.exceptions import TyperException

from yunnuo.cli import (
    book,
    card,
    complaints,
    debt,
    decide,
    demo,
    duties,
    evidence,
    identify,
    links,
    notice,
    records,
    replay,
    screen,
    serve,
    shops,
)
from yunnuo.cli.common import end_progress
from yunnuo.cli.failures import CANCELLED, explain_failure, watch_signals
from yunnuo.cli.usage import explain_usage, speak_chinese

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.terms.errors import YunnuoError

# Objects between two looks for garbage: Python's own 700 cost an import or a large file a tenth of its time.
_SELDOM: Final = (50_000, 20, 50)

app = typer.Typer(
    name="yunnuo",
    help="允诺：可以联系谁、用哪个渠道、用哪些数据，并且拿得出证明。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
screen.attach(app)
identify.attach(app)
decide.attach(app)
replay.attach(app)
demo.attach(app)
serve.attach(app)
app.add_typer(book.app, name="rules")
app.add_typer(records.people, name="people")
app.add_typer(records.consent, name="consent")
app.add_typer(notice.app, name="notice")
app.add_typer(evidence.app, name="evidence")
app.add_typer(duties.app, name="duties")
card.attach(notice.app)
links.attach(notice.app)
debt.attach(records.consent)
complaints.attach(records.people)
shops.attach(records.people)
records.attach(app)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (`arguments`, or those of the process) and leave with its exit code.

    An error is one line on stderr, never a traceback; a file with several wrong rows adds one indented line for each.
    """
    if arguments is None:  # this process is ours
        gc.set_threshold(*_SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows `?` instead of failing
    with watch_signals() as signals:
        try:
            code = _call(arguments)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # the outermost door: nothing leaves as a traceback
            code = _tell(error, cancelled=bool(signals))
    if code:
        sys.exit(code)


def _call(arguments: Sequence[str] | None) -> int:
    code = _build_command()(args=arguments, prog_name="yunnuo", standalone_mode=False)
    if code == 130:  # noqa: PLR2004  # how the library says that Ctrl-C was pressed
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


@cache
def _build_command() -> Any:
    """Return the commands as one object, in Chinese; a process builds them once, however often it runs them."""
    return speak_chinese(typer.main.get_command(app))


def _tell(error: BaseException, *, cancelled: bool) -> int:
    end_progress()
    if cancelled or isinstance(error, KeyboardInterrupt | typer.Abort):  # the latter: a question nobody answered
        typer.echo(CANCELLED, err=True)
        return 1
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(str(error), err=True)
        return 2
    known = explain_usage(error) if isinstance(error, TyperException) else explain_failure(error)
    typer.echo(f"错误：{known}", err=True)
    for line in _list_faults(known):
        typer.echo(f"  {line}", err=True)
    return known.exit_code


def _list_faults(error: YunnuoError) -> list[str]:
    """Return the further faults of an error that holds several; the first stands in its own line."""
    faults = getattr(error, "faults", ())
    more = getattr(error, "total", len(faults)) - len(faults)
    lines = [str(fault) for fault in faults[1:]]
    return [*lines, f"……还有 {more} 处"] if more > 0 else lines
