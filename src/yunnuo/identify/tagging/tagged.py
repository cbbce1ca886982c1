"""The two promises of this folder: names and addresses of a folded text, as spans; each text is read once for both.

It must never find a name inside an address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.spans import Span
from yunnuo.identify.tagging.addresses import tag_addresses
from yunnuo.identify.tagging.names import mark_taken, tag_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded

ADDRESS_SCORE: Final = 0.97  # above the names of companies that stand in it, below numbers that checks confirm
_MEMO: Final = "address"
_DIGITS: Final = "零一二三四五六七八九"
_SPOKEN_RUN: Final = re.compile("[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖0-9]{7,}")
_AS_DIGITS: Final = {ord(sign): str(place % 10) for place, sign in enumerate(_DIGITS + "〇壹贰叁肆伍陆柒捌玖")} | {
    ord("幺"): "1"
}


def find_addresses(folded: Folded) -> Iterator[Span]:
    """Yield each delivery address, and each region that stands alone; forms are plain and masked."""
    for start, end, form in _read_addresses(folded):
        kind, dress = ("region", "plain") if form == "region" else ("address", form)
        yield Span(start, end, kind, dress, ADDRESS_SCORE)


def find_names(folded: Folded) -> Iterator[Span]:
    """Yield each name of a person; forms are plain, spaced, masked, title, minority and english."""
    text = read_text(folded)
    for start, end, form, score in tag_names(text, mark_taken(text, _read_addresses(folded))):
        yield Span(start, end, "name", form, score)


def read_text(folded: Folded) -> str:
    """Return the folded text with long runs of Chinese numerals as digits: a phone read aloud is still a phone."""
    if not folded.spoken:
        return folded.text
    return _SPOKEN_RUN.sub(_write_digits, folded.text)


def _read_addresses(folded: Folded) -> list[tuple[int, int, str]]:
    found = folded.memo.get(_MEMO)
    if found is None:
        found = folded.memo[_MEMO] = list(tag_addresses(read_text(folded)))
    return found


def _write_digits(match: re.Match[str]) -> str:
    return match.group().translate(_AS_DIGITS)
