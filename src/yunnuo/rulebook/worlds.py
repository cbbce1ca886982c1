"""What may still be true of each fact while conditions are added one by one; an impossible addition is refused.

Sound, not complete: what is refused can never hold; comparisons between two facts are only held against themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import Condition, FactRef, ParameterRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Reading
    from yunnuo.rulebook.vocabulary import Fact

Spot = tuple[str, int]  # a fact, and the record it belongs to (0: none)

BASIC = {
    "is": ("is", True),
    "same_as": ("is", True),
    "is not": ("is", False),
    "in": ("in", True),
    "not in": ("in", False),
    "includes": ("includes", True),
    "at_least": ("at_least", True),
    "below": ("at_least", False),
    "after": ("after", True),
    "before": ("at_least", False),
}


@dataclass(frozen=True, slots=True)
class Domain:
    """The values a fact may still take: those listed, or with `inside` False all others; and bounds for numbers."""

    values: frozenset[object]
    inside: bool
    low: int | None = None
    high: int | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is left."""
        crossed = self.low is not None and self.high is not None and self.low > self.high
        return crossed or (self.inside and not self.values)

    def narrow(self, values: frozenset[object], *, inside: bool) -> Domain:
        """Return what is left when the fact must (or must not) be one of some values."""
        if inside:
            kept = self.values & values if self.inside else values - self.values
            return Domain(kept, inside=True, low=self.low, high=self.high)
        kept = self.values - values if self.inside else self.values | values
        return Domain(kept, inside=self.inside, low=self.low, high=self.high)

    def bound(self, low: int | None, high: int | None) -> Domain:
        """Return what is left between two bounds."""
        lows = [bound for bound in (self.low, low) if bound is not None]
        highs = [bound for bound in (self.high, high) if bound is not None]
        return Domain(self.values, self.inside, max(lows, default=None), min(highs, default=None))


@dataclass(frozen=True, slots=True)
class World:
    """What is settled so far. `domains`: facts, contested points, their values; `claims`: comparisons true or false."""

    domains: Mapping[Spot, Domain] = field(default_factory=dict)
    claims: Mapping[tuple[object, ...], tuple[Condition, bool]] = field(default_factory=dict)
    settled: Mapping[tuple[str, object, int], bool] = field(default_factory=dict)
    records: tuple[str, ...] = ()

    def add_condition(self, condition: Condition, book: Book, day: date, *, holds: bool, record: int) -> World | None:
        """Return the world in which a condition on a stated fact holds (or does not), or None when there is none."""
        fact = book.vocabulary.facts[condition.fact]
        basic, positive = BASIC[condition.op]
        wanted = positive is holds
        values = _known_values(condition, basic, book, day)
        if values is None or fact.type == "set":
            return self._claim(condition, basic, record, wanted=wanted)
        held = self.domains.get((fact.id, record), _whole(fact))
        if basic in ("is", "in"):
            held = held.narrow(values, inside=wanted)
        else:
            held = _bounded(held, basic, values, wanted=wanted)
        if held.is_empty:
            return None
        return World({**self.domains, (fact.id, record): held}, self.claims, self.settled, self.records)

    def _claim(self, condition: Condition, basic: str, record: int, *, wanted: bool) -> World | None:
        key = (condition.fact, basic, condition.operand, record)
        if key in self.claims:
            return self if self.claims[key][1] is wanted else None
        return World(self.domains, {**self.claims, key: (condition, wanted)}, self.settled, self.records)

    def choose_reading(self, reading: Reading, book: Book, *, want: bool) -> World | None:
        """Return the world in which a contested reading is (or is not) the chosen one, or None when another is."""
        options = frozenset(book.vocabulary.term("readings", reading.point).texts("options"))
        held = self.domains.get((reading.point, 0), Domain(options, inside=True))
        held = held.narrow(frozenset({reading.option}), inside=want)
        if held.is_empty:
            return None
        return World({**self.domains, (reading.point, 0): held}, self.claims, self.settled, self.records)

    def claimed(self) -> Iterator[tuple[int, Condition, bool]]:
        """Yield the comparisons taken as true or false, each with the number of its record."""
        for (*_, record), (condition, holds) in self.claims.items():
            yield (record if isinstance(record, int) else 0), condition, holds

    def settle(self, name: str, value: object, record: int, *, holds: bool) -> World:
        """Return the world that remembers how a derived fact came out."""
        return World(self.domains, self.claims, {**self.settled, (name, value, record): holds}, self.records)

    def add_record(self, kind: str) -> tuple[World, int]:
        """Return the world with one more record of a kind, and its number."""
        records = (*self.records, kind)
        return World(self.domains, self.claims, self.settled, records), len(records)


def _whole(fact: Fact) -> Domain:
    if fact.type == "bool":
        return Domain(frozenset({True, False}), inside=True)
    return Domain(frozenset(fact.values), inside=bool(fact.values))


def _known_values(condition: Condition, basic: str, book: Book, day: date) -> frozenset[object] | None:
    """Return the values a condition compares with on a day, or None when another fact decides them."""
    operand = condition.operand
    if isinstance(operand, FactRef):
        return None
    if isinstance(operand, ParameterRef):
        words = book.parameters[operand.parameter].at(day) or ()
        return frozenset(words) if basic == "in" else frozenset(int(word) for word in words) or None
    return frozenset(operand) if isinstance(operand, frozenset) else frozenset({operand})


def _bounded(held: Domain, basic: str, values: frozenset[object], *, wanted: bool) -> Domain:
    edge = next(value for value in values if isinstance(value, int))
    edge += basic == "after"
    return held.bound(edge, None) if wanted else held.bound(None, edge - 1)
