"""The command line: `yunnuo …`. It reads the clock and the arguments, calls flows, prints; it decides nothing.

Exit code 0 = done, 1 = refused or a check failed, 2 = bad input. Heavy imports stay inside the commands.
"""

from __future__ import annotations

import sys

import typer

from yunnuo.cli import book, decide, demo, records, screen
from yunnuo.terms.errors import YunnuoError

app = typer.Typer(
    name="yunnuo",
    help="允诺：可以联系谁、用哪个渠道、用哪些数据，并且拿得出证明。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
screen.attach(app)
decide.attach(app)
demo.attach(app)
app.add_typer(book.app, name="rules")
app.add_typer(records.people, name="people")
app.add_typer(records.consent, name="consent")
app.add_typer(records.notice, name="notice")
records.attach(app)


def run() -> None:
    """Run the command line; a known error is one line on stderr, never a traceback."""
    try:
        app()
    except YunnuoError as error:
        typer.echo(f"错误：{error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("已取消，没有留下写了一半的结果。", err=True)
        sys.exit(1)
