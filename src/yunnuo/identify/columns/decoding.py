"""Columns read as bytes become text: only what is not ASCII has to be decoded, and cells that are the same only once.

GB18030 may be read so, for the signs that part cells are part of none of its characters. It must never put a cell into
an error of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.columns.chunks import is_constant, read_data

if TYPE_CHECKING:
    from collections.abc import Sequence

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be bytes
_MARKS: Final = (b"\x1f", b"\x1e", b"\x1d", b"\x00")  # signs cells are joined by where none of them has them
_SAMPLE: Final = 256


def decode_batch(batch: pa.RecordBatch, encoding: str) -> pa.RecordBatch:
    """Return columns of bytes as columns of text; raises UnicodeDecodeError at bytes that are none."""
    columns = [decode_cells(column, encoding) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def decode_cells(cells: pa.Array[Any], encoding: str) -> pa.Array[Any]:
    """Return cells of bytes, none of them null, as text; UnicodeDecodeError or ArrowInvalid at bytes that are none."""
    data = read_data(cells)
    if data.isascii():
        bare: pa.Array[Any] = cells.view(pa.string())
        return bare
    if encoding.startswith("utf-8"):
        text: pa.Array[Any] = cells.cast(pa.string())
        return text
    if is_constant(cells):
        same: pa.Array[Any] = pa.repeat(pa.scalar(cells[0].as_py().decode(encoding)), len(cells))
        return same
    head = cells.slice(0, _SAMPLE)
    if pc.count_distinct(head).as_py() * 2 < len(head):
        encoded = cells.dictionary_encode()
        return _decode_each(encoded.dictionary, encoding).take(encoded.indices)
    mark = next((mark for mark in _MARKS if mark not in data), None)
    return _decode_each(cells, encoding) if mark is None else _decode_joined(cells, encoding, mark)


def _decode_each(cells: pa.Array[Any], encoding: str) -> pa.Array[Any]:
    held: list[Any] = cells.to_pylist()
    return pa.array([cell.decode(encoding) for cell in held], pa.string())


def _decode_joined(cells: pa.Array[Any], encoding: str, mark: bytes) -> pa.Array[Any]:
    """Return all cells decoded in one go, which takes a tenth of the time."""
    lists: Any = pa.ListArray.from_arrays(pa.array([0, len(cells)], pa.int32()), cells)
    text: str = pc.binary_join(lists, mark)[0].as_py().decode(encoding)
    whole: Sequence[Any] = pc.split_pattern(pa.array([text], pa.string()), mark.decode())
    parted: pa.Array[Any] = whole[0].values
    return parted
