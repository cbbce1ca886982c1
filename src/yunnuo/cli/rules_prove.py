"""`yunnuo rules prove`: proofs about a rulebook, or about a change of one, for every question and every person."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from pathlib import Path  # noqa: TC003  # typer reads it when the command is made
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.book_option import FolderOption, find_folder
from yunnuo.cli.common import JsonOption, end_progress, parse_day, show_progress
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from yunnuo.decide.proofs_reach import Reach
    from yunnuo.decide.proofs_run import Proof
    from yunnuo.rulebook.book import Book

SIDES = 2  # the old and the new


class Goal(StrEnum):
    """What is to be proved."""

    PROMISES = "promises"
    REACHABLE = "reachable"
    TIGHTER = "tighter"
    EQUAL = "equal"


def attach(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("prove")(prove_rules)


def prove_rules(
    goal: Annotated[
        Goal,
        typer.Argument(
            metavar="[promises|reachable|tighter|equal]",
            help="promises：引擎的承诺；reachable：有没有永远不起作用的规则；"
            "tighter：新规则只更严；equal：新旧结论相同。缺省 promises。",
        ),
    ] = Goal.PROMISES,
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[OLD_BOOK_DIR NEW_BOOK_DIR]", help="tighter、equal 比较的两个规则库，先旧后新。"),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="DATE", help="只看哪一天；tighter、equal 写两次就是旧的一天和新的一天。"),
    ] = None,
    promise: Annotated[
        list[str] | None, typer.Option("--promise", metavar="NAME", help="只证哪一个承诺（可多次）。")
    ] = None,
    book: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """用 Z3 对所有的人、所有的问法证明；不成立时给出反例，退出码为 1。"""
    days = [day for day in map(parse_day, on or []) if day]
    tell = show_progress()
    if goal in (Goal.TIGHTER, Goal.EQUAL):
        done = _prove_change(goal, _two_books(folders or [], book, days), days, as_json=as_json, tell=tell)
    elif folders:
        raise InputError("cli.usage", f"{goal} 只看一个规则库", todo="用 --book 指定")
    elif goal == Goal.REACHABLE:
        done = _find_unheard(_load(book), days, as_json=as_json, tell=tell)
    else:
        done = _prove_promises(_load(book), days, promise or [], as_json=as_json, tell=tell)
    raise typer.Exit(0 if done else 1)


def _load(folder: Path | None, name: str = "--book") -> Book:
    from yunnuo.rulebook.book import load_book

    return load_book(find_folder(folder, name=name))


def _two_books(folders: list[Path], book: Path | None, days: list[date]) -> tuple[Book, Book]:
    """Return the old and the new rulebook: two folders, or one and two days of it."""
    if len(folders) == SIDES and len(days) <= SIDES:
        return _load(folders[0], "OLD_BOOK_DIR"), _load(folders[1], "NEW_BOOK_DIR")
    if not folders and len(days) == SIDES:
        held = _load(book)
        return held, held
    raise InputError(
        "proofs.sides", "不知道比较哪两个规则库", todo="写旧、新两个文件夹，或者用两次 --on 写同一规则库的两天"
    )


def _prove_promises(
    book: Book, days: list[date], only: list[str], *, as_json: bool, tell: Callable[[str, int, int], None]
) -> bool:
    """Prove each promise and tell it as soon as it is done; return whether all hold."""
    from yunnuo.flows.proving import prove_promises

    rows, proved, start = [], True, time.monotonic()
    if not as_json:
        typer.echo(f"规则库 {book.revision}：每一天、每种行为、目的、渠道、种类、接收方、口径，每个人，事实可知可不知")
    for proof in prove_promises(book, days, only=only, tell=tell):
        proved = proved and proof.is_proved
        rows.append(_tell_proof(proof, book, time.monotonic() - start, as_json=as_json))
        start = time.monotonic()
    if as_json:
        typer.echo(json.dumps({"revision": book.revision, "proofs": rows}, ensure_ascii=False, indent=1))
    return proved


def _tell_proof(proof: Proof, book: Book, seconds: float, *, as_json: bool) -> dict[str, object]:
    from yunnuo.decide.proofs_rows import proof_row
    from yunnuo.decide.proofs_text import tell_proof

    end_progress()
    if not as_json:
        typer.echo("\n".join(tell_proof(proof, book.vocabulary, seconds)))
    return proof_row(proof, book.vocabulary, seconds)


def _prove_change(
    goal: Goal,
    books: tuple[Book, Book],
    days: Sequence[date],
    *,
    as_json: bool,
    tell: Callable[[str, int, int], None],
) -> bool:
    from yunnuo.flows.proving import prove_change

    old, new = books
    start = time.monotonic()
    pairs = [(days[-1], days[0])] if days else []
    proof = prove_change(goal.value, new, old, pairs, tell=tell)
    row = _tell_proof(proof, new, time.monotonic() - start, as_json=as_json)
    if as_json:
        typer.echo(json.dumps({"old": old.revision, "new": new.revision, **row}, ensure_ascii=False, indent=1))
    return proof.is_proved


def _find_unheard(book: Book, days: Sequence[date], *, as_json: bool, tell: Callable[[str, int, int], None]) -> bool:
    from yunnuo.decide.proofs_rows import reach_row
    from yunnuo.flows.proving import find_unheard

    start = time.monotonic()
    reach = find_unheard(book, days, tell=tell)
    end_progress()
    seconds = time.monotonic() - start
    if as_json:
        typer.echo(json.dumps(reach_row(reach, seconds), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_reach_lines(reach, seconds)))
    return not reach.dead and not reach.undecided


def _reach_lines(reach: Reach, seconds: float) -> list[str]:
    """Return which rules decide nothing, each with its place."""
    lines = []
    for item in reach.dead:
        why = "会说话，但总有别的规则先作了决定" if item.speaks else "没有人能使它说话"
        lines.append(f"{item.rule.file}:{item.rule.line}: `{item.rule.id}` 永远不起作用：{why}")
    lines += [f"{rule.file}:{rule.line}: `{rule.id}` 没有证完（超时）" for rule in reach.undecided]
    alive = reach.asked - len(reach.dead) - len(reach.undecided)
    return [*lines, f"{reach.asked} 条规则，{alive} 条对某人起作用（由判断引擎重新判断过）；{seconds:.1f} 秒"]
