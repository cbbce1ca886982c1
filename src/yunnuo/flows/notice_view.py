"""A notice as its readers see it: ids become words, purposes become offers; pages and forms are made of it.

Adds nothing the document does not say; never decides whether an offer may be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.consent.document_reading import merge_words
from yunnuo.consent.documents import NO_CHANNEL, load_document
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.checklist import load_checklist
from yunnuo.terms.instant import legal_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.consent.documents import NoticeDocument, Party, Purpose, Separate
    from yunnuo.rulebook.vocabulary import Vocabulary

# Lists of others who get personal information: field of the document -> what they are called.
PARTIES: Final = {
    "entrusted": "受托人",
    "recipients": "其他处理者",
    "joint": "共同处理者",
    "overseas": "境外接收方",
}


@dataclass(frozen=True, slots=True)
class Named:
    """An id of the vocabulary with its Chinese name."""

    id: str
    zh: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One purpose with everything told of it. Each channel is a choice of its own; none = one choice."""

    purpose: Named
    text: str
    basis: Named
    methods: tuple[Named, ...]
    categories: tuple[Named, ...]
    channels: tuple[Named, ...]
    retention: str
    after: str

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the choices as (purpose id, channel id); the channel is `none` when nobody is contacted."""
        return tuple((self.purpose.id, channel.id) for channel in self.channels) or ((self.purpose.id, NO_CHANNEL),)


@dataclass(frozen=True, slots=True)
class SeparateOffer:
    """Something asked apart, in its own sentence, with its own control; `recipients` are names."""

    kind: Named
    text: str
    purposes: tuple[Named, ...]
    categories: tuple[Named, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody else who gets personal information; `kind` is the list of the document it stands in."""

    kind: Named
    name: str
    contact: str
    place: str
    purpose: str
    methods: tuple[str, ...]
    categories: tuple[Named, ...]
    rights: str
    necessity: str
    effect: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One version of a notice in words. `told` are purposes nobody is asked about, `offers` those to be chosen."""

    version: str
    title: str
    published_on: str
    handler: str
    brand: str
    contact: str
    short: str
    told: tuple[Offer, ...]
    offers: tuple[Offer, ...]
    separate: tuple[SeparateOffer, ...]
    receivers: tuple[Receiver, ...]
    withdrawal: str
    complaint: str
    guardian: bool

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every choice offered, in order."""
        return tuple(pair for offer in self.offers for pair in offer.pairs)


@cache
def shipped_words() -> Vocabulary:
    """Return the words of the shipped rulebook, with those only notices use."""
    return merge_words(load_book().vocabulary, load_checklist())


def view_notice(document: NoticeDocument, vocabulary: Vocabulary | None = None) -> NoticeView:
    """Return a document in words; `vocabulary` as `merge_words` gives it, the shipped one when left out."""
    words = vocabulary or shipped_words()
    offers = [_offer(purpose, words) for purpose in document.purposes]
    return NoticeView(
        version=document.version,
        title=document.title or "个人信息处理告知",
        published_on=legal_day(document.published_at).isoformat(),
        handler=document.handler.name,
        brand=document.handler.brand or document.handler.name,
        contact=document.handler.contact,
        short=document.short,
        told=tuple(offer for offer in offers if offer.basis.id != "consent"),
        offers=tuple(offer for offer in offers if offer.basis.id == "consent"),
        separate=tuple(_separate(item, words) for item in document.separate),
        receivers=tuple(_receiver(name, party, words) for name in PARTIES for party in getattr(document, name)),
        withdrawal=document.withdrawal,
        complaint=document.complaint,
        guardian=bool(document.children.rules),
    )


def read_view(text: str) -> NoticeView:
    """Return the view of a stored canonical document (`Notice.document`)."""
    return view_notice(load_document(text))


def name_words(words: Vocabulary, list_name: str, ids: Sequence[str]) -> tuple[Named, ...]:
    """Return ids with their Chinese names; what stands in brackets behind a name is left out."""
    return tuple(Named(word, words.zh(list_name, word).partition("（")[0]) for word in ids)


def _offer(purpose: Purpose, words: Vocabulary) -> Offer:
    (named,) = name_words(words, "purposes", [purpose.purpose])
    return Offer(
        purpose=named,
        text=purpose.text,
        basis=Named(purpose.basis, words.zh("bases", purpose.basis)),
        methods=name_words(words, "acts", purpose.methods),
        categories=name_words(words, "categories", purpose.categories),
        channels=name_words(words, "channels", purpose.contacts),
        retention=purpose.retention,
        after=purpose.after,
    )


def _separate(item: Separate, words: Vocabulary) -> SeparateOffer:
    return SeparateOffer(
        kind=Named(item.kind, words.zh("separate_kinds", item.kind)),
        text=item.text,
        purposes=name_words(words, "purposes", item.purposes),
        categories=name_words(words, "categories", item.categories),
        recipients=item.recipients,
    )


def _receiver(name: str, party: Party, words: Vocabulary) -> Receiver:
    return Receiver(
        kind=Named(name, PARTIES[name]),
        name=party.name,
        contact=party.contact,
        place=party.place,
        purpose=party.purpose,
        methods=party.methods,
        categories=name_words(words, "categories", party.categories),
        rights=party.rights,
        necessity=party.necessity,
        effect=party.effect,
    )
