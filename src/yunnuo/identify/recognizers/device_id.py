"""Device identifiers: IMEI (Luhn), IDFA/OAID (UUID), Android id, MAC address.

It must never take any hexadecimal string for a device: sixteen digits need a word before them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.check_digits import is_luhn
from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.recognizers.checks import show_ends
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "device_id"
EXAMPLE: Final = "AEBE52E7-03EE-455A-B3C4-E57283966239"
SOURCE: Final = "3GPP TS 23.003 (IMEI), RFC 9562 (UUID), IEEE 802 (MAC), MSA 统一标识 (OAID)"
LIMITS: Final = "An IMEI without a word must begin with 35, 86 or 99. Masks leave the first two and the last two signs."
FEWEST: Final = 1
CUES: Final = ()

_UUID: Final = re.compile(r"\b([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\b", re.ASCII)
_MAC: Final = re.compile(r"\b([0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5}))\b", re.ASCII)
_IMEI: Final = re.compile(r"(?:\b|imei1?2?码?[:：]?)([0-9]{15})\b", re.ASCII | re.IGNORECASE)
_WORD: Final = (
    r"(?:imei[12]?码?|idfa|idfv|oaid|gaid|android ?id|device ?id|deviceid|udid|mac地址|设备(?:识别|标识|编)?[号码]?"
    r"|手机串号|串号|串码)"
)
_TOLD: Final = re.compile(rf"{_WORD}(?:是|为)?[ :：=]{{0,3}}([0-9A-Fa-f]{{12,64}})\b", re.ASCII | re.IGNORECASE)
_HAS_IMEI: Final = re.compile("[0-9]{15}")  # found quicker than where the number may begin
_NEAR: Final = re.compile(r"imei|串号|串码|设备", re.IGNORECASE)
_ORDER: Final = re.compile(r"单号?[^0-9]{0,3}$|编[号码][^0-9]{0,3}$|流水[^0-9]{0,3}$|快递[^0-9]{0,3}$")
_MAKERS: Final = ("35", "86", "99", "01")
_LOOK_BACK: Final = 12
_UUID_DASHES: Final = 4
_MAC_COLONS: Final = 5
_IMEI_DIGITS: Final = 15
_WORDS: Final = re.compile("imei|id|mac|设备|串")
_CHINESE_TAC: Final = "86"


def compact(text: str) -> str:
    """Return the identifier in capitals, without blanks."""
    return fold_text(text).replace(" ", "").upper()


def is_valid(text: str) -> bool:
    """Return whether the whole text is an IMEI with a right check digit, a UUID or a MAC address."""
    value = compact(text)
    if _UUID.fullmatch(value) or _MAC.fullmatch(value):
        return True
    return bool(_IMEI.fullmatch(value)) and value.isdigit() and value.startswith(_MAKERS) and is_luhn(value)


def mask(text: str) -> str:
    """Return the first two and the last two signs."""
    return show_ends(compact(text), 2, 2)


def find(text: Folded) -> Iterator[Span]:
    """Yield device identifiers."""
    folded = text.text
    if folded.count("-") >= _UUID_DASHES or folded.count(":") >= _MAC_COLONS:
        for finder, form in ((_UUID, "uuid"), (_MAC, "mac")):
            for match in finder.finditer(folded):
                yield Span(match.start(1), match.end(1), KIND, form, 0.97)
    if text.count >= _IMEI_DIGITS and _HAS_IMEI.search(folded):
        yield from _find_imei(folded)
    if _WORDS.search(text.low):
        for match in _TOLD.finditer(folded):
            yield Span(match.start(1), match.end(1), KIND, "hex", 0.96)


def _find_imei(folded: str) -> Iterator[Span]:
    for match in _IMEI.finditer(folded):
        start, end = match.span(1)
        number = match.group(1)
        before = folded[max(0, start - _LOOK_BACK) : start]
        told = bool(_NEAR.search(before))
        if told or (number.startswith(_MAKERS[:3]) and is_luhn(number) and not _ORDER.search(before)):
            yield Span(start, end, KIND, "imei", 0.965 if told else 0.7)
