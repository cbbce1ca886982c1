"""Leaving the act open: a rulebook turned so that the facts of the act and the readings may take any value.

A test tries a few purposes and channels; a proof must hold for all of them, so the compiled program has to keep what
an ordinary one folds away. An act with several categories is as strict as its strictest, so two of them stand for any
number. What needs a calendar becomes an instant of its own, tied loosely to the fact it is counted from. Must never be
used to decide about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunnuo.decide.calendar import move_instant, period_of
from yunnuo.rulebook.conditions import Condition, FactRef
from yunnuo.rulebook.periods import YEAR_START
from yunnuo.rulebook.vocabulary import Fact
from yunnuo.terms.instant import Instant, day_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.periods import Period
    from yunnuo.rulebook.vocabulary import Vocabulary

OPEN = "@"  # marks facts that no rulebook names
OPENED = "opened"  # the level of a fact of the act that is left open: neither folded away nor of one record
READING = f"{OPEN}reading "  # with the id of a contested point: the option chosen
EACH = "category"  # the fact of the act that is asked element by element
ELEMENTS = (f"{OPEN}{EACH} 1", f"{OPEN}{EACH} 2")
DERIVED = ("derived", "record_derived")
DAYS = {"year": (365, 366), "month": (28, 31), "working_day": (1, 15)}  # the shortest and longest one unit may be


@dataclass(frozen=True, slots=True)
class Counted:
    """An instant counted by the calendar from another fact, or from the first of January (`start` is empty)."""

    id: str
    start: str
    period: Period | None
    year: int

    def value(self, start: Instant) -> Instant | None:
        """Return the instant for a value of `start`; None when the calendar does not reach it."""
        first = start if self.start else day_start(date(self.year, 1, 1))
        return move_instant(first, self.period) if self.period else first


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A book whose act is left open on one day, and the instants the calendar has to supply.

    `given` names the facts of the act, `points` the contested points, that could not be left open.
    """

    book: Book
    counted: tuple[Counted, ...]
    given: tuple[str, ...]
    points: tuple[str, ...]


def open_act(book: Book, day: date) -> OpenBook:
    """Return the book of one day with its act and its readings left open."""
    given, points = frozenset(_given_facts(book)), frozenset(_fixed_points(book, day))
    opener = _Opener(book, day, given, points)
    articles = tuple(
        replace(article, rules=tuple(opener.rule(rule) for rule in article.rules)) for article in book.articles
    )
    gates = {
        gate: tuple(tuple(opener.condition(item, "") for item in items) for items in ways)
        for gate, ways in book.gates.items()
    }
    facts = {name: _opened(fact, given) for name, fact in book.vocabulary.facts.items()} | opener.added
    vocabulary = replace(book.vocabulary, facts=facts)
    opened = replace(book, vocabulary=vocabulary, articles=articles, gates=gates)
    return OpenBook(opened, tuple(opener.counted.values()), tuple(sorted(given)), tuple(sorted(points)))


def plain_name(fact: str) -> str:
    """Return the fact of the act behind a name inside a record (`consent.@purpose`), or the name itself."""
    _, mark, name = fact.partition(f".{OPEN}")
    return name if mark else fact


def _opened(fact: Fact, given: frozenset[str]) -> Fact:
    if fact.level != "act" or fact.id in given:
        return fact
    return replace(fact, level=OPENED, default="")


def _fixed_points(book: Book, day: date) -> set[str]:
    """Return the contested points whose options cannot be left open, as a fact or a gate would be without rules."""
    fixed: set[str] = set()
    groups: dict[str, list[Rule]] = {}
    for rule in book.rules_on(day):
        groups.setdefault(rule.fact or rule.gate, []).append(rule)
    for rules in groups.values():
        if any(not rule.reading.point for rule in rules):
            continue
        for point in {rule.reading.point for rule in rules}:
            options = set(book.vocabulary.term("readings", point).texts("options"))
            if options - {rule.reading.option for rule in rules if rule.reading.point == point}:
                fixed.add(point)
    return fixed


def _given_facts(book: Book) -> set[str]:
    """Return the facts of the act that cannot be left open, as a fact asked of one record is derived from them."""
    facts = book.vocabulary.facts
    given: set[str] = set()
    inside = [item.fact for rule in _rules(book) for lines in _inside(rule, book.vocabulary) for item in lines]
    todo = [name for name in inside if facts[name].level == "derived"]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        needs = {item.fact for rule in _rules(book) if rule.fact == name for item in conditions_of(rule)}
        given |= {need for need in needs if facts[need].level == "act"}
        todo += [need for need in needs if facts[need].level == "derived"]
    return given


