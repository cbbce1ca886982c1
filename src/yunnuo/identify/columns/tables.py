"""The same typing from Python: a pandas frame, an Arrow table or a table of a database, without a file.

Nothing is imported that the caller does not already hold; frames are read through the Arrow stream they offer.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from yunnuo.identify.columns.findings import type_batches
from yunnuo.identify.columns.writing import as_text, write_texts
from yunnuo.identify.errors import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.identify.columns.findings import ColumnFinding

_ROWS: Final = 50_000


def identify_table(table: Any) -> tuple[ColumnFinding, ...]:  # any object with an Arrow stream
    """Return one finding per column of a pandas or polars DataFrame, an Arrow table, or anything with an Arrow stream.

    Columns of mixed values are read as text, columns of one name as several. Raises TypeError for an object that offers
    neither `__arrow_c_stream__` nor `to_dict`, InputError for one that cannot be read; neither quotes a cell.
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
        columns = [write_texts(cells) for cells in zip(*rows, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=names)


def _as_arrow(table: Any) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if not any(hasattr(table, way) for way in ("__arrow_c_stream__", "to_dict")):
        raise TypeError("expected a DataFrame, an Arrow table or an object with an Arrow stream")
    held = _try_reading(_read_stream, table) or _try_reading(_read_columns, table)
    if held is None:  # here and not where it failed, so that nothing travels with the error
        what, why = "这个表读不了", "它交出来的不是一列一列的值"
        raise refuse("frame", what, "DataFrame", why=why, todo="转成 pandas、polars 的 DataFrame 或者 Arrow 表再试")
    return held


def _try_reading(read: Callable[[Any], pa.Table], table: Any) -> pa.Table | None:
    """Return what `read` makes of a frame, None where it fails: libraries quote cells in their errors."""
    try:
        return read(table)
    except Exception:  # noqa: BLE001  # a frame may raise anything
        return None


def _read_stream(table: Any) -> pa.Table:
    held = pa.table(table)
    return pa.Table.from_arrays(
        [pa.chunked_array([as_text(chunk) for chunk in column.chunks], pa.string()) for column in held.columns],
        names=list(held.column_names),
    )


def _read_columns(table: Any) -> pa.Table:
    """Return a frame as text, value by value: columns of mixed values and names that stand twice have no Arrow form."""
    if hasattr(table, "iloc"):
        columns = [(name, table.iloc[:, place].tolist()) for place, name in enumerate(table.columns)]
    elif hasattr(table, "get_columns"):
        columns = [(column.name, column.to_list()) for column in table.get_columns()]
    else:
        columns = list(table.to_dict(orient="list").items())
    return pa.Table.from_arrays([write_texts(cells) for _, cells in columns], names=[str(name) for name, _ in columns])
