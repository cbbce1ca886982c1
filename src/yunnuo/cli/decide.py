"""`yunnuo decide`: one act toward one individual, from a file of facts, with the explanation."""

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
    voice: Annotated[
        str,
        typer.Option(
            "--voice",
            metavar="VOICE",
            help="说给谁听：counsel 法务（全部依据）、marketing 营销（一句话）、individual 本人。",
        ),
    ] = "counsel",
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="DIR", help="把判断记录写进这个文件夹，日后可以重放（yunnuo replay）。"),
    ] = None,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """判断一次处理：可以、不可以还是无法判断，依据是什么，还缺什么，怎样才可以。"""
    from yunnuo.flows.answers import answer_text
    from yunnuo.rulebook.book import load_book
    from yunnuo.terms.instant import legal_day

    _check_voice(voice)
    name, text = _read(facts)
    answers = answer_text(
        load_book(find_folder(book)),
        text,
        name,
        today=legal_day(read_clock()),
        on=parse_day(on),
        readings=parse_readings(reading or []),
    )
    records = _record(answers, record) if record else [None] * len(answers)
    if as_json:
        shown = [answer.as_json() | _named(made) for answer, made in zip(answers, records, strict=True)]
        typer.echo(json.dumps(shown if len(shown) != 1 else shown[0], ensure_ascii=False, indent=1))
        return
    told = ["\n".join(answer.tell(voice)) for answer in answers]
    lines = [f"{text}\n记录 {made}" if made else text for text, made in zip(told, records, strict=True)]
    typer.echo("\n\n".join(lines))


def _named(record: str | None) -> dict[str, str]:
    return {"record": record} if record else {}


def _record(answers: list[Answer], folder: Path) -> list[str | None]:
    """Write a record of each decision and return their ids."""
    import secrets

    from yunnuo.flows.recording import keep_record

    return [keep_record(answer.trace, folder, secrets.token_hex(16)) for answer in answers]


def _check_voice(voice: str) -> None:
    from yunnuo.decide.explain import VOICES
    from yunnuo.terms.errors import InputError

    if voice not in VOICES:
        raise InputError("cli.voice", "选项 --voice 写的不是一种说法", todo=f"从这些里选：{'、'.join(VOICES)}")


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
