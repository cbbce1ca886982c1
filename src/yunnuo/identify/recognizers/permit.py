"""Travel permits and other papers by name: 港澳通行证, 台胞证, 回乡证, 居留证, 军官证, 驾驶证.

It must never guess: without the name of the paper nothing is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends, squeeze_value
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "permit"
EXAMPLE: Final = "C12345678"
SOURCE: Final = "国家移民管理局: 往来港澳 C, 往来台湾 L or T, 8 digits; 回乡证 H or M, 8 or 10; 台胞证 8 or 10"
LIMITS: Final = "Only after the paper's name. Masks leave the first letter or digit and the last two."
FEWEST: Final = 4
CUES: Final = (
    "通行证",
    "台胞证",
    "同胞证",
    "回乡证",
    "居留证",
    "居住证",
    "军官证",
    "士兵证",
    "驾驶证",
    "驾照",
    "港澳证",
    "台湾证",
)

_NAMES: Final = r"通行证|台胞证|同胞证|回乡证|居留证|居住证|军官证|士兵证|驾驶证|驾照|港澳证|台湾证"
_FINDER: Final = re.compile(
    rf"(?:{_NAMES})(?:号码|号|编号|档案号)?(?:是|为|填|写)?[:：=#, ]{{0,3}}"
    r"([A-Za-z]{0,3}[0-9*]{6,15}[0-9Xx*]?|[\u4e00-\u9fff]字第?[0-9]{6,8}号?)",
    re.ASCII,
)
_WHOLE: Final = re.compile(r"[CLTHMW][A-Z]?[0-9]{7,10}|[0-9]{8}|[0-9]{10}|[HM][0-9]{8}[0-9]{0,2}")
_MAINLAND: Final = 11


def compact(text: str) -> str:
    """Return letters in capitals and digits."""
    return squeeze_value(fold_text(text)).upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text has the shape of a travel permit's number."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the first sign and the last two digits."""
    return show_ends(compact(text), 1, 2)


def find(text: Folded) -> Iterator[Span]:
    """Yield the numbers that follow the name of a paper."""
    for match in _FINDER.finditer(text.text):
        number = match.group(1)
        if len(number) == _MAINLAND and number.isdigit() and number[0] == "1":
            continue  # the holder's phone
        yield Span(match.start(1), match.end(1), KIND, "masked" if "*" in number else "plain", 0.94)
