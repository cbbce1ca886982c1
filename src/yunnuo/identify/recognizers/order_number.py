"""Order numbers: after 订单 and its kin, and the platforms' own shapes; no phone or card is seen inside them.

It must never let part of an order number pass for a phone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "order_number"
EXAMPLE: Final = "230901-362394389581102"
SOURCE: Final = "Exports of Taobao (18-19 digits), PDD (yyMMdd-15), Xiaohongshu (P+18), Youzan (E+date), JD (12)"
LIMITS: Final = "Numbers of 12 to 16 digits need a word. Masks leave the last four."
FEWEST: Final = 8
CUES: Final = ()

_TOLD: Final = re.compile(
    r"(?:订单编?号?|单号|定单号?|交易号|主单|子单|两单|拍了|原单|换货单|退货单|流水单|编号为?)"
    r"[^0-9A-Za-z\u4e00-\u9fff]{0,3}(?:是|为)?[ :：]{0,2}"
    r"([A-Za-z]{0,3}[0-9]{2,12}(?:-[0-9]{4,20})?[0-9]{4,24})(?:\b|_)",
    re.ASCII,
)
_SHAPES: Final = re.compile(r"\b([0-9]{6}-[0-9]{15}|[PE][0-9]{18,24}|[0-9]{17,20}|[0-9]{21,32})\b", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{6}-[0-9]{15}|[PE][0-9]{18,24}|[0-9]{12}|[0-9]{15,32}")
_PHONE: Final = re.compile(r"1[3-9][0-9]{9}")
_DIFFERENT: Final = 4  # a row of one figure is no number of anything
_WORD_SCORE: Final = 0.965


def compact(text: str) -> str:
    """Return the number half-width, without blanks."""
    return fold_text(text).replace(" ", "").upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text has the shape of a platform's order number."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the last four digits."""
    return show_ends(compact(text), 0, 4)


def find(text: Folded) -> Iterator[Span]:
    """Yield order numbers; those without a word give way to identities and cards with a right check digit."""
    folded = text.text
    for match in _TOLD.finditer(folded):
        if not _PHONE.fullmatch(match.group(1)) or "单号" in match.group():
            yield Span(match.start(1), match.end(1), KIND, "told", _WORD_SCORE)
    if text.count >= len("230901362394389581"):
        for match in _SHAPES.finditer(folded):
            if len(set(match.group(1))) >= _DIFFERENT:
                yield Span(match.start(1), match.end(1), KIND, "shape", 0.65)
