"""A snapshot of the records for one screening: read in one transaction, as DuckDB tables, with its ledger sequence.

Read with ADBC, several times faster than row by row. SQLite must not be open in one process through two libraries
(closing one drops the other's file locks), so Django's connection is closed first and must not be inside a
transaction. Contact points stay sealed; only birthdays are opened, to tell the age band on the day asked about.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connection as records

from yunnuo.flows.ages import AgeBands
from yunnuo.flows.snapshot_tables import DERIVED, TABLES, SnapTable
from yunnuo.protect.cipher import open_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from yunnuo.flows.workspace import Workspace


def take_snapshot(workspace: Workspace, connection: duckdb.DuckDBPyConnection, *, day: date) -> int:
    """Fill the `snap_*` tables of `connection` and return the ledger sequence they show.

    `day` is the legal day age bands are told for. Tables and columns: `yunnuo.flows.snapshot_tables`.
    """
    with read_records(workspace) as cursor:
        cursor.execute("SELECT sequence FROM ledger_ledgerhead")
        head = cursor.fetchone()
        for table in TABLES:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {table.name} ({table.columns})")
            _copy_table(cursor, connection, table)
    for statement in DERIVED:
        connection.execute(statement)
    _tell_ages(workspace, connection, day)
    return int(head[0]) if head else 0


def stops_since(sequence: int) -> list[int]:
    """Return the circles, as a snapshot at `sequence` names them, that a later stop, joining or merge reached.

    Whoever is in one of them must be taken out, or the screening repeated, before anything is published.
    """
    from yunnuo.consent.models import StopEvent
    from yunnuo.people.models import CircleJoin

    stopped = set(StopEvent.objects.values_list("individual__circle", flat=True).filter(seq__gt=sequence))
    for old, kept, merged in CircleJoin.objects.filter(seq__gt=sequence).values_list("old", "kept", "merged"):
        if merged or kept in stopped or StopEvent.objects.filter(individual__circle=kept).exists():
            stopped |= {old, kept}
    return sorted(stopped)


@contextmanager
def read_records(workspace: Workspace) -> Iterator[Any]:
    """Yield an ADBC cursor inside one read transaction over the records."""
    if records.in_atomic_block:
        raise RuntimeError("a snapshot cannot be taken inside a transaction")
    if records.vendor == "postgresql":
        from adbc_driver_postgresql import dbapi as driver

        uri, opening = os.environ["YUNNUO_DATABASE_URL"], "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
    else:
        from adbc_driver_sqlite import dbapi as driver

        records.close()
        uri, opening = str(workspace.database), "PRAGMA query_only=1"
    with driver.connect(uri) as source, source.cursor() as cursor:
        cursor.execute(opening)
        yield cursor


def _copy_table(cursor: Any, connection: duckdb.DuckDBPyConnection, table: SnapTable) -> None:
    """Append the rows of the table's query on the records."""
    cursor.execute(table.source)
    reader: pa.RecordBatchReader = cursor.fetch_record_batch()
    first = next(iter(reader), None)
    if first is None or first.num_rows == 0:  # no row, no types: nothing to insert
        return
    connection.register("arriving", pa.Table.from_batches([first, *reader]))
    connection.execute(f"INSERT INTO {table.name} {table.shape}")
    connection.unregister("arriving")


def _tell_ages(workspace: Workspace, connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Set `age_band` from stated bands and birthdays; where they differ the youngest holds."""
    bands = AgeBands.from_vocabulary()
    sealed = connection.execute("SELECT individual_id, birthday FROM told_birthday").fetchall()
    births = open_values(workspace.ring, "birthday", (birthday for _, birthday in sealed))
    stated = connection.execute("SELECT individual_id, band FROM told_band").fetchall()
    told = [(who, bands.rank(band)) for who, band in stated]
    told += [(who, bands.rank(bands.on_day(birth, day))) for (who, _), birth in zip(sealed, births, strict=True)]
    connection.execute("DROP TABLE told_birthday; DROP TABLE told_band")
    if not told:
        return
    youngest: dict[int, int] = {}
    for who, rank in told:
        youngest[who] = min(rank, youngest.get(who, rank))
    names = [bands.names[rank] for rank in youngest.values()]
    connection.register("told", pa.table({"individual_id": list(youngest), "band": names}))
    connection.execute(
        "UPDATE snap_individual SET age_band = told.band FROM told "
        "WHERE told.individual_id = snap_individual.individual_id"
    )
    connection.unregister("told")
