"""From a notice to what is asked of an individual, and from what they ticked to their choices.

Each purpose on each channel is a choice of its own; what the law wants agreed to apart stands apart, in its own
sentence. Nothing is ticked beforehand, nothing follows from anything else. What is not ticked is not agreed to, and it
is no refusal either: only an explicit refusal is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.consent.cells import NONE_NAMED, join_names
from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.flows.choices import Choice
from yunnuo.flows.separate_items import name_box

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from yunnuo.consent.documents import NoticeDocument, Purpose, Separate
    from yunnuo.flows.choices import Pair


@dataclass(frozen=True, slots=True)
class Offer:
    """One box to tick. `apart`: it stands by itself; then `text` is its sentence and it spans several purposes."""

    id: str
    purposes: tuple[str, ...]
    channel: str
    text: str
    categories: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    apart: bool = False


def list_offers(
    document: NoticeDocument, *, purposes: Collection[str] = (), channels: Collection[str] = ()
) -> tuple[Offer, ...]:
    """Return the boxes of a notice, those that stand apart last; `purposes` and `channels` narrow them when given."""
    asked = [item for item in document.offered if not purposes or item.purpose in purposes]
    named = {item.purpose for item in asked}
    plain = (offer for item in asked for offer in _plain_offers(item) if not channels or offer.channel in channels)
    apart = enumerate(item for item in document.separate)
    return (*plain, *(_apart_offer(number, item) for number, item in apart if named & set(item.purposes) or not named))


def list_pairs(offers: Iterable[Offer]) -> tuple[Pair, ...]:
    """Return every purpose and channel the boxes ask about, for the record of what was displayed."""
    pairs = [(purpose, channel) for offer in offers for purpose in offer.purposes for channel in (offer.channel,)]
    return tuple(dict.fromkeys(pairs))


def read_choices(offers: Iterable[Offer], ticked: Collection[str], *, guardian: str = "") -> tuple[Choice, ...]:
    """Return what ticking these boxes means: one consent for each purpose, and one for each box that stands apart.

    What stands apart says only what it asks itself: it holds for no channel of any other box. Raises ValueError for a
    box that was not there.
    """
    known = {offer.id: offer for offer in offers}
    if not set(ticked) <= set(known):
        raise ValueError("no such box")
    held = [offer for offer in known.values() if offer.id in ticked]
    channels: dict[str, list[str]] = {}
    for offer in held:
        if not offer.apart:
            channels.setdefault(offer.purposes[0], []).append(offer.channel)
    return tuple(_choices(held, channels, guardian))


def refuse_offers(offers: Iterable[Offer]) -> tuple[Choice, ...]:
    """Return the refusal of everything the boxes ask about: purpose by purpose, and of each box that stands apart."""
    asked = tuple(offers)
    channels: dict[str, list[str]] = {}
    for purpose, channel in list_pairs(offer for offer in asked if not offer.apart):
        channels.setdefault(purpose, []).append(channel)
    plain = (Choice("refusal", (purpose,), tuple(held)) for purpose, held in channels.items())
    return (*plain, *(_choose_apart("refusal", offer) for offer in asked if offer.apart))


def _choices(held: list[Offer], channels: dict[str, list[str]], guardian: str) -> Iterator[Choice]:
    for purpose, ticked in channels.items():
        categories = next(offer.categories for offer in held if offer.purposes == (purpose,) and not offer.apart)
        yield Choice(
            "consent", (purpose,), tuple(ticked), categories, separate=False, recipients=NONE_NAMED, guardian=guardian
        )
    for offer in held:
        if offer.apart:
            yield _choose_apart("consent", offer, guardian)


def _choose_apart(kind: str, offer: Offer, guardian: str = "") -> Choice:
    return Choice(
        kind,
        offer.purposes,
        (NO_CHANNEL,),
        offer.categories,
        separate=True,
        recipients=join_names(offer.recipients) or NONE_NAMED,
        guardian=guardian,
        manner="separate_tick",
        box=offer.id,
    )


def _plain_offers(item: Purpose) -> Iterator[Offer]:
    for channel in item.channels or (NO_CHANNEL,):
        yield Offer(f"{item.purpose}/{channel}", (item.purpose,), channel, item.text, item.categories)


def _apart_offer(number: int, item: Separate) -> Offer:
    return Offer(name_box(number), item.purposes, NO_CHANNEL, item.text, item.categories, item.recipients, apart=True)
