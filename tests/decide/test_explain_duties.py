"""When duties are due: by the calendar and the working days known, and never a guessed day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from explain_cases import situations, told

from yunnuo.decide.duties import date_duty, group_demands, list_duties
from yunnuo.decide.trace import trace_decision
from yunnuo.rulebook.periods import YEAR_START, Moved, Period
from yunnuo.terms.instant import parse_instant
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.decide.duties import Deadline
    from yunnuo.decide.trace import Trace

ASKED = situations()["access_request"]


def received(moment: str) -> Trace:
    """Return the request as if it had been received at another moment."""
    act = {**ASKED.program.act, "received_at": parse_instant(moment)}
    return trace_decision(ASKED.book, ASKED.day, act, ASKED.facts)


def deadline(trace: Trace, moved: Moved) -> Deadline:
    """Return the deadline of a duty with this limit."""
    rule = replace(ASKED.rule(ASKED.decision.duties[0]), due=moved)
    held = date_duty(trace, rule)
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("moment", "count", "unit", "expected"),
    [
        ("2026-11-20", 15, "working_day", date(2026, 12, 11)),
        ("2026-09-30", 1, "working_day", date(2026, 10, 8)),  # the holiday of National Day lies between
        ("2026-01-31", 1, "month", date(2026, 2, 28)),
        ("2024-02-29", 1, "year", date(2025, 2, 28)),
        ("2026-11-20T22:30:00+08:00", 4, "hour", date(2026, 11, 21)),
        ("2026-11-20", 30, "day", date(2026, 12, 20)),
    ],
)
def test_due_day(moment: str, count: int, unit: str, expected: date) -> None:
    """A limit runs by the calendar; working days skip weekends and holidays; hours may end on the next day."""
    assert expected == deadline(received(moment), Moved("received_at", Period(count, unit))).due_on


def test_holidays_not_known() -> None:
    """Working days of a year whose holidays nobody has announced are unknown, and that is said."""
    held = deadline(received("2039-03-01"), Moved("received_at", Period(15, "working_day")))

    assert (None, "那一年的节假日安排还不知道，算不出工作日") == (held.due_on, held.why)


def test_start_not_known() -> None:
    """Without the fact a limit runs from there is no day, and the fact is named."""
    held = deadline(ASKED, Moved("incident_at", Period(4, "hour")))

    assert None is held.due_on
    assert ASKED.book.vocabulary.facts["incident_at"].zh in held.why


def test_year_start() -> None:
    """A limit that runs from the start of the year needs no fact."""
    assert date(2026, 1, 31) == deadline(ASKED, Moved(YEAR_START, Period(30, "day"))).due_on


def test_no_limit() -> None:
    """A duty without a dated limit has no deadline."""
    trace = situations()["consent_covers"]
    rules = [trace.rule(rule_id) for rule_id in trace.decision.duties]

    assert [] == [rule.id for rule in rules if not rule.due and date_duty(trace, rule)]


def test_each_demand_once() -> None:
    """Several texts that demand the very same are one duty with all its rules."""
    trace = situations()["consent_covers"]
    duties = list_duties(trace)
    rules = [trace.rule(rule_id) for rule_id in trace.decision.duties]

    assert sorted(trace.decision.duties) == sorted(rule.id for duty in duties for rule in duty.rules)
    assert len(duties) == len(group_demands(rules)) < len(rules)


def test_dated_duties_run_on() -> None:
    """An answer that is not "may" keeps only the duties with a date, and counsel sees the day."""
    assert Outcome.PERMITTED != ASKED.decision.outcome
    duties = list_duties(ASKED)

    assert duties
    assert all(duty.deadline for duty in duties)
    text = "\n".join(told("access_request", "counsel"))
    assert all(f"最迟 {duty.deadline.due_on}" in text for duty in duties if duty.deadline and duty.deadline.due_on)
