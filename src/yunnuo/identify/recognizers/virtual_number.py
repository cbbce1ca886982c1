"""Virtual (privacy) numbers: a mobile number and an extension, whole.

It must never give the number without its extension: that number belongs to nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import follows_amount, show_ends
from yunnuo.identify.recognizers.mobile import MOBILE, list_numbers
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "virtual_number"
EXAMPLE: Final = "19900012345-6789"
SOURCE: Final = "Open APIs of Taobao, Douyin, JD and PDD: main number and 3 or 4 digits"
LIMITS: Final = "An extension set off by a blank alone is not taken. Masks leave three digits and the extension."
FEWEST: Final = 11
CUES: Final = ()

_JOIN: Final = r" ?(?:-|_|#|,|;|\*|转接?|轉|分机号?码?|分機|ext\.?|EXT\.?|x|p|后?按) ?[:：]? ?(?:转|分机号?)? ?"
_EXTENSION: Final = re.compile(rf"{_JOIN}([0-9]{{3,4}})\b", re.ASCII)
_BRACKET: Final = re.compile(r" ?[\[(] ?(?:转|分机号?|ext\.?)?[:：]? ?([0-9]{3,4}) ?[\])]", re.ASCII)
_WHOLE: Final = re.compile(rf"{MOBILE}(?:{_JOIN})?[0-9]{{3,4}}")
_LOOSE: Final = ",;*"
_LONG: Final = 4
_NOT_DIGIT: Final = re.compile(r"[^0-9]")
_MAIN: Final = 11


def compact(text: str) -> str:
    """Return `main-extension`, digits only around the dash."""
    digits = _NOT_DIGIT.sub("", fold_text(text))
    digits = digits.removeprefix("0086").removeprefix("86")
    return f"{digits[:_MAIN]}-{digits[_MAIN:]}"


def is_valid(text: str) -> bool:
    """Return whether the whole text is a mobile number and an extension."""
    return bool(_WHOLE.fullmatch(fold_text(text.strip())))


def mask(text: str) -> str:
    """Return the first three digits and the extension."""
    main, _, extension = compact(text).partition("-")
    return f"{show_ends(main, 3, 0)}-{extension}"


def find(text: Folded) -> Iterator[Span]:
    """Yield virtual numbers, extension included."""
    yield from _find_in(text.text, list_numbers(text))
    if text.spoken:
        yield from _find_in(text.spoken, list_numbers(text, spoken=True))


def _find_in(text: str, numbers: list[tuple[int, int, str]]) -> Iterator[Span]:
    for start, end, _ in numbers:
        match = _EXTENSION.match(text, end) or _BRACKET.match(text, end)
        if match and not _is_other(text, match):
            yield Span(start, match.end(), KIND, "virtual", 0.96)


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Return whether what follows the number is a quantity, a date, a room or a longer number."""
    after = text[match.end() : match.end() + 1]
    if follows_amount(text, match.end()) or after in {"-", "/", "*", "@", "+"}:
        return True
    # After a comma three digits are rather a room or a quantity.
    loose = match.group().lstrip(" ")[0] in _LOOSE
    return loose and len(match.group(1)) != _LONG
