"""Backing up and restoring a workspace: everything comes back, and the keys never travel with it unasked."""

from __future__ import annotations

import tarfile
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from flow_files import NOW, consent_row, make_export, stop_row, write_events

from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace

PHONE = "19900000001"


def _fill(workspace: Workspace, folder: Path) -> None:
    from yunnuo.flows.events import import_events
    from yunnuo.flows.importing import import_export
    from yunnuo.rulebook.book import load_book

    import_export(workspace, make_export({"account": "小鹿1", "receiver_phone": f"+86{PHONE}"}), now=NOW)
    events = write_events(folder / "events.csv", consent_row(PHONE, birthday="1990-05-01"), stop_row(PHONE))
    import_events(workspace, events, load_book().vocabulary, now=NOW)


def _snapshot(workspace: Workspace) -> dict[str, list[Any]]:
    from yunnuo.flows.snapshot import take_snapshot

    with duckdb.connect() as scratch:
        take_snapshot(workspace, scratch, day=date(2026, 11, 23))
        tables = scratch.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        return {name: scratch.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for (name,) in tables}


def test_restored_workspace_shows_the_same(
    workspace: Workspace, tmp_path: Path, fresh_database: Callable[[], None]
) -> None:
    """After backup and restore the snapshot is the same, and new records can be added."""
    from yunnuo.flows.backup import back_up, restore
    from yunnuo.flows.importing import import_export
    from yunnuo.flows.workspace import open_workspace

    _fill(workspace, tmp_path)
    before = _snapshot(workspace)
    sequence = back_up(workspace, tmp_path / "all.backup", keys=tmp_path / "keys.backup")
    fresh_database()

    restored = restore(tmp_path / "again", tmp_path / "all.backup", keys=tmp_path / "keys.backup")

    again = open_workspace(tmp_path / "again")
    assert sequence == restored
    assert before == _snapshot(again)
    report = import_export(again, make_export({"account": "小鹿2", "receiver_phone": f"+86{PHONE}"}), now=NOW)
    assert (1, 1) == (report.new_individuals, report.known_individuals)


def test_keys_stay_out_of_the_backup(workspace: Workspace, tmp_path: Path) -> None:
    """The backup holds no key, only its owner can read it, and without keys the restored workspace does not open."""
    from yunnuo.flows.backup import back_up

    _fill(workspace, tmp_path)
    back_up(workspace, tmp_path / "all.backup")

    blob = (tmp_path / "all.backup").read_bytes()
    ring = workspace.ring.current
    assert [False, False] == [key.hex().encode() in blob or key in blob for key in (ring.data_key, ring.index_key)]
    assert "0o600" == oct((tmp_path / "all.backup").stat().st_mode & 0o777)
    with tarfile.open(tmp_path / "all.backup") as archive:
        assert "manifest.json" in archive.getnames()


def test_restored_without_keys_does_not_open(
    workspace: Workspace, tmp_path: Path, fresh_database: Callable[[], None]
) -> None:
    """Records without their keys are refused instead of being given new keys that match nothing."""
    from yunnuo.flows.backup import back_up, restore
    from yunnuo.flows.workspace import open_workspace

    _fill(workspace, tmp_path)
    back_up(workspace, tmp_path / "all.backup")
    fresh_database()
    restore(tmp_path / "again", tmp_path / "all.backup")

    with pytest.raises(RefusedError) as caught:
        open_workspace(tmp_path / "again")

    assert "workspace.keys_gone" == caught.value.code


def test_restore_refuses_a_used_folder(workspace: Workspace, tmp_path: Path) -> None:
    """A folder that holds anything is not restored into."""
    from yunnuo.flows.backup import back_up, restore

    back_up(workspace, tmp_path / "all.backup")

    with pytest.raises(RefusedError) as caught:
        restore(workspace.folder, tmp_path / "all.backup")

    assert "backup.not_empty" == caught.value.code


@pytest.mark.usefixtures("workspace")
def test_restore_refuses_other_files(tmp_path: Path) -> None:
    """A file that is no backup is refused, and the folder is not made."""
    from yunnuo.flows.backup import restore

    (tmp_path / "other.tar").write_bytes(b"no archive")

    with pytest.raises(InputError) as caught:
        restore(tmp_path / "again", tmp_path / "other.tar")

    assert ("backup.unreadable", False) == (caught.value.code, (tmp_path / "again").exists())


def test_backup_never_overwrites(workspace: Workspace, tmp_path: Path) -> None:
    """An existing file is not overwritten, and nothing is left beside it."""
    from yunnuo.flows.backup import back_up

    (tmp_path / "all.backup").write_text("mine")

    with pytest.raises(InputError) as caught:
        back_up(workspace, tmp_path / "all.backup")

    assert ("backup.exists", "mine") == (caught.value.code, (tmp_path / "all.backup").read_text())
    assert [] == list(tmp_path.glob("*.partial"))
