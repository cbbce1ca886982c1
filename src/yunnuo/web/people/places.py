"""The place a link leads to: a touchpoint or a parcel card, its published notice, and what is asked there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yunnuo.consent.documents import load_document
from yunnuo.consent.models import Notice, NoticePage
from yunnuo.flows.cards import open_card
from yunnuo.flows.offers import list_offers
from yunnuo.flows.touchpoints import Touchpoint, read_link
from yunnuo.terms.errors import YunnuoError

if TYPE_CHECKING:
    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.flows.offers import Offer
    from yunnuo.terms.instant import Instant
    from yunnuo.web.desk import Desk

SHORT = "short"
CARD = "parcel_card"  # what the evidence calls a display that a card led to; as `card_orders`, which draws PDFs


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: the notice as published, its short page as it is shown, the boxes, the card's batch."""

    token: str
    touchpoint: str
    document: NoticeDocument
    page: str
    offers: tuple[Offer, ...]
    card: bool = False
    batch: str = ""


class NotPublishedError(YunnuoError):
    """The link is ours, but its notice is not published yet, or was published without pages."""


def open_place(desk: Desk, token: str, now: Instant, *, card: bool) -> Place | None:
    """Return where a token leads, or None when it was not made here.

    Raises NotPublishedError when the notice cannot be shown.
    """
    if card:
        return _open_card(desk, token, now)
    point = read_link(desk.workspace.ring, token)
    return None if point is None else _open_notice(token, point, now)


def _open_card(desk: Desk, token: str, now: Instant) -> Place | None:
    try:
        batch = open_card(desk.workspace, token)
    except YunnuoError:
        return None
    place = _open_notice(token, Touchpoint(batch.version, CARD), now)
    purposes, channels = (frozenset(filter(None, held.split(";"))) for held in (batch.purposes, batch.channels))
    offers = list_offers(place.document, purposes=purposes, channels=channels)
    return replace(place, card=True, batch=batch.batch, offers=offers)


def _open_notice(token: str, point: Touchpoint, now: Instant) -> Place:
    notice = Notice.objects.filter(version=point.version, published_at__lte=now).exclude(document="").first()
    page = NoticePage.objects.filter(version=point.version, name=SHORT).first()
    if notice is None or page is None:
        raise NotPublishedError("web.not_published", "这份告知还没有发布", todo="先发布（yunnuo notice publish）")
    document = load_document(notice.document)
    return Place(token, point.name, document, page.body, list_offers(document))
