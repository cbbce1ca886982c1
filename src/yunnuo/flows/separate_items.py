"""Which separate sentence of a notice a record is about: what was agreed, refused or withdrawn apart from all else.

A choice made on a displayed notice says which box it was; one recorded before boxes were named is known by its
purposes, categories and recipients. What an event file says was agreed separately is no sentence of a notice. Judges
nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from yunnuo.consent.cells import join_names
from yunnuo.consent.documents import NO_CHANNEL, load_document
from yunnuo.consent.models import ConsentEvent, Notice, NoticeShown
from yunnuo.people.keys import fold_shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.consent.documents import NoticeDocument, Separate
    from yunnuo.consent.models import StopEvent

APART: Final = "apart"
_BOX: Final = re.compile(rf"^display (\d+) page \S+ box {APART}/(\d+)$")
Opened = dict[str, "NoticeDocument | None"]  # documents by version
_AGREEMENT: Final = re.compile(rf"^consent (\d+)(?: notice (.+) box {APART}/(\d+))?$")


def name_box(number: int) -> str:
    """Return the id of the box that asks for the separate sentence of this place in its notice, from 0."""
    return f"{APART}/{number}"


def tell_display(seq: int, page: str, box: str = "") -> str:
    """Return the evidence of a choice: the entry of the display, the hash of the page, the box when it stands apart."""
    return f"display {seq} page {page}" + (f" box {box}" if box else "")


def tell_agreement(seq: int) -> str:
    """Return the evidence of a withdrawal of one separate agreement: its entry, and which sentence of which notice.

    The sentence is named because the withdrawal outlives the agreement when the person is erased.
    """
    consent = ConsentEvent.objects.filter(seq=seq).first()
    sentence = find_agreed(consent) if consent else None
    document = find_document(consent.notice_version) if consent and sentence else None
    if consent is None or document is None or sentence is None:
        return f"consent {seq}"
    return f"consent {seq} notice {consent.notice_version} box {name_box(document.separate.index(sentence))}"


_load = lru_cache(maxsize=32)(load_document)  # by its whole text, so no other workspace's notice is meant


def find_document(version: str, opened: Opened | None = None) -> NoticeDocument | None:
    """Return the document a notice was published from; None when only its elements were stated.

    Whoever asks about many records passes the same `opened` each time: a published version never changes.
    """
    if opened is not None and version in opened:
        return opened[version]
    held = Notice.objects.filter(version=version).values_list("document", flat=True).first()
    document = _load(held) if held else None
    if opened is not None:
        opened[version] = document
    return document


def find_agreed(consent: ConsentEvent, opened: Opened | None = None) -> Separate | None:
    """Return the separate sentence a consent agreed to; None for any other consent. `opened` as above."""
    if not consent.separate or consent.visit is None:
        return None
    document = find_document(consent.notice_version, opened)
    if document is None:
        return None
    named = _BOX.match(consent.evidence)
    return _pick(document, int(named[2])) if named else _find_alike(document, consent)


def find_stopped(stop: StopEvent, opened: Opened | None = None) -> Separate | None:
    """Return the separate sentence a stop refused or withdrew; None when it says none. `opened` as above."""
    refused, withdrawn = _BOX.match(stop.evidence), _AGREEMENT.match(stop.evidence)
    if refused:
        version = NoticeShown.objects.filter(seq=int(refused[1])).values_list("version", flat=True).first()
        document = find_document(version, opened) if version else None
        return _pick(document, int(refused[2])) if document else None
    if withdrawn and withdrawn[2]:
        document = find_document(withdrawn[2], opened)
        return _pick(document, int(withdrawn[3])) if document else None
    consent = ConsentEvent.objects.filter(seq=int(withdrawn[1])).first() if withdrawn else None
    return find_agreed(consent, opened) if consent else None


def name_recipients(
    item: ConsentEvent | StopEvent, sentence: Separate | None, opened: Opened | None = None
) -> tuple[str, ...]:
    """Return the recipients an event names, as its sentence or a notice writes them. `opened` as above.

    The notice is a consent's own, or any published before a stop; what none of them names stays as it is compared.
    """
    named = [name for name in item.recipients.split(";") if name]
    if sentence is not None or not named:
        return sentence.recipients if sentence else ()
    documents = (find_document(version, opened) for version in _list_versions(item))
    written = {fold_shop(name): name for held in documents if held for name in _list_parties(held)}
    return tuple(written.get(name, name) for name in named)


def _list_versions(item: ConsentEvent | StopEvent) -> list[str]:
    """Return the notices to look names up in; none that is published later, so a receipt never changes."""
    if isinstance(item, ConsentEvent):
        return [item.notice_version]
    return list(Notice.objects.filter(seq__lt=item.seq).order_by("seq").values_list("version", flat=True))


def _list_parties(document: NoticeDocument) -> Iterator[str]:
    for party in (*document.entrusted, *document.joint, *document.overseas, *document.recipients):
        yield party.name
    for sentence in document.separate:
        yield from sentence.recipients


def is_limited(stop: StopEvent) -> bool:
    """Return whether a stop ends only what it names."""
    return bool(stop.recipients or stop.categories)


def is_apart(stop: StopEvent) -> bool:
    """Return whether a stop is of separate agreements only, on whatever channel an older one of them was recorded."""
    return is_limited(stop) and stop.channels == NO_CHANNEL


def _pick(document: NoticeDocument, number: int) -> Separate | None:
    return document.separate[number] if number < len(document.separate) else None


def _find_alike(document: NoticeDocument, consent: ConsentEvent) -> Separate | None:
    """Return the only sentence with these recipients and categories whose purposes hold the consent's."""
    purposes, categories = (set(held.split(";")) for held in (consent.purposes, consent.categories))
    alike = [
        item
        for item in document.separate
        if purposes <= set(item.purposes)
        and categories == set(item.categories)
        and (join_names(item.recipients) or ";") == consent.recipients
    ]
    return alike[0] if len(alike) == 1 else None
