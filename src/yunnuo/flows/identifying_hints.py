"""What the texts of a table give away: goods, shops, places, remarks and tags held against the sensitive dictionary.

Free text is searched for names, numbers and addresses. Each different text is looked at once, the most frequent ones up
to a bound per column; only counts and words of the dictionary leave.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Protocol

from yunnuo.flows.hints import LONGEST, Source, sum_findings
from yunnuo.identify.sensitive.inference import infer_many
from yunnuo.identify.text import find_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.flows.hints import Hint
    from yunnuo.identify.columns.chunks import Chunk
    from yunnuo.identify.sensitive.shape import Dictionary

    Columns = Mapping[int, "Described"] | Sequence["Described"]  # by place from 0

MOST_TEXTS: Final = 2_000  # different texts looked at per column
MOST_SPANNED: Final = 1_000  # different free texts of a column searched for spans
_FREE: Final = frozenset(("remark", "custom_text"))
_MOST_KEPT: Final = 2 * MOST_TEXTS  # and as many of one chunk before the rarest go


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

    def take_chunk(self, place: int, kind: str, chunk: Chunk) -> None:
        """Take note of a chunk of a column; each column comes from one thread at a time."""
        if kind not in self._reveals:
            return
        kept = self._kept.setdefault(place, {})
        for text, count in chunk.count_values(LONGEST, _MOST_KEPT):
            kept[text] = kept.get(text, 0) + count
        if len(kept) > _MOST_KEPT:
            self._kept[place] = _keep_frequent(kept, MOST_TEXTS)

    def find_hints(self, findings: Columns) -> list[Hint]:
        """Return what was found, by column and category, the most rows first within a column."""
        hints: list[Hint] = []
        for place, texts in sorted(self._kept.items()):
            found = findings[place]
            if where := self._reveals.get(found.kind):
                frequent = _keep_frequent(texts, MOST_TEXTS)
                findings_of = infer_many(frequent, where, dictionary=self._dictionary)
                pairs = zip(findings_of, frequent.values(), strict=True)
                hints += sum_findings(Source(found.header, found.position, where), pairs)
        return hints

    def find_inside(self, findings: Columns) -> dict[int, dict[str, int]]:
        """Return, for each free-text column, how many rows of the texts looked at hold which kind of span."""
        inside: dict[int, dict[str, int]] = {}
        for place, texts in sorted(self._kept.items()):
            if findings[place].kind not in _FREE:
                continue
            looked = _keep_frequent(texts, MOST_SPANNED)
            rows: Counter[str] = Counter()
            for spans, count in zip(find_many(list(looked)), looked.values(), strict=True):
                for kind in {span.kind for span in spans}:
                    rows[kind] += count
            inside[findings[place].position] = dict(rows.most_common())
        return inside


def _keep_frequent(texts: Mapping[str, int], most: int) -> dict[str, int]:
    """Return the texts with the most rows, of as many the first seen."""
    return dict(sorted(texts.items(), key=itemgetter(1), reverse=True)[:most])
