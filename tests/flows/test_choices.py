"""Choices on a displayed notice: what counts, what is refused, and where an individual then stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from choice_desk import MAIL, NOW, SECOND, SMS, agree, open_page, phone_key, publish_version, single_event

from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace


def _state(workspace: Workspace, individual: int, at: int = NOW + 60 * SECOND) -> dict[str, str]:
    from yunnuo.flows.standing import read_standing

    return {item.channel: item.state for item in read_standing(workspace, individual, now=at)}


def test_choice_rests_on_what_was_shown(workspace: Workspace) -> None:
    """An agreement names the display, its time and the hash of the page, and carries the best grade."""
    from yunnuo.consent.models import ConsentEvent, NoticeShown

    publish_version()
    done = agree(workspace, 1)

    held, shown = ConsentEvent.objects.get(), NoticeShown.objects.get()
    assert (held.visit, held.notice_shown_at, held.notice_version) == (shown.visit, shown.at, "N1")
    assert ("A", "separate_tick", True) == (held.grade, held.manner, held.separate)
    assert shown.page_sha256 in held.evidence
    assert (held.seq, held.individual_id) == (done.seq, done.individual)
    assert {"sms": "given"} == _state(workspace, done.individual)


def test_no_display_no_consent(workspace: Workspace) -> None:
    """A choice on a visit nobody recorded, or on an unpublished notice, is refused and leaves nothing."""
    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.choices import Choice, record_choices

    publish_version(at=NOW + SECOND)
    with pytest.raises(RefusedError, match="not_published"):
        open_page()
    with pytest.raises(RefusedError, match="not_shown"):
        record_choices(workspace, phone_key(1), [Choice("consent", *_pair(SMS))], visit=b"0" * 16, now=NOW)
    assert 0 == ConsentEvent.objects.count()


def test_only_what_was_offered(workspace: Workspace) -> None:
    """A choice outside what was offered is refused; one that was ticked beforehand is no consent."""
    from yunnuo.flows.choices import Choice, record_choices, show_notice

    publish_version()
    ticked = show_notice(version="N1", page="short", touchpoint="t", asked=(SMS, MAIL), ticked=(SMS,), now=NOW)
    for visit, pair, code in ((open_page(), ("repeated_marketing", "post"), "not_offered"), (ticked, SMS, "ticked")):
        with pytest.raises(RefusedError, match=code):
            record_choices(workspace, phone_key(1), [Choice("consent", *_pair(pair))], visit=visit, now=NOW)


def test_form_sent_twice_is_one_choice(workspace: Workspace) -> None:
    """The same choice from the same display again records nothing and returns the first receipt."""
    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.choices import Choice, record_choices

    publish_version()
    visit, choice = open_page(), Choice("consent", *_pair(SMS))
    (first,) = record_choices(workspace, phone_key(1), [choice], visit=visit, now=NOW + SECOND)
    (again,) = record_choices(workspace, phone_key(1), [choice], visit=visit, now=NOW + 9 * SECOND)

    assert (first.receipt, True, False) == (again.receipt, first.new, again.new)
    assert 1 == ConsentEvent.objects.count()


def test_withdrawal_ends_only_what_it_names(workspace: Workspace) -> None:
    """Withdrawing one channel leaves the other; withdrawing everything ends both; agreeing anew lifts it."""
    from yunnuo.flows.choices import Choice, record_choices, withdraw_choices

    publish_version()
    both = [Choice("consent", *_pair(SMS)), Choice("consent", *_pair(MAIL))]
    done, _ = record_choices(workspace, phone_key(1), both, visit=open_page(), now=NOW)
    who = done.individual
    withdraw_choices(workspace, who, channels=["sms"], touchpoint="t", now=NOW + SECOND)
    assert {"email": "given", "sms": "withdrawn"} == _state(workspace, who)
    withdraw_choices(workspace, who, touchpoint="t", now=NOW + 2 * SECOND)
    assert {"email": "withdrawn", "sms": "withdrawn"} == _state(workspace, who)
    agree(workspace, 1, at=NOW + 3 * SECOND)
    assert {"email": "withdrawn", "sms": "given"} == _state(workspace, who)


def test_stop_on_the_same_instant_wins(workspace: Workspace) -> None:
    """Where an agreement and a stop bear the same instant the stop holds, in whatever order they came."""
    from yunnuo.flows.one_event import record_events

    events = [single_event("withdrawal", 1, NOW), single_event("consent", 1, NOW)]
    (done, _) = record_events(workspace, events, now=NOW)
    assert {"sms": "withdrawn"} == _state(workspace, done.individual)


def test_lapsed_is_not_given(workspace: Workspace) -> None:
    """An agreement past its term has lapsed."""
    from yunnuo.flows.one_event import record_events

    event = replace(single_event("consent", 1, NOW), until=NOW + SECOND)
    (done,) = record_events(workspace, [event], now=NOW)
    assert {"sms": "lapsed"} == _state(workspace, done.individual)


def test_nobody_is_refused_not_invented(workspace: Workspace) -> None:
    """Withdrawing for a number nobody has is refused; for an unknown phone it is kept as a suppression."""
    from yunnuo.flows.choices import withdraw_choices
    from yunnuo.flows.one_event import record_events

    with pytest.raises(RefusedError, match="unknown"):
        withdraw_choices(workspace, 12345, touchpoint="t", now=NOW)
    (kept,) = record_events(workspace, [single_event("withdrawal", 7, NOW)], now=NOW)
    old = agree_late(workspace, 7)
    assert {"sms": "withdrawn"} == _state(workspace, kept.individual)
    assert kept.individual == old


def agree_late(workspace: Workspace, number: int) -> int:
    """Record an older agreement after the fact, and return whose it is."""
    from yunnuo.flows.one_event import record_events

    (done,) = record_events(workspace, [single_event("consent", number, NOW - 3600 * SECOND)], now=NOW + SECOND)
    return done.individual


def _pair(pair: tuple[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    purpose, channel = pair
    return (purpose,), (channel,)


def test_card_says_where_the_contact_came_from(workspace: Workspace) -> None:
    """A choice reached through a parcel card has the origin the card proves: that platform's parcel, not a form."""
    from yunnuo.consent.models import CardBatch
    from yunnuo.flows.choices import Choice, record_choices
    from yunnuo.people.models import Origin

    publish_version()
    card = {"batch": "B1", "version": "N1", "handler": "允诺样例", "platform": "douyin", "shop": "样例 旗舰店"}
    CardBatch.objects.create(**card, purposes="", channels="", printed=10, at=NOW, seq=99)
    choice = Choice("consent", *_pair(SMS), manner="scan_then_tap")
    record_choices(workspace, phone_key(1), [choice], visit=open_page(batch="B1"), now=NOW)

    assert [("card_scan", "douyin", "样例旗舰店", "direct")] == list(
        Origin.objects.values_list("kind", "platform", "shop", "mode")
    )


def test_withdrawal_outlasts_a_fast_clock(workspace: Workspace) -> None:
    """A consent a fast clock dated ahead does not outlive the withdrawal that was recorded after it."""
    from yunnuo.flows.choices import withdraw_choices
    from yunnuo.flows.one_event import record_events

    ahead = NOW + 300 * SECOND
    (done,) = record_events(workspace, [single_event("consent", 1, ahead)], now=ahead)
    withdraw_choices(workspace, done.individual, touchpoint="t", now=NOW)
    assert {"sms": "withdrawn"} == _state(workspace, done.individual, at=ahead + SECOND)


def test_late_stop_keeps_its_own_time(workspace: Workspace) -> None:
    """A stop told after the fact keeps the day it was made: a consent given after it stands."""
    from yunnuo.flows.one_event import record_events

    (done,) = record_events(workspace, [single_event("consent", 1, NOW)], now=NOW)
    record_events(workspace, [single_event("withdrawal", 1, NOW - 60 * SECOND)], now=NOW + SECOND)
    assert {"sms": "given"} == _state(workspace, done.individual)
