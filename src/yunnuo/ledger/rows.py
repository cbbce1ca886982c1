"""Writing many rows at once inside the caller's transaction: COPY on PostgreSQL, executemany on SQLite.

Opens no transaction and commits nothing. Table and column names come from models, never from input.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.backends.utils import CursorWrapper
    from django.db.models import Model

_CACHE_KIB = 262_144  # SQLite's own default is 2 MB, and then indexes are read back and forth


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows given in the order of `columns` (database column names); return how many."""
    counted = _Counted(rows)
    with connection.cursor() as cursor:
        _fill(cursor, model._meta.db_table, columns, counted)  # noqa: SLF001  (Django's documented way)
    return counted.count


def _fill(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    into = connection.ops.quote_name(table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join(["%s"] * len(columns))
        insert = f"INSERT INTO {into} ({names}) VALUES ({marks})"
        cursor.executemany(insert, rows)  # type: ignore[arg-type]  # sqlite3 takes any iterable


def find_pairs(
    models: Iterable[type[Model]], column: str, pairs: Sequence[tuple[int, bytes]]
) -> set[tuple[int, bytes]]:
    """Return which pairs of an individual and the value of `column` any table holds; each needs an index of both."""
    name, held = connection.ops.quote_name(column), set[tuple[int, bytes]]()
    kind = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE asked (individual_id bigint, {name} {kind})")
        _fill(cursor, "asked", ("individual_id", column), pairs)
        for model in models:
            table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  (Django's documented way)
            cursor.execute(f"SELECT r.individual_id, r.{name} FROM asked JOIN {table} r USING (individual_id, {name})")
            held |= {(who, bytes(value)) for who, value in cursor.fetchall()}
        cursor.execute("DROP TABLE asked")
    return held


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


class _Counted:
    """An iterator that knows how many items went through it."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row
