"""Birthdays that a word announces: 生日, 出生, 生于, 农历生日.

It must never take the day of an order or of delivery for a birthday.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import is_day
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "birthday"
EXAMPLE: Final = "1990-05-04"
SOURCE: Final = "Ways of writing a day in Chinese and ISO 8601"
LIMITS: Final = "Needs a word; ages are not taken. Masks leave the year."
FEWEST: Final = 1
CUES: Final = ("生日", "出生", "生于", "诞生", "寿辰", "birth", "生辰", "年生", "日生", "出世")

_SEP: Final = r" ?[-./年] ?"
_FULL: Final = rf"(?:19|20)[0-9]{{2}}{_SEP}[01]?[0-9](?: ?[-./月] ?[0-3]?[0-9](?: ?[日号])?|月)?|(?:19|20)[0-9]{{6}}"
_SHORT: Final = (
    r"[0-9]{2}年[01]?[0-9]月[0-3]?[0-9][日号]?"
    r"|(?:农历|阴历|阳历|公历)?[01]?[0-9] ?[月./-] ?[0-3]?[0-9](?: ?[日号])?"
)
_WORD: Final = r"(?:生日|出生日期|出生年月日?|出生|生于|诞生于?|寿辰|生辰|birthday|birth)"
_BEFORE: Final = re.compile(
    rf"{_WORD}(?:日期|时间|是|为|在|到了|快到了)?(?:在|是|就是)?(?:[ :：=,(（]{{0,3}})"
    rf"(?:农历|阴历|阳历|公历|身份证上)?({_FULL}|{_SHORT})",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"\b({_FULL}|{_SHORT})(?:的?{_WORD}|生(?:人|的|[^0-9a-z产日鲜活姜抽]|$))", re.IGNORECASE | re.ASCII
)
_NUMBERS: Final = re.compile(r"[0-9]+")
_WHOLE: Final = re.compile(_FULL)
_COMPACT: Final = 8
_FULL_PARTS: Final = 3


def compact(text: str) -> str:
    """Return `yyyy-mm-dd` where all three are written, else the text, folded."""
    folded = fold_text(text.strip())
    parts = _NUMBERS.findall(folded)
    if len(parts) == 1 and len(parts[0]) == _COMPACT:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    return f"{parts[0]}-{parts[1]:0>2}-{parts[2]:0>2}" if len(parts) == _FULL_PARTS else folded


def is_valid(text: str) -> bool:
    """Return whether the whole text is a day somebody can have been born on."""
    return bool(_WHOLE.fullmatch(fold_text(text.strip()))) and _is_date(text)


def mask(text: str) -> str:
    """Return the year."""
    return f"{compact(text)[:4]}-**-**"


def find(text: Folded) -> Iterator[Span]:
    """Yield days that a word calls a birthday."""
    folded = text.text
    for finder in (_BEFORE, _AFTER):
        for match in finder.finditer(folded):
            if _is_date(match.group(1)) and not folded[match.end(1) : match.end(1) + 1].isdigit():
                yield Span(match.start(1), match.end(1), KIND, "told", 0.93)


def _is_date(text: str) -> bool:
    parts = compact(text).split("-")
    if len(parts) == _FULL_PARTS and all(part.isdigit() for part in parts):
        year = int(parts[0]) if len(parts[0]) == len("1990") else 1900 + int(parts[0])
        return is_day(year, int(parts[1]), int(parts[2]))
    return not text.isdigit()
