"""Delivery addresses: divisions, road, number, place, room. The work is done in `identify/tagging`.

It must never take a province or a city alone for an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import fold_text
from yunnuo.identify.tagging.addresses import tag_addresses
from yunnuo.identify.tagging.divisions import find_region_end
from yunnuo.identify.tagging.tagged import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded
    from yunnuo.identify.spans import Span

KIND: Final = "address"
EXAMPLE: Final = "浙江省杭州市西湖区样例路1号2幢301室"
SOURCE: Final = "Names of divisions (GB/T 2260) and endings of parts; docs/reference/models/addresses.md"
LIMITS: Final = (
    "A place without division, road number or house number is missed. The mask leaves province, city, district."
)
FEWEST: Final = 0
CUES: Final = ()


def compact(text: str) -> str:
    """Return the address folded and without blanks."""
    return fold_text(text).replace(" ", "")


def is_valid(text: str) -> bool:
    """Return whether the whole of `text` is one address."""
    folded = fold_text(text)
    return [(start, end) for start, end, _ in tag_addresses(folded)] == [(0, len(folded))]


def find(text: Folded) -> Iterator[Span]:
    """Yield delivery addresses, masked ones too."""
    return find_addresses(text)


def mask(text: str) -> str:
    """Return the divisions at the head and `****` for the rest."""
    bare = compact(text)
    return bare[: find_region_end(bare)] + "****"
