"""Erasing a person: what is gone, what must stay, and that the ledger still verifies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from choice_desk import NOW, SECOND, agree, phone_key, publish_version, single_event
from flow_files import stop_row, write_events
from test_fsck import _audit, _check

from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace


def test_everything_about_them_is_gone(workspace: Workspace, tmp_path: Path) -> None:
    """Contact points, origins, memberships and consents go, their entries are emptied, and others stay untouched."""
    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.flows.erasing import erase_person
    from yunnuo.flows.events import import_events
    from yunnuo.ledger.models import LedgerEntry
    from yunnuo.people.models import ContactPoint, Individual, MembershipEvent, Origin

    publish_version()
    done, other = agree(workspace, 1), agree(workspace, 2)
    joined = stop_row(phone_key(1).value, event="join", platform="taobao_tmall", shop="样例店")
    import_events(workspace, write_events(tmp_path / "e.csv", joined), load_book().vocabulary, now=NOW + 5 * SECOND)
    note = _check(workspace)
    erased = erase_person(workspace, done.individual, reason="本人要求", now=NOW + 9 * SECOND)

    for model in (ContactPoint, Origin, MembershipEvent, ConsentEvent):
        assert not model.objects.filter(individual_id=done.individual).exists()
    assert ConsentEvent.objects.filter(individual_id=other.individual).exists()
    assert [("", "")] == list(StopEvent.objects.values_list("purposes", "channels"))
    assert NOW + 9 * SECOND == Individual.objects.get(pk=done.individual).erased_at
    gone = LedgerEntry.objects.get(seq=done.seq)
    assert (None, None) == (gone.salt, gone.content)
    assert 2 == erased.entries
    audit = _audit(workspace, note)
    assert ([], 2) == (audit.ledger.findings.lines, audit.ledger.erased)


def test_nothing_lingers_in_the_file(workspace: Workspace) -> None:
    """After an erasure no byte of the sealed contact point is left in the database file or its log."""
    from yunnuo.flows.erasing import erase_person
    from yunnuo.people.models import ContactPoint

    publish_version()
    done = agree(workspace, 1)
    sealed = bytes(ContactPoint.objects.get().sealed)
    erase_person(workspace, done.individual, reason="本人要求", now=NOW + SECOND)

    files = [path for path in workspace.folder.glob("yunnuo.db*") if path.is_file()]
    assert not any(sealed in path.read_bytes() for path in files)


def test_they_stay_stopped_when_they_come_back(workspace: Workspace) -> None:
    """A number that comes back in a later file is the same erased individual; an older consent revives nothing."""
    from yunnuo.flows.erasing import erase_person
    from yunnuo.flows.one_event import record_events
    from yunnuo.flows.standing import read_standing

    publish_version()
    done = agree(workspace, 1)
    erase_person(workspace, done.individual, reason="本人要求", now=NOW + 9 * SECOND)
    (back,) = record_events(workspace, [single_event("consent", 1, NOW + SECOND)], now=NOW + 20 * SECOND)

    assert done.individual == back.individual
    states = {item.state for item in read_standing(workspace, back.individual, now=NOW + 30 * SECOND)}
    assert {"withdrawn"} == states


def test_a_file_that_names_them_again_says_so(workspace: Workspace, tmp_path: Path) -> None:
    """An import counts, among those known, whoever had been erased."""
    from yunnuo.flows.erasing import erase_person
    from yunnuo.flows.events import import_events

    publish_version()
    done = agree(workspace, 1)
    agree(workspace, 2)
    erase_person(workspace, done.individual, reason="本人要求", now=NOW + SECOND)
    rows = [stop_row(phone_key(number).value, event="join", platform="taobao_tmall", shop="店") for number in (1, 2, 3)]
    file = write_events(tmp_path / "e.csv", *rows)
    report = import_events(workspace, file, load_book().vocabulary, now=NOW + 5 * SECOND)

    assert (1, 1) == (report.returned_individuals, report.new_individuals)


def test_erasing_again_writes_nothing(workspace: Workspace) -> None:
    """A second erasure finds nothing left, writes no entry, and names the first one's tombstone."""
    from yunnuo.flows.erasing import Erasure, erase_person
    from yunnuo.ledger.journal import current_sequence

    publish_version()
    done = agree(workspace, 1)
    first = erase_person(workspace, done.individual, reason="本人要求", now=NOW + SECOND)
    last = current_sequence()
    again = erase_person(workspace, done.individual, reason="本人要求", now=NOW + 2 * SECOND)
    assert Erasure(first.seq, 0, 0, already=True) == again
    assert last == current_sequence()
    assert _audit(workspace).clean


def test_erasing_what_came_back(workspace: Workspace) -> None:
    """What came back after an erasure is erased as the first time, tombstone and stop included."""
    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.flows.erasing import erase_person

    publish_version()
    done = agree(workspace, 1)
    erase_person(workspace, done.individual, reason="本人要求", now=NOW + SECOND)
    agree(workspace, 1, at=NOW + 5 * SECOND)
    again = erase_person(workspace, done.individual, reason="本人要求", now=NOW + 9 * SECOND)

    assert (False, 1) == (again.already, again.entries)
    assert (0, 2) == (ConsentEvent.objects.count(), StopEvent.objects.count())
    assert _audit(workspace).clean


def test_a_consent_between_stop_and_erasure(workspace: Workspace) -> None:
    """A consent given after an earlier stop of everything, and imported again after the erasure, revives nothing."""
    from yunnuo.flows.erasing import erase_person
    from yunnuo.flows.one_event import record_events
    from yunnuo.flows.standing import read_standing

    publish_version()
    done = agree(workspace, 1)
    stop = replace(single_event("withdrawal", 1, NOW + SECOND), purposes=(), channels=())
    record_events(workspace, [stop], now=NOW + SECOND)
    given = single_event("consent", 1, NOW + 2 * SECOND)
    record_events(workspace, [given], now=NOW + 3 * SECOND)
    erase_person(workspace, done.individual, reason="本人要求", now=NOW + 9 * SECOND)
    record_events(workspace, [given], now=NOW + 20 * SECOND)

    states = {item.state for item in read_standing(workspace, done.individual, now=NOW + 30 * SECOND)}
    assert {"withdrawn"} == states
