"""`yunnuo rules …`: look at, check and test the rulebook."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from yunnuo.cli import rules_coverage, rules_doc, rules_impact, rules_look, rules_prove, rules_test
from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import JsonOption, parse_day, read_clock

app = typer.Typer(help="规则库：查看、检查、测试。", no_args_is_help=True)


@app.command("list")
def list_rules(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="哪一天有效的规则（YYYY-MM-DD），缺省今天。")
    ] = None,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出某一天有效的全部规则。"""
    from yunnuo.flows.handbook import list_rows
    from yunnuo.rulebook.book import load_book
    from yunnuo.terms.instant import legal_day

    rows = list_rows(load_book(find_folder(book)), parse_day(on) or legal_day(read_clock()))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['id']}  [{row['kind']}/{row['gate']}] {row['zh']}（{row['citation']}，{row['confidence']}）")
    typer.echo(f"共 {len(rows)} 条。未经律师核对。")


@app.command("check")
def check_rules(
    book: FolderOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="没有案例的规则也算错。")] = False,
    as_json: JsonOption = False,
) -> None:
    """检查规则库：编号、日期、词表、引用、重叠和空缺、案例；有错退出码为 1，只有警告为 0。"""
    from dataclasses import asdict

    from yunnuo.rulebook.check import check_book
    from yunnuo.terms.instant import legal_day

    findings = check_book(find_folder(book), legal_day(read_clock()), strict=strict)
    errors = sum(not item.warning for item in findings)
    if as_json:
        typer.echo(json.dumps([asdict(item) for item in findings], ensure_ascii=False, indent=1))
    else:
        for item in findings:
            typer.echo(str(item))
        typer.echo(f"{errors} 处错误，{len(findings) - errors} 处警告。" if findings else "规则库没有问题。")
    raise typer.Exit(1 if errors else 0)


rules_look.attach(app)
rules_impact.attach(app)
rules_test.attach(app)
rules_coverage.attach(app)
rules_doc.attach(app)
rules_prove.attach(app)
