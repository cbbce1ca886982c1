"""`yunnuo rules doc`: the whole rulebook as a book to print, mark and sign."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import Annotated

import typer

from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import JsonOption, parse_day, read_clock


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("doc")(print_book)


def print_book(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹（不存在或者是空的）。")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="只印哪一天有效的规则（YYYY-MM-DD），缺省全部版本。")
    ] = None,
    drafted: Annotated[bool, typer.Option("--drafted", help="连工具起草的案例也印（只防误改，不必签）。")] = False,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """把整个规则库印成一本可以打印、批注、签署的册子：rulebook.html 和 rulebook.docx，内容相同。"""
    from yunnuo.flows.printing.publishing import PAGE, WORD, publish_book
    from yunnuo.terms.instant import legal_day

    day = legal_day(read_clock())
    edition = publish_book(find_folder(book), out, day, on=parse_day(on), drafted=drafted)
    facts = {"revision": edition.revision, "seal": edition.seal, "scope": edition.scope, "standing": edition.standing}
    if as_json:
        typer.echo(json.dumps({**facts, "files": [PAGE, WORD]}, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{out / PAGE}\n{out / WORD}")
    typer.echo("；".join(f"{label} {text}" for label, text in (*edition.bindings, *edition.figures)) + "。")
    typer.echo(f"{edition.standing}；签署页在最后。")
