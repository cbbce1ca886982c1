"""`yunnuo replay`: make a recorded decision again and say whether every byte is the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import Annotated

import typer

from yunnuo.cli.book_option import find_folder
from yunnuo.cli.common import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("replay")(replay_record)


def replay_record(
    decision: Annotated[
        str,
        typer.Argument(
            metavar="DECISION_ID", help="判断编号（可以只写开头几位）；筛选的写 筛选编号:情形号，或只写筛选编号。"
        ),
    ],
    records: Annotated[
        Path | None, typer.Option("--records", metavar="DIR", help="记录所在的文件夹；缺省工作区里的 records。")
    ] = None,
    book: Annotated[
        Path | None, typer.Option("--book", metavar="DIR", help="判断时那一版规则库的文件夹；缺省随产品发布的。")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """重放一次判断：用当时的规则库和记录下来的事实重新判断，逐字节核对；不一致退出码为 1。"""
    from yunnuo.flows.recording import FOLDER
    from yunnuo.flows.replaying import replay_decision

    replays = replay_decision(
        decision, [records] if records else [workspace / FOLDER], find_folder(book) if book else None
    )
    differing = [replay for replay in replays if replay.difference]
    if as_json:
        rows = [asdict(replay) | {"same": not replay.difference} for replay in replays]
        typer.echo(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False, indent=1))
    else:
        for replay in differing:
            now = f"，重算的是 {replay.now}" if replay.now else ""
            typer.echo(f"不一致：第一处不同在 {replay.difference}{now}（{replay.id}）")
        if not differing:
            what = "" if len(replays) == 1 else f"：{len(replays):,} 条判断"
            typer.echo(f"一致（逐字节相同）{what}，规则库 {replays[0].revision}")
    raise typer.Exit(1 if differing else 0)
