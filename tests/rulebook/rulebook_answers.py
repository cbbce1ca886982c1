"""The answers to all shipped cases, worked out once, and which questions are twins. Must never change a case."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.flows.casework import decide_question
from yunnuo.rulebook.book import SHIPPED, Book, load_book
from yunnuo.rulebook.cases import Case, load_cases

if TYPE_CHECKING:
    from yunnuo.decide.decision import Decision, GateDecision
    from yunnuo.rulebook.model import Rule


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
def find_twins() -> tuple[tuple[Answer, Answer], ...]:
    """Return the pairs of answers whose questions differ in one fact, one day, one declaration or one reading."""
    flat = [(answer, _flatten(answer.case)) for answer in shipped_answers()]
    names = {name for _, facts in flat for name in facts}
    alike: dict[tuple[str, frozenset[tuple[str, object]]], list[Answer]] = defaultdict(list)
    for answer, facts in flat:
        whole = frozenset(facts.items())
        for name in names:
            alike[name, whole - {(name, facts[name])} if name in facts else whole].append(answer)
    return tuple(pair for group in alike.values() for pair in combinations(group, 2))


def drop_rule(book: Book, rule: Rule) -> Book:
    """Return the rulebook with one rule taken out."""
    articles = tuple(
        replace(held, rules=tuple(item for item in held.rules if item is not rule)) for held in book.articles
    )
    return replace(book, articles=articles)


def _flatten(case: Case) -> dict[str, object]:
    """Return all a question says, one name a fact; a day takes its moment along, a refusal or origin is one fact."""
    question = case.question
    facts: dict[str, object] = {**question.facts.scalars, **question.act}
    facts["on"] = (question.on, facts.pop("act_at", None))
    facts["complete"] = question.facts.complete
    facts["readings"] = case.readings
    for kind, records in question.facts.records.items():
        for number, record in enumerate(records):
            fields = {f"{kind} {number} {name}": value for name, value in record.items()}
            facts.update(fields if kind == "consent" else {f"{kind} {number}": frozenset(record.items())})
    return facts
