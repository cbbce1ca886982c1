"""Writing many rows at once inside the caller's transaction: COPY on PostgreSQL, executemany on SQLite.

Opens no transaction and commits nothing. Table and column names come from models, never from input.
"""

from __future__ import annotations

from itertools import count, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model

_CACHE_KIB = 262_144  # SQLite's own default is 2 MB, and then indexes are read back and forth


def insert_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], shared: Mapping[str, Any] | None = None
) -> int:
    """Insert rows given in the order of `columns` (database column names); return how many.

    `shared` has further columns, whose value is the same in every row.
    """
    alike = shared or {}
    counter = count()
    counted = map(itemgetter(0), zip(rows, counter))  # noqa: B905  (one number a row)
    into = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  (Django's documented way)
    names = ", ".join(connection.ops.quote_name(column) for column in (*columns, *alike))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
            for row in counted:
                copy.write_row((*row, *alike.values()))
    else:  # the driver itself: Django's cursor would hold every row until the last one is written
        connection.ensure_connection()
        # Binding fifteen equal values again for each row would take a third of the time of writing it.
        values = ", ".join((*repeat("?", len(columns)), *map(_spell_value, alike.values())))
        with connection.wrap_database_errors:
            connection.connection.executemany(f"INSERT INTO {into} ({names}) VALUES ({values})", counted)
    return next(counter)


def _spell_value(value: str | int | bytes | None) -> str:
    """Return a value as SQL; text as the bytes it is made of, so that nothing in it can end the literal."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    return f"x'{value.hex()}'" if isinstance(value, bytes) else f"CAST(x'{value.encode().hex()}' AS TEXT)"


def move_rows(model: type[Model], pairs: Sequence[tuple[int, int]]) -> None:
    """Give the rows of the first individual of each (gone, kept) to the second."""
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  (Django's documented way)
    turned = [(kept, gone) for gone, kept in pairs]
    run_many(f"UPDATE {table} SET individual_id = %s WHERE individual_id = %s", turned)


def run_many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement for many rows; nothing when there are none."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def widen_cache() -> None:
    """Give this connection the page cache a bulk import needs; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
