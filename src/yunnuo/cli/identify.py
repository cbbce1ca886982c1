"""`yunnuo identify`: what in these files is personal, what is sensitive, and how sure."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from yunnuo.cli.common import JsonOption, open_book, read_clock
from yunnuo.terms.errors import InputError


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("identify")(identify_files)


def identify_files(  # noqa: PLR0913, PLR0917  # the contract of the command line
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="任何表格文件（CSV、XLSX、XLS、Parquet），不必是平台导出的。"),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option("--purpose", metavar="WORD", help="为哪个目的；指出用不着的列。如 重复营销。")
    ] = None,
    layout: Annotated[
        str | None, typer.Option("--layout", metavar="NAME", help="文件布局名（认不出来时指定）。")
    ] = None,
    lexicon: Annotated[
        list[Path] | None, typer.Option("--lexicon", metavar="DIR", help="自己的敏感商品词典（文件夹），可以写几个。")
    ] = None,
    rulings: Annotated[
        Path | None, typer.Option("--rulings", metavar="FILE", help="复核决定（CSV）：哪些词算敏感，哪些不算。")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="把报告写成一个网页文件（不联网、不用脚本）。")
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="FILE", help="逐行的 JSON，每行有 text；原样输出并加上 spans（位置和种类）。"),
    ] = None,
    kinds: Annotated[bool, typer.Option("--kinds", help="列出文字里认得出的所有种类。")] = False,
    as_json: JsonOption = False,
) -> None:
    """逐列认出文件里哪些是个人信息、哪些敏感、是明文还是掩码密文、为什么、有多大把握。"""
    if kinds:
        _show_kinds(as_json=as_json)
    elif texts:
        _show_spans(texts)
    elif files:
        asked = Asked(tuple(files), purpose, layout, tuple(lexicon or ()), rulings)
        _show_registers(asked, html, as_json=as_json)
    else:
        raise InputError("identify.texts", "没有给出文件", todo="写上要识别的文件，或者用 --texts、--kinds")


class Asked(NamedTuple):
    """What a run is to look at, and with which words."""

    files: tuple[Path, ...]
    purpose: str | None
    layout: str | None
    lexicon: tuple[Path, ...]
    rulings: Path | None


def _show_registers(asked: Asked, html: Path | None, *, as_json: bool) -> None:
    from yunnuo.flows.errors import resolve_word
    from yunnuo.flows.identifying import SCHEMA, identify_file
    from yunnuo.flows.identifying_text import tell_register
    from yunnuo.identify.sensitive.dictionary import load_dictionary
    from yunnuo.identify.sensitive.rulings import read_rulings
    from yunnuo.terms.instant import legal_day

    book, day = open_book(), legal_day(read_clock())
    wanted = resolve_word(book.vocabulary, "purposes", "目的", asked.purpose) if asked.purpose else ""
    own = asked.lexicon or asked.rulings  # the shipped words are read once a text asks for them
    words = load_dictionary(asked.lexicon, read_rulings(asked.rulings) if asked.rulings else ()) if own else None
    if html:  # what draws pages takes a while to load
        from yunnuo.flows.identifying_pages import write_page
        from yunnuo.flows.identifying_pages.render import check_page

        check_page(html)
    with tempfile.TemporaryDirectory(prefix="yunnuo-identify-") as folder:
        scratch = Path(folder)
        registers = [
            identify_file(
                file, scratch=scratch, book=book, day=day, layout=asked.layout, purpose=wanted, dictionary=words
            )
            for file in asked.files
        ]
    if html:
        write_page(html, registers, day=str(day), revision=book.revision)
    if as_json:
        held = {"schema": SCHEMA, "on": str(day), "revision": book.revision}
        typer.echo(json.dumps(held | {"files": [one.as_json() for one in registers]}, ensure_ascii=False, indent=1))
        return
    for line in (line for register in registers for line in tell_register(register)):
        typer.echo(line)
    if html:
        typer.echo(f"报告：{html}")


def _show_spans(texts: Path) -> None:
    from yunnuo.flows.identifying_texts import span_lines

    for line in span_lines(texts):
        typer.echo(line)


def _show_kinds(*, as_json: bool) -> None:
    from yunnuo.flows.identifying_texts import list_kinds

    kinds = list_kinds()
    if as_json:
        typer.echo(json.dumps(kinds, ensure_ascii=False, indent=1))
        return
    for kind in kinds:
        marks = [kind["zh"], "个人信息" if kind["is_personal"] else "不是个人信息"]
        marks += ["敏感"] * kind["is_sensitive"] + [f"例 {kind['example']}"] * bool(kind["example"])
        typer.echo(f"{kind['id']}：{'；'.join(marks)}")
