"""Bank cards: issuer digits and Luhn, plain, spaced, dashed, masked.

It must never take an order number for a card: without a right check digit a word such as 卡号 is needed.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from yunnuo.identify.check_digits import is_luhn
from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends, squeeze_value
from yunnuo.identify.recognizers.masked import find_masked
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "bank_card"
EXAMPLE: Final = "6222 0012 3456 7890 122"
SOURCE: Final = "ISO/IEC 7812 (ranges, check digit); first six digits of Chinese cards: lexicon/numbers/bank_bins.txt"
LIMITS: Final = "One long number in ten passes the check by chance. Masks leave the last four digits."
FEWEST: Final = 15
CUES: Final = ()

_SEP: Final = r"[ -]{0,2}"
_FINDER: Final = re.compile(
    rf"\b([3-69][0-9]{{3}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{4}}{_SEP}[0-9](?:{_SEP}[0-9]){{2,6}})(?:\b|_)",
    re.ASCII,
)
_SCHEMES: Final = (
    ("62", range(16, 20)),
    ("4", range(16, 17)),
    *((f"5{digit}", range(16, 17)) for digit in "12345"),
    ("35", range(16, 17)),
    ("34", range(15, 16)),
    ("37", range(15, 16)),
)
_LENGTHS: Final = range(15, 20)
_CUE: Final = re.compile(r"卡|银行|账[户号]|帐[户号]|工行|建行|农行|招行|中行|交行|邮储|开户")
_ORDER: Final = re.compile(r"(?:单号?|编[号码]|流水号?|快递)[:： ]{0,2}$|订单[^0-9]{0,3}$")
_LOOK_BACK: Final = 12


def compact(text: str) -> str:
    """Return the digits."""
    return squeeze_value(fold_text(text))


def is_valid(text: str) -> bool:
    """Return whether the whole text is a card number of a known issuer or scheme with a right check digit."""
    number = compact(text)
    return number.isascii() and number.isdigit() and _is_issued(number) and is_luhn(number)


def mask(text: str) -> str:
    """Return the last four digits."""
    return show_ends(compact(text), 0, 4)


def find(text: Folded) -> Iterator[Span]:
    """Yield card numbers, plain, spaced and masked."""
    if text.count >= _LENGTHS[0]:
        yield from _find_written(text)
    for start, end in find_masked(text, KIND):
        yield Span(start, end, KIND, "masked", 0.92)


@cache
def issuer_digits() -> frozenset[str]:
    """Return the first six digits of the cards of Chinese banks."""
    text = files("yunnuo.identify").joinpath("lexicon", "numbers", "bank_bins.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _find_written(folded: Folded) -> Iterator[Span]:
    text = folded.text
    for match in _FINDER.finditer(text):
        start, end = match.span(1)
        written = match.group(1)
        number = compact(written)
        if len(number) in _LENGTHS and (score := _score_number(number, text[max(0, start - _LOOK_BACK) : start])):
            form = "plain" if len(written) == len(number) else "dashed" if "-" in written else "spaced"
            yield Span(start, end, KIND, form, score)


def _score_number(number: str, before: str) -> float:
    told = bool(_CUE.search(before))
    right = is_luhn(number)
    if told and (right or _is_issued(number)):
        return 0.98
    if right and _is_issued(number) and not _ORDER.search(before):
        return 0.95
    return 0.0


def _is_issued(number: str) -> bool:
    if any(number.startswith(head) and len(number) in lengths for head, lengths in _SCHEMES):
        return True
    return len(number) in _LENGTHS and number[:6] in issuer_digits()
