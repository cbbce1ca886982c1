"""`yunnuo consent debt`: how well the consents that stand are evidenced."""

from __future__ import annotations

import json

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, open_records, open_words, read_clock


def attach(app: typer.Typer) -> None:
    """Add the command to `yunnuo consent`."""
    app.command("debt")(show_debt)


def show_debt(as_json: JsonOption = False, workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """按目的和渠道列出在效的同意各有几级证据、缺什么、补上什么能升级（等级不判断是否有效）。"""
    from yunnuo.flows.consent_debt import read_debt, tell_debt

    debts = read_debt(open_records(workspace), now=read_clock())
    if as_json:
        held = {"schema": "yunnuo.consent.debt/1", "debts": [debt.as_json() for debt in debts]}
        typer.echo(json.dumps(held, ensure_ascii=False, indent=1))
        return
    words = open_words()
    for debt in debts:
        purpose, channel = words.zh("purposes", debt.purpose), debt.channel
        for line in tell_debt(debt, purpose, words.zh("channels", channel)):
            typer.echo(line)
    typer.echo("只能补手里真有的记录；补不了的，看过告知再由本人选一次。" if debts else "还没有记录过同意。")
