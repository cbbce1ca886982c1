"""A stop may name recipients or categories: it ends what was agreed for those at once, and never anything else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from flow_files import NOW, stop_row
from test_no_wrong_may import ANNA, BOOK, HANDLER, PARTNER, SECOND, TERMS, _agree, _declare, _publish, _screen, _tell

from yunnuo.consent.reading import Event
from yunnuo.people.keys import KeyValue
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

KEY = KeyValue("phone", "", f"+86{ANNA}")
OTHER = "另一家伙伴"
LATER = "2025-04-01 10:00:00"
MOST = "2025-05-01 10:00:00"


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    """Return a workspace where Anna agreed to messages, and apart from that to a partner getting her phone."""
    _publish(workspace.folder)
    _declare()
    _tell(workspace, _agree(recipients="不提供"), _agree(LATER, recipients=PARTNER, separate="是"))
    return workspace


def _answers(workspace: Workspace) -> tuple[set[str], set[str]]:
    """Return what a screening says of the brand's own messages, and of handing the list to the partner."""
    own = _screen(workspace)
    shutil.rmtree(workspace.folder / "out")
    handed = _screen(workspace, provided_to=PARTNER, given=TERMS)
    shutil.rmtree(workspace.folder / "out")
    return own, handed


def _limit(**more: str) -> dict[str, str]:
    return stop_row(ANNA, MOST, limited="是", **more)


def test_stopped_consent_lifts_nothing(ready: Workspace) -> None:
    """An agreement that a limited stop ended lifts no refusal that came before it."""
    _tell(ready, stop_row(ANNA, "2025-03-20 10:00:00"))
    _tell(ready, _limit(recipients=PARTNER))

    assert [True] == _standing_refusals(ready)


def _standing_refusals(workspace: Workspace) -> list[bool]:
    """Return of each refusal on record whether it stands, as an audience is screened with."""
    from pathlib import Path

    from yunnuo.flows.facts import Campaign, build_facts
    from yunnuo.flows.one_person import MEMORY, _copy_person
    from yunnuo.flows.persons import find_person
    from yunnuo.flows.screening import ScreenRequest
    from yunnuo.flows.workspace import open_scratch

    request = ScreenRequest((), "repeated_marketing", "sms", HANDLER, NOW, Path())
    who = find_person(workspace, KEY).individual
    with open_scratch(workspace, memory=MEMORY) as scratch:
        _copy_person(workspace, scratch, who, request.day)
        build_facts(
            scratch, Campaign("repeated_marketing", "sms", HANDLER, request.act_at, request.ends_by), BOOK.vocabulary
        )
        return [bool(row[0]) for row in scratch.execute("SELECT standing FROM refusal").fetchall()]


@pytest.mark.parametrize("words", [{}, {"recipients": "不提供"}])
def test_limit_to_nothing_is_refused(ready: Workspace, words: dict[str, str]) -> None:
    """A stop limited to nothing would stop nothing, so the file is refused."""
    with pytest.raises(InputError):
        _tell(ready, _limit(**words))


def test_older_ledger_rebuilds(ready: Workspace) -> None:
    """Stops recorded before they could be limited are whole when the tables are made anew, and nothing is found."""
    from django.db import transaction

    from yunnuo.consent.models import StopEvent
    from yunnuo.consent.rows import STOPPED, Resolved, stop_body, tell_row
    from yunnuo.flows.fsck import audit_records
    from yunnuo.flows.persons import find_person
    from yunnuo.flows.projection import rebuild_tables
    from yunnuo.ledger.journal import append_entries
    from yunnuo.people.models import Key

    who = find_person(ready, KEY).individual
    event = Event(kind="withdrawal", key=KEY, stated_at=NOW, at=NOW)
    blind = bytes(Key.objects.values_list("blind", flat=True).get(individual=who))
    item = Resolved(event, who, b"s" * 16, blind, b"f" * 16)
    told = {name: value for name, value in stop_body(item).items() if name not in {"categories", "recipients"}}
    with transaction.atomic():
        (seq,) = append_entries(STOPPED, [tell_row(told, item)], at=NOW)
        StopEvent.objects.create(**told, seq=seq)
    assert [] == audit_records(ready).ledger.findings.lines

    rebuild_tables()

    assert [("", "")] == list(StopEvent.objects.values_list("categories", "recipients"))
    assert [] == audit_records(ready).ledger.findings.lines


def test_standing_tells_each_apart(ready: Workspace) -> None:
    """The two agreements stand apart, and only the one that is stopped ends, at the same moment as in a screening."""
    from yunnuo.flows.persons import find_person
    from yunnuo.flows.standing import read_standing
    from yunnuo.flows.stopping import stop_contact

    who = find_person(ready, KEY).individual
    apart = next(item for item in read_standing(ready, who, now=NOW) if item.recipients)
    stop_contact(
        ready,
        KEY,
        purposes=(apart.purpose,),
        channels=(apart.channel,),
        recipients=apart.recipients,
        touchpoint="preference_centre",
        once=f"one {apart.receipt}",
        now=NOW - SECOND,
    )

    assert [((), "given"), (apart.recipients, "withdrawn")] == [
        (item.recipients, item.state) for item in read_standing(ready, who, now=NOW)
    ]
    assert ({"permitted"}, {"not_permitted"}) == _answers(ready)


def test_standing_tells_what_was_lost(ready: Workspace) -> None:
    """An agreement for two recipients that lost one stands, says which, and the stop is not told a second time."""
    from yunnuo.flows.persons import find_person
    from yunnuo.flows.standing import read_standing
    from yunnuo.flows.stopping import stop_contact

    _tell(ready, _agree(MOST, recipients=f"{PARTNER}；{OTHER}", separate="是"))
    who = find_person(ready, KEY).individual
    apart = next(item for item in read_standing(ready, who, now=NOW) if len(item.recipients) > 1)
    stop_contact(
        ready,
        KEY,
        purposes=(apart.purpose,),
        channels=(apart.channel,),
        recipients=(OTHER,),
        touchpoint="preference_centre",
        once="one of two",
        now=NOW - SECOND,
    )

    assert [("given", ()), ("given", (OTHER,)), ("given", ())] == [
        (item.state, item.lost_recipients) for item in read_standing(ready, who, now=NOW)
    ]


def test_stop_is_changed_in_the_table(ready: Workspace) -> None:
    """Limiting a whole stop behind the ledger's back is found."""
    from yunnuo.consent.models import StopEvent
    from yunnuo.flows.fsck import audit_records
    from yunnuo.flows.persons import record_withdrawal

    record_withdrawal(ready, KEY, [], [], BOOK.vocabulary, now=NOW)
    StopEvent.objects.update(recipients=f"{OTHER};")

    assert not audit_records(ready).clean
