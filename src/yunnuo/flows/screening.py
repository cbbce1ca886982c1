"""What a screening asks and what it knows when it is done; frozen values between the steps of the flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunnuo.flows.clues import tells_anyone
from yunnuo.people.keys import fold_shop
from yunnuo.rulebook.questions import FOREVER
from yunnuo.terms.instant import Instant, day_end, legal_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from yunnuo.decide.program import Program
    from yunnuo.flows.audience import AudienceCounts
    from yunnuo.flows.clues import Clue
    from yunnuo.flows.signatures import Signature
    from yunnuo.identify.export import Export
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Value


@dataclass(frozen=True, slots=True)
class ScreenRequest:
    """What is asked, in ids of the vocabulary; `on`: the legal day whose law and facts apply; `now`: the present.

    `entrusted` or `provided_to` names who would receive the list; `given` are facts of the act that the records do not
    hold (agreements, assessments, headcounts).
    """

    files: tuple[Path, ...]
    purpose: str
    channel: str
    handler: str
    now: Instant
    out: Path
    on: date | None = None
    entrusted: str = ""
    provided_to: str = ""
    given: Mapping[str, Value] = field(default_factory=dict)
    layout: str | None = None
    mapping: Path | None = None
    shops: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)

    def shop_of(self, export: Export) -> str | None:
        """Return the shop named for files of the export's platform (key `` = any platform), or None."""
        return self.shops.get(export.layout.platform, self.shops.get(""))

    @property
    def stays_here(self) -> bool:
        """Return whether nobody else receives the list."""
        return not (self.entrusted or self.provided_to)

    @property
    def day(self) -> date:
        """Return the legal day the question is asked for."""
        return self.on or legal_day(self.now)

    @property
    def is_today(self) -> bool:
        """Return whether the list may be used: only a screening of today yields one."""
        return self.day == legal_day(self.now)

    @property
    def act_at(self) -> Instant:
        """Return the act's instant: now, or the end of another day."""
        return self.now if self.is_today else day_end(self.day)

    @property
    def ends_by(self) -> Instant:
        """Return up to when a withdrawal counts: for a list that will be used, whatever is recorded by then."""
        return FOREVER if self.is_today else self.act_at


@dataclass(frozen=True, slots=True)
class Screening:
    """Everything a finished screening knows; the outputs are written from it."""

    request: ScreenRequest
    book: Book
    program: Program
    exports: tuple[Export, ...]
    counts: AudienceCounts
    signatures: tuple[Signature, ...]
    sequence: int
    phases: tuple[tuple[str, float], ...]
    clues: tuple[Clue, ...] = ()

    @property
    def tells(self) -> bool:
        """Return whether standing on the list reveals something sensitive of anybody."""
        return tells_anyone(self.clues, self.request.purpose)


def act_facts(book: Book, request: ScreenRequest, *, tells: bool) -> dict[str, Value]:
    """Return the act-level facts of a screening; what it cannot know stays unknown.

    `tells`: standing on the list reveals something sensitive of anybody (`flows.clues`).
    """
    channel = book.vocabulary.term("channels", request.channel)
    recipient = "entrusted_party" if request.entrusted else "other_handler" if request.provided_to else "self"
    assumed: dict[str, Value] = {"message_drafted": False}
    if not tells:
        assumed["sensitive"] = False  # contact points alone; goods and labels do not enter the list
    asked: dict[str, Value] = {
        "act": "provide" if request.provided_to else "use",
        "act_at": request.act_at,
        "purpose": request.purpose,
        "channel": request.channel,
        "category": frozenset(channel.texts("category")),
        "handler": request.handler,
        "recipient": recipient,
    }
    if not request.stays_here:
        asked["recipient_name"] = fold_shop(request.entrusted or request.provided_to)
    return {**assumed, **request.given, **asked}
