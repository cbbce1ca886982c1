"""What a screening sees of the records: memberships by event time, ages on a day, stops by circle, later stops."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from flow_files import NOW, consent_row, make_export, stop_row, write_events

from yunnuo.demo.people import phone_number
from yunnuo.rulebook.book import load_book
from yunnuo.terms.instant import day_start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

_RNG = random.Random(13)  # noqa: S311  (invented people, not keys)
ANNA, BEN = phone_number(_RNG), phone_number(_RNG)
DAY = date(2026, 11, 23)


@pytest.fixture
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an empty DuckDB."""
    with duckdb.connect() as connection:
        yield connection


def _tell(workspace: Workspace, path: Path, *rows: dict[str, str]) -> None:
    from yunnuo.flows.events import import_events

    import_events(workspace, write_events(path, *rows), load_book().vocabulary, now=NOW)


def _order(workspace: Workspace, *rows: dict[str, Any], **layout: str) -> None:
    from yunnuo.flows.importing import import_export

    import_export(workspace, make_export(*rows, **layout), now=NOW)


def _take(workspace: Workspace, scratch: duckdb.DuckDBPyConnection, day: date = DAY) -> int:
    from yunnuo.flows.snapshot import take_snapshot

    return take_snapshot(workspace, scratch, day=day)


def test_empty_workspace_has_empty_tables(workspace: Workspace, scratch: duckdb.DuckDBPyConnection) -> None:
    """Every table exists with its columns even when nothing is recorded."""
    assert 0 == _take(workspace, scratch)

    tables = scratch.execute("SELECT table_name, estimated_size FROM duckdb_tables() ORDER BY 1").fetchall()
    names = ("consent", "contact", "declaration", "form", "individual", "membership_event")
    assert [f"snap_{name}" for name in (*names, "notice", "origin", "shop", "stop")] == [name for name, _ in tables]
    assert {0} == {size for _, size in tables}


def test_sequence_is_that_of_the_ledger(
    workspace: Workspace, scratch: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The snapshot says up to which entry of the ledger it sees."""
    from yunnuo.ledger.journal import current_sequence

    _tell(workspace, tmp_path / "a.csv", consent_row(ANNA), stop_row(ANNA))

    assert (3, 3) == (_take(workspace, scratch), current_sequence())


def test_contacts_open_with_the_keys(workspace: Workspace, scratch: duckdb.DuckDBPyConnection) -> None:
    """A contact point stays sealed in the snapshot and opens with the key ring to what the file held."""
    from yunnuo.protect.cipher import open_values

    until = day_start(date(2026, 12, 1))
    virtual = {"receiver_phone": f"{BEN}-1234", "receiver_phone_class": "virtual_number", "virtual_until": until}
    _order(workspace, {"account": "小鹿1", **virtual})
    _take(workspace, scratch)

    rows = scratch.execute("SELECT kind, cell_class, expires_at, cipher FROM snap_contact ORDER BY kind").fetchall()
    shown = [(kind, cls, end, open_values(workspace.ring, kind, [sealed])[0]) for kind, cls, end, sealed in rows]
    assert [("phone", "virtual_number", until, f"{BEN}-1234"), ("platform_account", "plain", None, "小鹿1")] == shown


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2026, 4, 1), "under_14"),
        (date(2026, 4, 2), "14_to_17"),
        (date(2030, 4, 1), "14_to_17"),
        (date(2030, 4, 2), "adult"),
    ],
)
def test_age_is_told_on_the_day(
    workspace: Workspace, scratch: duckdb.DuckDBPyConnection, tmp_path: Path, day: date, band: str
) -> None:
    """The band changes on the day after the birthday."""
    _tell(workspace, tmp_path / "a.csv", consent_row(ANNA, birthday="2012-04-01"))
    _take(workspace, scratch, day)

    assert [(band,)] == scratch.execute("SELECT age_band FROM snap_individual").fetchall()


def test_youngest_age_holds(workspace: Workspace, scratch: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Where a birthday and a stated band differ the younger one holds; unknown stays unknown."""
    _tell(workspace, tmp_path / "a.csv", consent_row(ANNA, birthday="1990-04-01", age_band="under_14"), stop_row(BEN))
    _take(workspace, scratch)

    bands = scratch.execute("SELECT age_band, deceased_at FROM snap_individual ORDER BY 1 NULLS LAST").fetchall()
    assert [("under_14", None), (None, None)] == bands


def test_stops_are_told_by_circle(workspace: Workspace, scratch: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A stop stands on the circle, and empty lists mean all."""
    _order(workspace, {"account": "小鹿1", "receiver_phone": f"+86{ANNA}"})
    _tell(workspace, tmp_path / "a.csv", stop_row(ANNA), stop_row(ANNA, channels="sms", purposes="repeated_marketing"))
    _take(workspace, scratch)

    query = "SELECT count(DISTINCT i.individual_id) FROM snap_stop s JOIN snap_individual i USING (circle)"
    assert [(2,)] == scratch.execute(query).fetchall()
    lists = scratch.execute("SELECT purposes, channels FROM snap_stop ORDER BY ALL").fetchall()
    assert [(["repeated_marketing"], ["sms"]), (None, None)] == lists


def test_consents_keep_what_is_unknown(
    workspace: Workspace, scratch: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """What a row did not say is NULL, never a no."""
    _tell(workspace, tmp_path / "a.csv", consent_row(ANNA))
    _take(workspace, scratch)

    columns = "until, separate, guardian, notice_shown_at, manner, purpose_list"
    query = f"SELECT {columns} FROM snap_consent JOIN snap_form USING (form)"
    assert [(None, None, None, None, "tick", ["repeated_marketing"])] == scratch.execute(query).fetchall()


def test_audience_is_who_stands_in_the_file(workspace: Workspace, scratch: duckdb.DuckDBPyConnection) -> None:
    """The audience is everybody known by a key of the files; rows naming nobody are counted."""
    from yunnuo.flows.audience import find_audience

    _order(workspace, {"account": "小鹿1", "receiver_phone": f"+86{ANNA}"}, {"receiver_phone": f"+86{BEN}"})
    masked = {"receiver_phone": None, "receiver_phone_class": "masked"}
    asked = make_export({"account": "小鹿1", **masked}, {"receiver_phone": f"+86{ANNA}"}, masked, {"account": "小鹿9"})

    counts = find_audience(workspace, [asked], scratch)

    assert [(2,)] == scratch.execute("SELECT count(*) FROM audience").fetchall()
    assert (4, 3, 2, 3, 2) == (counts.rows, counts.with_key, counts.individuals, counts.keys, counts.known_keys)
    assert (2, 1) == (counts.files[0].cells["masked"], counts.files[0].cells["plain"])
