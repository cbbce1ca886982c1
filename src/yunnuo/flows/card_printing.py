"""Printing parcel cards: both gates first, then the files, then the batch in the ledger; all of it or nothing.

A closed platform gate stops the run unless the handler says why it prints nonetheless, and then the ledger says so too.
An undetermined one is told as what it is. Reads no clock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.flows.card_gates import NOT_APPLICABLE, Gate, ask_person, ask_platform, tell_gates
from yunnuo.flows.card_orders import check_batch_free, check_order, clean_base, find_newer, pin_batch
from yunnuo.flows.card_sheet import CardContent, choose_format, write_png, write_sheet, write_svg
from yunnuo.flows.card_sheet.content import MIN_POINTS, check_colour
from yunnuo.flows.cards import write_card_token
from yunnuo.flows.errors import CardRefused, check_target
from yunnuo.flows.notice_view import name_words, shipped_words
from yunnuo.flows.offers import list_offers, list_pairs
from yunnuo.flows.outputs import publish_folder
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.terms.instant import legal_day, to_datetime
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.consent.models import CardBatch
    from yunnuo.flows.card_orders import CardOrder
    from yunnuo.flows.card_sheet import Format
    from yunnuo.flows.card_sheet.content import Drawing
    from yunnuo.flows.offers import Offer
    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.instant import Instant

SHEET, VECTOR, PICTURE = "sheet.pdf", "card.svg", "card.png"


@dataclass(frozen=True, slots=True)
class Printed:
    """A print run: both gates as they were answered, the link every card carries, how many copies make the run.

    `again`: a batch that was printed before; `alike` is then whether the card is what it was, None when not known.
    `newer`: a later version of the same handler's notice that is published; empty when there is none.
    """

    batch: str
    version: str
    person: Gate
    platform: Gate
    gates: tuple[str, ...]
    despite: str
    link: str
    count: int
    per_page: int
    copies: int
    smallest: float
    files: Mapping[str, str]
    again: bool = False
    alike: bool | None = None
    newer: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the stable JSON shape `yunnuo.card.printed/1`."""
        told = {"alike": self.alike} if self.again else {}
        return {
            "schema": "yunnuo.card.reprinted/1" if self.again else "yunnuo.card.printed/1",
            "batch": self.batch,
            "version": self.version,
            "gates": {"person": self.person.as_json(), "platform": self.platform.as_json()},
            "despite": self.despite,
            "link": self.link,
            "count": self.count,
            "per_page": self.per_page,
            "copies": self.copies,
            "smallest_points": self.smallest,
            "files": dict(self.files),
            "newer": self.newer,
            **told,
        }


def print_cards(  # what, under which rules, where to and when
    workspace: Workspace,
    book: Book,
    order: CardOrder,
    out: Path,
    *,
    now: Instant,
    readings: Mapping[str, str] | None = None,
) -> Printed:
    """Write sheet and pictures into `out` and record the batch.

    Raises InputError for what cannot be printed as ordered, CardRefused when a gate is closed; nothing is left then.
    """
    check_order(order)
    check_target(out)
    document, row = pin_batch(order, book, now)
    newer = name_newer(row.version, now)
    offers = list_offers(document, purposes=row.purposes.split(";"), channels=row.channels.split(";"))
    link = write_link(workspace, row, order.base_url)
    content = write_content(document, offers, row, link, order.colour)
    shape, drawing = choose_format(content, order.per_page)
    opened = open_gates(book, row, offers, drawing, order.despite, now=now, readings=readings or {})
    with publish_folder(out) as folder:
        files = write_files(folder, drawing, shape, row, count=order.count, now=now)
        look = {"link": link, "colour": content.colour, "per_page": shape.count}
        _record_batch(row, {**opened.told(), "revision": book.revision, "files": files, "newer": newer, **look}, now)
    return replace(tell_run(row, opened, content, shape, drawing, files, count=order.count), newer=newer)


@dataclass(frozen=True, slots=True)
class OpenGates:
    """Both gates, of which none stops the run, as answered and in words; `despite` is why it is printed nonetheless."""

    person: Gate
    platform: Gate
    lines: tuple[str, ...]
    despite: str

    def told(self) -> dict[str, Any]:
        """Return what the ledger keeps of them."""
        rules = [rule.id for rule in self.platform.rules]
        gates = {"person": self.person.outcome, "platform": self.platform.outcome, "rules": rules}
        return {"gates": gates, "despite": self.despite}


