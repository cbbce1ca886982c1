"""Whether conditions can hold together on a day, all definitions unfolded; and an example in which they do.

"No" is certain; "yes" may be too hopeful, for relations between facts and counts of records are not followed. Must
never be used to decide about people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import Condition, literal
from yunnuo.rulebook.worlds import BASIC, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule

LIMIT = 20_000  # steps of one search; a longer one gives up and counts as possible
EXISTING = ("some", "count", "latest")


class SearchLimitError(Exception):
    """The search took too many steps to tell."""


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition that must hold, or must not; `record` numbers the record its record facts belong to."""

    condition: Condition
    want: bool = True
    record: int = 0


@dataclass(frozen=True, slots=True)
class Both:
    """Every part must come true."""

    parts: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part must come true."""

    parts: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A record must exist that meets (or fails) the record conditions of a rule."""

    rule: Rule
    want: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A contested reading must be chosen, or must not."""

    rule: Rule
    want: bool = True


Goal = Holds | Both | Either | Found | Chosen


def all_hold(conditions: Iterable[Condition], record: int = 0) -> Both:
    """Return that every condition holds."""
    return Both(tuple(Holds(condition, want=True, record=record) for condition in conditions))


def some_fails(conditions: Iterable[Condition], record: int = 0) -> Either:
    """Return that not every condition holds."""
    return Either(tuple(Holds(condition, want=False, record=record) for condition in conditions))


class Search:
    """Looks for a world on one day; which contested readings are chosen is part of the world."""

    def __init__(self, book: Book, day: date) -> None:
        self.book, self.day, self.rules = book, day, book.rules_on(day)
        self._definitions: dict[str, list[Rule]] = {}
        for rule in self.rules:
            if rule.kind == "defines":
                self._definitions.setdefault(rule.fact, []).append(rule)
        self._given = {rule.fact for article in book.articles for rule in article.rules}
        self._steps = 0

    def find(self, goals: Iterable[Goal]) -> World | None:
        """Return a world in which every goal comes true, or None when there is none; SearchLimitError beyond LIMIT."""
        self._steps = 0
        trail: list[tuple[Iterator[Goal], list[Either], World]] = []
        state = self._settle(list(goals), [], World())
        while True:
            if state is not None and not state[0]:
                return state[1]
            if state is not None:
                choices, world = state
                first = min(choices, key=lambda choice: len(choice.parts))
                trail.append((iter(first.parts), [choice for choice in choices if choice is not first], world))
            while trail and (part := next(trail[-1][0], None)) is None:
                trail.pop()
            if not trail or part is None:
                return None
            state = self._settle([part], trail[-1][1], trail[-1][2])

    def speaks(self, rule: Rule) -> Goal:
        """Return that a rule applies: its `when`, none of its `unless`, and for records one that meets them."""
        chosen = (Chosen(rule),) if rule.reading.point else ()
        if not rule.quantifier:
            return Both((*chosen, all_hold(rule.when), *(some_fails(lines) for lines in rule.unless)))
        facts = self.book.vocabulary.facts
        free = [item for item in rule.when if facts[item.fact].record != rule.record]
        outside = [lines for lines in rule.unless if all(facts[item.fact].record != rule.record for item in lines)]
        found = self._quantified(rule, want=True)
        return Both((*chosen, all_hold(free), *(some_fails(lines) for lines in outside), *found))

    def silent(self, rule: Rule) -> Goal:
        """Return that a rule does not apply."""
        chosen = (Chosen(rule, want=False),) if rule.reading.point else ()
        if not rule.quantifier:
            return Either((*chosen, some_fails(rule.when), *(all_hold(lines) for lines in rule.unless)))
        facts = self.book.vocabulary.facts
        free = [item for item in rule.when if facts[item.fact].record != rule.record]
        outside = [lines for lines in rule.unless if all(facts[item.fact].record != rule.record for item in lines)]
        found = self._quantified(rule, want=False)
        return Either((*chosen, some_fails(free), *(all_hold(lines) for lines in outside), Both(found)))

    @staticmethod
    def _quantified(rule: Rule, *, want: bool) -> tuple[Goal, ...]:
        """Return what the records must be; nothing where no record at all would do."""
        if rule.quantifier in EXISTING:
            return (Found(rule, want=True),) if want else ()
        return () if want else (Found(rule, want=rule.quantifier == "no"),)

    def _settle(self, goals: list[Goal], choices: list[Either], world: World) -> tuple[list[Either], World] | None:
        """Work off the goals that leave no choice; return the choices that are left, or None when a goal fails."""
        choices = list(choices)
        while goals:
            self._steps += 1
            if self._steps > LIMIT:
                raise SearchLimitError
            goal = goals.pop()
            if isinstance(goal, Both):
                goals += goal.parts
            elif isinstance(goal, Either):
                choices.append(goal)
            else:
                after = self._meet_goal(goal, goals, world)
                if after is None:
                    return None
                world = after
        return choices, world

    def _meet_goal(self, goal: Holds | Found | Chosen, goals: list[Goal], world: World) -> World | None:
        if isinstance(goal, Found):
            return self._meet_found(goal, goals, world)
        if isinstance(goal, Chosen):
            return world.choose_reading(goal.rule.reading, self.book, want=goal.want)
        return self._meet(goal, goals, world)

    def _meet_found(self, goal: Found, goals: list[Goal], world: World) -> World:
        world, number = world.add_record(goal.rule.record)
        facts, rule = self.book.vocabulary.facts, goal.rule
        bound = [item for item in rule.when if facts[item.fact].record == rule.record]
        inside = [lines for lines in rule.unless if any(facts[item.fact].record == rule.record for item in lines)]
        if goal.want:
            goals += [all_hold(bound, number), *(some_fails(lines, number) for lines in inside)]
        else:
            goals.append(Either((some_fails(bound, number), *(all_hold(lines, number) for lines in inside))))
        return world

    def _meet(self, goal: Holds, goals: list[Goal], world: World) -> World | None:
        fact = self.book.vocabulary.facts[goal.condition.fact]
        record = goal.record if fact.record else 0
        if fact.level not in ("derived", "record_derived"):
            return world.add_condition(goal.condition, self.book, self.day, holds=goal.want, record=record)
        return self._meet_derived(goal, record, goals, world)

    def _meet_derived(self, goal: Holds, record: int, goals: list[Goal], world: World) -> World | None:
        condition = goal.condition
        basic, positive = BASIC[condition.op]
        wanted, operand = positive is goal.want, condition.operand
        if basic == "in" and isinstance(operand, frozenset):
            parts = [Holds(Condition(condition.fact, "is", word, 0, ""), wanted, record) for word in sorted(operand)]
            goals.append(Either(tuple(parts)) if wanted else Both(tuple(parts)))
            return world
        if operand is False:
            operand, wanted = True, not wanted
        return self._unfold(condition.fact, operand, record, goals, world, wanted=wanted)

    def _unfold(
        self, name: str, value: object, record: int, goals: list[Goal], world: World, *, wanted: bool
    ) -> World | None:
        """Replace a derived fact by the rules that give it; without any that day it is unknown, neither true nor false.

        Where no rule of any day gives it anything goes: that is another fault.
        """
        held = world.settled.get((name, value, record))
        if held is not None:
            return world if held is wanted else None
        fact = self.book.vocabulary.facts[name]
        rules = [rule for rule in self._definitions.get(name, []) if literal(fact, rule.value) == value]
        if name not in self._definitions and name in self._given:
            return None
        if not rules and name not in self._given:
            return world.settle(name, value, record, holds=wanted)
        bound = [_in_record(self.speaks(rule) if wanted else self.silent(rule), record) for rule in rules]
        goals.append(Either(tuple(bound)) if wanted else Both(tuple(bound)))
        return world.settle(name, value, record, holds=wanted)


def _in_record(goal: Goal, record: int) -> Goal:
    """Return a goal said of one record; a rule that gives a fact of a record speaks of that record."""
    if not record or isinstance(goal, Found | Chosen):
        return goal
    if isinstance(goal, Holds):
        return Holds(goal.condition, goal.want, record)
    return type(goal)(tuple(_in_record(part, record) for part in goal.parts))
