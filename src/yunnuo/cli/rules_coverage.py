"""`yunnuo rules coverage`: every obligation, memo line and article, and what answers for it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import JsonOption  # noqa: TC001  # typer reads it when the command is made


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("coverage")(show_coverage)


def show_coverage(
    full: Annotated[bool, typer.Option("--full", help="逐条列出义务、客户通讯和条文。")] = False,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """看每一条义务、客户通讯的每一行、每一条法条由哪些规则承担，有多少案例，不编码的为什么；有没交代的，退出码为 1。"""
    from yunnuo.flows.coverage import cover_register
    from yunnuo.flows.coverage_text import tell_coverage

    held = cover_register(find_folder(book))
    if as_json:
        typer.echo(json.dumps(held.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(tell_coverage(held, full=full)))
    raise typer.Exit(1 if held.silent else 0)