def tell_run(  # all that makes a run
    row: CardBatch,
    opened: OpenGates,
    content: CardContent,
    shape: Format,
    drawing: Drawing,
    files: Mapping[str, str],
    *,
    count: int,
) -> Printed:
    """Return the run of `count` cards of a batch."""
    return Printed(
        batch=row.batch,
        version=row.version,
        person=opened.person,
        platform=opened.platform,
        gates=opened.lines,
        despite=opened.despite,
        link=content.link,
        count=count,
        per_page=shape.count,
        copies=-(-count // shape.count),
        smallest=drawing.smallest,
        files=files,
    )


def name_newer(version: str, now: Instant) -> str:
    """Return the later version of the notice that ledger and answer name; empty when there is none."""
    found = find_newer(version, now)
    return found.version if found else ""


def write_link(workspace: Workspace, row: CardBatch, base_url: str) -> str:
    """Return the link every card of a batch carries; raise InputError for an address that cannot be printed."""
    return f"{clean_base(base_url)}/q/{write_card_token(workspace.ring, row)}/"


def write_content(
    document: NoticeDocument, offers: Sequence[Offer], row: CardBatch, link: str, colour: str
) -> CardContent:
    """Return the texts of a batch's card; raise InputError for a colour that cannot be printed."""
    words = shipped_words()
    plain = [offer for offer in offers if not offer.apart]
    lists = (
        ("目的", "purposes", row.purposes.split(";")),
        ("渠道", "channels", [offer.channel for offer in plain if offer.channel != NO_CHANNEL]),
        ("信息", "categories", [word for offer in plain for word in offer.categories]),
    )
    return CardContent(
        brand=document.handler.brand or document.handler.name,
        handler=document.handler.name,
        short=document.short,
        rows=tuple(
            (label, tuple(named.zh for named in name_words(words, name, list(dict.fromkeys(ids)))))
            for label, name, ids in lists
            if ids
        ),
        version=row.version,
        batch=row.batch,
        link=link,
        colour=check_colour(colour),
    )


def open_gates(  # the card, the reason, the day and the readings
    book: Book,
    row: CardBatch,
    offers: Sequence[Offer],
    drawing: Drawing,
    despite: str,
    *,
    now: Instant,
    readings: Mapping[str, str],
) -> OpenGates:
    """Ask both gates under the law and terms of the day; raise CardRefused when one stops the run."""
    pairs, on = list_pairs([offer for offer in offers if not offer.apart]), legal_day(now)
    readable = drawing.smallest >= MIN_POINTS
    person = ask_person(book, pairs, readable=readable, on=on, readings=readings)
    platform = ask_platform(book, row.platform, row.shop, pairs, on=on, readings=readings)
    lines = tell_gates(person, platform, book.vocabulary.zh("platforms", row.platform))
    return OpenGates(person, platform, tuple(lines), _settle_gates(person, platform, despite, lines))


def _settle_gates(person: Gate, platform: Gate, despite: str, lines: Sequence[str]) -> str:
    """Return the reason to record, empty when none is needed; raise CardRefused when a gate is not open.

    Not knowing whether a platform allows the card is no leave to print it.
    """
    if person.outcome == Outcome.NOT_PERMITTED:
        raise CardRefused("卡片不能印：个人关口关着", why=person.rules[0].zh, todo="改正告知或卡片", faults=lines)
    if platform.outcome in (Outcome.PERMITTED, NOT_APPLICABLE):
        return ""
    if not despite.strip():
        known = platform.outcome == Outcome.NOT_PERMITTED
        raise CardRefused(
            "卡片没有印：平台不允许" if known else "卡片没有印：平台许不许，无法判断",
            why="；".join(f"{rule.zh} [{rule.id}]" for rule in platform.rules) or "没有规则不等于可以",
            todo=f"{_OTHERWISE[known]}；仍要印的，用 --despite 写明理由，理由记进台账",
            faults=lines,
        )
    return despite.strip()


_OTHERWISE: Final = {True: "换成平台允许的做法", False: "先向平台问清，写进规则库"}


def write_files(
    folder: Path, drawing: Drawing, shape: Format, row: CardBatch, *, count: int, now: Instant
) -> dict[str, str]:
    """Write the files of a run of `count` cards and return their hashes by name."""
    notes = (
        f"批次 {row.batch}　告知 {row.version}　沿角线裁切，原大打印",
        f"每份 {shape.count} 张　印 {-(-count // shape.count):,} 份，用 {count:,} 张",
    )
    title = f"包裹卡 {row.batch}"
    made = {
        SHEET: write_sheet(drawing, shape, notes=notes, title=title, made_at=to_datetime(now)),
        VECTOR: write_svg(drawing, title=title).encode(),
        PICTURE: write_png(drawing),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}


def _record_batch(row: CardBatch, more: Mapping[str, Any], now: Instant) -> None:
    names = ("batch", "version", "handler", "platform", "shop", "purposes", "channels", "printed")
    body = {name: getattr(row, name) for name in names}
    with transaction.atomic():
        lock_ledger()
        check_batch_free(row.batch)
        (row.seq,) = append_entries("card.printed", [{**body, **more}], at=now)
        row.save(force_insert=True)
