"""Keeping complaints: the row and its entry in the ledger, inside the caller's transaction; a text is sealed before.

The entry holds the whole row, so the table can be rebuilt from the ledger. Judges and answers nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from yunnuo.ledger.journal import append_entries
from yunnuo.rights.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from yunnuo.terms.instant import Instant

KIND = "rights.complaint"


class Shown(NamedTuple):
    """A contact point somebody had shown to be theirs: its kind, sealed, and its blind index."""

    kind: str
    sealed: bytes
    blind: bytes


class Owner(NamedTuple):
    """Whose complaints: those of individuals, and those of nobody on record with one of these blind indexes."""

    individuals: Collection[int]
    blinds: Collection[bytes] = ()


def keep_complaint(
    individual: int | None, topic: str, sealed: bytes, fingerprint: bytes, *, shown: Shown | None, now: Instant
) -> int:
    """Keep a complaint once and return the number of its entry; the same fingerprint again returns the first one's."""
    held = Complaint.objects.filter(fingerprint=fingerprint).first()
    if held is not None:
        return held.seq
    row: dict[str, Any] = {"topic": topic, "sealed": sealed, "at": now, "fingerprint": fingerprint}
    if individual is not None:
        row["individual_id"] = individual
    if shown is not None:
        row |= {"verified_kind": shown.kind, "verified": shown.sealed, "verified_blind": shown.blind}
    (seq,) = append_entries(KIND, [row], at=now)
    Complaint.objects.create(**row, seq=seq)
    return seq


def list_complaints(owner: Owner) -> list[Complaint]:
    """Return somebody's complaints, the latest first."""
    return list(_find_held(owner).order_by("-at", "-seq"))


def open_complaint(seq: int) -> Complaint | None:
    """Return the complaint of an entry in the ledger."""
    return Complaint.objects.filter(seq=seq).first()


def all_complaints() -> list[Complaint]:
    """Return all complaints, the latest first."""
    return list(Complaint.objects.order_by("-at", "-seq"))


def list_unowned() -> list[Complaint]:
    """Return the complaints of whoever had signed in and was not on record."""
    return list(Complaint.objects.filter(individual=None).exclude(verified=None))


def erase_complaints(owner: Owner) -> list[int]:
    """Destroy somebody's complaints; return the numbers of the entries whose content must go too."""
    held = _find_held(owner)
    seqs = list(held.values_list("seq", flat=True))
    held.delete()
    return seqs


def _find_held(owner: Owner) -> QuerySet[Complaint]:
    """Return somebody's complaints; what a known individual made stays theirs, whoever has the number now."""
    unknown = Q(individual=None, verified_blind__in=list(owner.blinds))
    return Complaint.objects.filter(Q(individual__in=owner.individuals) | unknown)
