"""`yunnuo notice card|batches`: parcel cards to print, and what came of them."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.common import (
    DEFAULT_WORKSPACE,
    JsonOption,
    WorkspaceOption,
    open_book,
    open_records,
    open_words,
    read_clock,
)
from yunnuo.cli.screen import parse_readings

if TYPE_CHECKING:
    from yunnuo.flows.card_printing import Printed
    from yunnuo.terms.instant import Instant


DespiteOption = Annotated[
    str,
    typer.Option(
        "--despite", metavar="REASON", help="平台不允许或者无法判断、仍要印的理由，记进台账；不写姓名和号码。"
    ),
]
ReadingOption = Annotated[
    list[str] | None, typer.Option("--reading", metavar="POINT=CHOICE", help="选定的口径，如 d1=scan_is_enough。")
]


def attach(app: typer.Typer) -> None:
    """Add the commands to `yunnuo notice`."""
    app.command("card")(print_card)
    app.command("reprint")(reprint_batch)
    app.command("batches")(list_batches)


def print_card(  # noqa: PLR0913, PLR0917  # what is printed, for whom, and where it leads
    version: Annotated[str, typer.Argument(metavar="VERSION", help="已发布的告知版本，touchpoints 里要有包裹卡。")],
    batch: Annotated[str, typer.Option("--batch", metavar="NAME", help="批次名，印在卡上；一个批次只印一次。")],
    shop: Annotated[str, typer.Option("--shop", metavar="NAME", help="放进哪家店的包裹。")],
    platform: Annotated[str, typer.Option("--platform", metavar="WORD", help="包裹是从哪个平台卖出的。")],
    count: Annotated[int, typer.Option("--count", metavar="N", help="印多少张。")],
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="个人页面的网址（https），二维码指向它的 /q/…/。")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写到这个文件夹（新的，或者空的）。")],
    purpose: Annotated[
        list[str] | None, typer.Option("--purpose", metavar="WORD", help="只问这些目的；缺省告知里征求同意的全部。")
    ] = None,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", metavar="WORD", help="只问这些渠道；缺省全部。")
    ] = None,
    colour: Annotated[str, typer.Option("--colour", metavar="#RRGGBB", help="品牌色，白字要看得清。")] = "#1F6F54",
    per_page: Annotated[
        int | None, typer.Option("--per-page", metavar="N", help="一页几张：8 或 4；缺省放得下就是 8。")
    ] = None,
    despite: DespiteOption = "",
    reading: ReadingOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """印包裹卡：先过个人和平台两个关口，再写出裁切用的 PDF 和单张图；平台不允许或者无法判断的不印，退出码为 1。"""
    from yunnuo.flows.card_orders import CardOrder
    from yunnuo.flows.card_printing import print_cards

    records, book, now = open_records(workspace), open_book(), read_clock()
    order = CardOrder(
        version=version,
        batch=batch,
        shop=shop,
        platform=platform,
        count=count,
        base_url=base_url,
        purposes=tuple(purpose or ()),
        channels=tuple(channel or ()),
        colour=colour,
        per_page=per_page,
        despite=despite,
    )
    _warn_newer(version, now, again=False)
    done = print_cards(records, book, order, out, now=now, readings=parse_readings(reading or []))
    _tell_done(done, out, as_json=as_json)


def reprint_batch(  # noqa: PLR0913, PLR0917  # which batch, why, and what an old one kept no record of
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="印过的批次名。")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="为什么重印，记进台账；不写姓名和号码。")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写到这个文件夹（新的，或者空的）。")],
    count: Annotated[int | None, typer.Option("--count", metavar="N", help="重印多少张；缺省和第一次一样多。")] = None,
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="只在早先的版本印的批次要写：第一次印时的网址。")
    ] = "",
    colour: Annotated[
        str, typer.Option("--colour", metavar="#RRGGBB", help="只在早先的版本印的批次要写：第一次印时的品牌色。")
    ] = "",
    despite: DespiteOption = "",
    reading: ReadingOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """把印过的批次再印一遍（丢了、印坏了）：同一个二维码、同一个批次；两个关口按今天的规则重新问。"""
    from yunnuo.flows.card_orders import find_version
    from yunnuo.flows.card_reprinting import Reprint, reprint_cards

    records, book, now = open_records(workspace), open_book(), read_clock()
    order = Reprint(batch, reason, count, base_url, colour, despite)
    _warn_newer(find_version(batch), now, again=True)
    done = reprint_cards(records, book, order, out, now=now, readings=parse_readings(reading or []))
    _tell_done(done, out, as_json=as_json)


def list_batches(as_json: JsonOption = False, workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """列出印过的批次：印了多少，扫了多少次，多少人同意、拒绝、后来撤回。"""
    from yunnuo.flows.cards import count_batches, count_erased
    from yunnuo.terms.instant import show_instant

    open_records(workspace)
    counts, erased, words = count_batches(), count_erased(), open_words()
    if as_json:
        held = {"schema": "yunnuo.card.batches/1", "erased": erased, "batches": [item.as_json() for item in counts]}
        typer.echo(json.dumps(held, ensure_ascii=False, indent=1))
        return
    for item in counts:
        typer.echo(f"{item.batch}　告知 {item.version}　{words.zh('platforms', item.platform)} {item.shop}")
        typer.echo(
            f"  {show_instant(item.at)} 印 {item.printed:,} 张{_tell_again(item.reprinted)}；"
            f"扫 {item.scans:,} 次；同意 {item.agreed:,} 人"
            f"（{item.choices:,} 项）；拒绝 {item.refused:,} 人；同意后撤回 {item.withdrawn:,} 人"
        )
    if not counts:
        typer.echo("还没有印过卡片。")
    elif erased:
        typer.echo(f"以前删除过 {erased:,} 人的全部信息：他们删除之前的同意不在内，属于哪一批已无从得知。")


def _warn_newer(version: str, now: Instant, *, again: bool) -> None:
    """Say before anything is printed that the notice has a later version; beside the answer, which may be JSON."""
    from yunnuo.flows.card_orders import find_newer, tell_newer

    if told := tell_newer(version, find_newer(version, now), again=again):
        typer.echo(told, err=True)


def _tell_again(count: int) -> str:
    return f"，另重印 {count:,} 张" if count else ""


def _tell_done(done: Printed, out: Path, *, as_json: bool) -> None:
    told = json.dumps(done.as_json(), ensure_ascii=False, indent=1) if as_json else "\n".join(_tell_run(done, out))
    typer.echo(told)


def _tell_alike(done: Printed) -> list[str]:
    if not done.again:
        return []
    told = "第一次印的样子没有记下：拿旧卡比对，扫一扫是不是同一个网址"
    if done.alike is not None:
        told = "单张和第一次印的一模一样" if done.alike else "二维码和第一次印的一样，版式或字库有变化"
    return [f"同一个批次，不另计。{told}。"]


def _tell_run(done: Printed, out: Path) -> list[str]:
    forced = [f"平台关口：{done.platform.says}，仍然印了。理由已记进台账：{done.despite}"] if done.despite else []
    spare = done.copies * done.per_page - done.count
    return [
        *done.gates,
        *forced,
        f"批次 {done.batch} {'的重印' if done.again else ''}已记进台账：{done.count:,} 张，告知 {done.version}。",
        *_tell_alike(done),
        f"{out.name}/sheet.pdf　A4，每份 {done.per_page} 张，印 {done.copies:,} 份"
        + (f"（多出 {spare} 张，裁后销毁）" if spare else "")
        + f"；最小的字 {done.smallest:g} 磅",
        f"{out.name}/card.svg　{out.name}/card.png　单张",
        f"每张卡都指向 {done.link}",
    ]
