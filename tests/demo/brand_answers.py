"""Asks the product what truth.parquet asks and lays both answers side by side; no contact value leaves this module."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from django.db import connections

from yunnuo.flows.screen import run_screen
from yunnuo.flows.screening import ScreenRequest
from yunnuo.people.models import ContactPoint
from yunnuo.protect.cipher import open_values
from yunnuo.rulebook.book import load_book
from yunnuo.terms.instant import legal_day, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from yunnuo.demo.brand import BrandFiles
    from yunnuo.flows.workspace import Workspace

NOW = parse_instant("2026-11-23T12:00:00")
BOOK = load_book()
TODAY = legal_day(NOW)
Act = tuple[str, str]
SMS, DELIVERY, WECOM = ("repeated_marketing", "sms"), ("delivery", "sms"), ("repeated_marketing", "wecom")
ACTS = (SMS, DELIVERY, WECOM)
LINES = 20  # lines of a failure message
Question = tuple[str, str, "date"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product says of one contact point."""

    overall: str
    law: str
    contract: str
    rules: frozenset[str]
    missing: frozenset[str]

    @property
    def outcomes(self) -> tuple[str, str, str]:
        """Return overall, law, contract."""
        return self.overall, self.law, self.contract


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the truth and the product's answer to it; None when its decisions hold no such contact point."""

    scene: str
    question: Question
    known: bool
    expected: tuple[str, str, str]
    reason: str
    reasons: frozenset[str]
    found: Answer | None


def describe(cases: Iterable[Case]) -> str:
    """Return count, scene, question, reason and both answers, one line each: enough to look into, nobody named."""
    counts = Counter(
        f"{case.scene}, {case.question[0]} by {case.question[1]} on {case.question[2]}: "
        f"{' '.join(case.expected)} for {case.reason}, found {_describe_answer(case.found)}"
        for case in cases
    )
    return "\n".join(f"  {count} × {text}" for text, count in counts.most_common(LINES))


def _describe_answer(found: Answer | None) -> str:
    if found is None:
        return "no decision"
    return f"{' '.join(found.outcomes)} by {' '.join(sorted(found.rules))} missing {' '.join(sorted(found.missing))}"


@contextmanager
def stage_workspaces(folder: Path, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let workspaces be opened on SQLite, one after the other, and leave the process as it was."""
    with pytest.MonkeyPatch.context() as patch, blocker.unblock():
        patch.delenv("YUNNUO_DATABASE_URL", raising=False)
        patch.setenv("YUNNUO_WORKSPACE", str(folder))
        yield
        connections.close_all()


def ignore_progress(step: str, done: int, total: int) -> None:
    """Take progress and say nothing."""
    del step, done, total


def ask_all(workspace: Workspace, files: BrandFiles, out: Path, *, acts: Iterable[Act] = ACTS) -> list[Case]:
    """Screen every question of the truth about these acts; return a case for each row, in the order of the file."""
    rows = [row for row in pq.read_table(files.truth).to_pylist() if (row["purpose"], row["channel"]) in acts]
    answers: dict[Question, dict[tuple[str, str], Answer]] = {}
    for row in rows:
        question = _question(row)
        if question not in answers:
            answers[question] = _ask(workspace, files, question, out / str(len(answers)))
    return [_pair(row, answers[_question(row)]) for row in rows]


def ask_marketing(workspace: Workspace, files: BrandFiles, out: Path, *, now: int = NOW) -> set[str]:
    """Return the phones that may be sent repeated marketing by SMS today."""
    question = ("repeated_marketing", "sms", TODAY)
    found = _ask(workspace, files, question, out, now=now)
    return {value for (kind, value), answer in found.items() if kind == "phone" and answer.overall == "permitted"}


def _question(row: dict[str, Any]) -> Question:
    return row["purpose"], row["channel"], row["day"]


def _ask(
    workspace: Workspace, files: BrandFiles, question: Question, out: Path, *, now: int = NOW
) -> dict[tuple[str, str], Answer]:
    purpose, channel, day = question
    request = ScreenRequest(
        files=tuple(order.path for order in files.orders),
        purpose=purpose,
        channel=channel,
        handler=files.handler,
        now=now,
        out=out,
        on=day,
        shops={order.platform: order.shop for order in files.orders},
    )
    run_screen(workspace, BOOK, request, ignore_progress)
    plain = _open_contacts(workspace)
    rows = pq.read_table(out / "decisions.parquet").to_pylist()
    found = {plain[row["contact"]]: _read_answer(row) for row in rows}
    assert len(rows) == len(found), "a contact point was decided twice"
    return found


def _read_answer(row: dict[str, Any]) -> Answer:
    return Answer(row["overall"], row["law"], row["contract"], frozenset(row["rules"]), frozenset(row["missing"]))


def _open_contacts(workspace: Workspace) -> dict[int, tuple[str, str]]:
    """Return contact id -> kind and the value as the brand's files write it."""
    opened: dict[int, tuple[str, str]] = {}
    for kind in ("phone", "wecom_id", "email"):
        points = list(ContactPoint.objects.filter(kind=kind).values_list("id", "sealed"))
        values = open_values(workspace.ring, kind, [bytes(sealed) for _, sealed in points])
        opened |= {point: (kind, value.removeprefix("+86")) for (point, _), value in zip(points, values, strict=True)}
    return opened


def _pair(row: dict[str, Any], answers: dict[tuple[str, str], Answer]) -> Case:
    return Case(
        scene=row["scene"],
        question=_question(row),
        known=row["known"],
        expected=(row["outcome"], row["law"], row["contract"]),
        reason=row["reason"],
        reasons=frozenset(row["reasons"]),
        found=answers.get((row["contact_kind"], row["contact"])),
    )


def compare_runs(first: list[Case], second: list[Case]) -> list[Case]:
    """Return the cases of the second run whose answer differs from the first, with that as what was expected."""
    return [
        replace(other, expected=one.found.outcomes if one.found else ("absent", "", ""))
        for one, other in zip(first, second, strict=True)
        if one != other
    ]
