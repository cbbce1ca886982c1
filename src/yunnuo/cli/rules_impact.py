"""`yunnuo rules impact`: whom a change of the rulebook, or of a reading, would concern."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.book_option import find_folder
from yunnuo.cli.common import (
    DEFAULT_WORKSPACE,
    JsonOption,
    WorkspaceOption,
    open_book,
    open_records,
    parse_day,
    read_clock,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.rulebook.book import Book


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("impact")(show_impact)


def show_impact(  # noqa: PLR0913, PLR0917  # the contract of the command line
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="WORD", help="处理目的，如 repeated_marketing 或 重复营销。")
    ],
    channel: Annotated[str, typer.Option("--channel", metavar="WORD", help="渠道，如 sms 或 短信。")],
    book: Annotated[
        Path | None, typer.Argument(metavar="[NEW_BOOK_DIR]", help="改过的规则库文件夹；只换口径时不用写。")
    ] = None,
    handler: Annotated[
        str | None, typer.Option("--handler", metavar="NAME", help="个人信息处理者名称；缺省取告知里的唯一一个。")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="按哪一天的法律和事实判断（YYYY-MM-DD），缺省今天。")
    ] = None,
    reading: Annotated[
        list[str] | None,
        typer.Option("--reading", metavar="POINT=CHOICE", help="改后选定的口径，如 d1=scan_is_enough；没写的照旧。"),
    ] = None,
    old_reading: Annotated[
        list[str] | None,
        typer.Option("--old-reading", metavar="POINT=CHOICE", help="现在选定的口径；缺省是最严的（可多次）。"),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """估算规则库或者口径一改，工作区里多少人的结论会变、为什么、怎样补回来；只有数字，什么也不写。"""
    from yunnuo.flows.errors import resolve_word
    from yunnuo.flows.handlers import choose_handler
    from yunnuo.flows.impact import ImpactRequest, Side, tell_impact, weigh_impact
    from yunnuo.rulebook.book import load_book

    old = open_book()
    new = load_book(find_folder(book, name="NEW_BOOK_DIR")) if book else old
    purpose_id = resolve_word(old.vocabulary, "purposes", "目的", purpose)
    channel_id = resolve_word(old.vocabulary, "channels", "渠道", channel)
    resolve_word(new.vocabulary, "purposes", "目的", purpose_id)
    resolve_word(new.vocabulary, "channels", "渠道", channel_id)
    before = _choose(old, old_reading or [])
    sides = (Side(old, before), Side(new, before | _choose(new, reading or [])))
    records = open_records(workspace)
    request = ImpactRequest(purpose_id, channel_id, choose_handler(handler), read_clock(), parse_day(on))
    impact = weigh_impact(records, *sides, request)
    typer.echo(json.dumps(impact, ensure_ascii=False, indent=1) if as_json else "\n".join(tell_impact(impact)))


def _choose(book: Book, words: Iterable[str]) -> dict[str, str]:
    """Return the readings chosen under a rulebook; raise InputError for one it does not have."""
    from yunnuo.terms.errors import InputError

    points = book.vocabulary.lists["readings"]
    chosen = {}
    for word in words:
        point, _, option = word.partition("=")
        if point not in points or option not in points[point].texts("options"):
            known = "；".join(f"{term.id}={'|'.join(term.texts('options'))}" for term in points.values())
            raise InputError("cli.reading", "选项写的口径不存在", todo=f"从这些里选：{known}")
        chosen[point] = option
    return chosen
