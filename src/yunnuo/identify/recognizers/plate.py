"""Number plates: province sign, letter, five or (new energy) six more; lower case, dots, dashes, masked.

It must never take a Chinese word and a code for a plate: the first sign is one of the province signs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "plate"
EXAMPLE: Final = "京A12345"
SOURCE: Final = "GA 36-2018 (forms, letters I and O left out); province signs of GB/T 2260"
LIMITS: Final = "Military plates of the new form are taken only whole. Masks leave the sign, the letter and the last."
FEWEST: Final = 1
_SIGNS: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
CUES: Final = tuple(_SIGNS)

_FINDER: Final = re.compile(
    rf"([{_SIGNS}] ?[A-HJ-Za-hj-z])([ .·-]{{0,2}})"
    r"([0-9A-HJ-Za-hj-z*](?: ?[0-9A-HJ-Za-hj-z*]){3,5}[0-9A-HJ-Za-hj-z*学警挂领港澳试超])"
)
_ORDINARY: Final = 5
_ENERGY: Final = 6
_CHARS: Final = re.compile(r"[0-9A-Za-z*]")
_DIGITS: Final = re.compile(r"[0-9]")
_SPECIAL: Final = "学警挂领港澳试超"
_FEW_STARS: Final = 2
_SPACES: Final = str.maketrans("", "", " .·-")


def compact(text: str) -> str:
    """Return the plate without blanks, dots and dashes, in capitals."""
    return fold_text(text).translate(_SPACES).upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text is one plate."""
    plate = compact(text)
    return len(plate) > 1 and plate[0] in _SIGNS and bool(_FINDER.fullmatch(plate)) and _is_number(plate[2:])


def mask(text: str) -> str:
    """Return the province sign, the letter and the last sign."""
    return show_ends(compact(text), 2, 1)


def find(text: Folded) -> Iterator[Span]:
    """Yield plates, masked ones too."""
    folded = text.text
    for match in _FINDER.finditer(folded):
        end = _cut_number(folded, match)
        if not end:
            continue
        form = "masked" if "*" in folded[match.start(3) : end] else _name_form(folded[match.start(3) : end])
        yield Span(match.start(), end, KIND, form, 0.945)


def _cut_number(folded: str, match: re.Match[str]) -> int:
    """Return where the number ends, 0 when it is none; the letters of a word behind it are not part of it."""
    start, end = match.span(3)
    if folded[end : end + 1] == "-" or (_CHARS.match(folded, end) and folded[end - 1] not in _SPECIAL):
        return 0
    bare = folded[start:end].replace(" ", "")
    if _is_number(bare):
        return end
    # "京A12345 6点": what stands behind a blank may belong to the next word.
    head = folded[start:end].rpartition(" ")[0]
    return start + len(head) if _is_number(head.replace(" ", "")) else 0


def _is_number(bare: str) -> bool:
    number = bare.upper()
    if "*" in number:
        return len(number) in {_ORDINARY, _ENERGY} and number.count("*") >= _FEW_STARS
    digits = len(_DIGITS.findall(number))
    if len(number) == _ORDINARY:
        return digits >= _ORDINARY - 3
    return len(number) == _ENERGY and digits >= _ORDINARY - 1


def _name_form(number: str) -> str:
    return "newenergy" if len(number.replace(" ", "")) == _ENERGY else "plain"
