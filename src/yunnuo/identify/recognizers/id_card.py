"""Resident identity numbers: 18 characters with a check character, or the old 15 digits; spaced and masked too.

It must never take an order number for an identity: place, day and check character all have to be right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.check_digits import is_identity_check
from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import is_digit_day, show_ends, squeeze_value
from yunnuo.identify.recognizers.masked import find_masked
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "id_card"
EXAMPLE: Final = "110101199003070038"
SOURCE: Final = "GB 11643-1999 (form and check character); GB/T 2260 (first two digits)"
LIMITS: Final = "A wrong check character needs a word such as 身份证 before it. Masks leave the first and the last."
FEWEST: Final = 14
CUES: Final = ()

_PROVINCES: Final = frozenset(
    (
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43"),
        *("44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
    )
)
_FINDER: Final = re.compile(
    r"(?:\b|_|(?:sfz|id|no)[:.]?)([1-8](?:[ -]{0,2}[0-9]){16}[ -]{0,2}[0-9Xx]|[1-8](?:[ -]?[0-9]){14})(?:\b|_)",
    re.ASCII | re.IGNORECASE,
)
_CUE: Final = re.compile(r"身份|证件|证号|实名|清关|报关|sfz|ID", re.IGNORECASE)
_ORDER: Final = re.compile(r"单号?[:： ]{0,2}$|编[号码][:： ]{0,2}$|流水号?[:： ]{0,2}$|快递[:： ]{0,2}$")
_LOOK_BACK: Final = 14
_NEW: Final = 18
_OLD: Final = 15
_CENTURY: Final = "19"


def compact(text: str) -> str:
    """Return 18 or 15 characters, X in capitals."""
    return squeeze_value(fold_text(text)).upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text is an identity number with a right place, day and, of 18, check character."""
    number = compact(text)
    if not number.isascii() or not number[:-1].isdigit():
        return False
    if len(number) == _NEW and number[-1] in "0123456789X":
        return _is_born(number) and is_identity_check(number)
    return len(number) == _OLD and number[-1].isdigit() and _is_born(number)


def mask(text: str) -> str:
    """Return the first and the last character."""
    return show_ends(compact(text), 1, 1)


def find(text: Folded) -> Iterator[Span]:
    """Yield identity numbers, plain, spaced and masked."""
    if text.count >= _OLD - 1:
        yield from _find_written(text)
    for start, end in find_masked(text, KIND):
        yield Span(start, end, KIND, "masked", 0.93)


def _find_written(folded: Folded) -> Iterator[Span]:
    text = folded.text
    for match in _FINDER.finditer(text):
        start, end = match.span(1)
        number = compact(match.group(1))
        if score := _score_number(number, text[max(0, start - _LOOK_BACK) : start]):
            yield Span(start, end, KIND, _name_form(folded, start, end, len(number)), score)


def _score_number(number: str, before: str) -> float:
    told = bool(_CUE.search(before))
    if not _is_born(number):
        return 0.0
    if len(number) == _OLD:
        return 0.95 if told else 0.6 * (not _ORDER.search(before))
    if is_identity_check(number):
        return 0.99
    return 0.91 if told else 0.0


def _is_born(number: str) -> bool:
    day = number[6:14] if len(number) == _NEW else _CENTURY + number[6:12]
    return number[:2] in _PROVINCES and is_digit_day(day) and day < "2040"


def _name_form(folded: Folded, start: int, end: int, length: int) -> str:
    if end - start > length:
        return "spaced"
    if not folded.original[start:end].isascii():
        return "fullwidth"
    return "old15" if length == _OLD else "plain"
