"""A snapshot of the records for one screening: DuckDB tables of one moment, with its ledger sequence.

Contact points stay sealed; only birthdays are opened, to tell the age band on the day asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from yunnuo.flows.ages import AgeBands
from yunnuo.flows.reading import copy_tables
from yunnuo.flows.snapshot_tables import DERIVED, TABLES
from yunnuo.protect.cipher import open_values

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from yunnuo.flows.workspace import Workspace

# Kinds of ledger entries after which a permission may no longer hold.
CLOSING: Final = (
    "consent.stop",
    "people.merge",
    "people.circle",
    "people.membership",
    "people.deceased",
    "people.import",
    "people.shop",
    "notice",
)


def take_snapshot(workspace: Workspace, connection: duckdb.DuckDBPyConnection, *, day: date) -> int:
    """Fill the `snap_*` tables of `connection` and return the ledger sequence they show.

    `day` is the legal day age bands are told for. Tables and columns: `yunnuo.flows.snapshot_tables`. Must not be
    called inside a transaction.
    """
    sequence = copy_tables(workspace, connection, TABLES)
    for statement in DERIVED:
        connection.execute(statement)
    tell_ages(workspace, connection, day)
    return sequence


def is_overtaken(sequence: int) -> bool:
    """Return whether anything that can close an answer was recorded after a snapshot at `sequence`.

    Stops, leavings, deaths, whose a shop is, and files: they join circles, merge people and tell ages. A notice may
    bring a further handler, and then nobody knows whose an unnamed shop or ledger is.
    """
    from yunnuo.ledger.models import LedgerEntry

    return LedgerEntry.objects.filter(seq__gt=sequence, kind__in=CLOSING).exists()


def tell_ages(workspace: Workspace, connection: duckdb.DuckDBPyConnection, day: date) -> None:
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
