"""IP addresses, version 4 and 6.

It must never take a version of firmware or an app for an address.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "ip"
EXAMPLE: Final = "192.0.2.17"
SOURCE: Final = "RFC 791, RFC 4291"
LIMITS: Final = "Four small numbers after a word for a version are not taken. Masks leave the first half."
FEWEST: Final = 1
CUES: Final = (".", ":")

_BYTE: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4: Final = re.compile(rf"(?:\b|ip[:：]?)({_BYTE}(?:\.{_BYTE}){{3}})\b", re.ASCII | re.IGNORECASE)
_V4_MASKED: Final = re.compile(rf"\b({_BYTE}\.{_BYTE}\.(?:\*{{1,3}}|{_BYTE})\.\*{{1,3}})", re.ASCII)
_V6: Final = re.compile(r"\b([0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){2,7}(?:::)?)", re.ASCII)
_VERSION: Final = re.compile(
    r"(?:固件|版本|系统|升级到?|软件|驱动|程序|android|ios|version|ver\.?|v|build|v\.|app)[ :：号是为]{0,3}$",
    re.IGNORECASE,
)
_WHOLE_V4: Final = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
_LOOK_BACK: Final = 10
_GROUPS: Final = 8
_LEAST_COLONS: Final = 3
_LEAST_POINTS: Final = 3


def compact(text: str) -> str:
    """Return the address, version 6 in its short form."""
    value = fold_text(text).strip()
    try:
        return str(IPv6Address(value)) if ":" in value else value
    except AddressValueError:
        return value


def is_valid(text: str) -> bool:
    """Return whether the whole text is an address."""
    value = fold_text(text).strip()
    return bool(_WHOLE_V4.fullmatch(value)) or _is_v6(value)


def mask(text: str) -> str:
    """Return the first half of the address."""
    value = compact(text)
    sign = ":" if ":" in value else "."
    parts = value.split(sign)
    half = len(parts) // 2
    return sign.join([*parts[:half], *("*" for _ in parts[half:])])


def find(text: Folded) -> Iterator[Span]:
    """Yield addresses."""
    folded = text.text
    has_points = folded.count(".") >= _LEAST_POINTS
    for match in _V4.finditer(folded) if has_points else ():
        if _stands_alone(folded, *match.span(1)):
            yield Span(match.start(1), match.end(1), KIND, "v4", 0.95)
    for match in _V4_MASKED.finditer(folded) if has_points else ():
        yield Span(match.start(1), match.end(1), KIND, "masked", 0.94)
    if folded.count(":") >= _LEAST_COLONS:
        for match in _V6.finditer(folded):
            if _is_v6(match.group(1)):
                yield Span(match.start(1), match.end(1), KIND, "v6", 0.95)


def _is_v6(value: str) -> bool:
    if value.count(":") < _LEAST_COLONS or ("::" not in value and value.count(":") != _GROUPS - 1):
        return False
    try:
        IPv6Address(value)
    except AddressValueError:
        return False
    return True


def _stands_alone(text: str, start: int, end: int) -> bool:
    rest = text[end : end + 2]
    if len(rest) > 1 and rest[0] == "." and rest[1].isdigit():
        return False
    if start and text[start - 1] == ".":
        return False
    return not _VERSION.search(text[max(0, start - _LOOK_BACK) : start])
