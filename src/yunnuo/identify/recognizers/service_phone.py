"""Numbers of firms and offices: 400, 800, 95xxx, 12345, 10086. Not personal; they keep others from taking them.

It must never be reported as somebody's phone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import follows_amount
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "service_phone"
EXAMPLE: Final = "400-820-8820"
SOURCE: Final = "工信部电信网编号计划: 400 and 800 (ten digits), 95/96 short numbers, 1xx public services"
LIMITS: Final = "Short numbers are taken only after a word such as 客服. Not personal, so nothing is masked."
FEWEST: Final = 5
CUES: Final = ()

_LONG: Final = r"[48]00[ -]?(?:[0-9]{3}[ -]?[0-9]{4}|[0-9]{4}[ -]?[0-9]{3}|[0-9][ -]?[0-9]{3}[ -]?[0-9]{3})"
_SHORT: Final = r"9[56][0-9]{3,6}|1[012][0-9]{3}|100(?:00|1[0-9]|86|[0-9]{2})|1[12][0-9]"
_FINDER: Final = re.compile(rf"(?:\b|tel:?)({_LONG})\b", re.ASCII | re.IGNORECASE)
_WORD: Final = re.compile(
    rf"(?:客服|热线|电话|服务号?|投诉|拨打|拨|致电|打|举报)[^0-9a-zA-Z]{{0,4}}({_SHORT})\b", re.ASCII
)
_WHOLE: Final = re.compile(rf"{_LONG}|9[56][0-9]{{3,6}}|1[012][0-9]{{3}}")
_HAS_LONG: Final = re.compile("[48]00")  # found quicker than where the number may begin
_NOT_DIGIT: Final = re.compile(r"[^0-9]")


def compact(text: str) -> str:
    """Return the digits."""
    return _NOT_DIGIT.sub("", fold_text(text))


def is_valid(text: str) -> bool:
    """Return whether the whole text is a number of a firm or an office."""
    return bool(_WHOLE.fullmatch(fold_text(text.strip())))


def mask(text: str) -> str:
    """Return the text as it is: these numbers are published."""
    return text


def find(text: Folded) -> Iterator[Span]:
    """Yield service numbers."""
    folded = text.text
    for match in _FINDER.finditer(folded) if _HAS_LONG.search(folded) else ():
        yield Span(match.start(1), match.end(1), KIND, "long", 0.95)
    for match in _WORD.finditer(folded):
        if not follows_amount(folded, match.end(1)):
            yield Span(match.start(1), match.end(1), KIND, "short", 0.9)
