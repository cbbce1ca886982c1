"""From rules to expressions: partial evaluation of everything the campaign already settles.

The result still asks only about the person: scalar facts and record-bound conditions, each an atom.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import (
    AbsentAtom,
    Atom,
    Comparison,
    FieldOf,
    GapAtom,
    RecordAtom,
    ScalarAtom,
    compare,
)
from yunnuo.decide.calendar import move_instant, period_of
from yunnuo.decide.expressions import FALSE, Const, Expression, Leaf, all_of, any_of, negate
from yunnuo.rulebook.conditions import Condition, FactRef, Operand, ParameterRef
from yunnuo.rulebook.conditions import literal as read_literal
from yunnuo.rulebook.periods import YEAR_START
from yunnuo.terms.instant import day_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.terms.facts import Value

# Each operator as one of the five basic comparisons, and whether it is negated.
BASIC = {
    "is": ("is", False),
    "same_as": ("is", False),
    "is not": ("is", True),
    "in": ("in", False),
    "not in": ("in", True),
    "includes": ("includes", False),
    "at_least": ("at_least", False),
    "below": ("at_least", True),
    "after": ("after", False),
    "before": ("at_least", True),
}


class Compiler:
    """Compiles rules for one legal day, one set of act facts and one choice of readings.

    `assume` maps derived facts to values taken for granted (for remedies). Atoms are numbered in `atoms`.
    """

    def __init__(
        self, book: Book, day: date, act: Mapping[str, Value], readings: Mapping[str, str], assume: Mapping[str, Value]
    ) -> None:
        self.book, self.day, self.act, self.assume = book, day, dict(act), assume
        self.atoms: dict[Atom, int] = {}
        self.rules = [rule for rule in book.rules_on(day) if self._chosen(rule, readings)]
        self._definitions: dict[str, list[Rule]] = {}
        self.gated: dict[tuple[str, str], list[Rule]] = {}  # by gate and kind, in the order of the book
        self.special: dict[str, list[Rule]] = {}  # by the rule they override
        for rule in self.rules:
            if rule.kind == "defines":
                self._definitions.setdefault(rule.fact, []).append(rule)
            else:
                self.gated.setdefault((rule.gate, rule.kind), []).append(rule)
            if rule.overrides:
                self.special.setdefault(rule.overrides, []).append(rule)
        self._memo: dict[tuple[str, Value, str], Expression] = {}
        self._open: list[str] = []

    def _chosen(self, rule: Rule, readings: Mapping[str, str]) -> bool:
        point = rule.reading.point
        if not point:
            return True
        options = self.book.vocabulary.term("readings", point).texts("options")
        return readings.get(point, options[0]) == rule.reading.option

    def trigger(self, rule: Rule) -> Expression:
        """Return when the rule applies: its `when` and none of its `unless`."""
        exceptions = (negate(self._all(lines)) for lines in rule.unless)
        return all_of(chain([self._all(rule.when)], exceptions))  # what cannot apply is not looked at further

    def demand(self, rule: Rule) -> Expression:
        """Return what a `requires` rule demands."""
        return self._all(rule.must)

    def each_element(self) -> Iterable[None]:
        """Bind the act's category to each of its elements in turn."""
        whole = self.act.get("category")
        for element in sorted(whole) if isinstance(whole, frozenset) else [whole]:
            if element is not None:
                self.act["category"] = element
            yield None
        if isinstance(whole, frozenset):
            self.act["category"] = whole

    def conditions(self, conditions: Iterable[Condition]) -> Expression:
        """Return the conjunction of conditions."""
        return self._all(conditions)

    def _all(self, conditions: Iterable[Condition]) -> Expression:
        return all_of(self._condition(condition) for condition in conditions)

    def _condition(self, condition: Condition) -> Expression:
        fact = self.book.vocabulary.facts[condition.fact]
        basic, negated = BASIC[condition.op]
        right = self._operand(condition.operand)
        if condition.fact in self.assume and right is not None and not isinstance(right, FieldOf):
            return self._settled(Comparison(condition.fact, basic, right), self.assume, negated=negated)
        if fact.level == "derived":
            expression = self._derived(condition.fact, basic, right)
            return negate(expression) if negated else expression
        if fact.level == "act":
            return self._act(condition, basic, right, negated=negated)
        if right is None:
            return self._leaf(AbsentAtom(_operand_fact(condition)))
        leaf = self._leaf(ScalarAtom(Comparison(condition.fact, basic, right)))
        return negate(leaf) if negated else leaf

    def _act(self, condition: Condition, basic: str, right: Value | FieldOf | None, *, negated: bool) -> Expression:
        left = self.act.get(condition.fact)
        whole = basic == "includes"  # a set that is asked as a whole, not element by element
        if left is None or isinstance(left, frozenset) is not whole:
            return self._leaf(AbsentAtom(condition.fact))
        if right is None:
            return self._leaf(AbsentAtom(_operand_fact(condition)))
        return self._settled(Comparison(condition.fact, basic, right), {condition.fact: left}, negated=negated)

    @staticmethod
    def _settled(comparison: Comparison, held: Mapping[str, Value], *, negated: bool) -> Expression:
        expression = Const(compare(comparison, held))
        return negate(expression) if negated else expression

    def _leaf(self, atom: Atom) -> Expression:
        return Leaf(self.atoms.setdefault(atom, len(self.atoms)))

    def _operand(self, operand: Operand) -> Value | FieldOf | None:
        """Return a literal, a person's fact, or None when an act fact (or the calendar it needs) is not known."""
        if isinstance(operand, ParameterRef):
            words = self.book.parameters[operand.parameter].at(self.day) or ()
            return frozenset(words) if not operand.number else int(words[0]) if words else None
        if not isinstance(operand, FactRef):
            return operand
        period = period_of(operand.moved, self.book.parameters, self.day) if operand.moved else None
        if operand.moved and not period:
            return None
        if operand.fact != YEAR_START and self.book.vocabulary.facts[operand.fact].level != "act":
            return FieldOf(operand.fact, period.microseconds if period else 0)
        value = self._year_start() if operand.fact == YEAR_START else self.act.get(operand.fact)
        if isinstance(value, frozenset):
            return None
        return move_instant(value, period) if isinstance(value, int) and period else value

    def _year_start(self) -> Value:
        return day_start(self.day.replace(month=1, day=1))

    def _derived(self, name: str, basic: str, right: Value | FieldOf | None) -> Expression:
        """Return whether a derived fact has a value: the disjunction of the rules that give it."""
        if basic == "in" and isinstance(right, frozenset):
            return any_of(self._derived(name, "is", member) for member in sorted(right))
        if isinstance(right, bool) and not right:
            return negate(self._derived(name, "is", True))  # noqa: FBT003  # the value "yes" of a yes/no fact
        if right is None or isinstance(right, FieldOf):
            raise ValueError(name)
        if name not in self._definitions:
            return self._leaf(AbsentAtom(name))  # no law of the day says when it holds: unknown, not "no"
        key = (name, right, str(self.act.get("category")))
        if key not in self._memo:
            if name in self._open:
                raise ValueError(f"{' -> '.join([*self._open, name])}")
            self._open.append(name)
            self._memo[key] = any_of(
                self._definition(rule)
                for rule in self._definitions.get(name, [])
                if read_literal(self.book.vocabulary.facts[name], rule.value) == right
            )
            self._open.pop()
        return self._memo[key]

    def _definition(self, rule: Rule) -> Expression:
        if not rule.quantifier:
            return self.trigger(rule)
        facts = self.book.vocabulary.facts
        bound = [item for item in rule.when if facts[item.fact].record == rule.record]
        free = [item for item in rule.when if facts[item.fact].record != rule.record]
        exceptions = [lines for lines in rule.unless if any(facts[item.fact].record == rule.record for item in lines)]
        outside = [lines for lines in rule.unless if lines not in exceptions]
        gates = [self._all(free), *(negate(self._all(lines)) for lines in outside)]
        inside = _RecordCompiler(self, rule.record)
        condition = all_of([inside.all(bound), *(negate(inside.all(lines)) for lines in exceptions)])
        return all_of([*gates, self._quantify(rule, condition, inside)])

    def _quantify(self, rule: Rule, condition: Expression, inside: _RecordCompiler) -> Expression:
        gap = self._leaf(GapAtom(rule.record))
        at = f"{rule.record}.{self.book.vocabulary.records[rule.record].at}"

        def leaf(quantifier: str, expression: Expression, count: int = 1) -> Expression:
            if expression == FALSE:
                return FALSE
            return self._leaf(RecordAtom(rule.record, quantifier, expression, tuple(inside.comparisons), at, count))

        match rule.quantifier:
            case "some":
                return any_of([leaf("some", condition), gap])
            case "no":
                return negate(any_of([leaf("some", condition), gap]))
            case "every":
                return negate(any_of([leaf("some", negate(condition)), gap]))
            case "count":
                return any_of([leaf("some", condition, rule.count), gap])
            case _:
                return any_of([all_of([leaf("latest", condition), negate(gap)]), gap])

    def record_rules(self, name: str) -> list[Rule]:
        """Return the rules that define a record-level derived fact."""
        return self._definitions.get(name, [])


