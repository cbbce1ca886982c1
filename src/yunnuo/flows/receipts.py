"""Receipts: what an individual keeps of a consent, refusal or withdrawal, read back from the records.

A receipt is given only to whom it belongs. It holds no contact point; the individual is named by a number that means
nothing outside. How it is written down stands in `receipt_forms` and `receipt_jsonld`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yunnuo.consent.cells import NONE_NAMED
from yunnuo.consent.models import ConsentEvent, Notice, StopEvent
from yunnuo.flows.separate_items import find_agreed, find_document, find_stopped, is_limited, name_recipients
from yunnuo.ledger.models import LedgerEntry
from yunnuo.ledger.receipts import number_receipt, read_receipt
from yunnuo.people.keys import fold_shop

if TYPE_CHECKING:
    from yunnuo.consent.documents import NoticeDocument, Separate
    from yunnuo.flows.separate_items import Opened
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant


@dataclass(frozen=True, slots=True)
class Receipt:
    """One event as its receipt tells it; empty purposes or channels of a stop mean all.

    `document` is the notice it was given on, where that was published from a document; `sentence` the separate sentence
    of a notice it is about. `alone`: it is recorded that nobody else gets anything; no recipients say nothing.
    `limited`: a stop that ends only what it names.
    """

    number: str
    seq: int
    individual: int
    kind: str
    at: Instant
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    touchpoint: str
    commitment: str
    handler: str = ""
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    alone: bool = False
    limited: bool = False
    separate: bool | None = None
    guardian: str = ""
    manner: str = ""
    until: Instant | None = None
    version: str = ""
    published_at: Instant | None = None
    shown_at: Instant | None = None
    batch: str = ""
    document: NoticeDocument | None = None
    sentence: Separate | None = None

    @property
    def is_consent(self) -> bool:
        """Return whether something was agreed to, rather than stopped."""
        return self.kind in ("consent", "request")

    @property
    def contact(self) -> str:
        """Return how to reach the handler; empty when the notice is another company's and tells only of that."""
        if self.document is None or fold_shop(self.document.handler.name) != fold_shop(self.handler):
            return ""
        return self.document.handler.contact


def list_receipts(workspace: Workspace, individual: int) -> list[Receipt]:
    """Return every receipt of an individual, the latest first."""
    opened: Opened = {}
    consents = [_of_consent(workspace, item, opened) for item in ConsentEvent.objects.filter(individual=individual)]
    stops = [_of_stop(workspace, item, opened) for item in StopEvent.objects.filter(individual=individual)]
    return sorted((*consents, *stops), key=lambda receipt: (receipt.at, receipt.seq), reverse=True)


def find_receipt(workspace: Workspace, individual: int, number: str) -> Receipt | None:
    """Return the receipt of a number, or None when there is none or it belongs to somebody else."""
    seq = read_receipt(workspace.ring.versions, number)
    consent = ConsentEvent.objects.filter(individual=individual, seq=seq).first() if seq is not None else None
    if consent is not None:
        return _of_consent(workspace, consent, {})
    stop = StopEvent.objects.filter(individual=individual, seq=seq).first() if seq is not None else None
    return _of_stop(workspace, stop, {}) if stop is not None else None


def _of_consent(workspace: Workspace, item: ConsentEvent, opened: Opened) -> Receipt:
    document, sentence = find_document(item.notice_version, opened), find_agreed(item, opened)
    return replace(
        _of_event(workspace, item),
        recipients=name_recipients(item, sentence, opened),
        alone=item.recipients == NONE_NAMED,
        separate=item.separate,
        guardian=item.guardian,
        manner=item.manner,
        until=item.until,
        version=item.notice_version,
        published_at=document.published_at if document else _find_day(item.notice_version),
        shown_at=item.notice_shown_at,
        batch=item.batch,
        document=document,
        sentence=sentence,
    )


def _of_stop(workspace: Workspace, item: StopEvent, opened: Opened) -> Receipt:
    sentence = find_stopped(item, opened)
    recipients = name_recipients(item, sentence, opened)
    return replace(_of_event(workspace, item), sentence=sentence, recipients=recipients, limited=is_limited(item))


def _of_event(workspace: Workspace, item: ConsentEvent | StopEvent) -> Receipt:
    """Return what the receipt of every event tells; a consent's tells more."""
    return Receipt(
        number=number_receipt(workspace.ring.current, item.seq),
        seq=item.seq,
        individual=item.individual_id,
        kind=item.kind,
        at=item.at,
        purposes=_split(item.purposes),
        channels=_split(item.channels),
        touchpoint=item.touchpoint,
        commitment=_commitment(item.seq),
        handler=item.handler,
        categories=_split(item.categories),
    )


def _find_day(version: str) -> Instant | None:
    """Return when a notice of which only the elements were stated was published."""
    return Notice.objects.filter(version=version).values_list("published_at", flat=True).first() if version else None


def _commitment(seq: int) -> str:
    held = LedgerEntry.objects.filter(seq=seq).values_list("commitment", flat=True).first()
    return bytes(held).hex() if held is not None else ""


def _split(joined: str) -> tuple[str, ...]:
    return tuple(word for word in joined.split(";") if word)
