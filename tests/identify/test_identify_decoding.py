"""Columns read as bytes become the text they are, whichever way is taken, and bytes that are no text are refused."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yunnuo.identify.columns.decoding import decode_batch, decode_cells

CELLS = st.lists(st.text(alphabet="a1 ，何㐀\U00020000\x00\x1f\x1e\x1d", max_size=6), max_size=12)


@example(["何"] * 3)
@example(["何静", "a"] * 200)
@example(["何", "\x00\x1d\x1e\x1f"])
@given(CELLS)
def test_cells_are_decoded(cells: list[str]) -> None:
    """Whatever the cells hold and however they repeat, each is decoded as by itself."""
    held = pa.array([cell.encode("gb18030") for cell in cells], pa.binary())
    batch = pa.RecordBatch.from_arrays([held], names=["c1"])

    assert cells == decode_batch(batch, "gb18030").column(0).to_pylist()
    assert cells[1:] == decode_cells(held.slice(1), "gb18030").to_pylist()


@pytest.mark.parametrize("cells", [[b"\xff"], [b"a", b"\xff"], [b"\xba", b"\xce"], [b"\xff", b"a"] * 200])
def test_bytes_that_are_no_text_are_refused(cells: list[bytes]) -> None:
    """Half a character at the end of a cell is not made whole by the next cell."""
    with pytest.raises(UnicodeDecodeError):
        decode_cells(pa.array(cells, pa.binary()), "gb18030")
