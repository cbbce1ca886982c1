"""What is personal in a free text: all recognisers, conflicts settled.

The answer holds places and kinds, never values. It must never change with the texts seen before.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded
from yunnuo.identify.recognizers import RECOGNIZERS, decoy, mobile, virtual_number
from yunnuo.identify.spans import Span, settle_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.identify.recognizers.shape import Recognizer

_SILENT: Final = frozenset({"decoy"})
_SHARED: Final = 20_000  # texts from which starting processes pays
_PIECE: Final = 1_000
_PHONES: Final = (mobile, virtual_number, decoy)


def find_spans(text: str, recognizers: tuple[Recognizer, ...] = RECOGNIZERS) -> tuple[Span, ...]:
    """Return the spans of `text`, sorted, not overlapping; `recognizers` defaults to all of the registry."""
    return _find_spans(text, _plan_calls(recognizers))


def find_many(
    texts: Sequence[str], recognizers: tuple[Recognizer, ...] = RECOGNIZERS, *, workers: int = 1
) -> list[tuple[Span, ...]]:
    """Return `find_spans` of each text, in order; texts that repeat are looked at once.

    `workers` processes share long lists searched with the recognisers of the registry; a script that asks for more
    than one must stand under `if __name__ == "__main__":`, for each process imports it.
    """
    different = list(dict.fromkeys(texts))
    if workers > 1 and len(different) >= _SHARED and recognizers is RECOGNIZERS:
        found = _share_texts(different, workers)
    else:
        plan = _plan_calls(recognizers)
        found = [_find_spans(text, plan) for text in different]
    if len(different) == len(texts):
        return found
    known = dict(zip(different, found, strict=True))
    return [known[text] for text in texts]


def _share_texts(texts: list[str], workers: int) -> list[tuple[Span, ...]]:
    pieces = [texts[start : start + _PIECE] for start in range(0, len(texts), _PIECE)]
    # A fresh interpreter: a copy of this one may hold locks that other threads of it had taken.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [spans for piece in pool.map(find_many, pieces) for spans in piece]


class _Call:
    """When to call one recogniser: enough digits, and one of its cues. Heads are the cues' first letters."""

    __slots__ = ("cues", "fewest", "find", "heads")

    def __init__(self, recognizer: Recognizer) -> None:
        self.fewest: int = recognizer.FEWEST
        self.cues: tuple[str, ...] = recognizer.CUES
        self.heads = frozenset(cue[0] for cue in recognizer.CUES)
        self.find: Callable[[Folded], Iterator[Span]] = recognizer.find


class _Plan:
    """The calls by what a text holds: no digits together, no first letter of a cue."""

    __slots__ = ("all", "bare", "cueless", "digitless", "heads")

    def __init__(self, recognizers: tuple[Recognizer, ...]) -> None:
        self.all = tuple(_Call(recognizer) for recognizer in recognizers)
        self.heads = frozenset().union(*(call.heads for call in self.all))
        self.cueless = tuple(call for call in self.all if not call.heads)
        self.digitless = tuple(call for call in self.all if not call.fewest)
        self.bare = tuple(call for call in self.cueless if not call.fewest)

    def choose_calls(self, folded: Folded) -> tuple[_Call, ...]:
        """Return the calls that may find something, in the order of the registry."""
        has_digits = folded.count or folded.spoken
        if self.heads.isdisjoint(folded.letters):
            return self.cueless if has_digits else self.bare
        return self.all if has_digits else self.digitless


@cache
def _plan_calls(recognizers: tuple[Recognizer, ...]) -> _Plan:
    return _Plan(recognizers)


def _find_spans(text: str, plan: _Plan) -> tuple[Span, ...]:
    folded = Folded(text)
    count = folded.count
    low, letters = folded.low, folded.letters
    spoken = bool(folded.spoken)
    found: list[Span] = []
    for call in plan.choose_calls(folded):
        if count < call.fewest and not spoken:
            continue
        if call.heads and (call.heads.isdisjoint(letters) or not _has_cue(call.cues, low)):
            continue
        found.extend(call.find(folded))
    if len(found) > 1:
        return tuple(span for span in settle_spans(found) if span.kind not in _SILENT)
    return tuple(span for span in found if span.kind not in _SILENT)


def _has_cue(cues: tuple[str, ...], low: str) -> bool:
    for cue in cues:  # noqa: SIM110  # a plain loop is twice as fast as any() here
        if cue in low:
            return True
    return False


def find_phones(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each plain mobile or virtual number in `text`, in characters, in order."""
    spans = find_spans(text, _PHONES)
    return [(span.start, span.end) for span in spans if span.form != "masked"]