class _RecordCompiler:
    """Compiles conditions on one record to an expression over its own numbered comparisons."""

    def __init__(self, outer: Compiler, record: str) -> None:
        self.outer, self.record = outer, record
        self.comparisons: list[Comparison] = []

    def all(self, conditions: Iterable[Condition]) -> Expression:
        return all_of(self._one(condition) for condition in conditions)

    def _one(self, condition: Condition) -> Expression:
        fact = self.outer.book.vocabulary.facts[condition.fact]
        basic, negated = BASIC[condition.op]
        if fact.level == "record_derived":
            rules = self.outer.record_rules(condition.fact)
            expression = any_of(
                all_of([self.all(rule.when), *(negate(self.all(lines)) for lines in rule.unless)]) for rule in rules
            )
            if not rules:
                return Const(None)
            wanted = condition.operand is not negated
            return expression if wanted else negate(expression)
        if fact.record != self.record:
            settled = self.outer.conditions([condition])
            return settled if isinstance(settled, Const) else Const(None)
        right = self.outer._operand(condition.operand)  # noqa: SLF001  # one compiler in two halves
        if right is None:
            return Const(None)
        leaf = self._leaf(Comparison(condition.fact, basic, right))
        return negate(leaf) if negated else leaf

    def _leaf(self, comparison: Comparison) -> Expression:
        if comparison not in self.comparisons:
            self.comparisons.append(comparison)
        return Leaf(self.comparisons.index(comparison))


def _operand_fact(condition: Condition) -> str:
    """Return the fact without which a condition cannot be asked."""
    operand = condition.operand
    return operand.fact if isinstance(operand, FactRef) and operand.fact != YEAR_START else condition.fact
