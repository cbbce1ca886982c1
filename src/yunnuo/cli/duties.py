"""`yunnuo duties …`: the self-check of what a handler must keep doing, and the form it is filled in on."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import JsonOption, parse_day, read_clock
from yunnuo.cli.screen import parse_readings

if TYPE_CHECKING:
    from datetime import date

app = typer.Typer(help="持续义务：自查哪些做到了、哪些没做到、哪些说不清。", no_args_is_help=True)

DayOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="按哪一天的规则看（YYYY-MM-DD），缺省今天。")
]


@app.command("check")
def check_facts(  # what to check, by which book, how to show it
    facts: Annotated[
        str | None,
        typer.Option(
            "--facts", metavar="FILE", help="填好的事实文件（yunnuo duties facts 写出的）；`-` 从标准输入读。"
        ),
    ] = None,
    on: DayOption = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", metavar="POINT=CHOICE", help="选定的口径，如 d11=…；可写多次。")
    ] = None,
    pressing: Annotated[bool, typer.Option("--open", help="只列没做到的和说不清的。")] = False,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """逐条自查持续的、有期限的义务：做到、没做到、说不清、不适用；有没做到或者说不清的，退出码为 1。"""
    from yunnuo.flows.selfcheck import check_handler
    from yunnuo.flows.selfcheck_form import read_form, state_nothing
    from yunnuo.flows.selfcheck_text import tell_selfcheck
    from yunnuo.rulebook.book import load_book

    folder, day = find_folder(book), _choose_day(on)
    situations = read_form(load_book(folder), *_read(facts), day) if facts else state_nothing(day)
    held = check_handler(folder, day, situations, parse_readings(reading or []))
    if as_json:
        typer.echo(json.dumps(held.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(tell_selfcheck(held, pressing=pressing)))
    raise typer.Exit(0 if held.clean else 1)


@app.command("facts")
def write_facts(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写到哪个文件；已有的文件不动。缺省打印出来。")
    ] = None,
    on: DayOption = None,
    book: FolderOption = None,
) -> None:
    """写一份自查要填的事实：每项事实一行，上面是问题，值都是 unknown；填过的文件不会被覆盖。"""
    from yunnuo.flows.selfcheck_form import write_form
    from yunnuo.rulebook.book import load_book

    text = write_form(load_book(find_folder(book)), _choose_day(on))
    if out is None:
        typer.echo(text, nl=False)
        return
    with out.open("x", encoding="utf-8") as stream:  # the outermost door tells that it exists
        stream.write(text)
    typer.echo(f"已写出 {out.name}：{text.count(': unknown')} 处待填。填好以后：yunnuo duties check --facts {out.name}")


def _choose_day(on: str | None) -> date:
    from yunnuo.terms.instant import legal_day

    return parse_day(on) or legal_day(read_clock())


def _read(facts: str) -> tuple[str, str]:
    """Return the text of the file and the name it goes by."""
    from yunnuo.terms.errors import InputError, Place

    name = "标准输入" if facts == "-" else Path(facts).name
    try:
        content = sys.stdin.buffer.read() if facts == "-" else Path(facts).read_bytes()
        return content.decode("utf-8-sig"), name
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "duties.file", "读不了事实文件", where=Place(name), todo="给出一个 UTF-8 的 YAML 文件"
        ) from None