def _rules(book: Book) -> Iterable[Rule]:
    return (rule for article in book.articles for rule in article.rules)


def conditions_of(rule: Rule) -> list[Condition]:
    """Return every condition of a rule."""
    return [*rule.when, *rule.must, *(item for lines in rule.unless for item in lines)]


def _inside(rule: Rule, vocabulary: Vocabulary) -> list[tuple[Condition, ...]]:
    """Return the conjunctions of a rule that are asked of one record."""
    facts = vocabulary.facts
    if rule.fact and facts[rule.fact].level == "record_derived":
        return [rule.when, *rule.unless]
    bound = [lines for lines in rule.unless if any(facts[item.fact].record == rule.record for item in lines)]
    return bound if rule.record else []


class _Opener:
    """Rewrites conditions: facts of the act inside a record, and operands that need a calendar."""

    def __init__(self, book: Book, day: date, given: frozenset[str], points: frozenset[str]) -> None:
        self.book, self.day, self.given, self.points = book, day, given, points
        facts = book.vocabulary.facts
        self.added = {name: replace(facts[EACH], id=name, level=OPENED) for name in ELEMENTS if EACH in facts}
        self.counted: dict[str, Counted] = {}

    def rule(self, rule: Rule) -> Rule:
        facts = self.book.vocabulary.facts
        kind = facts[rule.fact].record if rule.fact else ""
        inside = _inside(rule, self.book.vocabulary)

        def moved(lines: tuple[Condition, ...]) -> tuple[Condition, ...]:
            record = (rule.record or kind) if lines in inside else ""
            return tuple(self.condition(item, record) for item in lines)

        unless = tuple(moved(lines) for lines in rule.unless)
        changed = replace(rule, when=moved(rule.when), must=moved(rule.must), unless=unless)
        point = rule.reading.point
        if not point or point in self.points:
            return changed
        chosen = self._chosen(rule, kind)
        return replace(changed, when=(*changed.when, chosen), reading=replace(rule.reading, point=""))

    def _chosen(self, rule: Rule, record: str) -> Condition:
        """Return the condition that the rule's option of its contested point is the one chosen."""
        point = rule.reading.point
        options = self.book.vocabulary.term("readings", point).texts("options")
        fact = Fact(id=READING + point, zh=point, level=OPENED, type="one", values=options)
        self.added[fact.id] = fact
        if record:
            fact = replace(fact, id=f"{record}.{OPEN}{fact.id}", level="record", record=record)
            self.added[fact.id] = fact
        return Condition(fact.id, "is", rule.reading.option, rule.line, "")

    def condition(self, item: Condition, record: str) -> Condition:
        fact = self.book.vocabulary.facts[item.fact]
        if record and fact.level == "act" and fact.id not in self.given:
            name = f"{record}.{OPEN}{fact.id}"
            self.added[name] = replace(fact, id=name, level="record", record=record, default="")
            item = replace(item, fact=name)
        operand = item.operand
        return replace(item, operand=self._reference(operand)) if isinstance(operand, FactRef) else item

    def _reference(self, operand: FactRef) -> FactRef:
        moved = operand.moved
        period = period_of(moved, self.book.parameters, self.day) if moved else None
        if moved and not period:
            return operand
        if operand.fact != YEAR_START and (period is None or period.is_linear):
            return operand
        start = "" if operand.fact == YEAR_START else operand.fact
        first = start or f"{YEAR_START} {self.day.year}"
        name = f"{OPEN}{first}" + (f" {period.count} {period.unit}" if period else "")
        self.counted[name] = Counted(name, start, period, self.day.year)
        self.added[name] = Fact(id=name, zh=name, level=OPENED, type="instant")
        return FactRef(name)


def change_days(book: Book) -> list[date]:
    """Return the legal days on which the law the engine applies changes, the latest first."""
    days = {value.since for parameter in book.parameters.values() for value in parameter.values}
    for rule in _rules(book):
        days |= {rule.since, *([rule.until + timedelta(days=1)] if rule.until else [])}
    first = min(days)
    before = {first - timedelta(days=1)} if first > date.min else set()
    return sorted(days | before, reverse=True)
