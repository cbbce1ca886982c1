"""A snapshot of the records for one screening: read in one transaction, as DuckDB tables, with its ledger sequence.

Read with ADBC, several times faster than row by row. SQLite must not be open in one process through two libraries
(closing one drops the other's file locks), so Django's connection is closed first and must not be inside a
transaction. Contact points stay sealed; only birthdays are opened, to tell the age band on the day asked about.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from django.db import connection as records

from yunnuo.flows.ages import AgeBands
from yunnuo.protect.cipher import open_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from yunnuo.flows.workspace import Workspace

_NONE: Final = -(2**63) + 1  # stands for NULL while in transit: the SQLite driver infers types from the first rows


def take_snapshot(workspace: Workspace, connection: duckdb.DuckDBPyConnection, *, day: date) -> int:
    """Fill the `snap_*` tables of `connection` and return the ledger sequence they show.

    `day` is the legal day age bands are told for. Tables and columns: `docs/reference` of the flows room; instants are
    microseconds UTC, lists are VARCHAR[], NULL is unknown, in stops NULL lists mean all.
    """
    with read_records(workspace) as cursor:
        cursor.execute("SELECT sequence FROM ledger_ledgerhead")
        head = cursor.fetchone()
        for table, (columns, source) in _TABLES.items():
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
            _copy(cursor, connection, table, source)
    for statement in _DERIVED:
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


def _copy(cursor: Any, connection: duckdb.DuckDBPyConnection, table: str, source: str) -> None:
    """Append the rows of a query on the records to a scratch table."""
    cursor.execute(source)
    reader: pa.RecordBatchReader = cursor.fetch_record_batch()
    first = next(iter(reader), None)
    if first is None or first.num_rows == 0:  # no row, no types: nothing to insert
        return
    connection.register("arriving", pa.Table.from_batches([first, *reader]))
    connection.execute(f"INSERT INTO {table} {_SHAPES.get(table, 'SELECT * FROM arriving')}")
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
        "UPDATE snap_individual SET age_band = told.band FROM told WHERE told.individual_id = snap_individual.individual_id"
    )
    connection.unregister("told")


def _or_none(column: str) -> str:
    return f"coalesce({column}, {_NONE}) AS {column}"


_TABLES: Final[dict[str, tuple[str, str]]] = {
    "snap_individual": (
        "individual_id BIGINT, circle BIGINT, age_band VARCHAR, deceased BOOLEAN",
        "SELECT id, circle, CASE WHEN EXISTS (SELECT 1 FROM people_deceasedrecord d WHERE d.individual_id = i.id) "
        "THEN 1 ELSE 0 END AS deceased FROM people_individual i WHERE merged_into IS NULL",
    ),
    "snap_contact": (
        "contact_id BIGINT, individual_id BIGINT, kind VARCHAR, cell_class VARCHAR, expires_at BIGINT, cipher BLOB",
        f"SELECT id, individual_id, kind, cell_class, {_or_none('expires_at')}, sealed FROM people_contactpoint",
    ),
    "snap_origin": (
        'individual_id BIGINT, contact_id BIGINT, kind VARCHAR, platform VARCHAR, shop VARCHAR, "at" BIGINT, mode VARCHAR',
        f"SELECT individual_id, {_or_none('contact_id')}, kind, platform, shop, {_or_none('at')}, mode FROM people_origin",
    ),
    "snap_membership_event": (
        'individual_id BIGINT, platform VARCHAR, shop VARCHAR, state VARCHAR, "at" BIGINT',
        f"SELECT individual_id, platform, shop, state, {_or_none('at')} FROM people_membershipevent",
    ),
    "told_birthday": (
        "individual_id BIGINT, birthday BLOB",
        "SELECT individual_id, birthday FROM people_agerecord WHERE birthday IS NOT NULL",
    ),
    "told_band": (
        "individual_id BIGINT, band VARCHAR",
        "SELECT individual_id, band FROM people_agerecord WHERE band <> ''",
    ),
    "snap_consent": (
        "consent_id BIGINT, individual_id BIGINT, kind VARCHAR, given_at BIGINT, until BIGINT, handler VARCHAR, "
        "purposes VARCHAR[], channels VARCHAR[], categories VARCHAR[], manner VARCHAR, separate BOOLEAN, guardian VARCHAR, "
        "evidence_grade VARCHAR, notice_version VARCHAR, notice_shown_at BIGINT, member_platform VARCHAR, "
        "member_shop VARCHAR",
        f"SELECT id, individual_id, kind, at, {_or_none('until')}, handler, purposes, channels, categories, manner, "
        "CASE WHEN separate IS NULL THEN 2 WHEN separate THEN 1 ELSE 0 END AS separate, guardian, grade, notice_version, "
        f"{_or_none('notice_shown_at')}, member_platform, member_shop FROM consent_consentevent",
    ),
    "snap_notice": (
        "version VARCHAR, published_at BIGINT, purposes VARCHAR[], channels VARCHAR[], categories VARCHAR[], "
        "elements VARCHAR[]",
        "SELECT version, published_at, purposes, channels, categories, elements FROM consent_notice",
    ),
    "snap_stop": (
        'circle BIGINT, "at" BIGINT, kind VARCHAR, purposes VARCHAR[], channels VARCHAR[]',
        "SELECT i.circle, s.at, s.kind, s.purposes, s.channels FROM consent_stopevent s "
        "JOIN people_individual i ON i.id = s.individual_id",
    ),
    "snap_declaration": (
        "record VARCHAR, purpose VARCHAR, channel VARCHAR, since BIGINT, through BIGINT",
        f"SELECT record, purpose, channel, since, {_or_none('through')} FROM consent_declaration",
    ),
}


def _known(column: str) -> str:
    return f'nullif("{column}", {_NONE})'


def _listed(column: str) -> str:
    return f"CASE WHEN {column} = '' THEN []::VARCHAR[] ELSE string_split({column}, ';') END"


def _listed_or_all(column: str) -> str:
    return f"CASE WHEN {column} <> '' THEN string_split({column}, ';') END"


_SHAPES: Final = {
    "snap_individual": "SELECT id, circle, NULL, deceased = 1 FROM arriving",
    "snap_contact": f"SELECT id, individual_id, kind, cell_class, {_known('expires_at')}, sealed FROM arriving",
    "snap_origin": f"SELECT individual_id, {_known('contact_id')}, kind, platform, shop, {_known('at')}, mode FROM arriving",
    "snap_membership_event": f"SELECT individual_id, platform, shop, state, {_known('at')} FROM arriving",
    "snap_consent": (
        f'SELECT id, individual_id, kind, "at", {_known("until")}, handler, {_listed("purposes")}, {_listed("channels")}, '
        f"{_listed('categories')}, manner, CASE separate WHEN 0 THEN FALSE WHEN 1 THEN TRUE END, nullif(guardian, ''), "
        f"grade, notice_version, {_known('notice_shown_at')}, member_platform, member_shop FROM arriving"
    ),
    "snap_notice": (
        f"SELECT version, published_at, {_listed('purposes')}, {_listed('channels')}, {_listed('categories')}, "
        f"{_listed('elements')} FROM arriving"
    ),
    "snap_stop": f'SELECT circle, "at", kind, {_listed_or_all("purposes")}, {_listed_or_all("channels")} FROM arriving',
    "snap_declaration": f"SELECT record, purpose, channel, since, {_known('through')} FROM arriving",
}

# On the same instant leaving and hiding outrank joining. `joined_at` is the first joining since the last leaving.
_DERIVED: Final = (
    'CREATE OR REPLACE TEMP TABLE snap_membership_end AS SELECT individual_id, platform, shop, "at" '
    "FROM snap_membership_event WHERE state = 'leave'",
    """
    CREATE OR REPLACE TEMP TABLE snap_membership AS
    WITH ended AS (
        SELECT individual_id, platform, shop, max("at") AS left_at FROM snap_membership_end GROUP BY ALL
    )
    SELECT m.individual_id, m.platform, m.shop,
        CASE arg_max(m.state, (coalesce(m."at", 0), m.state <> 'join'))
            WHEN 'join' THEN 'active' WHEN 'leave' THEN 'left' ELSE 'hidden' END AS state,
        min(m."at") FILTER (m.state = 'join' AND (e.left_at IS NULL OR m."at" > e.left_at)) AS joined_at,
        any_value(e.left_at) AS left_at
    FROM snap_membership_event m LEFT JOIN ended e USING (individual_id, platform, shop)
    GROUP BY m.individual_id, m.platform, m.shop
    """,
)
