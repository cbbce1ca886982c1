"""Counting whole columns at speed gives the same classes as looking at one cell; frames and databases give the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from identify_tables import CIPHER, WRITERS, make_column

from yunnuo.identify.cells import MASKS, classify_cell
from yunnuo.identify.columns.cells import Tally, count_cells, count_chunk, count_strays
from yunnuo.identify.columns.chunks import Chunker
from yunnuo.identify.columns.findings import type_batches, type_columns
from yunnuo.identify.columns.scan import scan_table
from yunnuo.identify.columns.strays import Search
from yunnuo.identify.columns.tables import identify_query, identify_table
from yunnuo.identify.columns.writing import as_text
from yunnuo.identify.text import find_phones

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = st.sampled_from(
    [
        *("1", "3", "8", "19900012345", "*", "＊", "x", "X", "-", "转", "1234", "$$", "##", "~", "AAS", "张", "三"),
        *(" ", "\t", "'", '"', "=", "null", "无", "０", "●", "\u3000", "#", "A" * 20, "a" * 70, "+86", "", "𠮷", "😀"),
        *("\x00", ";null", "NULL", "\\N", "N/A", "\xa0", "None", "＝", "a" * 35),
    ]
)
CELLS = st.lists(PIECES, max_size=5).map("".join)


@given(st.lists(st.none() | CELLS, max_size=12), st.sampled_from(sorted(MASKS)))
def test_counts_equal_single_cells(cells: list[str | None], grammar: str) -> None:
    """The vectorised count of any column is the count of its cells one by one."""
    tally = Tally()
    count_cells(tally, grammar, pa.array(cells, pa.string()))

    assert Counter(classify_cell(grammar, cell or "") for cell in cells) == +tally.classes


@given(st.lists(st.none() | CELLS, min_size=1, max_size=4), st.integers(1, 300), st.sampled_from(sorted(MASKS)))
def test_repeated_cells_count_the_same(cells: list[str | None], times: int, grammar: str) -> None:
    """A column whose cells repeat is counted by its different cells, and gives what every cell by itself gives."""
    column: pa.Array[Any] = pa.array(cells * times, pa.string())
    tally, single = Tally(), Tally()
    count_chunk(tally, grammar, Chunker().make_chunk(column), Search.INSIDE)
    count_cells(single, grammar, column)
    count_strays(single, column)

    assert (+single.classes, single.phones, single.id_numbers) == (+tally.classes, tally.phones, tally.id_numbers)


# What stands between the digits of a number, around it, and digits in the ways people write them.
GAPS = st.lists(st.sampled_from("-- \u00a0\u200b.·_/~～＊x–—\u2011―－"), max_size=2).map("".join)
DIGITS = st.sampled_from("0123456789") | st.sampled_from("零〇洞一幺八９①⑧Ol")
NUMBERS = st.tuples(st.sampled_from("1一１"), st.sampled_from("3八９"), *[DIGITS] * 9, st.booleans(), GAPS).map(
    lambda drawn: "".join(drawn[:3]) + drawn[-1] + "".join(drawn[3:7]) + drawn[-1] * drawn[-2] + "".join(drawn[7:11])
)
AROUND = st.sampled_from("0123456789一幺零〇八９ -–，个86+)aT")


@given(st.lists(st.lists(NUMBERS | AROUND, max_size=6).map("".join), max_size=8))
@example(["电话138–0013–8000", "138\u20110013\u20118000", "138/0013/8000", "138OO13800O", "一13800138000一"])
@example(["138OO13800O"])
def test_strays_equal_single_cells(cells: list[str]) -> None:
    """A phone is counted as astray exactly where the slow search finds one."""
    tally = Tally()
    count_strays(tally, pa.array(cells, pa.string()))

    assert sum(bool(find_phones(cell)) for cell in cells) == tally.phones


def test_any_arrow_type_is_text() -> None:
    """Dictionaries, numbers and nested values are read as text."""
    assert ["a", "a", None] == as_text(pa.array(["a", "a", None]).dictionary_encode()).to_pylist()
    assert ["1", "2"] == as_text(pa.array([1, 2])).to_pylist()
    assert ["[1]", None] == as_text(pa.array([[1], None])).to_pylist()


def make_table() -> tuple[list[str], list[list[str]]]:
    """Return headers and columns of a small table."""
    return ["手机", "c1"], [make_column(WRITERS["phone"]), make_column(WRITERS["name"])]


class _Frame:
    """Has what a pandas frame of long ago has: columns as lists."""

    def to_dict(self, *, orient: str) -> dict[str, list[str]]:
        """Return the columns; only the orientation that is asked for exists."""
        assert "list" == orient
        headers, columns = make_table()
        return dict(zip(headers, columns, strict=True))


class _Stream:
    """Has what a pandas frame of today has: an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the stream of the table."""
        headers, columns = make_table()
        table: Any = pa.table(dict(zip(headers, columns, strict=True)))
        held: object = table.__arrow_c_stream__(requested_schema)
        return held


def test_frames() -> None:
    """A frame, an Arrow table, a record batch and lists of texts give the same findings."""
    headers, columns = make_table()
    arrow = pa.table(dict(zip(headers, columns, strict=True)))
    expected = type_columns(headers, columns)

    assert [expected] * 4 == [identify_table(table) for table in (arrow, arrow.to_batches()[0], _Stream(), _Frame())]
    with pytest.raises(TypeError, match="DataFrame"):
        identify_table(3)


def test_databases() -> None:
    """A table of a database is read through any DB-API connection; an empty one has columns too."""
    headers, columns = make_table()
    expected = type_columns(headers, columns)
    for connection in (sqlite3.connect(":memory:"), duckdb.connect()):
        connection.execute('CREATE TABLE t ("手机" VARCHAR, c1 VARCHAR)')
        assert ["手机", "c1"] == [found.header for found in identify_query(connection, "SELECT * FROM t")]
        connection.executemany("INSERT INTO t VALUES (?, ?)", list(zip(*columns, strict=True)))
        assert expected == identify_query(connection, "SELECT * FROM t")
        connection.close()


def test_no_cell_is_remembered_after_the_scan() -> None:
    """Counts leave the scan, the different cells they were taken from do not."""
    cells = pa.array(["19900012345", "19900012346"] * 300)
    batches = [pa.RecordBatch.from_arrays([cells], names=["c1"])]

    assert [{}] == [tally.seen for _, tally in scan_table(["手机"], lambda: iter(batches), {})]


def test_late_rows_change_the_kind() -> None:
    """A column whose head is empty is judged by later rows, and the whole table is counted again by its grammar."""
    first = pa.RecordBatch.from_arrays([pa.array([""] * 50)], names=["c1"])
    later = pa.RecordBatch.from_arrays(
        [pa.array([*make_column(WRITERS["phone"]), "199xxxx2345", CIPHER])], names=["c1"]
    )
    opened: list[int] = []

    def open_batches() -> Iterator[pa.RecordBatch]:
        opened.append(1)
        yield from (first, later)

    found = type_batches(["c1"], open_batches)[0]

    assert ("phone", 2, 112) == (found.kind, len(opened), found.rows)
    assert 21 == found.counts["masked"]  # type: ignore[index]  # a StrEnum key is its text
