"""`yunnuo people complaints`: what individuals complained about on their pages, for whoever has to answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, open_records
from yunnuo.terms.instant import show_instant


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("complaints")(show_complaints)


def show_complaints(
    receipt: Annotated[str, typer.Argument(metavar="[NUMBER]", help="投诉的编号；不写就列出全部，不显示内容。")] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    *,
    as_json: JsonOption = False,
) -> None:
    """列出个人在页面上提的投诉，最近的在前；给出编号就打开那一件，看内容和怎样回复。"""
    from yunnuo.flows.complaints import read_all, read_complaint

    records = open_records(workspace)
    from yunnuo.web.people.complaining import TOPICS  # needs the workspace open

    topics = {topic: str(name) for topic, name in TOPICS}
    held = [read_complaint(records, receipt)] if receipt else read_all(records)
    if as_json:
        typer.echo(json.dumps([asdict(told) for told in held], ensure_ascii=False, indent=1))
        return
    for told in held:
        typer.echo(f"{told.receipt}　{show_instant(told.at)}　{topics.get(told.topic, told.topic)}")
        if receipt:
            typer.echo(f"  回复到：{told.contact or '没有留'}\n  {told.text}")
    if not held:
        typer.echo("没有投诉。")
    elif not receipt:
        typer.echo(
            f"共 {len(held)} 件。看其中一件：yunnuo people complaints 编号；答复之后怎样留底，由客服自己的系统记。"
        )
