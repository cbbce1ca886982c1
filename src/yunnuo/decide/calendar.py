"""Moving an instant by a period: months and years by date, working days by the State Council's holidays.

The holidays are known up to a certain year (chinesecalendar); a count of working days beyond it is unknown, never
guessed.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunnuo.rulebook.periods import Period
from yunnuo.terms.instant import Instant, day_start, legal_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.parameters import Parameter
    from yunnuo.rulebook.periods import Moved

MONTHS = 12


def period_of(moved: Moved, parameters: Mapping[str, Parameter], day: date) -> Period | None:
    """Return how far a fact is moved on a legal day; None when the parameter has no value that day."""
    if moved.period or not moved.parameter:
        return moved.period
    held = parameters[moved.parameter]
    for dated, period in zip(held.values, held.periods(), strict=True):
        if dated.since <= day:
            return Period(moved.sign * period.count, period.unit)
    return None


def move_instant(instant: Instant, period: Period) -> Instant | None:
    """Return the instant moved by a period; the time of day stays. None when the holidays of that year are not known.

    A day that the month does not have becomes its last (31 January plus one month is the last of February).
    """
    if period.is_linear:
        return instant + period.microseconds
    day = legal_day(instant)
    moved = _move_working(day, period.count) if period.unit == "working_day" else _move_months(day, period)
    return None if moved is None else instant - day_start(day) + day_start(moved)


def _move_months(day: date, period: Period) -> date:
    months = day.year * MONTHS + day.month - 1 + period.count * (MONTHS if period.unit == "year" else 1)
    year, month = divmod(months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _move_working(day: date, count: int) -> date | None:
    import chinese_calendar

    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        try:
            left -= bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return None
    return day
