"""The same typing from Python: a pandas frame, an Arrow table or a table of a database, without a file.

Nothing is imported that the caller does not already hold; frames are read through the Arrow stream they offer.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from yunnuo.identify.columns.cells import as_text
from yunnuo.identify.columns.findings import type_batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yunnuo.identify.columns.findings import ColumnFinding

_ROWS: Final = 50_000


def identify_table(table: Any) -> tuple[ColumnFinding, ...]:  # any object with an Arrow stream
    """Return one finding per column of a pandas or polars DataFrame, an Arrow table, or anything with an Arrow stream.

    Raises TypeError for an object that offers neither `__arrow_c_stream__` nor `to_dict`.
    """
    held = _as_arrow(table)
    headers = [str(name) for name in held.column_names]
    plain = held.rename_columns([f"c{place}" for place in range(1, len(headers) + 1)])
    return type_batches(headers, lambda: iter(plain.to_batches(max_chunksize=_ROWS)))


def identify_query(connection: Any, query: str) -> tuple[ColumnFinding, ...]:  # any DB-API connection
    """Return one finding per column a query of a DB-API, ADBC or DuckDB connection gives; rows are read in batches.

    The query runs once, or twice when later rows show what the first did not. Database errors pass through unchanged.
    """
    headers: list[str] = []

    def open_batches() -> Iterator[pa.RecordBatch]:
        cursor = connection.cursor()
        try:
            cursor.execute(query)
            headers[:] = [str(column[0]) for column in cursor.description]
            yield from _read_cursor(cursor, len(headers))
        finally:
            cursor.close()

    first = open_batches()
    head = next(first, None)
    if head is None:
        return type_batches(headers, lambda: iter(()))
    begun = [chain((head,), first)]
    return type_batches(headers, lambda: begun.pop() if begun else open_batches())


def _read_cursor(cursor: Any, width: int) -> Iterator[pa.RecordBatch]:
    names = [f"c{place}" for place in range(1, width + 1)]
    while rows := cursor.fetchmany(_ROWS):
        columns = [_write_texts(cells) for cells in zip(*rows, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=names)


def _write_texts(cells: Iterable[object]) -> pa.Array[Any]:
    return pa.array(
        [None if cell is None else cell if isinstance(cell, str) else str(cell) for cell in cells], pa.string()
    )


def _as_arrow(table: Any) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if hasattr(table, "__arrow_c_stream__"):
        return _read_stream(table)
    if hasattr(table, "to_dict"):
        columns: dict[Any, Sequence[object]] = table.to_dict(orient="list")
        return pa.Table.from_arrays(
            [_write_texts(cells) for cells in columns.values()], names=[str(n) for n in columns]
        )
    raise TypeError("expected a DataFrame, an Arrow table or an object with an Arrow stream")


def _read_stream(table: Any) -> pa.Table:
    held = pa.table(table)
    return pa.Table.from_arrays(
        [pa.chunked_array([as_text(chunk) for chunk in column.chunks], pa.string()) for column in held.columns],
        names=list(held.column_names),
    )
