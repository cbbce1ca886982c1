"""What must also be done: duties with their timing, each demand once, and the last day where it can be told.

The day is worked out only where the fact it runs from is known; what is unknown is said, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from yunnuo.decide.calendar import move_instant, period_of
from yunnuo.rulebook.model import TIMINGS
from yunnuo.rulebook.periods import YEAR_START
from yunnuo.rulebook.phrasing import phrase_move
from yunnuo.terms.instant import NEVER, day_start, legal_day
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.periods import Moved
    from yunnuo.terms.facts import Value
    from yunnuo.terms.instant import Instant


class Known(Protocol):
    """What a date is worked out of: a rulebook, a legal day, and the facts known; a trace is one."""

    @property
    def book(self) -> Book:
        """Return the rulebook."""

    @property
    def day(self) -> date:
        """Return the legal day whose periods count."""

    def known(self, fact: str) -> Value | None:
        """Return a fact of the act or of the person, or None when it is unknown."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The limit of a duty in words, its last instant and day where that can be told, and why not where it cannot."""

    limit: str
    due_at: Instant | None = None
    due_on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One demand, with every rule that makes it."""

    rules: tuple[Rule, ...]
    deadline: Deadline | None

    @property
    def text(self) -> str:
        """Return what to do."""
        return self.rules[0].duty or self.rules[0].zh

    @property
    def timing_zh(self) -> str:
        """Return when, in one word."""
        return TIMINGS[self.rules[0].timing]


def list_duties(trace: Trace) -> list[Duty]:
    """Return the duties of a permitted act; of any other only those that have a date, which run all the same."""
    rules = [trace.rule(rule_id) for rule_id in trace.decision.duties]
    if trace.decision.outcome != Outcome.PERMITTED:
        rules = [rule for rule in rules if rule.due]
    return [Duty(tuple(group), date_duty(trace, group[0])) for group in group_demands(rules)]


def group_demands(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Return the rules that demand the very same together, in the order of the first of each."""
    grouped: dict[tuple[object, ...], list[Rule]] = {}
    for rule in rules:
        lines = sorted((item.fact, item.op, str(item.operand)) for item in rule.must)
        grouped.setdefault((rule.timing, rule.due, *lines), []).append(rule)
    return list(grouped.values())


def date_duty(trace: Known, rule: Rule) -> Deadline | None:
    """Return when a duty is due, or None for a duty without a dated limit."""
    if rule.due is None:
        return None
    period = period_of(rule.due, trace.book.parameters, trace.day)
    moved = replace(rule.due, period=period, parameter="") if period else rule.due
    limit = phrase_move(moved, trace.book.vocabulary, trace.book.parameters)
    start = _start(trace, rule.due)
    if start is None:
        return Deadline(limit, why=f"不知道{_name(trace, rule.due)}，算不出日期")
    if period is None:
        return Deadline(limit, why="这一天还没有规定期限的长短")
    due = move_instant(start, period)
    if due is None:
        return Deadline(limit, why="那一年的节假日安排还不知道，算不出工作日")
    return Deadline(limit, due, legal_day(due))


def _start(trace: Known, moved: Moved) -> Instant | None:
    if moved.fact == YEAR_START:
        return day_start(trace.day.replace(month=1, day=1))
    held = trace.known(moved.fact)
    return held if isinstance(held, int) and not isinstance(held, bool) and abs(held) < -NEVER else None


def _name(trace: Known, moved: Moved) -> str:
    return trace.book.vocabulary.facts[moved.fact].zh
