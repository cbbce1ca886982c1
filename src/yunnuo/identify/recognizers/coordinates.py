"""Geographic coordinates: two decimal numbers in range, with letters, words or brackets.

It must never take sizes or prices for a place: both numbers need four decimals, or words that say what they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "coordinates"
EXAMPLE: Final = "30.274084,120.155070"
SOURCE: Final = "ISO 6709 in the ways map services copy a place"
LIMITS: Final = "Fewer than four decimals only with words. Masks leave one decimal, about ten kilometres."
FEWEST: Final = 6
CUES: Final = (".", "度", "°")

_NUM: Final = r"-?[0-9]{1,3}\.[0-9]{4,15}"
_ANY: Final = r"-?[0-9]{1,3}\.[0-9]{1,15}"
_PAIR: Final = re.compile(rf"(\( ?)?\b({_NUM}) ?[,、;/ ] ?({_NUM})\b( ?\))?", re.ASCII)
_LETTERS: Final = re.compile(
    rf"\b([NSEW][ :]?{_ANY}°? ?[,、;/ ]? ?[NSEW][ :]?{_ANY}°?|{_ANY}°? ?[NSEW] ?[,、;/ ]? ?{_ANY}°? ?[NSEW])\b",
    re.ASCII,
)
_WORDS: Final = re.compile(
    rf"((?:经度|纬度|东经|北纬|\blng|\blon|\blat|\blongitude|\blatitude)\"?[ :：=为是]{{0,3}}{_ANY}°?度?"
    rf"[ ,、;；/&\"]{{0,3}}(?:经度|纬度|东经|北纬|lng|lon|lat|longitude|latitude)\"?[ :：=为是]{{0,3}}{_ANY}°?度?)",
    re.ASCII | re.IGNORECASE,
)
_DEGREES: Final = re.compile(
    r"((?:东经|北纬|[NE])? ?[0-9]{1,3}°[0-9]{1,2}[′'](?:[0-9.]{1,8}[″\"])? ?[NE]?[ ,、;]{0,3}"
    r"(?:东经|北纬|[NE])? ?[0-9]{1,3}°[0-9]{1,2}[′'](?:[0-9.]{1,8}[″\"])? ?[NE]?)"
)
_NUMBERS: Final = re.compile(r"-?[0-9]{1,3}\.[0-9]{1,15}")
_WIDEST: Final = 180.0
_HIGHEST: Final = 90.0
_WHOLE: Final = (_PAIR, _LETTERS, _WORDS, _DEGREES)


def compact(text: str) -> str:
    """Return the numbers with a comma between them."""
    return ",".join(_NUMBERS.findall(fold_text(text)))


def is_valid(text: str) -> bool:
    """Return whether the whole text is one pair of coordinates in range."""
    folded = fold_text(text.strip())
    return any(finder.fullmatch(folded) for finder in _WHOLE) and (_is_place(folded) or "°" in folded)


def mask(text: str) -> str:
    """Return the numbers with one decimal."""
    parts = (number.partition(".") for number in compact(text).split(","))
    return ",".join(f"{whole}.{decimals[:1]}*" for whole, _, decimals in parts)


def find(text: Folded) -> Iterator[Span]:
    """Yield pairs of coordinates."""
    folded = text.text
    for match in _PAIR.finditer(folded):
        if _is_place(match.group()) and not folded.startswith(".", match.end()):
            closed = match.group(1) and match.group(4)
            start, end = match.span() if closed else (match.start(2), match.end(3))
            yield Span(start, end, KIND, "pair", 0.94)
    for finder in (_LETTERS, _WORDS):
        for match in finder.finditer(folded):
            if _is_place(match.group(1)):
                yield Span(match.start(1), match.end(1), KIND, "words", 0.95)
    if "°" in folded:
        for match in _DEGREES.finditer(folded):
            yield Span(match.start(1), match.end(1), KIND, "degrees", 0.95)


def _is_place(text: str) -> bool:
    sizes = sorted(abs(float(number)) for number in _NUMBERS.findall(text))
    return len(sizes) > 1 and sizes[0] <= _HIGHEST and sizes[-1] <= _WIDEST
