"""What the texts of a table give away: goods, shops, places, remarks and tags held against the sensitive dictionary.

Free text is searched for names, numbers and addresses. Each different text is looked at once, up to a bound per column:
those where a number of a person was seen, then the most frequent. Only counts and words of the dictionary leave, and
how many texts were looked at where that was not all of them.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyarrow.compute

from yunnuo.flows.hints import LONGEST, Source, sum_findings
from yunnuo.identify.sensitive.inference import infer_many
from yunnuo.identify.text import find_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.flows.hints import Hint
    from yunnuo.identify.columns.chunks import Chunk
    from yunnuo.identify.sensitive.shape import Dictionary

    Columns = Mapping[int, "Described"] | Sequence["Described"]  # by place from 0

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
MOST_TEXTS: Final = 2_000  # different texts looked at per column
MOST_SPANNED: Final = 2_000  # different free texts of a column searched for spans
_FREE: Final = frozenset(("remark", "custom_text"))
_MOST_KEPT: Final = 2 * MOST_TEXTS  # and as many of one chunk before the rarest go
_MOST_NUMBERED: Final = 1_000  # different texts with a long number kept of a free-text column, however rare they are
_NUMBERED: Final = "[0-9]{7}"


class Described(Protocol):
    """What is needed of a typed column; `ColumnFinding` fits."""

    @property
    def header(self) -> str:
        """Its name."""

    @property
    def position(self) -> int:
        """Where it stands, from 1."""

    @property
    def kind(self) -> str:
        """What it holds."""


class TextKeeper:
    """Keeps the most frequent texts of the columns that may reveal something, while the table is read.

    Of a column with more different texts than it keeps, one that is rare in every part of the table may be lost, and
    the rows of one that was put out and came back are those since.
    """

    def __init__(self, reveals: Mapping[str, str], dictionary: Dictionary | None = None) -> None:
        self._reveals, self._dictionary = reveals, dictionary
        self._kept: dict[int, dict[str, int]] = {}
        self._numbered: dict[int, dict[str, int]] = {}
        self._numbers: Counter[int] = Counter()
        self._lossy: set[int] = set()

    def take_chunk(self, place: int, kind: str, chunk: Chunk, numbers: int = 0) -> None:
        """Take note of a chunk of a column; each column comes from one thread at a time.

        `numbers` of persons were counted in the column so far, this chunk included.
        """
        if kind not in self._reveals:
            return
        kept = self._kept.setdefault(place, {})
        taken = 0
        for text, count in chunk.count_values(LONGEST, _MOST_KEPT):
            kept[text] = kept.get(text, 0) + count
            taken += 1
        if taken == _MOST_KEPT or len(kept) > _MOST_KEPT:
            self._lossy.add(place)
        if len(kept) > _MOST_KEPT:
            self._kept[place] = _keep_frequent(kept, MOST_TEXTS)
        if kind in _FREE:
            self._take_numbered(place, chunk, numbers)

    def _take_numbered(self, place: int, chunk: Chunk, numbers: int) -> None:
        """Keep the texts with a long number of a chunk that added to the `numbers` of persons in its column."""
        if numbers == self._numbers[place]:
            return
        self._numbers[place] = numbers
        held = self._numbered.setdefault(place, {})
        cells = chunk.cells.filter(pc.match_substring_regex(chunk.cells, _NUMBERED))
        for counted in pc.value_counts(pc.utf8_slice_codeunits(cells, 0, LONGEST)).to_pylist():
            if counted["values"] in held or len(held) < _MOST_NUMBERED:
                held[counted["values"]] = held.get(counted["values"], 0) + counted["counts"]

    def find_hints(self, findings: Columns) -> list[Hint]:
        """Return what was found, by column and category, the most rows first within a column."""
        hints: list[Hint] = []
        for place in sorted(self._kept):
            found = findings[place]
            if where := self._reveals.get(found.kind):
                looked = self._choose_texts(place, MOST_TEXTS)
                source = Source(found.header, found.position, where, is_whole=self._is_whole(place, looked))
                findings_of = infer_many(looked, where, dictionary=self._dictionary)
                hints += sum_findings(source, zip(findings_of, looked.values(), strict=True))
        return hints

    def find_inside(self, findings: Columns) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
        """Return, for each free-text column, how many rows of the texts looked at hold which kind of span.

        The second says of a column how many different texts were looked at where that was not all of them.
        """
        inside: dict[int, dict[str, int]] = {}
        partly: dict[int, int] = {}
        for place in sorted(self._kept):
            position = findings[place].position
            if findings[place].kind not in _FREE:
                continue
            looked = self._choose_texts(place, MOST_SPANNED)
            rows: Counter[str] = Counter()
            for spans, count in zip(find_many(list(looked)), looked.values(), strict=True):
                for kind in {span.kind for span in spans}:
                    rows[kind] += count
            inside[position] = dict(rows)
            if not self._is_whole(place, looked):
                partly[position] = len(looked)
        return inside, partly

    def _choose_texts(self, place: int, most: int) -> dict[str, int]:
        """Return up to `most` texts of a column with their rows: those with a number, then the most frequent."""
        kept, numbered = self._kept[place], self._numbered.get(place, {})
        if len(kept) <= most and place not in self._lossy:
            return kept
        chosen = {text: max(count, kept.get(text, 0)) for text, count in numbered.items()}
        for text, count in _keep_frequent(kept, most).items():
            if len(chosen) == most:
                break
            chosen.setdefault(text, count)
        return chosen

    def _is_whole(self, place: int, looked: Mapping[str, int]) -> bool:
        return place not in self._lossy and len(looked) == len(self._kept[place])


def _keep_frequent(texts: Mapping[str, int], most: int) -> dict[str, int]:
    """Return the texts with the most rows, of as many the first seen."""
    return dict(sorted(texts.items(), key=itemgetter(1), reverse=True)[:most])
