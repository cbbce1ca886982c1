"""Printing a batch of parcel cards again, because it was lost or spoilt: the same cards, not another batch.

Version, shop, platform and choices are the batch's own and cannot be changed; the code on the card is the one that was
printed. Both gates are asked anew: law and terms may have changed since. The run stands in the ledger beside the first.
Reads no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yunnuo.consent.models import CardBatch
from yunnuo.flows.card_orders import COLOUR, check_count, check_length, clean_base, open_document
from yunnuo.flows.card_printing import VECTOR, name_newer, open_gates, tell_run, write_content, write_files, write_link
from yunnuo.flows.card_sheet import choose_format
from yunnuo.flows.cards import REPRINTED, open_card
from yunnuo.flows.errors import check_target, refuse_personal
from yunnuo.flows.offers import list_offers
from yunnuo.flows.outputs import publish_folder
from yunnuo.ledger.journal import append_entries, lock_ledger, read_content
from yunnuo.ledger.models import LedgerEntry
from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from yunnuo.flows.card_printing import Printed
    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.instant import Instant


@dataclass(frozen=True, slots=True)
class Reprint:
    """What is to be printed again and why; `count` None = as many as the first time.

    `base_url` and `colour` are only for a batch printed before the ledger kept them.
    """

    batch: str
    reason: str
    count: int | None = None
    base_url: str = ""
    colour: str = ""
    despite: str = ""


def reprint_cards(  # what, under which rules, where to and when
    workspace: Workspace,
    book: Book,
    order: Reprint,
    out: Path,
    *,
    now: Instant,
    readings: Mapping[str, str] | None = None,
) -> Printed:
    """Write the cards of a batch into `out` once more and record that.

    Raises InputError for what cannot be printed as ordered, RefusedError when there is no such batch or its record was
    altered, CardRefused when a gate is closed today; nothing is left then.
    """
    _check_order(order)
    check_target(out)
    row = CardBatch.objects.filter(batch=order.batch).first()
    if row is None:
        raise RefusedError("card.unknown", "没有印过这个批次的卡片", todo="用 yunnuo notice batches 看有哪些")
    held = _read_first(row)
    document, newer = open_document(row.version, now), name_newer(row.version, now)
    offers = list_offers(document, purposes=row.purposes.split(";"), channels=row.channels.split(";"))
    link = _find_link(workspace, row, held, order)
    content = write_content(document, offers, row, link, _find_colour(held, order))
    shape, drawing = choose_format(content, held.get("per_page"))
    opened = open_gates(book, row, offers, drawing, order.despite, now=now, readings=readings or {})
    count = order.count or row.printed
    with publish_folder(out) as folder:
        files = write_files(folder, drawing, shape, row, count=count, now=now)
        told = {**opened.told(), "revision": book.revision, "files": files, "link": link, "newer": newer}
        _record_run({"batch": row.batch, "printed": count, "reason": order.reason.strip(), **told}, now)
    before = held.get("files", {}).get(VECTOR)
    alike = None if before is None else before == files[VECTOR]
    done = tell_run(row, opened, content, shape, drawing, files, count=count)
    return replace(done, again=True, alike=alike, newer=newer)


def _check_order(order: Reprint) -> None:
    refuse_personal("重印的理由", order.reason, order.despite)
    check_length("--reason", order.reason)
    check_length("--despite", order.despite)
    if not order.reason.strip():
        raise InputError("card.reason", "没有写为什么重印", todo="用 --reason 写明，例如：送印途中丢失")
    if order.count is not None:
        check_count(order.count)


def _read_first(row: CardBatch) -> Mapping[str, Any]:
    """Return what the ledger keeps of the first run; empty when that entry is from before contents were kept."""
    content = LedgerEntry.objects.filter(seq=row.seq).values_list("content", flat=True).first()
    body: dict[str, Any] = read_content(bytes(content))["body"] if content else {}
    return body


def _find_link(workspace: Workspace, row: CardBatch, held: Mapping[str, Any], order: Reprint) -> str:
    """Return the link the first cards carry; made anew, from the address given, for a batch that kept none."""
    kept = str(held.get("link", ""))
    if kept and order.base_url and not kept.startswith(f"{clean_base(order.base_url)}/q/"):
        why = "重印的卡要和原来的一样；二维码里的网址是第一次印的时候定的"
        raise InputError("card.base_url", "选项 --base-url 和这个批次印过的不一样", why=why, todo="去掉这个选项")
    if not kept and not order.base_url:
        why = "这个批次是早先的版本印的，台账没有记网址"
        raise InputError("card.base_url", "要写明二维码的网址", why=why, todo="用 --base-url 写第一次印时的网址")
    link = kept or write_link(workspace, row, order.base_url)
    open_card(workspace, link.rstrip("/").rpartition("/")[2])  # a card that leads nowhere is not worth printing
    return link


def _find_colour(held: Mapping[str, Any], order: Reprint) -> str:
    kept = str(held.get("colour", ""))
    if kept and order.colour and order.colour.upper() != kept:
        why = "重印的卡要和原来的一样"
        raise InputError("card.colour", "选项 --colour 和这个批次印过的不一样", why=why, todo="去掉这个选项")
    return kept or order.colour or COLOUR


def _record_run(body: Mapping[str, Any], now: Instant) -> None:
    with transaction.atomic():
        lock_ledger()
        append_entries(REPRINTED, [body], at=now)
