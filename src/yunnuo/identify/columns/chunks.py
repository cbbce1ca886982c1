"""One column of one batch, with its different cells counted where they are few: most columns say few things.

Whatever looks at such a column looks at each different cell once. A chunk lives as long as its batch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

if TYPE_CHECKING:
    from collections.abc import Iterator

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_FEW: Final = 16  # a column whose cells repeat less often than this is looked at cell by cell
_NONE: Final = pa.scalar(0, pa.int32())
_ROWS: Final = 256  # fewer rows tell nothing about how cells repeat


@dataclass(frozen=True, slots=True)
class Chunk:
    """Cells as text; where they are few, `values` holds the different ones in order of first sight and `counts` rows.

    `indices` says which of `values` each row has; None where all rows have the same.
    """

    cells: pa.Array[Any]
    values: tuple[str | None, ...] = ()
    counts: tuple[int, ...] = ()
    indices: pa.Array[Any] | None = None

    def __len__(self) -> int:
        """Return the rows."""
        return len(self.cells)

    def count_values(self, longest: int, most: int) -> Iterator[tuple[str, int]]:
        """Yield the `most` frequent of the filled texts, cut to `longest` characters, with their rows.

        The most rows come first, of as many the first seen.
        """
        if self.values:
            counts: dict[str, int] = {}
            for value, count in zip(self.values, self.counts, strict=True):
                if value:
                    counts[value[:longest]] = counts.get(value[:longest], 0) + count
            yield from nlargest(most, counts.items(), key=itemgetter(1))
            return
        lengths = pc.binary_length(self.cells)
        texts = self.cells.filter(pc.greater(lengths, _NONE))
        if (pc.max(lengths).as_py() or 0) > longest:  # cutting all takes half as long as counting them
            texts = pc.utf8_slice_codeunits(texts, 0, longest)
        counted = pc.value_counts(texts)
        if len(counted) > most:
            counted = counted.take(pc.array_sort_indices(counted.field("counts"), order="descending")[:most])
        yield from zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)


@dataclass(slots=True)
class Chunker:
    """Makes the chunks of one column; remembers whether its cells repeat."""

    is_varied: bool = field(default=False)

    def make_chunk(self, cells: pa.Array[Any]) -> Chunk:
        """Return the chunk of an array of text."""
        if is_constant(cells):
            return Chunk(cells, (cells[0].as_py(),), (len(cells),))
        if self.is_varied or len(cells) < _ROWS:
            return Chunk(cells)
        if _repeats_little(cells.slice(0, _ROWS)):
            self.is_varied = True
            return Chunk(cells)
        encoded = cells.dictionary_encode(null_encoding="encode")
        if len(encoded.dictionary) * _FEW > len(cells):
            self.is_varied = True
            return Chunk(cells)
        counted = pc.value_counts(encoded.indices)
        order, counts = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
        values = encoded.dictionary.to_pylist()
        return Chunk(cells, tuple(values[place] for place in order), tuple(counts), encoded.indices)


def read_data(cells: pa.Array[Any]) -> bytes:
    """Return the bytes of all cells of an array of text, one behind the other."""
    _, offsets, data = cells.buffers()
    if offsets is None or data is None or not len(cells):
        return b""
    ends = memoryview(offsets).cast("B").cast("i")
    return bytes(memoryview(data)[ends[cells.offset] : ends[cells.offset + len(cells)]])


def count_values(cells: pa.Array[Any]) -> Iterator[tuple[str, int]]:
    """Yield each different cell of an array of text with its rows."""
    if not len(cells):
        return
    counted = pc.value_counts(cells)
    yield from zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)


def is_constant(cells: pa.Array[Any]) -> bool:
    """Return whether all rows of an array of text are the same; False for no row."""
    if not len(cells) or cells.null_count:
        return 0 < len(cells) == cells.null_count
    first, last = read_data(cells.slice(0, 1)), read_data(cells.slice(len(cells) - 1))
    if first != last:  # most columns end here
        return False
    data = read_data(cells)
    if len(data) != len(first) * len(cells) or data != first * len(cells):
        return False
    lengths = pc.min_max(pc.binary_length(cells)).as_py()
    return bool(lengths["min"] == lengths["max"])


def _repeats_little(cells: pa.Array[Any]) -> bool:
    return bool(pc.count_distinct(cells).as_py() * 2 > len(cells))
