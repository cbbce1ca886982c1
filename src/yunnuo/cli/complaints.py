"""`yunnuo people complaints`: what individuals complained about on their pages, for whoever has to answer.

Whoever made one while signed in is named by the number of the complaint: no contact point is shown in full, or asked.
Nobody may be on record by what they had shown; a stop is then recorded for that contact point all the same.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, open_records
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.flows.complaints import Told

_LOOK: Final = ("看是谁", "people find --complaint {number}")
_STOP: Final = (
    ("看同意过什么、停过什么", "consent show --complaint {number}"),
    ("撤回、停止联系（缺省全部）", "consent withdraw --complaint {number}"),
)
_KEEP: Final = ("停止联系（对核实过的这个号码记下，以后登记进来也有效）", "consent withdraw --complaint {number}")
# What a topic asks for -> how it is done. Erasing takes the complaint along, so that is said before.
_WAYS: Final = {
    "unwanted": _STOP,
    "stop": _STOP,
    "access": (
        ("看同意过什么、停过什么", "consent show --complaint {number}"),
        ("做一份给本人的证据包", "evidence prove --complaint {number} --out 证据包.zip"),
    ),
    "erase": (
        (
            "删除全部信息（这件投诉也一并删除，先把怎样答复留好底）",
            "people erase --complaint {number} --reason 本人要求",
        ),
    ),
}


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("complaints")(show_complaints)


def show_complaints(
    receipt: Annotated[str, typer.Argument(metavar="[NUMBER]", help="投诉的编号；不写就列出全部，不显示内容。")] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    *,
    as_json: JsonOption = False,
) -> None:
    """列出个人在页面上提的投诉，最近的在前；给出编号就打开那一件：是谁、内容、怎样办。"""
    from yunnuo.flows.complaints import read_all, read_complaint

    records = open_records(workspace)
    from yunnuo.web.people.complaining import TOPICS  # needs the workspace open

    topics = {topic: str(name) for topic, name in TOPICS}
    held = [read_complaint(records, receipt)] if receipt else read_all(records)
    if as_json:
        typer.echo(json.dumps([asdict(told) for told in held], ensure_ascii=False, indent=1))
        return
    for told in held:
        who = "登录后提的" if told.signed_in else "没有登录"
        typer.echo(f"{told.receipt}　{show_instant(told.at)}　{topics.get(told.topic, told.topic)}　{who}")
        for line in _tell_one(told, workspace) if receipt else ():
            typer.echo(f"  {line}")
    if not held:
        typer.echo("没有投诉。")
    elif not receipt:
        typer.echo(
            f"共 {len(held)} 件。看其中一件：yunnuo people complaints 编号；答复之后怎样留底，由客服自己的系统记。"
        )


def _tell_one(told: Told, workspace: Path) -> Iterator[str]:
    """Yield who made a complaint, where to answer, what they wrote, and the commands it may take."""
    if not told.signed_in:
        yield f"回复到：{told.contact or '没有留'}"
        yield told.text
        yield "是谁没有核实过。按留的联系方式核实是本人之后，用 --phone、--email 或 --account 找："
        yield f"  yunnuo people find --phone -{_tell_workspace(workspace)}"
        return
    yield from _tell_who(told)
    yield told.text
    known = told.individual is not None
    for what, command in (_LOOK, *_WAYS.get(told.topic, ())) if known else (_KEEP,):
        yield f"{what}：yunnuo {command.format(number=told.receipt)}{_tell_workspace(workspace)}"
    if told.topic == "erase" and not known:
        yield "删除：没有按它登记的信息可删；记下停止联系之后，可以按投诉的编号连同这件投诉一起删除。"
    if told.topic == "correct" and known:
        yield "更正：在信息来的系统里改正，再导入改正过的文件；允诺里没有改一项的命令。"


def _tell_who(told: Told) -> Iterator[str]:
    """Yield who had signed in: what they had shown to be theirs, who is on record by it, where to answer."""
    shown = f"登录时用验证码核实过：{told.verified}" if told.verified else "登录时用验证码核实过是本人"
    if told.individual is None:
        yield f"{shown}。没有人按它登记在案；没有记录不等于没有联系过。"
        yield f"回复到：{told.contact or '没有另外留'}"
        return
    since = "提的时候还没有人按它登记，现在有了" if told.later else ""
    held = f"登记的联系方式：{'、'.join(told.known) or '没有'}"
    yield "。".join(filter(None, (f"个人 {told.individual}：{shown}", since, held)))
    spare = "没有另外留，用登记的联系方式" if told.known else "没有留，登记的也没有"
    yield f"回复到：{told.contact or spare}"


def _tell_workspace(workspace: Path) -> str:
    return "" if workspace == DEFAULT_WORKSPACE else f" --workspace {shlex.quote(str(workspace))}"
