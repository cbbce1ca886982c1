"""Mainland mobile numbers, in every way buyers write them: spaced, dashed, full-width, in Chinese numerals, masked.

It must never take part of a longer number, a price or a code for a phone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import GAPS, Folded, fold_spoken
from yunnuo.identify.recognizers.checks import follows_price, is_money_before, show_ends
from yunnuo.identify.recognizers.masked import find_masked
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "phone"
EXAMPLE: Final = "199 0001 2345"
SOURCE: Final = "工信部电信网编号计划: 11 digits, 1 and 3 to 9 first; ways of writing: buyers' remarks"
LIMITS: Final = "Whether a number is in service is not known. Masks leave the first three and the last four digits."
FEWEST: Final = 3
CUES: Final = ()

_GAP: Final = f"[{GAPS}]{{1,2}}"
_ONES: Final = r"(?:[ ._-]{1,2}[0-9]){9}"
_CORE: Final = (
    rf"1(?:[3-9](?:[0-9]{{9}}|[0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|[0-9]{_GAP}[0-9]{{8}}|[0-9]{{5}}{_GAP}[0-9]{{4}}"
    rf"|[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|[0-9]{{2}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{3}}"
    rf"|[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}|[0-9]{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}"
    rf"|[0-9]{{4}}{_GAP}[0-9]{{5}}|[0-9]{{3}}{_GAP}[0-9]{{6}}|[0-9]{{2}}{_GAP}[0-9]{{7}})"
    rf"|[ ._-]{{1,2}}[3-9]{_ONES})"
)
_PREFIX: Final = r"(?:(?:00)?86[ )._-]{0,2})?"
MOBILE: Final = rf"{_PREFIX}(?:{_CORE})"
# It begins with a literal, so that the search leaps from one 1 to the next; what stands before is judged afterwards.
# A name may touch its end: 138...Tom; any other letter makes it a code.
_FINDER: Final = re.compile(rf"({_CORE})(?:\b|_|ext|EXT|x[0-9]|[A-Z][a-z]{{1,9}}\b)", re.ASCII)
_CODE_BEFORE: Final = re.compile(r"(?:\b|_)((?:00)?86[ )._-]{0,2})$", re.ASCII)
# Letters may touch the number only where they say what it is, tel138... and vx138..., or are a name: Tom138...
_LETTERS_BEFORE: Final = re.compile(
    r"(?:^|[^0-9A-Za-z])(?:(?i:tel|phone|mobile|mob|ph|hp|vx|wx|vv|v|t|m|wechat|weixin|no|call|to)[.:_]?|[A-Z][a-z]{1,9})$"
)
_LOOK_BACK: Final = 12
_WHOLE: Final = re.compile(rf"(?:\(?\+)?{MOBILE}")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")
_LENGTH: Final = 11
_GOODS_JOINS: Final = frozenset("-_./")
_GOODS_BEFORE: Final = re.compile(r"[A-Za-z][-_./]$")
_TELLS: Final = re.compile(r"(?:tel|phone|mobile|mob|hp|vx|wx|wechat|no|[^A-Za-z][vtm]|^[vtm])[-_./]$", re.IGNORECASE)


def compact(text: str) -> str:
    """Return 11 digits, without the country code."""
    return _NOT_DIGIT.sub("", fold_spoken(text))[-_LENGTH:]


def is_valid(text: str) -> bool:
    """Return whether the whole text is one mobile number."""
    return bool(_WHOLE.fullmatch(fold_spoken(text.strip())))


def mask(text: str) -> str:
    """Return the number with its first three and last four digits."""
    return show_ends(compact(text), 3, 4)


def find(text: Folded) -> Iterator[Span]:
    """Yield mobile numbers, plain and masked."""
    if text.count >= _LENGTH:
        yield from _find_written(text)
    if text.spoken:
        yield from _find_spoken(text)
    for start, end in find_masked(text, KIND):
        yield Span(start, end, KIND, "masked", 0.9)


def list_numbers(folded: Folded, *, spoken: bool = False) -> list[tuple[int, int, str]]:
    """Return (start, end, form) of each plain number; virtual numbers start with one too."""
    name = "spoken" if spoken else "written"
    if name not in folded.memo:
        folded.memo[name] = list(_match_numbers(folded.spoken if spoken else folded.text))
    return folded.memo[name]


def _match_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _FINDER.finditer(text):
        start, end = _widen_prefix(text, match.start(1)), match.end(1)
        if _is_free(text, start) and not is_money_before(text, start) and not _is_goods(text, start):
            yield start, end, _name_form(text[start:end])


def _find_written(folded: Folded) -> Iterator[Span]:
    text, original = folded.text, folded.original
    for start, end, form in list_numbers(folded):
        if follows_price(text, end) or _runs_on(text, end):
            continue
        full = form == "plain" and not original[start:end].isascii()
        yield Span(start, end, KIND, "fullwidth" if full else form, 0.94)


def _find_spoken(folded: Folded) -> Iterator[Span]:
    text, spoken = folded.text, folded.spoken
    for start, end, _ in list_numbers(folded, spoken=True):
        if text[start:end] != spoken[start:end] and not follows_price(spoken, end):
            yield Span(start, end, KIND, "chinese", 0.94)


def _name_form(written: str) -> str:
    if written.isdigit():
        return "plain" if len(written) == _LENGTH else "prefixed"
    return "dashed" if "-" in written else "spaced"


def _widen_prefix(text: str, start: int) -> int:
    """Take in the country code before the number, with its plus sign and brackets."""
    before = text[max(0, start - 8) : start]
    code = _CODE_BEFORE.search(before) if "86" in before else None
    if not code:
        return start
    start -= len(code.group(1))
    if start and text[start - 1] == "+":
        start -= 1
    if start and text[start - 1] == "(" and ")" in text[start : start + 6]:
        start -= 1
    return start


def _is_free(text: str, start: int) -> bool:
    """Return whether no digit touches the number, and letters only where they announce it."""
    before = text[start - 1 : start]
    if not before.isascii() or not before.isalnum():
        return True
    return bool(_LETTERS_BEFORE.search(text[max(0, start - _LOOK_BACK) : start]))


def _is_goods(text: str, start: int) -> bool:
    """Return whether letters and a dash before the number make it a code of goods."""
    if not start or text[start - 1] not in _GOODS_JOINS:
        return False
    before = text[max(0, start - 8) : start]
    return bool(_GOODS_BEFORE.search(before)) and not _TELLS.search(before)


def _runs_on(text: str, end: int) -> bool:
    """Return whether the number goes on after a dash or a star, as codes and sizes do."""
    rest = text[end : end + 2]
    return len(rest) > 1 and rest[0] in "-*_" and rest[1].isdigit() and not text.startswith("1", end + 1)
