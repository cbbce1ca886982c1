"""The answers of all shipped cases, worked out once, and how two questions differ. Must never change a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.flows.casework import decide_question
from yunnuo.rulebook.book import SHIPPED, Book, load_book
from yunnuo.rulebook.cases import Case, load_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.decision import Decision, GateDecision
    from yunnuo.rulebook.model import Rule
    from yunnuo.terms.facts import Question, Record


@dataclass(frozen=True, slots=True)
class Answer:
    """A case with the whole decision it got, whatever gate it asks about."""

    case: Case
    decision: Decision

    def at(self, gate: str) -> GateDecision | None:
        """Return how one gate came out, or None where it does not apply."""
        return next((held for held in self.decision.gates if held.gate == gate), None)

    def outcome(self, gate: str) -> str:
        """Return the outcome of one gate as a word."""
        held = self.at(gate)
        return str(held.outcome) if held else "not_applicable"

    def settles(self, rule: Rule) -> bool:
        """Tell whether a rule decided its gate."""
        held = self.at(rule.gate)
        return held is not None and rule.id in held.by and held.reason == "decided"

    def doubts(self, rule: Rule) -> bool:
        """Tell whether a rule left its gate open for want of a fact."""
        held = self.at(rule.gate)
        return held is not None and rule.id in held.by and held.reason == "unknown"


@cache
def shipped_cases() -> tuple[Case, ...]:
    """Return every case beside the shipped articles."""
    return tuple(load_cases(SHIPPED, load_book().vocabulary))


@cache
def shipped_answers() -> tuple[Answer, ...]:
    """Return what the shipped rulebook answers to every case."""
    return tuple(answer_case(load_book(), case) for case in shipped_cases())


def answer_case(book: Book, case: Case) -> Answer:
    """Decide one case under a rulebook."""
    return Answer(case, decide_question(book, case.question, dict(case.readings))[1])


@cache
def twins() -> tuple[tuple[Answer, Answer], ...]:
    """Return the pairs of answers whose questions differ in one fact, one day, one declaration or one reading."""
    pairs = combinations(shipped_answers(), 2)
    return tuple((one, other) for one, other in pairs if _distance(one.case, other.case) == 1)


def without(book: Book, rule: Rule) -> Book:
    """Return the rulebook with one rule taken out."""
    articles = tuple(
        replace(held, rules=tuple(item for item in held.rules if item is not rule)) for held in book.articles
    )
    return replace(book, articles=articles)


def _distance(one: Case, other: Case) -> int:
    """Return how many facts apart two cases are; a changed day counts once, its moment with it."""
    left, right = one.question, other.question
    days = int(left.on != right.on or left.act.get("act_at") != right.act.get("act_at"))
    apart = days + int(left.facts.complete != right.facts.complete) + int(one.readings != other.readings)
    return apart + sum(1 for _ in _differences(left, right))


def _differences(left: Question, right: Question) -> Iterator[str]:
    for here, there in ((left.act, right.act), (left.facts.scalars, right.facts.scalars)):
        for name in sorted({*here, *there} - {"act_at"}):
            if here.get(name) != there.get(name):
                yield name
    for kind in sorted({*left.facts.records, *right.facts.records}):
        yield from _apart(left.facts.records.get(kind, ()), right.facts.records.get(kind, ()), kind)


def _apart(here: tuple[Record, ...], there: tuple[Record, ...], kind: str) -> Iterator[str]:
    """Yield one name per field that differs, or one per record that only one side has."""
    yield from (kind for _ in range(abs(len(here) - len(there))))
    for mine, yours in zip(here, there, strict=False):
        yield from (name for name in sorted({*mine, *yours}) if mine.get(name) != yours.get(name))
