"""A published notice, phones and choices for tests of the consent ledger. Invented people."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

from yunnuo.consent.reading import Event
from yunnuo.demo.people import phone_number
from yunnuo.flows.choices import Choice, record_choices, show_notice
from yunnuo.people.keys import KeyKind, KeyValue, normalise_value
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from yunnuo.flows.event_writer import Recorded
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

NOW = parse_instant("2026-11-23T12:00:00+08:00")
SECOND = 1_000_000
SMS, MAIL = ("repeated_marketing", "sms"), ("repeated_marketing", "email")


def phone_key(number: int) -> KeyValue:
    """Return the key of an invented phone, the same for the same number."""
    value = normalise_value(KeyKind.PHONE, phone_number(random.Random(number)))  # noqa: S311  (invented people)
    if value is None:
        raise ValueError(number)
    return KeyValue("phone", "", value)


def publish_version(version: str = "N1", *, at: Instant = NOW - 3600 * SECOND) -> None:
    """Publish a notice with one page, as the rows keep it."""
    from django.db import transaction

    from yunnuo.consent.models import Notice, NoticePage
    from yunnuo.ledger.journal import append_entries

    page = "<p>测试告知</p>"
    row: dict[str, object] = {
        "version": version,
        "handler": "允诺样例",
        "published_at": at,
        "purposes": "repeated_marketing",
        "channels": "email;sms",
        "categories": "phone",
        "elements": "handler_name;purposes",
        "text_sha256": "0" * 64,
    }
    digest = hashlib.sha256(page.encode()).hexdigest()
    with transaction.atomic():
        (seq,) = append_entries("notice", [{**row, "pages": {"short": digest}}], at=at)
        Notice.objects.create(**row, seq=seq)
        NoticePage.objects.create(version=version, name="short", sha256=digest, body=page)


def open_page(*, at: Instant = NOW, version: str = "N1", batch: str = "") -> bytes:
    """Display the notice, nothing ticked, and return the visit."""
    return show_notice(
        version=version, page="short", touchpoint="web_form", asked=(SMS, MAIL), ticked=(), batch=batch, now=at
    )


def agree(workspace: Workspace, number: int, *, at: Instant = NOW, kind: str = "consent") -> Recorded:
    """Let somebody see the notice and choose SMS on it a second later."""
    visit = open_page(at=at)
    choice = Choice(kind, ("repeated_marketing",), ("sms",), ("phone",), separate=True, manner="separate_tick")
    (done,) = record_choices(workspace, phone_key(number), [choice], visit=visit, now=at + SECOND)
    return done


def single_event(kind: str, number: int, at: Instant) -> Event:
    """Return an event of one phone without a notice."""
    return Event(
        kind=kind,
        key=phone_key(number),
        stated_at=at,
        at=at,
        purposes=("repeated_marketing",),
        channels=("sms",),
        categories=("phone",) if kind == "consent" else (),
    )
