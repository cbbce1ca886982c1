"""A rule unfolded to the raw facts under it, the act's facts open too: what the solver searches.

Says the same as `decide.compiler` for any question with one category, at most `slots` records of a kind and, for
`latest`, one record. A test holds the two against each other on every case. Must never judge a question.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.decide.calendar import period_of
from yunnuo.decide.compiler import BASIC
from yunnuo.decide.expressions import (
    FALSE,
    TRUE,
    UNKNOWN,
    And,
    Const,
    Expression,
    Leaf,
    Not,
    Or,
    all_of,
    any_of,
    negate,
)
from yunnuo.flows.mutation_tests import CERTAIN, GAP, HAS, POSSIBLE, Other, Test, Var
from yunnuo.rulebook.conditions import Condition, FactRef, ParameterRef, literal
from yunnuo.rulebook.periods import YEAR_START
from yunnuo.terms.instant import day_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.terms.facts import Value

NOWHERE = -1  # the slot of a condition that stands outside any record


class Circuit:
    """Unfolds rules for one day and one choice of readings; `tests` numbers the leaves of every expression it makes."""

    def __init__(
        self,
        book: Book,
        rules: Iterable[Rule],
        day: date,
        readings: Mapping[str, str],
        tests: dict[Test, int],
        slots: int = 2,
    ) -> None:
        self.book, self.day, self.tests, self.slots = book, day, tests, slots
        self.rules = [rule for rule in rules if rule.in_force(day) and self._chosen(rule, readings)]
        self._defining: dict[str, list[Rule]] = {}
        for rule in self.rules:
            if rule.kind == "defines":
                self._defining.setdefault(rule.fact, []).append(rule)
        self._memo: dict[tuple[str, object, int], Expression] = {}

    def _chosen(self, rule: Rule, readings: Mapping[str, str]) -> bool:
        point = rule.reading.point
        if not point:
            return True
        options = self.book.vocabulary.term("readings", point).texts("options")
        return readings.get(point, options[0]) == rule.reading.option

    def speech(self, rule_id: str, *, firm: bool = False) -> Expression:
        """Return when the version of a rule in force speaks, whatever its gate makes of it.

        `firm` leaves aside that a rule which is not encoded never speaks, and tells when it would.
        """
        rule = next((rule for rule in self.rules if rule.id == rule_id), None)
        if rule is None:
            return FALSE
        if rule.kind == "defines":
            return self._defined(rule)
        return all_of([self._may_hold(self.applies(rule.gate)), *self._clause(rule, firm=firm)])

    def applies(self, gate: str) -> Expression:
        """Return when a gate applies."""
        return any_of([self._all(lines, NOWHERE) for lines in self.book.gates[gate]])

    def _clause(self, rule: Rule, *, firm: bool) -> list[Expression]:
        trigger = self._trigger(rule, NOWHERE)
        if rule.kind == "requires":
            return [trigger, negate(self._all(rule.must, NOWHERE))]
        special = [other for other in self.rules if other.overrides == rule.id]
        parts = [trigger, *(negate(self._trigger(other, NOWHERE)) for other in special)]
        if rule.kind == "not_encoded" and not firm:
            parts.append(UNKNOWN if rule.when else FALSE)
        return parts

    def _defined(self, rule: Rule) -> Expression:
        """Return whether one `defines` rule gives its fact; of a record's fact, whether it does so for some record."""
        record = self.book.vocabulary.facts[rule.fact].record
        return self._definition(replace(rule, quantifier="some", record=record) if record else rule)

    def _trigger(self, rule: Rule, slot: int) -> Expression:
        return all_of([self._all(rule.when, slot), *(negate(self._all(lines, slot)) for lines in rule.unless)])

    def _all(self, lines: Iterable[Condition], slot: int) -> Expression:
        return all_of([self._line(line, slot) for line in lines])

    def _line(self, line: Condition, slot: int) -> Expression:
        fact = self.book.vocabulary.facts[line.fact]
        basic, negated = BASIC[line.op]
        if fact.level in ("derived", "record_derived"):
            where = slot if fact.level == "record_derived" else NOWHERE
            expression = self._derived(line.fact, basic, self._operand(line, slot), where)
        else:
            right = self._operand(line, slot)
            expression = UNKNOWN if right is None else self._leaf(Test(self._var(line.fact, slot), basic, right))
        return negate(expression) if negated else expression

    def _leaf(self, test: Test) -> Expression:
        return Leaf(self.tests.setdefault(test, len(self.tests)))

    def _var(self, name: str, slot: int) -> Var:
        record, _, field = name.rpartition(".")
        return Var(name, record, slot, field) if record else Var(name)

    def _operand(self, line: Condition, slot: int) -> Value | Other | None:
        operand = line.operand
        if isinstance(operand, ParameterRef):
            words = self.book.parameters[operand.parameter].at(self.day) or ()
            return frozenset(words) if not operand.number else int(words[0]) if words else None
        if not isinstance(operand, FactRef):
            return operand
        period = period_of(operand.moved, self.book.parameters, self.day) if operand.moved else None
        if operand.moved and not period:
            return None
        if operand.fact == YEAR_START:
            return Other(None, period, day_start(self.day.replace(month=1, day=1)))
        return Other(self._var(operand.fact, slot), period)

    def _derived(self, name: str, basic: str, right: Value | Other | None, slot: int) -> Expression:
        if basic == "in" and isinstance(right, frozenset):
            return any_of([self._derived(name, "is", member, slot) for member in sorted(right)])
        if right is False:
            return negate(self._derived(name, "is", right=True, slot=slot))
        if name not in self._defining:
            return UNKNOWN
        key = (name, right, slot)
        if key not in self._memo:
            fact = self.book.vocabulary.facts[name]
            rules = [rule for rule in self._defining[name] if literal(fact, rule.value) == right]
            made = [self._trigger(rule, slot) if fact.record else self._definition(rule) for rule in rules]
            self._memo[key] = any_of(made)
        return self._memo[key]

    def _definition(self, rule: Rule) -> Expression:
        if not rule.quantifier:
            return self._trigger(rule, NOWHERE)
        facts = self.book.vocabulary.facts
        bound = [line for line in rule.when if facts[line.fact].record == rule.record]
        free = [line for line in rule.when if facts[line.fact].record != rule.record]
        inner = [lines for lines in rule.unless if any(facts[line.fact].record == rule.record for line in lines)]
        outer = [lines for lines in rule.unless if lines not in inner]
        met = [
            all_of([self._all(bound, slot), *(negate(self._all(lines, slot)) for lines in inner)])
            for slot in range(self.slots)
        ]
        outside = [self._all(free, NOWHERE), *(negate(self._all(lines, NOWHERE)) for lines in outer)]
        return all_of([*outside, self._quantify(rule, met)])

    def _quantify(self, rule: Rule, met: list[Expression]) -> Expression:
        match rule.quantifier:
            case "no":
                return negate(self._some(rule.record, met))
            case "every":
                return negate(self._some(rule.record, [negate(part) for part in met]))
            case "count":
                return self._some(rule.record, met, rule.count)
            case "latest":
                gap = self._gap(rule.record)
                return any_of([all_of([self._some(rule.record, met[:1]), negate(gap)]), gap])
            case _:
                return self._some(rule.record, met)

    def _some(self, record: str, met: list[Expression], count: int = 1) -> Expression:
        """Return whether at least `count` records meet a condition; unknown while more records may exist."""
        held = [
            all_of([self._leaf(Test(Var("", record, slot), HAS, right=True)), part]) for slot, part in enumerate(met)
        ]
        return any_of([*(all_of(chosen) for chosen in combinations(held, count)), self._gap(record)])

    def _gap(self, record: str) -> Expression:
        return self._leaf(Test(Var("", record), GAP, right=True))

    def _may_hold(self, part: Expression) -> Expression:
        """Return whether an expression does not fold to FALSE once the act's facts are put in."""
        match part:
            case Const(value):
                return Const(value=value is not False)
            case Leaf(number):
                return self._folded(number, POSSIBLE)
            case Not(inner):
                return negate(self._must_hold(inner))
            case And(parts):
                return all_of([self._may_hold(inner) for inner in parts])
            case Or(parts):
                return any_of([self._may_hold(inner) for inner in parts])

    def _must_hold(self, part: Expression) -> Expression:
        """Return whether an expression folds to TRUE once the act's facts are put in."""
        match part:
            case Const(value):
                return Const(value=value is True)
            case Leaf(number):
                return self._folded(number, CERTAIN)
            case Not(inner):
                return negate(self._may_hold(inner))
            case And(parts):
                return all_of([self._must_hold(inner) for inner in parts])
            case Or(parts):
                return any_of([self._must_hold(inner) for inner in parts])

    def _folded(self, number: int, folds: str) -> Expression:
        test = list(self.tests)[number]
        if all(self._is_act(var) for var in (test.left, test.other) if var is not None):
            return self._leaf(replace(test, folds=folds))
        return TRUE if folds == POSSIBLE else FALSE

    def _is_act(self, var: Var) -> bool:
        return bool(var.name) and self.book.vocabulary.facts[var.name].level == "act"
