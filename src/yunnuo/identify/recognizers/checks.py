"""What several recognisers check alike: dates, what stands beside a number.

It must never search a text; it only judges what a pattern has found.
"""

from __future__ import annotations

import re
from typing import Final

_MONTH_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099
_LAST_MONTH: Final = 12
_NOT_VALUE: Final = re.compile(r"[^0-9A-Za-z*]")
# What makes a number a quantity, a price, a date, a length.
_UNITS: Final = frozenset("元块件个套双包袋箱瓶盒斤克吨升米寸码页条片粒枚次岁年月日号点分秒天楼层栋幢室座%℃￥度折")
# A number as long as a phone counts nothing but money; 张, 周 and the like behind it begin a name.
_MONEY_UNITS: Final = frozenset("元块%")
_MONEY: Final = frozenset("¥￥$€#№")
# A spreadsheet made a decimal number of digits that count nothing.
_NO_DECIMAL: Final = re.compile(r"\.0{1,2}(?![0-9.元块%])")


def squeeze_value(text: str) -> str:
    """Return letters, digits and mask signs only."""
    return _NOT_VALUE.sub("", text)


def is_day(year: int, month: int, day: int) -> bool:
    """Return whether there can be such a day in a life; 29 February always can."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= _LAST_MONTH and 1 <= day <= _MONTH_DAYS[month - 1]


def is_digit_day(digits: str) -> bool:
    """Return whether `yyyymmdd` is a day."""
    return is_day(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def follows_amount(text: str, end: int) -> bool:
    """Return whether a unit or a decimal part follows, so that the number before `end` counts something."""
    rest = text[end : end + 2]
    if not rest:
        return False
    first = rest[0]
    return first in _UNITS or (first == "." and rest[1:].isdigit())


def follows_price(text: str, end: int) -> bool:
    """Return whether a unit of money or a decimal part follows; `.0` alone is none."""
    rest = text[end : end + 2]
    if not rest:
        return False
    return rest[0] in _MONEY_UNITS or (rest[0] == "." and rest[1:].isdigit() and not _NO_DECIMAL.match(text, end))


def is_money_before(text: str, start: int) -> bool:
    """Return whether a currency sign, or digits and a point, stand before `start`."""
    before = text[max(0, start - 2) : start].rstrip(" ")
    return bool(before) and (before[-1] in _MONEY or (before[-1] == "." and before[:-1].isdigit()))


def show_ends(text: str, head: int, tail: int) -> str:
    """Return `text` with its first `head` and last `tail` letters and digits, stars for those between, signs as is."""
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    shown = set(places[:head]) | set(places[len(places) - tail :] if tail else ())
    if head + tail >= len(places):
        shown = set()
    return "".join("*" if sign.isalnum() and place not in shown else sign for place, sign in enumerate(text))
