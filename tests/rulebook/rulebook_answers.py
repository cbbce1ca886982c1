"""The answers to all shipped cases, worked out once, and which questions are twins. Must never change a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from yunnuo.flows.book_lines import place_of
from yunnuo.flows.book_parts import Edit, Inquiry, Parts
from yunnuo.flows.case_twins import Twins
from yunnuo.flows.casework import Desk
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import Case, load_cases

if TYPE_CHECKING:
    from yunnuo.decide.decision import Decision, GateDecision
    from yunnuo.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class Answer:
    """A case with the decision of the gates it is about."""

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
        """Tell whether a rule left its gate open for want of a fact, or the case states that it may apply."""
        held = self.at(rule.gate)
        return rule.id in self.case.doubts or (held is not None and rule.id in held.by and held.reason == "unknown")

    @property
    def decided(self) -> frozenset[str]:
        """Return every rule that decided a gate, accompanies the act, or is stated to apply."""
        by = (rule for held in self.decision.gates if held.reason == "decided" for rule in held.by)
        return frozenset((*by, *self.decision.duties, *self.case.speaks))


@cache
def shipped_parts() -> Parts:
    """Return the shipped rulebook, cut up for asking."""
    return Parts(load_book())


@cache
def shipped_cases() -> tuple[Case, ...]:
    """Return every case beside the shipped articles."""
    return tuple(load_cases(SHIPPED, load_book().vocabulary))


@cache
def shipped_answers() -> tuple[Answer, ...]:
    """Return what the shipped rulebook answers to every case."""
    desk = Desk(shipped_parts())
    return tuple(answer_case(desk, case) for case in shipped_cases())


def answer_case(desk: Desk, case: Case) -> Answer:
    """Decide one case at a desk: every gate it asks about or names a rule of; all, when it asks for the whole."""
    inquiry = Inquiry(desk.parts.table, case.question, dict(case.readings))
    gates = list(desk.parts.book.vocabulary.lists["gates"])
    named = {case.gate, *(rule.gate for rule_id in case.named for rule in desk.parts.book.rules[rule_id])}
    return Answer(case, desk.decide([gate for gate in gates if gate in named or _asks_all(case)], inquiry))


def _asks_all(case: Case) -> bool:
    return bool(case.expect) and not case.gate


@cache
def find_twins() -> tuple[tuple[Answer, Answer], ...]:
    """Return the pairs of answers whose questions differ in one fact, one day, one declaration or one reading."""
    answers = {id(answer.case): answer for answer in shipped_answers()}
    twins = Twins(shipped_cases())
    return tuple((answers[id(case)], answers[id(twin)]) for case in shipped_cases() for twin in twins.find(case))


@cache
def find_turned() -> dict[str, list[tuple[Answer, Answer]]]:
    """Return, for each rule, the twins of which it decides one only."""
    turned: dict[str, list[tuple[Answer, Answer]]] = {}
    for one, other in find_twins():
        for rule in one.decided - other.decided:
            turned.setdefault(rule, []).append((one, other))
    return turned


def drop_rule(rule: Rule) -> Desk:
    """Return the rulebook with one rule never in force."""
    return Desk(shipped_parts(), Edit({place_of(rule): replace(rule, since=date.max)}))
