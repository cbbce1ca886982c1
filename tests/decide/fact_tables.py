"""The fact tables of generated people: rows, shapes and views in DuckDB, plain tables in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from decide_strategies import BOOK, RECORDS

if TYPE_CHECKING:
    import duckdb
    import psycopg

    from yunnuo.terms.facts import Facts

TYPES = {"bool": pa.bool_(), "instant": pa.int64(), "int": pa.int64(), "set": pa.list_(pa.string())}
SQL_TYPES = {pa.bool_(): "boolean", pa.int64(): "bigint", pa.list_(pa.string()): "text[]", pa.string(): "text"}


def subject_columns(rows: list[Facts]) -> dict[str, pa.Array[Any]]:
    """Return the table of subjects, one row a person."""
    columns: dict[str, pa.Array[Any]] = {"subject_id": pa.array(range(len(rows)), pa.int64())}
    for fact in BOOK.vocabulary.facts.values():
        if fact.level == "person":
            columns[fact.id] = _column([facts.scalars.get(fact.id) for facts in rows], fact.type)
    return columns | {f"complete_{kind}": pa.array([kind in facts.complete for facts in rows]) for kind in RECORDS}


def record_columns(kind: str, rows: list[Facts]) -> dict[str, pa.Array[Any]]:
    """Return the table of one record kind."""
    held = [(number, record) for number, facts in enumerate(rows) for record in facts.records[kind]]
    columns: dict[str, pa.Array[Any]] = {"subject_id": pa.array([number for number, _ in held], pa.int64())}
    for fact in BOOK.vocabulary.fields(kind):
        name = fact.id.partition(".")[2]
        columns[name] = _column([record.get(name) for _, record in held], fact.type)
    return columns


def _column(values: list[Any], kind: str) -> pa.Array[Any]:
    """Return fact values as an Arrow column; unknown is NULL."""
    return pa.array(
        [sorted(item) if isinstance(item, frozenset) else item for item in values], TYPES.get(kind, pa.string())
    )


def load_duckdb(connection: duckdb.DuckDBPyConnection, rows: list[Facts]) -> None:
    """Create the fact views, each over its rows (times) and its shapes (everything else)."""
    _store_view(connection, "subject", subject_columns(rows))
    for kind in RECORDS:
        _store_view(connection, kind, record_columns(kind, rows))


def _store_view(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, pa.Array[Any]]) -> None:
    times = [column for column, values in columns.items() if values.type == pa.int64()]
    others = [column for column in columns if column not in times]
    alike, held = (", ".join(f'a."{column}"' for column in listed) for listed in (others, times))
    same = " AND ".join(f'a."{column}" IS NOT DISTINCT FROM s."{column}"' for column in others)
    connection.register("arriving", pa.table(columns))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_shape AS
        SELECT row_number() OVER ()::INTEGER AS shape, * FROM (SELECT DISTINCT {alike} FROM arriving a)"""
    )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_row AS
        SELECT {held}, shape FROM arriving a JOIN {name}_shape s ON {same}"""
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {name}_row JOIN {name}_shape USING (shape)")
    connection.unregister("arriving")


def load_postgres(connection: psycopg.Connection[Any], rows: list[Facts]) -> None:
    """Create the fact tables of a session."""
    tables = {"subject": subject_columns(rows)} | {kind: record_columns(kind, rows) for kind in RECORDS}
    for name, columns in tables.items():
        typed = ", ".join(f'"{column}" {SQL_TYPES[values.type]}' for column, values in columns.items())
        drop: Any = f'DROP TABLE IF EXISTS pg_temp."{name}"'
        create: Any = f'CREATE TEMP TABLE "{name}" ({typed})'
        fill: Any = f'COPY "{name}" FROM STDIN'
        connection.execute(drop)
        connection.execute(create)
        with connection.cursor().copy(fill) as copy:
            for row in zip(*(values.to_pylist() for values in columns.values()), strict=True):
                copy.write_row(row)
