"""Waybill numbers: SF, JD, YT, EMS and kin by their letters, others after 快递, 运单.

It must never take a phone named after the courier for a waybill.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "tracking_number"
EXAMPLE: Final = "SF1234567890123"
SOURCE: Final = "Couriers' forms: SF+12/13, JD+13, YT+13, DPK+12, ZJS+12, UPU S10 (..000000000CN), else 12 to 15 digits"
LIMITS: Final = "Digits alone need a word. Masks leave the last four."
FEWEST: Final = 8
CUES: Final = ()

_LETTERS: Final = (
    r"(?:SF|JDV?[A-Z]{0,2}|JDX|YT|ZT|STO|ZTO|YTO|YD|JT|DPK|DPN|ZJS|HT|TT|UC|DB|CN|KY|AN|EMS|JTSD|LP|YZ|DD)[0-9]{10,15}"
    r"|[A-Z]{2}[0-9]{9}[A-Z]{2}"
)
_SURE: Final = re.compile(rf"\b({_LETTERS})\b", re.ASCII | re.IGNORECASE)
_TOLD: Final = re.compile(
    r"(?:快递单?号?|运单编?号?|物流单?号?|面单号?|([订定主子原]?)单号|邮政|顺丰|圆通|中通|申通|韵达|极兔|德邦|EMS)"
    r"[^0-9A-Za-z\u4e00-\u9fff]{0,3}(?:是|为)?[ :：]{0,2}"
    r"([A-Za-z]{0,4}[0-9]{10,18}(?:[A-Z]{2})?)(?:\b|_)",
    re.ASCII,
)
_WHOLE: Final = re.compile(rf"{_LETTERS}|[0-9]{{12,15}}")
# What a text must have before the patterns above are worth trying.
_HAS_LETTERS: Final = re.compile(r"[a-z][0-9]{9}")
_HAS_WORD: Final = re.compile("快递|运单|物流|面单|单号|邮政|顺丰|圆通|中通|申通|韵达|极兔|德邦|ems")
_PHONE: Final = re.compile(r"1[3-9][0-9]{9}|0[0-9]{10,11}|[48]00[0-9]{7}")


def compact(text: str) -> str:
    """Return the number in capitals, without blanks."""
    return fold_text(text).replace(" ", "").upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text has the shape of a waybill number."""
    return bool(_WHOLE.fullmatch(compact(text)))


def mask(text: str) -> str:
    """Return the last four digits."""
    return show_ends(compact(text), 0, 4)


def find(text: Folded) -> Iterator[Span]:
    """Yield waybill numbers."""
    folded = text.text
    for match in _SURE.finditer(folded) if _HAS_LETTERS.search(text.low) else ():
        yield Span(match.start(1), match.end(1), KIND, "letters", 0.957)
    for match in _TOLD.finditer(folded) if _HAS_WORD.search(text.low) else ():
        ordered, number = match.group(1), match.group(2)  # 订单号 is an order's
        if not ordered and not _PHONE.fullmatch(number):
            yield Span(match.start(2), match.end(2), KIND, "told", 0.966)
