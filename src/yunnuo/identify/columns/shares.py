"""How the columns of a file are shared between two processes: each gets about the same work, told from the first rows.

A guess costs time where it is wrong, and never changes what is found.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.identify.columns.files import TypedFile

SHARED: Final = 24_000_000  # bytes of a file from which a second process pays
_ROWS: Final = 400
_FEW: Final = 0.1  # share of different cells up to which each is looked at once
# Nanoseconds a cell, measured; what is read at all, what repeats, what does not, and for each byte of it.
_SAME: Final = 45
_REPEATED: Final = 110
_VARIED: Final = 250
_BYTE: Final = 5
_TEXT: Final = 3  # times that for what is not written in ASCII


def share_columns(opened: TypedFile, least: int = SHARED) -> tuple[list[int], list[int]]:
    """Return the places of the columns this process and a second one look at; the second has none of a small file."""
    places = list(range(len(opened.headers)))
    if opened.size < least or not (opened.is_text and _can_share() and len(places) > 1):
        return places, []
    rows = opened.sample_rows(_ROWS)
    costs = {place: guess_cost([row[place] for row in rows if place < len(row)]) for place in places}
    return split_places(costs)


def split_places(costs: dict[int, float]) -> tuple[list[int], list[int]]:
    """Return places in two parts of about the same cost, each in order."""
    parts: tuple[list[int], list[int]] = ([], [])
    sums = [0.0, 0.0]
    for place in sorted(costs, key=lambda place: (-costs[place], place)):
        least = sums.index(min(sums))
        parts[least].append(place)
        sums[least] += costs[place]
    return sorted(parts[0]), sorted(parts[1])


def guess_cost(cells: Sequence[str]) -> float:
    """Return about how many nanoseconds a cell of a column takes that begins with these."""
    different = set(cells)
    if len(different) < 2:  # noqa: PLR2004  # one cell
        return _SAME
    if len(different) <= _FEW * len(cells):
        return _REPEATED
    held = "".join(cells)
    signs = len(held) if held.isascii() else len(held.encode()) * _TEXT
    return _VARIED + _BYTE * signs / len(cells)


def _can_share() -> bool:
    """Return whether a second process has a processor of its own, and pipes work as they do on POSIX."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return os.name == "posix" and (count or 1) > 1
