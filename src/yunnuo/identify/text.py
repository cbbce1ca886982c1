"""What is personal in a free text: all recognisers, conflicts settled.

The answer holds places and kinds, never values. It must never change with the texts seen before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded
from yunnuo.identify.recognizers import RECOGNIZERS, decoy, mobile, virtual_number
from yunnuo.identify.spans import Span, settle_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.identify.recognizers.shape import Recognizer

_SILENT: Final = frozenset({"decoy"})
_PHONES: Final = (mobile, virtual_number, decoy)


def find_spans(text: str, recognizers: tuple[Recognizer, ...] = RECOGNIZERS) -> tuple[Span, ...]:
    """Return the spans of `text`, sorted, not overlapping; `recognizers` defaults to all of the registry."""
    return _find_spans(text, _plan_calls(recognizers))


def find_many(texts: Sequence[str], recognizers: tuple[Recognizer, ...] = RECOGNIZERS) -> list[tuple[Span, ...]]:
    """Return `find_spans` of each text, in order."""
    plan = _plan_calls(recognizers)
    return [_find_spans(text, plan) for text in texts]


class _Call:
    """When to call one recogniser: enough digits, and one of its cues. Heads are the cues' first letters."""

    __slots__ = ("cues", "fewest", "find", "heads")

    def __init__(self, recognizer: Recognizer) -> None:
        self.fewest: int = recognizer.FEWEST
        self.cues: tuple[str, ...] = recognizer.CUES
        self.heads = frozenset(cue[0] for cue in recognizer.CUES)
        self.find: Callable[[Folded], Iterator[Span]] = recognizer.find


@cache
def _plan_calls(recognizers: tuple[Recognizer, ...]) -> tuple[_Call, ...]:
    return tuple(_Call(recognizer) for recognizer in recognizers)


def _find_spans(text: str, plan: tuple[_Call, ...]) -> tuple[Span, ...]:
    folded = Folded(text)
    count = folded.count
    low, letters = folded.low, folded.letters
    spoken = bool(folded.spoken)
    found: list[Span] = []
    for call in plan:
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
