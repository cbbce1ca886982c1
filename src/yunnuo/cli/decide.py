"""`yunnuo decide`: one act toward one individual, from a file of facts, with the explanation."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.common import JsonOption, open_book, parse_day, read_clock
from yunnuo.cli.screen import parse_readings

if TYPE_CHECKING:
    from yunnuo.flows.answers import Answer


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("decide")(decide_facts)


def decide_facts(
    facts: Annotated[
        str, typer.Argument(metavar="FILE", help="事实文件（YAML）；`-` 从标准输入读；文件里是列表就逐个判断。")
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="按哪一天的法律判断（YYYY-MM-DD），缺省文件里的 on，再缺省今天。"),
    ] = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", metavar="POINT=CHOICE", help="选定的口径，如 d1=scan_is_enough。")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """判断一次处理：可以、不可以还是无法判断，依据是什么，还缺什么，怎样才可以。"""
    from yunnuo.flows.answers import answer_text
    from yunnuo.terms.instant import legal_day

    name, text = _read(facts)
    answers = answer_text(
        open_book(),
        text,
        name,
        today=legal_day(read_clock()),
        on=parse_day(on),
        readings=parse_readings(reading or []),
    )
    if as_json:
        shown: object = [answer.as_json() for answer in answers]
        typer.echo(json.dumps(shown if len(answers) != 1 else answers[0].as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n\n".join(_tell(answer) for answer in answers))


def _tell(answer: Answer) -> str:
    return "\n".join(answer.lines)


def _read(facts: str) -> tuple[str, str]:
    from yunnuo.terms.errors import InputError, Place

    name = "标准输入" if facts == "-" else Path(facts).name
    try:
        content = sys.stdin.buffer.read() if facts == "-" else Path(facts).read_bytes()
        return name, content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "decide.file", "读不了事实文件", where=Place(name), todo="给出一个 UTF-8 的 YAML 文件"
        ) from None
