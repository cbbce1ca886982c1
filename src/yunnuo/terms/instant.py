"""Instants and legal days.

An `Instant` is an int: microseconds since 1970-01-01T00:00:00Z. A legal day (法律意义上的日) is a `date` in
Asia/Shanghai. `NEVER` stands for "known not to have happened": it is earlier than every real instant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

Instant = int

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1992
NEVER: Final[Instant] = -(2**62)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def from_datetime(moment: datetime) -> Instant:
    """Return the instant of an aware datetime; a naive one is read as Asia/Shanghai."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return (moment - _EPOCH) // _MICROSECOND


def to_datetime(instant: Instant) -> datetime:
    """Return the instant as an aware datetime in Asia/Shanghai."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(SHANGHAI)


def day_start(day: date) -> Instant:
    """Return the first instant of a legal day."""
    return from_datetime(datetime.combine(day, time(), tzinfo=SHANGHAI))


def day_end(day: date) -> Instant:
    """Return the last instant of a legal day."""
    return day_start(day) + timedelta(days=1) // _MICROSECOND - 1  # the last day of the calendar has no next


def legal_day(instant: Instant) -> date:
    """Return the legal day an instant falls on."""
    return to_datetime(instant).date()


def parse_instant(text: str) -> Instant:
    """Read `YYYY-MM-DD` (its first instant) or an ISO date-time; without offset it is Asia/Shanghai time.

    Raises ValueError when the text is neither, or names a day that does not exist.
    """
    text = text.strip()
    if len(text) == len("YYYY-MM-DD"):
        return day_start(date.fromisoformat(text))
    return from_datetime(datetime.fromisoformat(text))


def show_instant(instant: Instant) -> str:
    """Return `YYYY-MM-DD HH:MM:SS` in Asia/Shanghai, or `从未` for `NEVER`."""
    return "从未" if instant == NEVER else to_datetime(instant).strftime("%Y-%m-%d %H:%M:%S")
