"""`yunnuo screen`: may these people be contacted for this purpose on this channel."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunnuo.cli.common import (
    DEFAULT_WORKSPACE,
    JsonOption,
    WorkspaceOption,
    end_progress,
    open_book,
    open_records,
    parse_day,
    read_clock,
    show_progress,
)
from yunnuo.cli.handlers import tell_lapsed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Value


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("screen")(screen_files)


def screen_files(  # noqa: PLR0913, PLR0917  # the contract of the command line
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="平台导出的订单、客户文件（CSV、XLSX、XLS、Parquet）。")
    ],
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="WORD", help="处理目的，如 repeated_marketing 或 重复营销。")
    ],
    channel: Annotated[str, typer.Option("--channel", metavar="WORD", help="渠道，如 sms 或 短信。")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹（不存在或者是空的）。")],
    handler: Annotated[
        str | None, typer.Option("--handler", metavar="NAME", help="个人信息处理者名称；缺省取告知里的唯一一个。")
    ] = None,
    entrusted: Annotated[
        str | None, typer.Option("--entrusted", metavar="NAME", help="要交给哪个受托人处理；这时只给判断。")
    ] = None,
    provide_to: Annotated[
        str | None, typer.Option("--provide-to", metavar="NAME", help="要提供给哪个其他处理者；这时只给判断。")
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", metavar="FILE", help="对整个名单都一样的事实（YAML），如约定状态、影响评估、人数。"),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="按哪一天的法律和事实判断（YYYY-MM-DD），缺省今天。")
    ] = None,
    layout: Annotated[
        str | None, typer.Option("--layout", metavar="NAME", help="文件布局名（认不出来时指定）。")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="自备的列对应文件（YAML）。")
    ] = None,
    shop: Annotated[
        list[str] | None,
        typer.Option("--shop", metavar="NAME", help="文件里没有店铺列时是哪家店：店名，或 平台=店名（可多次）。"),
    ] = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", metavar="POINT=CHOICE", help="选定的口径，如 d1=scan_is_enough。")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """筛选一次活动的名单：谁可以联系、谁不可以、为什么、怎样才可以。"""
    from yunnuo.flows.errors import both_given, check_target, resolve_word
    from yunnuo.flows.handlers import choose_handler
    from yunnuo.flows.screen import run_screen
    from yunnuo.flows.screening import ScreenRequest
    from yunnuo.terms.instant import legal_day

    if entrusted and provide_to:
        raise both_given("--entrusted", "--provide-to")
    check_target(out)
    book = open_book()
    day = parse_day(on)
    purpose_id = resolve_word(book.vocabulary, "purposes", "目的", purpose)
    channel_id = resolve_word(book.vocabulary, "channels", "渠道", channel)
    records = open_records(workspace, new=True)
    request = ScreenRequest(
        files=tuple(files),
        purpose=purpose_id,
        channel=channel_id,
        handler=choose_handler(handler),
        now=read_clock(),
        out=out,
        on=day,
        entrusted=entrusted or "",
        provided_to=provide_to or "",
        given=read_facts(facts, day or legal_day(read_clock())) if facts else {},
        layout=layout,
        mapping=mapping,
        shops=parse_shops(book.vocabulary, shop or []),
        readings=parse_readings(reading or []),
    )
    summary = run_screen(records, book, request, show_progress())
    end_progress()
    tell_lapsed()
    typer.echo(json.dumps(summary, ensure_ascii=False, indent=1) if as_json else "\n".join(tell_summary(summary, out)))


def read_facts(file: Path, day: date) -> Mapping[str, Value]:
    """Return the act facts of a file; raise InputError when it cannot be read or says anything else."""
    from yunnuo.flows.given import read_given
    from yunnuo.terms.errors import InputError, Place

    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        todo = "给出一个 UTF-8 的 YAML 文件"
        raise InputError("screen.facts_file", "读不了事实文件", where=Place(file.name), todo=todo) from None
    return read_given(open_book(), text, file.name, day)


def parse_shops(vocabulary: Vocabulary, words: list[str]) -> dict[str, str]:
    """Return shop names by platform id from `NAME` (any platform: key ``) or `PLATFORM=NAME` words."""
    from yunnuo.flows.errors import resolve_word

    shops = {}
    for word in words:
        platform, equals, name = word.partition("=")
        shops[resolve_word(vocabulary, "platforms", "平台", platform) if equals else ""] = name if equals else word
    return shops


def parse_readings(words: list[str]) -> dict[str, str]:
    """Return the chosen readings from `point=option` words; raise InputError for an unknown point or option."""
    from yunnuo.terms.errors import InputError

    readings = open_book().vocabulary.lists["readings"]
    chosen = {}
    for word in words:
        point, _, option = word.partition("=")
        if point not in readings or option not in readings[point].texts("options"):
            known = "；".join(f"{term.id}={'|'.join(term.texts('options'))}" for term in readings.values())
            raise InputError("cli.reading", "选项 --reading 写的口径不存在", todo=f"从这些里选：{known}")
        chosen[point] = option
    return chosen


def tell_summary(summary: Mapping[str, Any], out: Path) -> list[str]:
    """Return the result as lines for a terminal."""
    overall = summary["outcomes"]["overall"]
    reachable = f"其中 {summary['with_contact']:,} 人有可用的联系方式"
    lines = [
        f"{summary['on']}，以「{summary['channel']['zh']}」做「{summary['purpose']['zh']}」（{summary['handler']}）：",
        f"  可以 {overall['permitted']:,}　不可以 {overall['not_permitted']:,}　无法判断 {overall['undetermined']:,}",
        f"  文件 {summary['rows']['total']:,} 行，认出 {summary['individuals']:,} 人，{reachable}",
    ]
    steps = [step for step in summary["waterfall"] if step["excluded"]]
    if steps:
        lines.append("为什么少了：")
        lines += [f"  -{step['excluded']:>8,}  {step['zh']}{_cited(step)}" for step in steps]
    if summary["remedies"]:
        lines.append("怎样能合法地联系更多人：")
        lines += [f"  +{row['frees'] + row['settles']:>8,}  {row['zh']}：{row['how']}" for row in summary["remedies"]]
    if len(summary["sequence"]) > 1:
        lines.append("先做哪几件，增加得最快：")
        lines += [f"  +{step['gains']:>8,}  {step['zh']}，累计 {step['permitted']:,}" for step in summary["sequence"]]
    lines += [f"还缺（{row['contacts']:,}）：{row['zh']}——{row['how']}" for row in summary["missing"]]
    lines += [
        *(f"注意：{warning}" for warning in summary["warnings"]),
        f"结果在 {out}（先看 report.html）。规则未经律师核对。",
    ]
    return lines


def _cited(step: Mapping[str, Any]) -> str:
    return f"（{'、'.join(step['citations'])}）" if step["citations"] else ""
