"""What is personal in a free text: all recognisers, conflicts settled.

The answer holds places and kinds, never values. It must never change with the texts seen before.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded
from yunnuo.identify.recognizers import RECOGNIZERS, decoy, mobile, virtual_number
from yunnuo.identify.sharing import share_texts
from yunnuo.identify.spans import Span, settle_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.identify.recognizers.shape import Recognizer

    Finder = Callable[[Folded], Iterator[Span]]

_SILENT: Final = frozenset({"decoy"})
_SHARED: Final = 5_000  # texts from which starting processes pays
_HALF: Final = re.compile("[\ud800-\udfff]").search  # half a character, which cannot travel
_PHONES: Final = (mobile, virtual_number, decoy)


def find_spans(text: str, recognizers: tuple[Recognizer, ...] = RECOGNIZERS) -> tuple[Span, ...]:
    """Return the spans of `text`, sorted, not overlapping; `recognizers` defaults to all of the registry."""
    return _find_spans(text, _plan_calls(recognizers))


def find_many(
    texts: Sequence[str], recognizers: tuple[Recognizer, ...] = RECOGNIZERS, *, workers: int = 1
) -> list[tuple[Span, ...]]:
    """Return `find_spans` of each text, in order; texts that repeat are looked at once.

    `workers` processes, this one among them, share long lists searched with the recognisers of the registry.
    """
    different = list(dict.fromkeys(texts))
    if workers > 1 and len(different) >= _SHARED and recognizers is RECOGNIZERS and not any(map(_HALF, different)):
        found = share_texts(different, find_many, workers - 1)
    else:
        plan = _plan_calls(recognizers)
        found = [_find_spans(text, plan) for text in different]
    if len(different) == len(texts):
        return found
    known = dict(zip(different, found, strict=True))
    return [known[text] for text in texts]


class _Plan:
    """Which recognisers to call for what a text holds: bits by the length of its numbers and by letters of cues."""

    __slots__ = ("_chosen", "_find_heads", "_finders", "_heads", "_levels", "_told", "_without")

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        numbered = [(1 << place, one) for place, one in enumerate(recognizers)]
        longest = max((one.FEWEST for one in recognizers), default=0)
        self._finders: tuple[Finder, ...] = tuple(one.find for one in recognizers)
        self._levels = [sum(bit for bit, one in numbered if count >= one.FEWEST) for count in range(longest + 1)]
        self._told = sum(bit for bit, one in numbered if one.KIND not in _SILENT)
        self._without = sum(bit for bit, one in numbered if not one.CUES)
        cues = [(cue[0], bit, cue) for bit, one in numbered for cue in one.CUES]
        self._heads = {
            head: tuple((bit, cue) for first, bit, cue in cues if first == head) for head in {cue[0] for cue in cues}
        }
        self._find_heads = re.compile(f"[{re.escape(''.join(self._heads))}]" if cues else r"\Z\A.").findall
        self._chosen: dict[int, tuple[Finder, ...]] = {}

    def choose_finders(self, folded: Folded) -> tuple[Finder, ...]:
        """Return the finders that may find something, in the order of the registry."""
        count, levels = folded.count, self._levels
        enough = levels[-1] if count >= len(levels) or folded.spoken else levels[count]
        if "**" in folded.text:
            enough |= self._told  # a decoy that is called for a mask alone would take it from what it is
        bits = self._without & enough
        for head in set(self._find_heads(folded.low)):
            for bit, cue in self._heads[head]:
                if not bits & bit and enough & bit and cue in folded.low:
                    bits |= bit
        finders = self._chosen.get(bits)
        if finders is None:
            chosen = tuple(find for place, find in enumerate(self._finders) if bits >> place & 1)
            finders = self._chosen[bits] = chosen
        return finders


@cache
def _plan_calls(recognizers: tuple[Recognizer, ...]) -> _Plan:
    return _Plan(recognizers)


def _find_spans(text: str, plan: _Plan) -> tuple[Span, ...]:
    folded = Folded(text)
    found: list[Span] = []
    for find in plan.choose_finders(folded):
        found += find(folded)
    if not found:
        return ()
    if len(found) > 1:
        return tuple([span for span in settle_spans(found) if span.kind not in _SILENT])
    return () if found[0].kind in _SILENT else (found[0],)


def find_phones(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each plain mobile or virtual number in `text`, in characters, in order."""
    spans = find_spans(text, _PHONES)
    return [(span.start, span.end) for span in spans if span.form != "masked"]
