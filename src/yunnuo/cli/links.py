"""`yunnuo notice link`: the address of a touchpoint where a published notice is shown and choices are asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from yunnuo.cli.common import DEFAULT_WORKSPACE, WorkspaceOption, open_records


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("link")(write_address)


def write_address(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="已发布的告知版本。")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="触点的名称，记进证据里，如 官网表单；不写任何个人信息。")
    ],
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="页面对外的网址，如 https://me.example.com。")
    ] = "http://127.0.0.1:8000",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """给出一个触点的链接：打开它，先看到告知，再逐项选择；同一个触点的链接不变。"""
    from yunnuo.flows.notice_versions import open_notice, open_shown
    from yunnuo.flows.touchpoints import Touchpoint, write_link

    records = open_records(workspace)
    open_shown(open_notice(version))
    token = write_link(records.ring, Touchpoint(version, name))
    typer.echo(f"{base_url.rstrip('/')}/s/{token}/")
