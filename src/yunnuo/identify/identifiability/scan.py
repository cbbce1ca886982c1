"""Counts over sets of columns: each cell becomes a 64-bit code once, then every set is one grouping in DuckDB.

Memory is bounded: the table is streamed, only codes stay, and DuckDB spills into a private folder that is removed.
A code on disk is no cell: it is hashed with a salt of one run that stays in memory, so that nobody can try cells
against it. Two different cells share a code with a chance of about one in 10^19.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from yunnuo.identify.identifiability.staging import DAY, make_salt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from yunnuo.identify.identifiability.staging import Codes

Table = pa.Table | pa.RecordBatchReader | duckdb.DuckDBPyRelation
_BATCH = 100_000
_TOGETHER = 128  # columns asked about in one query


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows, rows that stand alone, rows of the least group (0 without rows), share of rows in groups below `wanted`."""

    rows: int
    alone: int
    least: int
    small: float

    @property
    def share(self) -> float:
        """Return the share of rows that stand alone."""
        return self.alone / self.rows if self.rows else 0.0


class Coded:
    """A table turned into codes: columns `h` and place, `d` and place for the days of times, in `coded`.

    A column that is the same in every row need not be there, nor the days of one whose days are; `same` names them.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: Sequence[str], same: Collection[str] = ()) -> None:
        self._connection, self._names = connection, frozenset(names)
        self._known = self._names | frozenset(same)
        cells = [name for name in names if name.startswith("h")]
        counts = ", ".join(["count(*)", *(f"approx_count_distinct({name})" for name in cells)])
        self.rows, *distinct = connection.execute(f"SELECT {counts} FROM coded").fetchall()[0]
        self._distinct = dict(zip(cells, distinct, strict=True))

    def distinct(self, place: int) -> int:
        """Return about how many different cells a column has; exact where it is one."""
        about = self._distinct.get(f"h{place}", min(1, self.rows))
        if about > 1 or not self.rows:
            return int(about)
        query = f"SELECT count(*) FROM (SELECT DISTINCT h{place} FROM coded LIMIT 2)"
        return int(self._connection.execute(query).fetchall()[0][0]) if f"h{place}" in self._names else 1

    def measure(self, places: Sequence[int], wanted: int, *, by_day: bool = False) -> Measured:
        """Return how the rows fall into groups that agree in all of `places`; without columns all are one group."""
        return self._measure("coded", "count(*)", self._name_codes(places, by_day=by_day), wanted)

    def gather(self, places: Sequence[int], wanted: int) -> Callable[[Sequence[int]], Measured]:
        """Return `measure` for subsets of `places`; rows that are alike in all of them are put together once."""
        names = self._name_codes(places, by_day=False)
        if not names:
            return lambda chosen: self.measure(chosen, wanted)
        listed = ", ".join(names)
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE gathered AS SELECT {listed}, count(*) AS held FROM coded GROUP BY {listed}"
        )
        return lambda chosen: self._measure("gathered", "sum(held)", self._name_codes(chosen, by_day=False), wanted)

    def _name_codes(self, places: Sequence[int], *, by_day: bool) -> list[str]:
        names = [f"d{place}" if by_day and f"d{place}" in self._known else f"h{place}" for place in places]
        return [name for name in names if name in self._names]

    def _measure(self, table: str, count: str, names: Sequence[str], wanted: int) -> Measured:
        key = f"hash({', '.join(names)})" if names else "hash(0)"
        query = (
            "SELECT coalesce(sum(n) FILTER (n = 1), 0), coalesce(min(n), 0), coalesce(sum(n) FILTER (n < ?), 0) "
            f"FROM (SELECT {count} AS n FROM {table} GROUP BY {key})"
        )
        alone, least, small = self._connection.execute(query, [wanted]).fetchall()[0]
        return Measured(self.rows, int(alone), int(least), small / self.rows if self.rows else 0.0)


@contextmanager
def open_codes(codes: Codes, memory: str) -> Iterator[Coded]:
    """Yield codes, at least one column, taken while a table was read; those the same in every row are left out."""
    varied = {name: column for name, column in codes.columns.items() if not _is_same(column)}
    if not varied:  # one column tells how many rows there are
        name = min(codes.names)
        varied = {name: codes.columns[name] if name in codes.columns else _repeat_code(codes.same[name])}
    with _open_connection(memory, codes.folder) as connection:
        connection.register("coded", pa.table(varied))
        yield Coded(connection, list(varied), codes.names - varied.keys())


def _repeat_code(rows: int) -> pa.ChunkedArray[Any]:
    return pa.chunked_array([pa.repeat(pa.scalar(0, pa.int32()), rows)])


@contextmanager
def _open_connection(memory: str, parent: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    with TemporaryDirectory(dir=parent) as folder, duckdb.connect() as connection:
        connection.execute("SET temp_directory = ?", [folder])
        connection.execute("SET memory_limit = ?", [memory])
        yield connection


def _is_same(column: pa.ChunkedArray[Any]) -> bool:
    held: dict[str, int | None] = pc.min_max(column).as_py()  # type: ignore[assignment]
    return bool(held.get("min") == held.get("max"))


@contextmanager
def open_table(
    table: Table, width: int, times: Collection[int], memory: str, folder: Path | None = None
) -> Iterator[Coded]:
    """Yield the codes of a table of `width` columns; ValueError when it has another number of columns.

    What memory does not hold is spilled inside `folder`, the system's folder for such files when none is given.
    """
    reader = _open_reader(table)
    if len(reader.schema) != width:
        raise ValueError("the table and its description differ in number of columns")
    with _open_connection(memory, folder) as connection:
        if width:
            connection.register("incoming", _rename_batches(reader))
            cell, salt = "coalesce(CAST(c{place} AS VARCHAR), '')", make_salt()
            codes = [f"hash('{salt}' || trim({cell.format(place=place)})) AS h{place}" for place in range(width)]
            days = [f"hash('{salt}' || left({cell.format(place=place)}, {DAY})) AS d{place}" for place in times]
            connection.execute(f"CREATE TEMP TABLE coded AS SELECT {', '.join([*codes, *sorted(days)])} FROM incoming")
        else:
            connection.execute("CREATE TEMP TABLE coded AS SELECT 1 AS nothing WHERE false")
        yield Coded(connection, [f"h{place}" for place in range(width)] + [f"d{place}" for place in times])


def _open_reader(table: Table) -> pa.RecordBatchReader:
    if isinstance(table, pa.Table):
        return table.to_reader(_BATCH)
    if isinstance(table, duckdb.DuckDBPyRelation):
        opened: pa.RecordBatchReader = table.to_arrow_reader(_BATCH)
        return opened
    return table


def _rename_batches(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """Give the columns names of our own: headers may repeat or hold anything."""
    names = [f"c{place}" for place in range(len(reader.schema))]
    schema = pa.schema([pa.field(name, held.type) for name, held in zip(names, reader.schema, strict=True)])
    batches: Iterator[Any] = (pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in reader)
    return pa.RecordBatchReader.from_batches(schema, batches)
