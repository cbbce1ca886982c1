"""Scores of spans found in text against spans that are known: strict F1, recall by form, false alarms.

A found span counts when start, end and label are equal. A span marked optional is neither required nor punished. It
must never keep or print the text of a span: scores hold counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Found(NamedTuple):
    """One span a tagger reports; `label` is that of the labelled data (`PHONE`, `NAME`, …)."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Known:
    """One span that is there; `form` says how it is written, `optional` that nobody must find it."""

    start: int
    end: int
    label: str
    form: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text, the spans in it, and the traps: stretches that look personal and are not."""

    text: str
    spans: tuple[Known, ...] = ()
    traps: tuple[tuple[int, int, str], ...] = ()
    template: int = -1


@dataclass(slots=True)
class Tally:
    """Counts of one label; shares are between 0 and 1, and 0 where nothing was counted."""

    hits: int = 0
    missed: int = 0
    wrong: int = 0
    shared_chars: int = 0
    known_chars: int = 0
    found_chars: int = 0

    def strict_f1(self) -> float:
        """Return the harmonic mean of precision and recall over whole spans."""
        return _ratio(2 * self.hits, 2 * self.hits + self.missed + self.wrong)

    def precision(self) -> float:
        """Return the share of found spans that are right."""
        return _ratio(self.hits, self.hits + self.wrong)

    def recall(self) -> float:
        """Return the share of required spans that were found."""
        return _ratio(self.hits, self.hits + self.missed)

    def char_f1(self) -> float:
        """Return F1 over characters instead of spans."""
        return _ratio(2 * self.shared_chars, self.known_chars + self.found_chars)


@dataclass(slots=True)
class Score:
    """What `score_spans` counted: tallies by label, (found, all) by form, (hit, all) by trap kind, alarms by label."""

    texts: int = 0
    labels: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    forms: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    traps: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    trap_alarms: Counter[tuple[str, str]] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)

    def per_thousand(self, label: str) -> float:
        """Return how many spans of `label` were found where none is, for each 1,000 texts."""
        return 1000 * _ratio(self.alarms[label], self.texts)


def read_labelled(row: Mapping[str, Any]) -> Labelled:
    """Return one line of a labelled file (`text`, `spans`, optional `negs` and `tpl`) as a value."""
    spans = tuple(
        Known(span["start"], span["end"], span["label"], span.get("sub", ""), bool(span.get("opt")))
        for span in row.get("spans", ())
    )
    traps = tuple((trap["start"], trap["end"], trap["kind"]) for trap in row.get("negs", ()))
    return Labelled(row["text"], spans, traps, row.get("tpl", -1))


def score_spans(known: Sequence[Labelled], found: Iterable[Iterable[Found]], labels: Iterable[str] = ()) -> Score:
    """Return the score of `found` (one list for each text); `labels` limits what is counted, empty = all."""
    wanted, score = frozenset(labels), Score()
    for labelled, spans in zip(known, found, strict=True):
        score.texts += 1
        kept = {span for span in spans if not wanted or span.label in wanted}
        required = [span for span in labelled.spans if not wanted or span.label in wanted]
        _count_text(score, required, kept)
        _count_traps(score, labelled, kept)
    return score


def _count_text(score: Score, known: Sequence[Known], found: set[Found]) -> None:
    free = [span for span in known if span.optional]
    judged = {span for span in found if not any(_touches(span, one) and span.label == one.label for one in free)}
    required = [span for span in known if not span.optional]
    for one in required:
        hit = Found(one.start, one.end, one.label) in judged
        tally = score.labels[one.label]
        tally.hits += hit
        tally.missed += not hit
        form = score.forms[one.label, one.form]
        form[0] += hit
        form[1] += 1
    exact = {Found(one.start, one.end, one.label) for one in required}
    for span in judged - exact:
        score.labels[span.label].wrong += 1
        if not any(_touches(span, one) for one in known):
            score.alarms[span.label] += 1
    _count_chars(score, required, judged)


def _count_chars(score: Score, required: Sequence[Known], judged: set[Found]) -> None:
    known, found = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for one in required:
        known[one.label].update(range(one.start, one.end))
    for span in judged:
        found[span.label].update(range(span.start, span.end))
    for label in {*known, *found}:
        tally = score.labels[label]
        tally.known_chars += len(known[label])
        tally.found_chars += len(found[label])
        tally.shared_chars += len(known[label] & found[label])


def _count_traps(score: Score, labelled: Labelled, found: set[Found]) -> None:
    for start, end, kind in labelled.traps:
        touching = [span for span in found if span.start < end and start < span.end]
        counted = score.traps[kind]
        counted[0] += bool(touching)
        counted[1] += 1
        score.trap_alarms.update((kind, span.label) for span in touching)


def _touches(span: Found, known: Known) -> bool:
    return span.start < known.end and known.start < span.end


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
