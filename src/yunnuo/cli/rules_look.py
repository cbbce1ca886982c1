"""`yunnuo rules show|asof|diff|fmt|facts`: reading the rulebook and keeping its files in one form."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import FIRST_YEAR, JsonOption, parse_day, read_clock
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.flows.revisions import State

DayOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="只看哪一天有效的规则（YYYY-MM-DD），缺省全部。")
]


class SchemaName(StrEnum):
    """What an editor can be given a schema for."""

    FACTS = "facts"
    CASES = "cases"
    RULE = "rule"


def attach(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("facts")(list_facts)
    app.command("show")(show_article)
    app.command("asof")(show_day)
    app.command("diff")(show_difference)
    app.command("copy")(copy_folder)
    app.command("fmt")(format_files)


def list_facts(
    schema: Annotated[
        SchemaName | None,
        typer.Option("--schema", help="改为输出 JSON Schema，供编辑器补全：事实文件、案例文件或者规则块。"),
    ] = None,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出可以写进事实文件的全部事实、取值和说明。"""
    from yunnuo.flows.handbook import build_schema, describe_facts
    from yunnuo.rulebook.book import load_book

    folder = find_folder(book)
    if schema is not None:
        _echo_json(build_schema(folder, schema.value))
        return
    rows = describe_facts(load_book(folder))
    if as_json:
        _echo_json(rows)
        return
    group = ""
    for row in rows:
        if row["group"] != group:
            group = str(row["group"])
            typer.echo(f"\n{row['group_zh']}")
        values = row["values"]
        shown = "|".join(map(str, values)) if isinstance(values, list) and values else row["type"]
        typer.echo(f"  {row['id']}: {shown}    # {row['zh']}")


def show_article(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="条的编号，如 pipl.a013；写规则的编号就看它所在的条。")
    ],
    raw: Annotated[bool, typer.Option("--raw", help="原样打印文件。")] = False,
    drafted: Annotated[bool, typer.Option("--drafted", help="工具起草的案例也列出；缺省只写有几个。")] = False,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """看一条：要旨、每条规则的意思、后果、理解和案例；未经律师核对的会写明。"""
    from yunnuo.flows.article_pages import build_page, tell_page
    from yunnuo.flows.handbook import find_article, read_page
    from yunnuo.rulebook.book import load_book
    from yunnuo.terms.instant import legal_day

    folder = find_folder(book)
    held = load_book(folder)
    found = find_article(held, article)
    if raw:
        typer.echo(read_page(folder, found))
        return
    page = build_page(held, folder, found, legal_day(read_clock()))
    _echo(page.as_json(), tell_page(page, drafted=drafted), as_json=as_json)


def show_day(
    day: Annotated[str, typer.Argument(metavar="DATE", help="哪一天（YYYY-MM-DD）。")],
    law: Annotated[str | None, typer.Option("--law", metavar="ID", help="只看一部法律，如 sms_2026。")] = None,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """看某一天哪些法律、哪一版有效，有哪些规则，与今天差多少。"""
    from yunnuo.flows.days import describe_day, tell_day
    from yunnuo.rulebook.book import load_book
    from yunnuo.terms.instant import legal_day

    described = describe_day(load_book(find_folder(book)), _read_day(day), legal_day(read_clock()), law or "")
    _echo(described, tell_day(described), as_json=as_json)


def show_difference(
    one: Annotated[str, typer.Argument(metavar="A", help="旧的规则库文件夹，或者一天（YYYY-MM-DD）。")],
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[B]", help="新的规则库文件夹，或者一天；不写时，A 是文件夹就拿现在用的来比，是一天就与今天比。"
        ),
    ] = None,
    on: DayOption = None,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """比较两个规则库，或者同一规则库的两天：规则、参数、口径增加、去掉、改了什么。"""
    from yunnuo.flows.revisions import compare_states, tell_comparison
    from yunnuo.terms.instant import legal_day

    folder = find_folder(book)
    if other is None:
        today = legal_day(read_clock()).isoformat()
        one, other = (str(folder), one) if Path(one).is_dir() else (one, today)
    held = compare_states(_read_state(one, folder, parse_day(on)), _read_state(other, folder, parse_day(on)))
    _echo(held.as_json(), tell_comparison(held), as_json=as_json)


def copy_folder(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="复制到哪里：还没有的文件夹。")],
    book: FolderOption = None,
) -> None:
    """把规则库复制一份来改：只有法律、平台规则、参数、词表和登记，没有程序。"""
    from yunnuo.rulebook.copying import copy_book

    copy_book(target, find_folder(book))
    typer.echo(f"已复制到 {target.name}。改完用 --book {target.name} 检查、跑案例、比较。")


def format_files(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="只整理这些文件；缺省整个规则库。")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="只检查，不改；有文件要整理时退出码为 1。")] = False,
    book: FolderOption = None,
) -> None:
    """把规则库文件整理成统一的写法（键的次序、空格、空行）；意思不变，变了就一个也不写。"""
    from yunnuo.rulebook.rewriting import apply_changes, find_changes

    folder = find_folder(book)
    changes = find_changes(folder, files or [])
    for file in changes:
        typer.echo(str(file.relative_to(folder)))
    if not check:
        apply_changes(folder, changes)
    typer.echo(f"{len(changes)} 个文件{'需要整理' if check else '已整理'}。" if changes else "写法都是统一的。")
    raise typer.Exit(1 if check and changes else 0)


def _read_state(word: str, folder: Path, on: date | None) -> State:
    from yunnuo.flows.revisions import State
    from yunnuo.rulebook.book import load_book

    if Path(word).is_dir():
        return State(load_book(find_folder(Path(word), name="比较的文件夹")), on)
    return State(load_book(folder), _read_day(word))


def _read_day(word: str) -> date:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        day = None
    if day is None or day.isoformat() != word or day.year < FIRST_YEAR:
        why = "既不是文件夹，也不是存在的日期"
        raise InputError("cli.day", "日期用不了", why=why, todo="按 YYYY-MM-DD 写，或者写规则库文件夹") from None
    return day


def _echo(value: Mapping[str, Any], lines: list[str], *, as_json: bool) -> None:
    if as_json:
        _echo_json(value)
    else:
        typer.echo("\n".join(lines))


def _echo_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
