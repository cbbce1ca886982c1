"""Withdrawing one separate sentence of a notice stops just what it allowed, in the decisions as on the page."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flow_files import NOW
from test_no_wrong_may import ANNA, PARTNER, SECOND, TERMS, _agree, _declare, _publish, _screen, _tell

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.consent.reading import Event
from yunnuo.flows.one_event import record_events
from yunnuo.flows.stopping import make_stop
from yunnuo.people.keys import KeyValue, fold_shop

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

KEY = KeyValue("phone", "", f"+86{ANNA}")
AGREED = NOW - 3600 * SECOND
FOLDED = f"{fold_shop(PARTNER)};"


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    """Return a workspace where Anna agreed to messages, and on a page, apart, to a partner getting her phone."""
    _publish(workspace.folder)
    _declare()
    _tell(workspace, _agree(recipients="不提供", separate="否"))
    record_events(workspace, [_provision()], now=AGREED)
    return workspace


def _provision() -> Event:
    """Return what ticking the separate box records: its own recipient, no channel of any other box."""
    return Event(
        kind="consent",
        key=KEY,
        stated_at=AGREED,
        at=AGREED,
        purposes=("repeated_marketing",),
        channels=(NO_CHANNEL,),
        categories=("phone",),
        handler="允诺样例",
        notice_version="N1",
        notice_shown_at=AGREED - SECOND,
        manner="separate_tick",
        separate=True,
        recipients=FOLDED,
        evidence="display 1",
        touchpoint="web.form",
    )


def _answers(workspace: Workspace) -> tuple[set[str], set[str]]:
    """Return what a screening says of the brand's own messages, and of handing the list to the partner."""
    own = _screen(workspace)
    shutil.rmtree(workspace.folder / "out")
    handed = _screen(workspace, provided_to=PARTNER, given=TERMS)
    shutil.rmtree(workspace.folder / "out")
    return own, handed


def _stop(
    workspace: Workspace,
    channel: str,
    *,
    recipients: str = "",
    categories: tuple[str, ...] = (),
    at: int = NOW - SECOND,
) -> None:
    purposes = ["repeated_marketing"]
    event = make_stop("withdrawal", KEY, purposes, [channel], recipients=recipients, categories=categories, now=at)
    record_events(workspace, [event], now=at)


def test_stop_of_provision_leaves_messages(ready: Workspace) -> None:
    """Agreed apart, the partner may get the phone; withdrawn apart, it may not, and the brand's own messages go on."""
    before = _answers(ready)
    _stop(ready, NO_CHANNEL, recipients=FOLDED)

    assert ({"permitted"}, {"permitted"}) == before
    assert ({"permitted"}, {"not_permitted"}) == _answers(ready)


def test_stop_of_use_leaves_messages(ready: Workspace) -> None:
    """Stopping the use agreed to apart of a kind of information leaves what was agreed to in the plain."""
    _stop(ready, NO_CHANNEL, categories=("phone",))

    assert ({"permitted"}, {"not_permitted"}) == _answers(ready)


def test_stop_reaches_older_records(ready: Workspace) -> None:
    """It ends a separate agreement recorded on channels, too, even one a file tells of only later."""
    _stop(ready, NO_CHANNEL, recipients=FOLDED)
    _tell(ready, _agree("2025-04-01 10:00:00", recipients=PARTNER, separate="是"))

    assert ({"permitted"}, {"not_permitted"}) == _answers(ready)


def test_provision_alone_is_no_consent_to_messages(workspace: Workspace) -> None:
    """Who only ticked the separate box is not sent messages by the brand."""
    _publish(workspace.folder)
    _declare()
    record_events(workspace, [_provision()], now=AGREED)
    own, handed = _answers(workspace)

    assert ({"not_permitted"}, {"permitted"}) == (own, handed)


def test_agreed_again_is_agreed(ready: Workspace) -> None:
    """Agreeing again after the withdrawal lets the partner get the phone again."""
    _stop(ready, NO_CHANNEL, recipients=FOLDED, at=AGREED + SECOND)
    later = AGREED + 2 * SECOND
    record_events(ready, [replace(_provision(), stated_at=later, at=later)], now=later)

    assert ({"permitted"}, {"permitted"}) == _answers(ready)


def test_stop_for_no_channel_is_on_all(ready: Workspace) -> None:
    """Withdrawing a purpose where it was agreed to without contact reaches a screening of it, whatever its channel."""
    _stop(ready, NO_CHANNEL)

    assert ({"not_permitted"}, {"not_permitted"}) == _answers(ready)
