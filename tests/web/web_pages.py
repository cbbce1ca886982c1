"""A desk for tests of the pages: a workspace with a published notice, a clock that is told, an outbox for codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.test import Client

import yunnuo.demo
from yunnuo.consent.models import CardBatch
from yunnuo.demo.people import phone_number
from yunnuo.flows.cards import write_card_token
from yunnuo.flows.notice_publish import publish_document, read_notice
from yunnuo.flows.touchpoints import Touchpoint, write_link
from yunnuo.ledger.journal import append_entries
from yunnuo.rulebook.book import load_book
from yunnuo.terms.instant import parse_instant
from yunnuo.web.desk import Desk, open_desk

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace
    from yunnuo.people.keys import KeyValue

NOW = parse_instant("2026-11-23T12:00:00+08:00")
MINUTE = 60_000_000
HOUR = 60 * MINUTE
SMS = "repeated_marketing/sms"
WECOM = "repeated_marketing/wecom"
NOTICE = Path(yunnuo.demo.__file__).parent / "notice.yaml"
PEOPLE = Random(7)  # noqa: S311  # invented people, not secrets
PHONE, OTHER, STRANGER = (phone_number(PEOPLE) for _ in range(3))
NUMBER = re.compile(r"YN(?:-[0-9A-Z]{4})+")


@dataclass
class Outbox:
    """A sender that keeps what it is given."""

    sent: list[tuple[KeyValue, str]] = field(default_factory=list)
    kinds: tuple[str, ...] = ("phone", "email")

    def send_code(self, key: KeyValue, code: str, minutes: int) -> None:
        """Keep a code."""
        assert minutes > 0
        self.sent.append((key, code))

    @property
    def code(self) -> str:
        """The last code sent."""
        return self.sent[-1][1]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: int = NOW

    def __call__(self) -> int:
        """Return the time it shows."""
        return self.now


@dataclass
class Stage:
    """An open desk with everything a test needs to play an individual."""

    workspace: Workspace
    outbox: Outbox
    clock: Clock
    version: str
    token: str
    card: str
    client: Client = field(default_factory=Client)

    @property
    def link(self) -> str:
        """The address of the touchpoint."""
        return f"/s/{self.token}/"

    def seal(self, page: Any) -> str:
        """Return the hidden field that names the display."""
        found = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
        assert found is not None
        return found[1]

    def answer(self, *picks: str, contact: str = PHONE, answer: str = "agree", **more: Any) -> Any:
        """Open the touchpoint and submit its form."""
        seen = self.seal(self.client.get(self.link))
        form = {"seen": seen, "pick": list(picks), "contact": contact, "answer": answer, **more}
        return self.client.post(self.link, form)

    def mistake(self, *picks: str, **more: Any) -> Any:
        """Submit a form that cannot be taken, and open the page it leads to."""
        return self.client.get(self.answer(*picks, **more)["Location"])

    def confirm(self, code: str = "") -> Any:
        """Type a code, the last one sent unless another is given, and follow to the next page."""
        return self.client.post("/code/", {"code": code or self.outbox.code}, follow=True)

    def sign_in(self, contact: str = PHONE, errand: str = "enter") -> Any:
        """Show that a contact point is one's own, two minutes later so that a fresh code is sent."""
        self.clock.now += 2 * MINUTE
        self.client.post("/me/enter/", {"contact": contact, "for": errand})
        return self.confirm()

    def agree(self, *picks: str, contact: str = PHONE) -> Any:
        """Agree to boxes of the notice and confirm by code."""
        self.clock.now += 2 * MINUTE
        self.answer(*picks, contact=contact)
        return self.confirm()


def set_stage(workspace: Workspace) -> Stage:
    """Publish the sample notice, open the desk, and return the stage."""
    book = load_book()
    document = read_notice(NOTICE, book)
    publish_document(document, book, now=NOW)
    outbox, clock = Outbox(), Clock()
    open_desk(Desk(workspace, outbox, clock))
    token = write_link(workspace.ring, Touchpoint(document.version, "web.form"))
    card = write_card_token(workspace.ring, _print_cards(document.version))
    return Stage(workspace, outbox, clock, document.version, token, card)


def _print_cards(version: str) -> CardBatch:
    """Return a batch of cards that ask about text messages and WeCom only."""
    row: dict[str, Any] = {"batch": "2026-11-A", "version": version, "handler": "", "platform": "douyin", "printed": 9}
    row |= {"shop": "允诺样例旗舰店", "purposes": "repeated_marketing", "channels": "sms;wecom", "at": NOW}
    with transaction.atomic():
        (seq,) = append_entries("card.batch", [row], at=NOW)
        return CardBatch.objects.create(**row, seq=seq)


def show_text(page: Any) -> str:
    """Return the text of a page as a reader gets it."""
    body = re.sub(r"(?s)<style>.*?</style>", "", page.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
