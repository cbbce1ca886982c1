"""What one process does with its columns of a file: verdicts and counts, texts that reveal something, codes of cells.

What leaves holds verdicts with their samples, counts, words of the dictionary and codes; it goes nowhere but into the
register.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from yunnuo.flows.identifying_hints import TextKeeper
from yunnuo.flows.identifying_tables import load_tables
from yunnuo.identify.closing import Closing
from yunnuo.identify.columns.scan import scan_table
from yunnuo.identify.identifiability.measure import is_settled, read_words
from yunnuo.identify.identifiability.staging import CodeKeeper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.flows.hints import Hint
    from yunnuo.identify.columns.cells import Tally
    from yunnuo.identify.columns.chunks import Chunk
    from yunnuo.identify.columns.files import TypedFile
    from yunnuo.identify.columns.judge import Verdict
    from yunnuo.identify.sensitive.shape import Dictionary


@dataclass(frozen=True, slots=True)
class Texts:
    """What the texts of some columns give away, and by position from 1 what stands in those of free text.

    `partly` says of a column how many different texts were looked at, where that was not all of them.
    """

    hints: tuple[Hint, ...] = ()
    inside: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    partly: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: Texts) -> Texts:
        """Return what these and the texts of other columns give away, column by column."""
        hints = sorted((*self.hints, *other.hints), key=lambda hint: hint.position)
        inside = dict(sorted({**self.inside, **other.inside}.items()))
        return Texts(tuple(hints), inside, {**self.partly, **other.partly})


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of a column before the whole table is."""

    header: str
    position: int
    kind: str


class Look(Closing):
    """One look at the columns at `places` (from 0) of an opened file; use it as a context manager.

    Everybody who looks at the file takes the same `salt`, or equal columns would not be told as equal.
    """

    def __init__(self, opened: TypedFile, places: Sequence[int], dictionary: Dictionary | None, salt: str) -> None:
        self.scanned: dict[int, tuple[Verdict, Tally]] = {}
        self._texts = TextKeeper(load_tables()["reveals"], dictionary)
        self.codes = CodeKeeper(read_words().times, opened.folder, salt)
        self._opened, self._places = opened, places

    def scan_columns(self, *, threads: int) -> None:
        """Read the file once, or twice where later rows show another kind; raises InputError as reading does."""
        opened, places = self._opened, self._places
        found = scan_table(
            [opened.headers[place] for place in places],
            partial(opened.batches, places),
            {order: opened.told[place] for order, place in enumerate(places) if place in opened.told},
            self._watch_chunk,
            width=len(opened.headers),
            threads=threads,
        )
        self.scanned = dict(zip(places, found, strict=True))

    def read_texts(self) -> Texts:
        """Return what the texts of these columns give away, once they were scanned."""
        headers = self._opened.headers
        told = {place: _Told(headers[place], place + 1, verdict.kind) for place, (verdict, _) in self.scanned.items()}
        return Texts(tuple(self._texts.find_hints(told)), *self._texts.find_inside(told))

    def close(self) -> None:
        """Forget the codes."""
        self.codes.close()

    def _watch_chunk(self, order: int, kind: str, chunk: Chunk, tally: Tally) -> None:
        place = self._places[order]
        self._texts.take_chunk(place, kind, chunk, tally.phones + tally.id_numbers)
        if is_settled(kind, tally.classes):
            self.codes.drop_column(place)
        else:
            self.codes.take_chunk(place, kind, chunk)
