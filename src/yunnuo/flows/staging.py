"""Moving rows between the records and a DuckDB scratch, in batches, within one transaction.

Only Django's own connection reads the records here: SQLite must not be opened twice by two libraries in one process
while it is locked (closing one drops the other's file locks).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

import pyarrow as pa
from django.db import connection as records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import duckdb

Kind = Literal["BIGINT", "VARCHAR", "BLOB"]
BATCH: Final = 50_000
_IN_CHUNK: Final = 5_000
_IN_SHARE: Final = 4  # looking a row up costs about four times what reading it in passing does


_KINDS: Final[dict[Kind, pa.DataType]] = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "BLOB": pa.binary()}
_NAMES: Final[dict[pa.DataType, Kind]] = {held: name for name, held in _KINDS.items()}


def make_schema(**columns: Kind) -> pa.Schema:
    """Return the schema of a scratch table: column name = DuckDB type."""
    return pa.schema([pa.field(name, _KINDS[kind]) for name, kind in columns.items()])


@contextmanager
def lend_arrow(scratch: duckdb.DuckDBPyConnection, data: pa.Table | pa.RecordBatch) -> Iterator[str]:
    """Yield the name under which an Arrow table can be selected from, for the length of the block."""
    scratch.register("lent", pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else data)
    try:
        yield "lent"
    finally:
        scratch.unregister("lent")


def make_table(scratch: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema) -> None:
    """Make an empty scratch table with the columns of `schema`."""
    columns = ", ".join(f'"{field.name}" {_NAMES[field.type]}' for field in schema)
    scratch.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")


def append_columns(
    scratch: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, columns: Iterable[Sequence[Any]]
) -> None:
    """Append rows given column by column to a scratch table whose columns are those of `schema`, in order."""
    arrays = [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
    with lend_arrow(scratch, pa.Table.from_arrays(arrays, schema=schema)) as name:
        scratch.execute(f"INSERT INTO {table} SELECT * FROM {name}")


def append_rows(
    scratch: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows to a scratch table whose columns are those of `schema`, in order."""
    for batch in _batches(rows):
        append_columns(scratch, table, schema, zip(*batch, strict=True))


def is_empty(scratch: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Return whether a table, or a query in brackets, of the scratch has no row."""
    return not scratch.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()


def read_rows(scratch: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query on the scratch, a batch at a time, through Arrow."""
    for batch in scratch.sql(query).to_arrow_reader(BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def load_held(  # what is read, from where, for whom
    scratch: duckdb.DuckDBPyConnection,
    *,
    into: str,
    schema: pa.Schema,
    source: str,
    span: Sequence[Any] = (),
    column: str,
    wanted: str,
) -> None:
    """Fill scratch table `into` from the records: rows of `source` whose `column` is among `SELECT … wanted`.

    `source` selects the columns of `schema`, in order, and ends where a condition can follow: after the table, or with
    `span`, the values of its placeholders, after a condition. When many are wanted, every row is loaded instead: the
    caller joins anyway.
    """
    make_table(scratch, into, schema)
    (count,) = scratch.execute(f"SELECT count(*) FROM ({wanted})").fetchall()[0]
    if count > _IN_CHUNK and count * _IN_SHARE > _count_rows(source, span):
        _copy_rows(scratch, into, schema, source, span)
        return
    ids = [value for (value,) in scratch.execute(wanted).fetchall()]
    for start in range(0, len(ids), _IN_CHUNK):
        part = ids[start : start + _IN_CHUNK]
        marks = ", ".join(["%s"] * len(part))
        query = f"{source} {'AND' if span else 'WHERE'} {column} IN ({marks})"
        _copy_rows(scratch, into, schema, query, [*span, *part])


def _count_rows(source: str, span: Sequence[Any]) -> int:
    with records.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({source}) AS counted", span)
        return int(cursor.fetchone()[0])


def _copy_rows(
    scratch: duckdb.DuckDBPyConnection, into: str, schema: pa.Schema, query: str, values: Sequence[Any]
) -> None:
    with records.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(BATCH):
            append_columns(scratch, into, schema, zip(*rows, strict=True))


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
