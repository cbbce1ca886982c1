"""`yunnuo notice …`: write, check, publish, look at and compare notices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from yunnuo.cli.common import (
    DEFAULT_WORKSPACE,
    JsonOption,
    WorkspaceOption,
    open_book,
    open_records,
    open_words,
    parse_day,
    read_clock,
)
from yunnuo.cli.handlers import tell_several
from yunnuo.cli.screen import parse_readings

app = typer.Typer(help="告知：写、检查、发布、查看、比较。", no_args_is_help=True)

ReadingOption = Annotated[
    list[str] | None, typer.Option("--reading", metavar="POINT=CHOICE", help="选定的口径，如 d2=role_is_enough。")
]
DocumentArgument = Annotated[Path, typer.Argument(metavar="FILE", help="告知文档（YAML）。")]


@app.command("example")
def print_example() -> None:
    """输出一份完整的告知文档样例，照着改就是自己的告知。"""
    from yunnuo.demo.setting import read_data

    typer.echo(read_data("notice.yaml"), nl=False)


@app.command("check")
def check_file(
    file: DocumentArgument,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="按哪一天的法律（YYYY-MM-DD），缺省今天。")
    ] = None,
    reading: ReadingOption = None,
    as_json: JsonOption = False,
) -> None:
    """逐项核对告知文档（N1–N31）：写了、缺少、不适用还是无法判断，各凭什么；不能发布时退出码为 1。"""
    from yunnuo.flows.notice_check import check_notice
    from yunnuo.flows.notice_publish import read_notice
    from yunnuo.flows.notice_show import check_lines
    from yunnuo.terms.instant import legal_day

    book = open_book()
    day = parse_day(on) or legal_day(read_clock())
    check = check_notice(read_notice(file, book), book, on=day, readings=parse_readings(reading or []))
    if as_json:
        typer.echo(json.dumps(check.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(check_lines(check, book.vocabulary)))
    raise typer.Exit(0 if check.passed else 1)


@app.command("render")
def render_file(
    file: DocumentArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写到这个文件夹（新的，或者空的）。")],
) -> None:
    """把告知文档写成网页看样子：简明、完整、打印，有儿童事项时还有致监护人；不发布。"""
    from yunnuo.flows.errors import check_target
    from yunnuo.flows.notice_pages import render_pages
    from yunnuo.flows.notice_publish import read_notice

    check_target(out)
    pages = render_pages(read_notice(file, open_book()))
    out.mkdir(parents=True, exist_ok=True)
    for name, body in pages.items():
        (out / f"{name}.html").write_text(body, "utf-8")
        typer.echo(f"{name}.html　{len(body.encode()):,} 字节")


@app.command("publish")
def publish_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="告知文档（YAML），或者只列要素的告知文件（YAML 列表）。")
    ],
    despite: Annotated[
        str, typer.Option("--despite", metavar="REASON", help="核对不通过仍要发布的理由，记进台账；不写姓名和号码。")
    ] = "",
    reading: ReadingOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """发布告知版本；发布后不能再改。"""
    from yunnuo.flows.handlers import known_handlers
    from yunnuo.flows.notice_publish import publish_document, read_node, read_notice
    from yunnuo.flows.notices import publish_notices

    book = open_book()
    if not isinstance(read_node(file), dict):
        open_records(workspace, new=True)
        before = known_handlers()
        new, known = publish_notices(file, book.vocabulary, now=read_clock())
        typer.echo(f"新发布 {new} 个版本，以前已发布 {known} 个。")
        tell_several(before)
        return
    document = read_notice(file, book)
    open_records(workspace, new=True)
    before = known_handlers()
    done = publish_document(document, book, now=read_clock(), despite=despite, readings=parse_readings(reading or []))
    typer.echo(f"已发布 {done.version}。" if done.new else f"{done.version} 以前已发布，没有变化。")
    for name, sha256 in done.pages.items():
        typer.echo(f"  页面 {name}　{sha256}")
    tell_several(before)


@app.command("show")
def show_notices(
    version: Annotated[str | None, typer.Argument(metavar="VERSION", help="版本；缺省列出全部。")] = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="NAME", help="输出这一页的网页：short、full、print 或 guardian。")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """列出已发布的告知版本：写明的目的和渠道、缺什么、有多少人的同意在它之下；或者看其中一版。"""
    from yunnuo.flows.notice_show import describe_notice, list_notices, notice_json
    from yunnuo.flows.notice_versions import list_published, open_notice, open_page

    open_records(workspace)
    vocabulary, now = open_words(), read_clock()
    if page is not None:
        typer.echo(open_page(version or "", page), nl=False)
        return
    if as_json:
        held = [open_notice(version)] if version else list_published()
        shown = [notice_json(notice, now=now) for notice in held]
        typer.echo(json.dumps(shown[0] if version else shown, ensure_ascii=False, indent=1))
        return
    lines = describe_notice(open_notice(version), vocabulary, now=now) if version else list_notices(vocabulary, now=now)
    typer.echo("\n".join(lines))


@app.command("diff")
def diff_notices(
    old: Annotated[str, typer.Argument(metavar="OLD", help="已发布的版本，或者告知文档。")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="已发布的版本，或者告知文档。")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """比较两个版本：变了什么、要再告知谁、要再征求谁，各有多少人。"""
    from yunnuo.flows.notice_show import diff_lines
    from yunnuo.flows.notice_versions import diff_versions

    open_records(workspace)
    diff = diff_versions(old, new, open_book(), now=read_clock())
    typer.echo(json.dumps(diff.as_json(), ensure_ascii=False, indent=1) if as_json else "\n".join(diff_lines(diff)))
