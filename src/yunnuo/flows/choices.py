"""What an individual saw and chose: a notice displayed, then agreements, refusals and withdrawals made on it.

A choice is in force once the call returns. A consent rests on a display that was recorded before it, never on one
that was not: what nobody was shown, nobody agreed to. Reads no clock.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from yunnuo.consent.models import CardBatch, Notice, NoticePage, NoticeShown
from yunnuo.consent.reading import Event
from yunnuo.flows.event_writer import Recorded, Seen
from yunnuo.flows.one_event import record_events, record_stop
from yunnuo.flows.separate_items import tell_display
from yunnuo.flows.stopping import make_stop
from yunnuo.ledger.journal import append_entries
from yunnuo.ledger.rows import insert_rows
from yunnuo.people.keys import KeyValue, fold_shop
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

Pair = tuple[str, str]  # purpose, channel
VISIT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """One agreement, refusal or withdrawal; ids of the vocabulary. `separate`: given on its own, apart from others.

    `box` names the box of the notice when that stands apart; a refusal of it is of what the box asks, and no more.
    """

    kind: str
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    categories: tuple[str, ...] = ()
    separate: bool | None = None
    recipients: str = ""
    guardian: str = ""
    manner: str = "tick"
    box: str = ""


def show_notice(  # what was displayed, where and when
    *,
    version: str,
    page: str,
    touchpoint: str,
    asked: Sequence[Pair],
    ticked: Sequence[Pair] = (),
    batch: str = "",
    now: Instant,
) -> bytes:
    """Record that a page of a published notice was displayed, and return the visit choices will refer to.

    `page` names a rendering of the notice; `ticked` are choices that were ticked beforehand. Raises RefusedError when
    the version is not published or has no such page.
    """
    notice = Notice.objects.filter(version=version, published_at__lte=now).first()
    held = NoticePage.objects.filter(version=version, name=page).first()
    if notice is None or held is None:
        raise RefusedError("consent.not_published", "这个告知版本还没有发布", todo="先发布，再展示")
    visit = os.urandom(VISIT_BYTES)
    body = {
        "visit": visit,
        "version": version,
        "page_sha256": held.sha256,
        "touchpoint": touchpoint,
        "batch": batch,
        "elements": notice.elements,
        "asked": _join(asked),
        "ticked": _join(ticked),
        "at": now,
    }
    with transaction.atomic():
        (seq,) = append_entries("notice.shown", [body], at=now)
        insert_rows(NoticeShown, (*body, "seq"), [(*body.values(), seq)])
    return visit


def record_choices(
    workspace: Workspace, key: KeyValue, choices: Sequence[Choice], *, visit: bytes, now: Instant
) -> tuple[Recorded, ...]:
    """Record what an individual chose on a display, all or none; in force once this returns.

    A second submission from the same visit records nothing and returns what was recorded the first time. Raises
    RefusedError when the display is unknown, offered something else, or had the choice ticked beforehand.
    """
    shown = NoticeShown.objects.filter(visit=visit).first()
    if shown is None:
        raise RefusedError("consent.not_shown", "没有展示过这份告知的记录", todo="重新打开页面，看过告知再选择")
    notice = Notice.objects.get(version=shown.version)
    for choice in choices:
        _check_offer(choice, shown)
    events = [_make_event(choice, key, notice, shown, now) for choice in choices]
    seen = Seen(visit, shown.batch, _card_place(shown.batch))
    return record_events(workspace, events, now=now, seen=seen)


def withdraw_choices(  # whose, what, where and when
    workspace: Workspace,
    individual: int,
    *,
    purposes: Sequence[str] = (),
    channels: Sequence[str] = (),
    touchpoint: str,
    now: Instant,
) -> Recorded:
    """Record the withdrawal of an individual known by number; empty means all. In force once this returns.

    Raises RefusedError when nobody has the number.
    """
    key = KeyValue("individual", "", str(individual))
    event = make_stop("withdrawal", key, purposes, channels, touchpoint=touchpoint, now=now)
    return record_stop(workspace, event, individual, now=now)


def _card_place(batch: str) -> tuple[str, str, str] | None:
    """Return the origin a card proves: the platform and shop whose parcels it lay in; None without a card."""
    card = CardBatch.objects.filter(batch=batch).first() if batch else None
    return ("card_scan", card.platform, fold_shop(card.shop)) if card else None


def _check_offer(choice: Choice, shown: NoticeShown) -> None:
    pairs = {f"{purpose}/{channel}" for purpose in choice.purposes for channel in choice.channels}
    if not pairs <= set(shown.asked.split(";")):
        raise RefusedError("consent.not_offered", "所选内容不在展示过的选项里", todo="重新打开页面再选择")
    if choice.kind == "consent" and pairs & set(shown.ticked.split(";")):
        raise RefusedError("consent.ticked_before", "预先勾选的选项不能作为同意", todo="去掉预先勾选，由本人自己选择")


def _make_event(choice: Choice, key: KeyValue, notice: Notice, shown: NoticeShown, now: Instant) -> Event:
    once = f"{bytes(shown.visit).hex()} {choice.purposes} {choice.channels} {choice.categories} {choice.recipients}"
    once = f"{once} {choice.box}".rstrip()
    evidence, touchpoint = tell_display(shown.seq, shown.page_sha256, choice.box), shown.touchpoint
    if choice.kind != "consent":
        whom = choice.recipients.removeprefix(";") if choice.box else ""
        return make_stop(
            choice.kind,
            key,
            choice.purposes,
            choice.channels,
            recipients=whom,
            categories=choice.categories if choice.box and not whom else (),
            touchpoint=touchpoint,
            evidence=evidence,
            once=once,
            now=now,
        )
    return Event(
        kind=choice.kind,
        key=key,
        stated_at=now,
        at=now,
        purposes=choice.purposes,
        channels=choice.channels,
        categories=choice.categories,
        handler=notice.handler,
        notice_version=notice.version,
        notice_shown_at=shown.at,
        manner=choice.manner,
        separate=choice.separate,
        guardian=choice.guardian,
        recipients=choice.recipients,
        evidence=evidence,
        touchpoint=touchpoint,
        once=once,
    )


def _join(pairs: Sequence[Pair]) -> str:
    return ";".join(f"{purpose}/{channel}" for purpose, channel in pairs)
