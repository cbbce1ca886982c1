"""One event at once says the same as a file of one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from choice_desk import NOW, phone_key, single_event
from flow_files import consent_row, stop_row, write_events

from yunnuo.protect.keys import rotate_keyring
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yunnuo.consent.reading import Event
    from yunnuo.flows.workspace import Workspace


def _facts() -> dict[str, Any]:
    """Return what is on record, numbers and secrets left out."""
    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.ledger.models import LedgerEntry
    from yunnuo.people.models import ContactPoint, Individual, Key, Origin

    drop = {"seq", "individual_id", "fingerprint", "blind"}
    return {
        "consents": [
            {name: value for name, value in row.items() if name not in drop} for row in ConsentEvent.objects.values()
        ],
        "stops": [
            {name: value for name, value in row.items() if name not in drop} for row in StopEvent.objects.values()
        ],
        "people": Individual.objects.count(),
        "keys": sorted(Key.objects.values_list("kind", "scope", "key_version")),
        "contacts": sorted(ContactPoint.objects.values_list("kind", "cell_class")),
        "origins": sorted(Origin.objects.values_list("kind", "platform", "shop", "mode")),
        "kinds": sorted(LedgerEntry.objects.exclude(kind="people.import").values_list("kind", flat=True)),
    }


def _read(path: Path, workspace: Workspace) -> list[Event]:
    from yunnuo.consent.reading import Known
    from yunnuo.flows.events import read_events
    from yunnuo.flows.workspace import open_scratch

    events: list[Event] = []
    with open_scratch(workspace) as scratch:
        read_events(path, scratch, workspace.imports, Known(load_book().vocabulary, {}, NOW), events.append)
    return events


def test_one_event_equals_a_file_of_it(
    fresh_database: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded one by one or imported from a file, the same rows leave the same records."""
    from yunnuo.flows.events import import_events
    from yunnuo.flows.one_event import record_events
    from yunnuo.flows.workspace import open_workspace

    monkeypatch.setenv("YUNNUO_WORKSPACE", str(tmp_path))
    phone = phone_key(3).value
    rows = [
        consent_row(phone, touchpoint="门店", notice_version=""),
        consent_row(phone, at="2025-06-01", manner="reply"),
        stop_row(phone),
        stop_row(phone_key(4).value),
    ]
    path = write_events(tmp_path / "e.csv", *rows)
    fresh_database()
    import_events(open_workspace(tmp_path / "a"), path, load_book().vocabulary, now=NOW)
    imported = _facts()
    fresh_database()
    other = open_workspace(tmp_path / "b")
    for event in _read(path, other):
        record_events(other, [event], now=NOW)

    assert imported == _facts()


def test_same_event_again_changes_nothing(workspace: Workspace) -> None:
    """The very same event again is not new and leads to the first entry."""
    from yunnuo.flows.one_event import record_events

    (first,) = record_events(workspace, [single_event("consent", 1, NOW)], now=NOW)
    (again,) = record_events(workspace, [single_event("consent", 1, NOW)], now=NOW + 5)
    assert (first.seq, first.individual, False) == (again.seq, again.individual, again.new)


def test_key_of_an_older_version_is_found(workspace: Workspace) -> None:
    """After the keys were rotated the same phone is the same individual, and its index is renewed."""
    from yunnuo.flows.one_event import record_events
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.people.models import Key

    (first,) = record_events(workspace, [single_event("consent", 1, NOW)], now=NOW)
    rotate_keyring(workspace.keys)
    grown = open_workspace(workspace.folder)
    (again,) = record_events(grown, [single_event("withdrawal", 1, NOW + 1)], now=NOW + 1)
    (same,) = record_events(grown, [single_event("consent", 1, NOW)], now=NOW + 2)

    assert (first.individual, first.seq) == (again.individual, same.seq)
    assert [1, 2] == sorted(Key.objects.values_list("key_version", flat=True))


def test_all_or_none(workspace: Workspace) -> None:
    """When one event cannot be taken nothing of the call is recorded."""
    from yunnuo.flows.one_event import record_events
    from yunnuo.ledger.journal import current_sequence
    from yunnuo.people.models import Individual

    with pytest.raises(ValueError, match="another kind"):
        record_events(workspace, [single_event("consent", 1, NOW), single_event("join", 1, NOW)], now=NOW)
    assert (0, 0) == (current_sequence(), Individual.objects.count())
