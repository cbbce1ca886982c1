"""Periods as the law writes them: a number and a unit, or a parameter that holds one; `FACT plus|minus PERIOD`.

Hours and days are lengths of time; working days, months and years need a calendar (`decide.calendar`). Must never read
the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIFT = re.compile(r"^(\S+)\s+(plus|minus)\s+(.+)$")
PERIOD = re.compile(r"^(\d+)\s+(\w+)$")
UNITS = {"hour": "小时", "day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}
LINEAR = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
YEAR_START = "year_start"  # 1 January of the legal day's year, the first instant


@dataclass(frozen=True, slots=True)
class Period:
    """A number of one unit; `count` is negative for a period that looks back."""

    count: int
    unit: str

    @property
    def is_linear(self) -> bool:
        """Return whether the period is the same length wherever it starts."""
        return self.unit in LINEAR

    @property
    def microseconds(self) -> int:
        """Return the length of a linear period."""
        return self.count * (LINEAR[self.unit] // timedelta(microseconds=1))

    @property
    def zh(self) -> str:
        """Return the length as Chinese texts write it, without its direction."""
        return f"{abs(self.count)} {UNITS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact (or `year_start`) and how far it is moved; `parameter` names where the period stands, if anywhere."""

    fact: str
    period: Period | None = None
    parameter: str = ""
    sign: int = 1


def parse_period(words: str) -> Period:
    """Read `30 days`; ValueError tells which units there are."""
    match = PERIOD.match(words.strip())
    unit = match[2].removesuffix("s") if match else ""
    if match is None or unit not in UNITS:
        known = [f"{name}s" for name in UNITS]
        near = suggest(match[2], known) if match else ""
        raise ValueError(f"`{words}` 不是期间，应写成 `数字 单位`，单位有 {'、'.join(known)}{near}")
    return Period(int(match[1]), unit)


def parse_moved(text: str, facts: Mapping[str, object], parameters: Mapping[str, object]) -> Moved | None:
    """Read `FACT plus PERIOD`; None when the text has another form; ValueError when a word in it is not known.

    Whether a parameter named here holds periods is for the caller to see to.
    """
    match = SHIFT.match(text)
    if match is None:
        return None
    name, way, length = match.groups()
    if name not in facts and name != YEAR_START:
        raise ValueError(f"没有事实 `{name}`{suggest(name, [*facts, YEAR_START])}")
    sign = 1 if way == "plus" else -1
    if length in parameters:
        return Moved(name, None, length, sign)
    if length.isidentifier():
        raise ValueError(f"没有参数 `{length}`{suggest(length, parameters)}")
    period = parse_period(length)
    return Moved(name, Period(sign * period.count, period.unit), "", sign)
