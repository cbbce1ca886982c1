"""Where something personal stands in a text: the one shape every recogniser answers in, and how conflicts are settled.

A span holds places and kinds, never the value itself: values do not travel.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive, Python string indexes) are of `kind`, written in `form`.

    `kind` is an id of `kinds.KINDS`; `form` says how it is written: plain, spaced, masked, chinese, virtual, ...;
    `score` is 0..1 and only ranks spans that overlap.
    """

    start: int
    end: int
    kind: str
    form: str
    score: float = 1.0


def settle_spans(found: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans that do not overlap, in order: the higher score wins, then the longer, then the earlier.

    Each span can only meet its neighbours among those already kept, so the cost is n log n, whatever the overlap.
    """
    starts: list[int] = []
    kept: list[Span] = []
    for span in sorted(found, key=_rank_span):
        place = bisect_right(starts, span.start)
        if place and kept[place - 1].end > span.start:
            continue
        if place < len(kept) and kept[place].start < span.end:
            continue
        starts.insert(place, span.start)
        kept.insert(place, span)
    return tuple(kept)


def _rank_span(span: Span) -> tuple[float, int, int]:
    return -span.score, span.start - span.end, span.start
