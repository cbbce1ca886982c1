"""Fixed lines: area code and 7 or 8 digits, with brackets, blanks, dashes and extension; without code after a word.

It must never take an item number that begins with 0 for a line: the area code has to exist.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import follows_amount, is_money_before, show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "landline"
EXAMPLE: Final = "0571-88888888"
SOURCE: Final = "工信部电信网编号计划: long-distance area codes; local numbers of 7 or 8 digits, 2 to 8 first"
LIMITS: Final = "Without an area code a word such as 座机 is needed. Masks leave the area code and the last two digits."
FEWEST: Final = 7
CUES: Final = ()

_AREAS: Final = (
    r"(?:10|2[0-57-9]|3(?:1[0-9]|35|[47][0-9]|5[0-9]|9[1-8])|4(?:1[0-9]|2[179]|3[3-9]|5[1-9]|6[4789]|7[0-9]|8[23])"
    r"|5(?:1[0-9]|2[37]|3[0-9]|4[36]|5[0-9]|6[1-6]|7[0-9]|80|9[1-9])|6(?:3[1-5]|6[0238]|9[12])"
    r"|7(?:01|1[0-9]|2[248]|3[0-9]|4[3-6]|5[0-9]|6[023689]|7[0-9]|9[0-9])"
    r"|8(?:1[2-8]|2[567]|3[0-9]|4[0-9]|5[1-9]|7[0-9]|8[3678]|9[1-8])"
    r"|9(?:0[1-9]|1[1-9]|3[0-9]|4[13]|5[1-5]|7[0-79]|9[0-9]))"
)
_LOCAL: Final = r"[2-8](?:[0-9]{6,7}|[0-9]{2,3}[ .-][0-9]{4})"
_EXTENSION: Final = r"(?:(?: ?(?:转接?|分机号?|轉|ext\.?|x|#|,) ?[:：]?|-) ?[0-9]{2,6})?"
_TWO_PARTS: Final = rf"(?:(?:(?:00)?86[ -]{{0,2}}\(?0?{_AREAS}|0{_AREAS}) ?\)?[ ._-]{{0,2}}{_LOCAL})"
_FINDER: Final = re.compile(rf"(?:\b|_|tel[:.]?)({_TWO_PARTS}{_EXTENSION})(?:\b|_)", re.ASCII | re.IGNORECASE)
_WORD: Final = re.compile(
    rf"(?:座机|固话|固定电话|家里电话|办公电话|单位电话|总机)(?:号码?|是|为)?[ :：=]{{0,3}}({_LOCAL}{_EXTENSION})\b",
    re.ASCII,
)
_MASKED: Final = re.compile(rf"\b(0{_AREAS}[ -]?[0-9]{{0,4}}\*{{3,6}}[0-9]{{0,4}})", re.ASCII)
_LEADS: Final = ("0", "86")  # what a number with an area code begins with
_LEAD: Final = re.compile("[^0-9](?:0|86)")
_WHOLE: Final = re.compile(rf"(?:\(?\+)?\(?{_TWO_PARTS}{_EXTENSION}")
_AREA: Final = re.compile(rf"0?{_AREAS}")
_NOT_DIGIT: Final = re.compile(r"[^0-9]")
_CODE: Final = re.compile(r"[A-Za-z][-_./]$")
_MIN_STARS_LENGTH: Final = 10


def compact(text: str) -> str:
    """Return area code, number and extension with `-` between them."""
    folded = fold_text(text)
    head, _, extension = re.sub(r"(?:转|分机|ext|#|,)+", "~", folded).partition("~")
    digits = _NOT_DIGIT.sub("", head)
    if digits.startswith(("86", "0086")):
        digits = "0" + digits.removeprefix("0086").removeprefix("86").lstrip("0")
    area = _AREA.match(digits)
    cut = area.end() if area else 0
    return "-".join(filter(None, (digits[:cut], digits[cut:], _NOT_DIGIT.sub("", extension))))


def is_valid(text: str) -> bool:
    """Return whether the whole text is an area code and a local number."""
    return bool(_WHOLE.fullmatch(fold_text(text.strip())))


def mask(text: str) -> str:
    """Return the area code and the last two digits."""
    area, _, rest = compact(text).partition("-")
    return f"{area}-{show_ends(rest, 0, 2)}" if rest else show_ends(area, 0, 2)


def find(text: Folded) -> Iterator[Span]:
    """Yield fixed lines, with extension."""
    folded = text.text
    for match in _FINDER.finditer(folded) if _has_lead(folded) else ():
        start, end = _widen_bracket(folded, match.start(1)), match.end(1)
        if not _is_other(folded, start, end):
            yield Span(start, end, KIND, "landline", 0.91)
    for match in _WORD.finditer(folded):
        yield Span(match.start(1), match.end(1), KIND, "local", 0.9)
    if "***" in folded:
        for match in _MASKED.finditer(folded):
            if match.end() - match.start() >= _MIN_STARS_LENGTH:
                yield Span(match.start(1), match.end(1), KIND, "masked", 0.91)


def _has_lead(text: str) -> bool:
    """Return whether a number begins as one with an area code does; this is quicker to see than the whole pattern."""
    return text.startswith(_LEADS) or _LEAD.search(text) is not None


def _widen_bracket(text: str, start: int) -> int:
    if start and text[start - 1] == "+":
        start -= 1
    closes = ")" in text[start : start + 8]
    return start - 1 if start and text[start - 1] == "(" and closes else start


def _is_other(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 3) : start]
    return bool(_CODE.search(before)) or is_money_before(text, start) or follows_amount(text, end)
