"""Passport numbers of the People's Republic, and foreign ones after the word 护照.

It must never take a coupon or a model for a passport: without the word only the sure shapes count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends, squeeze_value
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "passport"
EXAMPLE: Final = "E12345678"
SOURCE: Final = "国家移民管理局: E or G and 8 digits, E, a letter and 7 digits; ICAO 9303: nine signs"
LIMITS: Final = "Taken only after 护照, passport or a word for papers. Masks leave the first letter and the last two."
FEWEST: Final = 4
CUES: Final = ("护照", "passport", "证件")

_NUMBER: Final = r"[A-Za-z]{1,2} ?[0-9*]{7,8}|[0-9]{9}"
_CUE: Final = (
    r"(?:护照|passport|证件)(?:号码|号|编号|信息|是|为|填|写|no\.?|number|num)?(?:是|为)?"
    r"[:：=#, ]{0,3}"
)
_FINDER: Final = re.compile(rf"{_CUE}({_NUMBER})\b", re.ASCII | re.IGNORECASE)
_NEAR: Final = re.compile(r"\b([EGDSPH][A-Z]?[0-9]{7,8}|[A-Z][0-9]{8})\b", re.ASCII)
_LOOK_AROUND: Final = 16
_WORD: Final = re.compile(r"护照|passport", re.IGNORECASE)
_WHOLE: Final = re.compile(r"[EGDSPH][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[A-Z]{1,2}[0-9]{7,8}")
_LENGTH: Final = 9


def compact(text: str) -> str:
    """Return letters in capitals and digits."""
    return squeeze_value(fold_text(text)).upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text has the shape of a passport number."""
    number = compact(text)
    return len(number) <= _LENGTH and bool(_WHOLE.fullmatch(number))


def mask(text: str) -> str:
    """Return the first letter and the last two digits."""
    return show_ends(compact(text), 1, 2)


def find(text: Folded) -> Iterator[Span]:
    """Yield passport numbers that a word announces or that stand near the word 护照."""
    folded = text.text
    for match in _FINDER.finditer(folded):
        start, end = match.span(1)
        yield Span(start, end, KIND, "masked" if "*" in match.group(1) else "plain", 0.95)
    for match in _NEAR.finditer(folded):
        start, end = match.span(1)
        if _WORD.search(folded, max(0, start - _LOOK_AROUND), end + _LOOK_AROUND):
            yield Span(start, end, KIND, "plain", 0.9)
