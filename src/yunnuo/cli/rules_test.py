"""`yunnuo rules test|draft`: the cases beside the articles, what they cover, what they would notice, and drafts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import JsonOption, end_progress, show_progress
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from yunnuo.flows.case_coverage import RuleCover
    from yunnuo.flows.drafting import Drafted
    from yunnuo.flows.mutation_edits import Mutant

REDRAFT = "工具起草的案例照着原来的规则写；规则是有意改的，就用 yunnuo rules draft 条的编号 --write 重写它们。"
SAID = "工具起草的案例只防误改，不是对法律的独立核对。案例未经律师签字。"


def attach(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("test")(run_tests)
    app.command("draft")(draft_cases)


def run_tests(  # the contract of the command line
    book: FolderOption = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="每条规则有没有适用、只差一个事实、前一天、缺事实的案例；列出缺的。")
    ] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="把规则逐处改错（误改），每一处都要有案例不符；有漏网的退出码为 1。")
    ] = False,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="误改只抽 N 处，缺省全部。")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="抽样的种子，缺省 0。")] = 0,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="误改用几个进程，缺省 1。")] = 1,
    as_json: JsonOption = False,
) -> None:
    """运行规则旁边的全部案例，有一个不符退出码为 1；或者看案例覆盖了什么、能发现什么误改。"""
    if coverage and mutate:
        raise InputError("rules.test", "--coverage 和 --mutate 不能同时用", todo="分两次运行")
    folder = find_folder(book)
    if coverage:
        _show_coverage(folder, as_json=as_json)
    elif mutate:
        _show_mutants(folder, sample, seed, jobs, as_json=as_json)
    else:
        _show_cases(folder, as_json=as_json)


def draft_cases(
    article: Annotated[
        str | None, typer.Argument(metavar="[ARTICLE]", help="条的编号，如 pipl.a014；全部用 --all。")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部条文，逐条起草。")] = False,
    write: Annotated[bool, typer.Option("--write", help="写进旁边的 cases.yaml；缺省只打印。")] = False,
    book: FolderOption = None,
) -> None:
    """起草案例（开发用）：规则的每一处误改都要有案例发现；只防误改，法律对不对仍要人看。有漏网的退出码为 1。"""
    from yunnuo.flows.drafting import draft_articles

    if (article is None) is not everything:
        raise InputError("rules.draft", "写一条的编号，或者写 --all", todo="例如 yunnuo rules draft pipl.a014")
    count, left, stale = 0, 0, 0
    for drafted in draft_articles(find_folder(book), article, show_progress(), write=write):
        count, left, stale = count + drafted.count, left + len(drafted.left), stale + len(drafted.stale)
        _show_draft(drafted, write=write)
    end_progress()
    gone = f"{'去掉' if write else '可以去掉'} {stale} 个规则改了以后不再相符的起草案例；" if stale else ""
    typer.echo(f"{gone}起草 {count} 个案例{'，已写入' if write else ''}；{left} 处误改没有找到案例。")
    raise typer.Exit(1 if left else 0)


def _show_draft(drafted: Drafted, *, write: bool) -> None:
    for file, texts in drafted.texts.items():
        typer.echo(f"# {file}：{len(texts)} 个案例")
        if not write:
            typer.echo("".join(texts), nl=False)
    _list_mutants(drafted.left)


def _show_cases(folder: Path, *, as_json: bool) -> None:
    from yunnuo.flows.casework import count_kinds, run_cases

    results = run_cases(folder)
    failed = [result for result in results if result.faults]
    kinds = count_kinds([result.case for result in results])
    if as_json:
        rows = [
            {"case": item.case.name, "file": item.case.file, "line": item.case.line, "faults": item.faults}
            for item in failed
        ]
        typer.echo(json.dumps({**kinds, "failed": rows}, ensure_ascii=False, indent=1))
    else:
        for result in failed:
            mark = "（工具起草）" if result.case.drafted else ""
            typer.echo(f"{result.case}{mark}：{'；'.join(result.faults)}")
        if any(result.case.drafted for result in failed):
            typer.echo(REDRAFT)
        hand = f"手写 {kinds['hand_written']}（其中不看规则写的 {kinds['blind']}），工具起草 {kinds['drafted']}"
        typer.echo(f"{kinds['cases']} 个案例：{hand}；{len(failed)} 个不符。{SAID}")
    raise typer.Exit(1 if failed else 0)


def _show_coverage(folder: Path, *, as_json: bool) -> None:
    from yunnuo.flows.case_coverage import KINDS, count_lacks, cover_folder

    covers = cover_folder(folder)
    lacks = count_lacks(covers)
    if as_json:
        rows = [cover.as_json() for cover in covers]
        typer.echo(json.dumps({"rules": rows, "lacks": lacks}, ensure_ascii=False, indent=1))
        return
    for cover in _lacking(covers):
        typer.echo(f"{cover.file}:{cover.line} {cover.rule}（自 {cover.since}）缺{'、'.join(cover.lacks)}")
    typer.echo(f"{len(covers)} 条规则，{sum(not cover.lacks for cover in covers)} 条齐全。")
    typer.echo("；".join(f"缺{zh} {lacks[kind]}" for kind, zh in KINDS.items()) + "。")


def _lacking(covers: Iterable[RuleCover]) -> list[RuleCover]:
    return [cover for cover in covers if cover.lacks]


def _show_mutants(folder: Path, sample: int | None, seed: int, jobs: int, *, as_json: bool) -> None:
    from yunnuo.flows.mutation_run import run_mutants

    score = run_mutants(folder, show_progress(), sample=sample, seed=seed, jobs=jobs)
    end_progress()
    if as_json:
        survivors = [{"file": one.file, "line": one.line, "what": one.what} for one in score.survivors]
        told = {
            "total": score.total,
            "killed": score.killed,
            "equivalent": len(score.equivalent),
            "survivors": survivors,
        }
        typer.echo(json.dumps({**told, "red_cases": len(score.red)}, ensure_ascii=False, indent=1))
    else:
        _list_mutants(score.survivors)
        red = f"{len(score.red)} 个案例本身不符，没有用来发现误改。" if score.red else ""
        same = f"另有 {len(score.equivalent)} 处改了也没有分别，不算。" if score.equivalent else ""
        typer.echo(f"误改 {score.total} 处，发现 {score.killed} 处，漏网 {len(score.survivors)} 处。{same}{red}")
    raise typer.Exit(1 if score.survivors else 0)


def _list_mutants(mutants: Iterable[Mutant]) -> None:
    for mutant in mutants:
        typer.echo(f"漏网：{mutant}")
