"""Events recorded by columns are those spelled one by one: the same fingerprints, rows and bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from choice_desk import NOW, phone_key, single_event
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yunnuo.consent.fingerprints import fingerprint_event
from yunnuo.consent.reading import Event
from yunnuo.consent.rows import GIVEN, STOPPED, Resolved, consent_body, stop_body, tell_row
from yunnuo.ledger.journal import write_content
from yunnuo.people.keys import KeyValue
from yunnuo.protect.index import blind_index
from yunnuo.protect.keys import create_keyring
from yunnuo.protect.subjects import subject_token

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from yunnuo.flows.workspace import Workspace

WORDS = st.sampled_from(["", "repeated_marketing", "短信", '"at":7', "%d%s\\", "\u2028𠮷", "\x1f\x7f", "a'b$1{0}"])
LISTS = st.lists(WORDS, max_size=2).map(tuple)
TIMES = st.integers(min_value=0, max_value=NOW)
KEYS = st.builds(phone_key, st.integers(1, 4)) | st.builds(KeyValue, st.just("email"), st.just(""), WORDS)
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(["consent", "request", "withdrawal", "refusal", "suppression"]),
    key=KEYS,
    stated_at=TIMES,
    at=TIMES,
    until=st.none() | TIMES,
    purposes=LISTS,
    channels=LISTS,
    categories=LISTS,
    handler=WORDS,
    notice_version=WORDS,
    notice_shown_at=st.none() | TIMES,
    manner=st.sampled_from(["unknown", "separate_tick", "reply"]),
    separate=st.none() | st.booleans(),
    guardian=st.sampled_from(["", "none", "verified"]),
    recipients=WORDS,
    limited=st.booleans(),
    evidence=WORDS,
    touchpoint=WORDS,
    platform=st.sampled_from(["", "douyin"]),
    shop=WORDS,
    birthday=st.none() | st.just(date(1990, 2, 3)),
    age_band=st.sampled_from(["", "adult"]),
    once=st.sampled_from(["", "form"]),
)


def _import(workspace: Workspace, events: list[Event]) -> list[tuple[str, bytes, dict[str, Any]]]:
    """Return kind and content of each entry of an event, and its row; nothing stays on record."""
    from django.db import transaction

    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.flows.event_people import link_events, write_events
    from yunnuo.flows.event_stage import EventStage
    from yunnuo.flows.workspace import open_scratch
    from yunnuo.ledger.journal import lock_ledger
    from yunnuo.ledger.models import LedgerEntry

    with open_scratch(workspace) as scratch, transaction.atomic():
        lock_ledger()
        stage = EventStage(scratch)
        for event in events:
            stage.add(event)
        stage.close(now=NOW)
        link_events(scratch, workspace.ring, now=NOW)
        write_events(scratch, workspace.ring, stage, source=None, now=NOW)
        rows: dict[int, Any] = {
            row["seq"]: row for model in (ConsentEvent, StopEvent) for row in model.objects.values()
        }
        entries = LedgerEntry.objects.filter(kind__in=(GIVEN, STOPPED)).values_list("seq", "kind", "content")
        told = [(kind, bytes(content or b""), rows.pop(seq)) for seq, kind, content in entries]
        assert rows == {}
        transaction.set_rollback(True)
    return told


@given(st.lists(EVENTS, min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_written_alike(workspace: Workspace, events: list[Event]) -> None:
    """Columns give the same rows and the same bytes as spelling every event by itself, each event once."""
    _compare(workspace, events)


def test_written_alike_under_sm3(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same holds where the engine lacks the digest, and texts are read two at a time."""
    monkeypatch.setattr("yunnuo.flows.resolving.BATCH", 2)
    turned = replace(workspace, ring=create_keyring(tmp_path / "sm3", digest="sm3"))
    kinds = ("consent", "withdrawal", "consent")

    _compare(turned, [single_event(kind, number, at=NOW - number) for number, kind in enumerate(kinds, 1)])


def _compare(workspace: Workspace, events: list[Event]) -> None:
    by_print = {fingerprint_event(workspace.ring, event)[-1]: event for event in reversed(events)}
    for kind, content, row in _import(workspace, events):
        seq, event = row.pop("seq"), by_print.pop(bytes(row["fingerprint"]))
        who, blind = row["individual_id"], blind_index(workspace.ring.current, *event.key)
        item = Resolved(event, who, subject_token(workspace.ring, who), blind, bytes(row["fingerprint"]))
        body = consent_body(item) if kind == GIVEN else stop_body(item)

        assert body == {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
        assert write_content(seq, kind, tell_row(body, item), NOW) == content
    assert by_print == {}
