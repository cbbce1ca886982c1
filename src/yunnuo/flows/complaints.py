"""Complaints: taken with a sealed text and its entry in the ledger, and opened by whoever made or answers them.

Nobody has to sign in to complain. Reads no clock, answers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db import transaction

from yunnuo.flows.complainants import LOOK, find_complaint, find_owner, open_shown, own_complaints, seal_shown
from yunnuo.flows.persons import read_individual
from yunnuo.ledger.journal import lock_ledger
from yunnuo.ledger.receipts import number_receipt
from yunnuo.people.keys import KeyKind
from yunnuo.protect.cipher import open_values, seal_values
from yunnuo.protect.index import blind_index
from yunnuo.protect.masking import mask_contact
from yunnuo.rights.complaints import all_complaints, keep_complaint, list_complaints
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.people.keys import KeyValue
    from yunnuo.rights.models import Complaint
    from yunnuo.terms.instant import Instant

LONGEST: Final = 1000  # characters
CONTACT_LENGTH: Final = 100
SEAL: Final = "complaint"
_BREAK: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint in plain, for whoever made it or answers it; `contact` is what they wrote down to be answered at.

    `signed_in`: made by somebody who had shown a contact point to be theirs; `verified` is that one, masked, empty in
    complaints of earlier releases. `individual` and `known`, their contact points on record, masked, are told of a
    complaint that is opened by its number; `individual` is None when nobody is on record by what was shown, and
    `later` says that somebody is now, who was not when the complaint was made.
    """

    receipt: str
    topic: str
    text: str
    contact: str
    at: Instant
    signed_in: bool = False
    individual: int | None = None
    known: tuple[str, ...] = ()
    verified: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Complainer:
    """Who complains: the contact point they showed to be theirs, and who is on record by it, None when nobody is."""

    key: KeyValue
    individual: int | None


def take_complaint(  # what was written, by whom, where to answer
    workspace: Workspace, topic: str, text: str, *, contact: str, who: Complainer | None, once: str, now: Instant
) -> str:
    """Keep a complaint and return its receipt number; `once` names the form it was written on.

    `who` is None when nobody is signed in. A form sent twice is one complaint. Raises InputError when there is no
    text, or too much.
    """
    text, contact = text.strip(), contact.strip()
    if not text or len(text) > LONGEST or len(contact) > CONTACT_LENGTH:
        raise InputError("rights.complaint", "投诉内容是空的或者太长", todo=f"写 1 到 {LONGEST} 个字")
    (sealed,) = seal_values(workspace.ring, SEAL, [f"{contact}{_BREAK}{text}"])
    fingerprint = blind_index(workspace.ring.current, SEAL, "", once)
    shown = seal_shown(workspace, who.key) if who else None
    with transaction.atomic():
        lock_ledger()
        seq = keep_complaint(who.individual if who else None, topic, sealed, fingerprint, shown=shown, now=now)
    return number_receipt(workspace.ring.current, seq)


def read_complaints(workspace: Workspace, who: Complainer) -> list[Told]:
    """Return the complaints somebody made while signed in, the latest first."""
    return _open_complaints(workspace, list_complaints(own_complaints(workspace, who.key, who.individual)))


def read_all(workspace: Workspace) -> list[Told]:
    """Return the complaints of everybody, signed in or not, the latest first."""
    return _open_complaints(workspace, all_complaints())


def read_complaint(workspace: Workspace, receipt: str) -> Told:
    """Return the complaint with a receipt number, and who made it; raise InputError when there is none."""
    held = find_complaint(workspace, receipt)
    if held is None:
        raise InputError("rights.complaint_unknown", "没有这个编号的投诉", todo=LOOK)
    (told,) = _open_complaints(workspace, [held])
    owner = find_owner(workspace, held)
    if owner is None:
        return told
    who = read_individual(workspace, owner)
    return replace(told, individual=who.individual, known=who.contacts, later=held.individual_id is None)


def _open_complaints(workspace: Workspace, held: Sequence[Complaint]) -> list[Told]:
    plain = open_values(workspace.ring, SEAL, [bytes(item.sealed) for item in held])
    return [_tell_one(workspace, item, line) for item, line in zip(held, plain, strict=True)]


def _tell_one(workspace: Workspace, held: Complaint, plain: str) -> Told:
    contact, _, text = plain.partition(_BREAK)
    key = open_shown(workspace, held)
    return Told(
        number_receipt(workspace.ring.current, held.seq),
        held.topic,
        text,
        contact,
        held.at,
        signed_in=held.individual_id is not None or key is not None,
        verified=f"{KeyKind(key.kind).zh} {mask_contact(key.kind, key.value)}" if key else "",
    )
