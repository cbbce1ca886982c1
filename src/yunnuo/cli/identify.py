"""`yunnuo identify`: what in these files is personal, what is sensitive, and how sure."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from yunnuo.cli.common import JsonOption, open_book, read_clock
from yunnuo.cli.failures import explain_failure
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from yunnuo.flows.identifying import FileRegister
    from yunnuo.identify.sensitive.shape import Dictionary
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.errors import YunnuoError


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
        typer.Option(
            "--texts",
            metavar="FILE",
            help="逐行的 JSON，每行有 text；原样输出并加上 spans（位置和种类）。后面再写的文件也照此看。",
        ),
    ] = None,
    kinds: Annotated[bool, typer.Option("--kinds", help="列出文字里认得出的所有种类。")] = False,
    as_json: JsonOption = False,
) -> None:
    """逐列认出文件里哪些是个人信息、哪些敏感、是明文还是掩码密文、为什么、有多大把握。"""
    asked = Asked(tuple(files or ()), purpose, layout, tuple(lexicon or ()), rulings)
    if kinds:
        _refuse_unused("--kinds", asked, html, also={"--texts": texts, "FILE": files})
        _show_kinds(as_json=as_json)
    elif texts:
        _refuse_unused("--texts", asked, html)
        _show_spans((texts, *asked.files))
    elif files:
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


def _refuse_unused(mode: str, asked: Asked, html: Path | None, also: dict[str, object] | None = None) -> None:
    """Raise InputError for an option that a way of asking would ignore: whoever wrote it counts on it."""
    given: dict[str, object] = {f"--{name}": held for name, held in asked._asdict().items() if name != "files"}
    given |= {"--html": html} | (also or {})
    if unused := [name for name, held in given.items() if held]:
        raise InputError("cli.options", f"{mode} 用不着 {'、'.join(unused)}", todo="去掉，或者分两次做")


def _show_registers(asked: Asked, html: Path | None, *, as_json: bool) -> None:
    from yunnuo.flows.errors import FilesFailed, resolve_word
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
    registers, failed = _identify_each(asked, book, day, wanted, words)
    if html and registers:
        write_page(html, registers, failed, day=str(day), revision=book.revision)
    if as_json and registers:
        typer.echo(_write_json(registers, failed, day, book.revision))
    for line in () if as_json else (line for register in registers for line in tell_register(register)):
        typer.echo(line)
    if html and registers and not as_json:
        typer.echo(f"报告：{html}")
    if failed:
        rest = f"其余 {len(registers)} 个文件已经看完" if registers else ""
        raise FilesFailed([error for _, error in failed], rest)


def _identify_each(
    asked: Asked, book: Book, day: date, purpose: str, words: Dictionary | None
) -> tuple[list[FileRegister], list[tuple[str, YunnuoError]]]:
    """Return the registers of the files, and of those that could not be read the names and why: one spoils no other."""
    from yunnuo.flows.identifying import identify_file

    registers: list[FileRegister] = []
    failed: list[tuple[str, YunnuoError]] = []
    with tempfile.TemporaryDirectory(prefix="yunnuo-identify-") as folder:
        scratch = Path(folder)
        for file in asked.files:
            try:
                registers.append(
                    identify_file(
                        file,
                        scratch=scratch,
                        book=book,
                        day=day,
                        layout=asked.layout,
                        purpose=purpose,
                        dictionary=words,
                    )
                )
            except Exception as error:  # noqa: BLE001  # whatever is wrong with one file, the others are done
                failed.append((file.name, explain_failure(error)))
    return registers, failed


def _write_json(
    registers: Iterable[FileRegister], failed: Iterable[tuple[str, YunnuoError]], day: date, revision: str
) -> str:
    from yunnuo.flows.identifying import SCHEMA

    held = {
        "schema": SCHEMA,
        "on": str(day),
        "revision": revision,
        "files": [one.as_json() for one in registers],
        "failed": [{"name": name, "code": error.code, "message": str(error)} for name, error in failed],
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def _show_spans(texts: tuple[Path, ...]) -> None:
    from yunnuo.flows.identifying_texts import span_files

    for line in span_files(texts):
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
