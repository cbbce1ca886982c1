"""Counts over sets of columns: each cell becomes a 64-bit code once, then every set is one grouping in DuckDB.

Memory is bounded: the table is streamed, only codes stay, and DuckDB spills into a temporary folder that is removed.
A code is never written out; two different cells share one with a chance of about one in 10^19.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

Table = pa.Table | pa.RecordBatchReader | duckdb.DuckDBPyRelation
_DAY = 10  # characters of a written day
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
    """A table turned into codes, one column each; days beside the times."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, width: int, times: Collection[int]) -> None:
        self._connection, self._times = connection, frozenset(times)
        (self.rows,) = connection.execute("SELECT count(*) FROM coded").fetchall()[0]
        self._about = self._ask_each("approx_count_distinct(h{0})", width)
        self._varies = self._ask_each("coalesce(min(h{0}) <> max(h{0}), false)", width)

    def _ask_each(self, expression: str, width: int) -> list[Any]:
        """Return what an expression gives for each column; a query of thousands of them would take DuckDB minutes."""
        told: list[Any] = []
        for first in range(0, width, _TOGETHER):
            asked = ", ".join(expression.format(place) for place in range(first, min(first + _TOGETHER, width)))
            told += self._connection.execute(f"SELECT {asked} FROM coded").fetchall()[0]
        return told

    def distinct(self, place: int) -> int:
        """Return about how many different cells a column has; exact where it is one, or none."""
        return max(2, int(self._about[place])) if self._varies[place] else min(1, self.rows)

    def measure(self, places: Sequence[int], wanted: int, *, by_day: bool = False) -> Measured:
        """Return how the rows fall into groups that agree in all of `places`; without columns all are one group."""
        names = [f"d{place}" if by_day and place in self._times else f"h{place}" for place in places]
        key = f"hash({', '.join(names)})" if names else "hash(0)"
        query = (
            "SELECT coalesce(sum(n) FILTER (n = 1), 0), coalesce(min(n), 0), coalesce(sum(n) FILTER (n < ?), 0) "
            f"FROM (SELECT count(*) AS n FROM coded GROUP BY {key})"
        )
        alone, least, small = self._connection.execute(query, [wanted]).fetchall()[0]
        return Measured(self.rows, int(alone), int(least), small / self.rows if self.rows else 0.0)


@contextmanager
def open_table(table: Table, width: int, times: Collection[int], memory: str) -> Iterator[Coded]:
    """Yield the codes of a table of `width` columns; ValueError when it has another number of columns."""
    reader = _open_reader(table)
    if len(reader.schema) != width:
        raise ValueError("the table and its description differ in number of columns")
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET temp_directory = ?", [folder])
        connection.execute("SET memory_limit = ?", [memory])
        if width:
            connection.register("incoming", _rename_batches(reader))
            codes = [f"hash(coalesce(trim(CAST(c{place} AS VARCHAR)), '')) AS h{place}" for place in range(width)]
            days = [f"hash(coalesce(left(CAST(c{place} AS VARCHAR), {_DAY}), '')) AS d{place}" for place in times]
            connection.execute(f"CREATE TEMP TABLE coded AS SELECT {', '.join([*codes, *sorted(days)])} FROM incoming")
        else:
            connection.execute("CREATE TEMP TABLE coded AS SELECT 1 AS nothing WHERE false")
        yield Coded(connection, width, times)


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
