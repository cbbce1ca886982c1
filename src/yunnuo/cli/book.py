"""`yunnuo rules …`: look at, check and test the rulebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from yunnuo.cli.common import JsonOption, open_book, parse_day, read_clock
from yunnuo.terms.errors import InputError

app = typer.Typer(help="规则库：查看、检查、测试。", no_args_is_help=True)

FolderOption = Annotated[
    Path | None, typer.Option("--book", metavar="DIR", help="另一个规则库文件夹；缺省随产品发布的。")
]


@app.command("facts")
def show_facts(as_json: JsonOption = False) -> None:
    """列出可以写进事实文件的全部事实、取值和说明。"""
    from yunnuo.flows.handbook import describe_facts

    rows = describe_facts(open_book())
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    group = ""
    for row in rows:
        if row["group"] != group:
            group = str(row["group"])
            typer.echo(f"\n{row['group_zh']}")
        values = row["values"]
        shown = "|".join(map(str, values)) if isinstance(values, list) and values else row["type"]
        typer.echo(f"  {row['id']}: {shown}    # {row['zh']}")


@app.command("list")
def list_rules(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="哪一天有效的规则（YYYY-MM-DD），缺省今天。")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """列出某一天有效的全部规则。"""
    from yunnuo.flows.handbook import list_rows
    from yunnuo.terms.instant import legal_day

    rows = list_rows(open_book(), parse_day(on) or legal_day(read_clock()))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['id']}  [{row['kind']}/{row['gate']}] {row['zh']}（{row['citation']}，{row['confidence']}）")
    typer.echo(f"共 {len(rows)} 条。未经律师核对。")


@app.command("show")
def show_article(article: Annotated[str, typer.Argument(metavar="ARTICLE", help="条的编号，如 pipl.a013。")]) -> None:
    """把一条连同要旨和规则原样打印出来。"""
    from yunnuo.flows.handbook import read_page

    typer.echo(read_page(open_book(), article))


@app.command("check")
def check_rules(
    book: FolderOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="没有案例的规则也算错。")] = False,
    as_json: JsonOption = False,
) -> None:
    """检查规则库：编号、日期、词表、引用、重叠和空缺、案例；有错退出码为 1，只有警告为 0。"""
    from dataclasses import asdict

    from yunnuo.rulebook.book import SHIPPED
    from yunnuo.rulebook.check import check_book
    from yunnuo.terms.instant import legal_day

    findings = check_book(_find_book(book) or SHIPPED, legal_day(read_clock()), strict=strict)
    errors = sum(not item.warning for item in findings)
    if as_json:
        typer.echo(json.dumps([asdict(item) for item in findings], ensure_ascii=False, indent=1))
    else:
        for item in findings:
            typer.echo(str(item))
        typer.echo(f"{errors} 处错误，{len(findings) - errors} 处警告。" if findings else "规则库没有问题。")
    raise typer.Exit(1 if errors else 0)


@app.command("test")
def run_tests(book: FolderOption = None, as_json: JsonOption = False) -> None:
    """运行规则旁边的全部案例；有一个不符退出码为 1。"""
    from yunnuo.flows.casework import run_cases
    from yunnuo.rulebook.book import SHIPPED

    results = run_cases(_find_book(book) or SHIPPED)
    failed = [result for result in results if result.faults]
    if as_json:
        rows = [
            {"case": item.case.name, "file": item.case.file, "line": item.case.line, "faults": item.faults}
            for item in failed
        ]
        typer.echo(json.dumps({"cases": len(results), "failed": rows}, ensure_ascii=False, indent=1))
    else:
        for result in failed:
            typer.echo(f"{result.case}：{'；'.join(result.faults)}")
        typer.echo(f"{len(results)} 个案例，{len(failed)} 个不符。案例未经律师签字。")
    raise typer.Exit(1 if failed else 0)


def _find_book(folder: Path | None) -> Path | None:
    if folder is None or (folder / "vocab").is_dir():
        return folder
    raise InputError("rules.book", f"`{folder.name}` 不是规则库", why="里面没有 vocab 文件夹", todo="检查 --book")
