"""The divisions an address begins with: province, city, district, one after the other, short names before full ones.

It must never look anything up outside the word lists.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.lexicon import load_place_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    Division = tuple[int, int, str]  # where it begins and ends, and its level

LEVELS: Final = {"province": 1, "city": 2, "district": 3, "town": 4}
CHAIN: Final = "省市区县州盟旗域"
_LONGEST_DIVISION: Final = 12


def find_divisions(text: str, start: int, limit: int) -> Iterator[Division]:
    """Yield the full names of divisions between `start` and `limit`, none twice."""
    known = load_place_words().divisions
    done = start
    for at in range(start + 1, limit):
        if text[at] not in CHAIN:
            continue
        for begin in range(max(done, at + 1 - _LONGEST_DIVISION), at):
            level = known.get(text[begin : at + 1])
            if level is not None and (at > begin + 1 or text[at] != "区"):  # 东区, 西区 are parts of everything
                yield begin, at + 1, level
                done = at + 1
                break


def find_region_end(text: str) -> int:
    """Return where the names of divisions at the head of `text` end; 0 when it begins with none."""
    end = 0
    for begin, stop, _ in find_divisions(text, 0, len(text)):
        if _reach_left(text, end, begin) != end:
            break
        end = stop
    return end


def begin_chain(text: str, start: int, first: Division) -> int:
    """Return where the chain begins whose first full name is `first`."""
    return _reach_left(text, start, _widen_county(text, start, *first[:2]))


def _widen_county(text: str, start: int, begin: int, end: int) -> int:
    """Return where a county begins: one that is no longer in the list (玉环县) may end like another (环县)."""
    if end - begin > 2 or begin == start or text[end - 1] != "县":  # noqa: PLR2004  # one character and 县
        return begin
    is_first = begin - 1 == start and text[start] not in _single_cues()
    return begin - 1 if is_first or text[begin - 3 : begin - 1] in load_place_words().shorts else begin


def _reach_left(text: str, start: int, begin: int) -> int:
    """Return where the chain of divisions begins: short names (浙江, 杭州) may stand before the first full one."""
    shorts = load_place_words().shorts
    moved = True
    while moved:
        moved = False
        near = begin - (begin - 1 > start and text[begin - 1] in "-_")  # 浙江-杭州-余杭区
        for size in (4, 3, 2):
            if near - size >= start and text[near - size : near] in shorts:
                begin, moved = near - size, True
                break
    return begin


@cache
def _single_cues() -> frozenset[str]:
    return frozenset(cue for cue in load_place_words().cues if len(cue) == 1)
