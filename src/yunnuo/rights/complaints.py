"""Keeping complaints: the row and its entry in the ledger, inside the caller's transaction; a text is sealed before.

The entry holds the whole row, so the table can be rebuilt from the ledger. Judges and answers nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yunnuo.ledger.journal import append_entries
from yunnuo.rights.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Collection

    from yunnuo.terms.instant import Instant

KIND = "rights.complaint"


def keep_complaint(individual: int | None, topic: str, sealed: bytes, fingerprint: bytes, *, now: Instant) -> int:
    """Keep a complaint once and return the number of its entry; the same fingerprint again returns the first one's."""
    held = Complaint.objects.filter(fingerprint=fingerprint).first()
    if held is not None:
        return held.seq
    row: dict[str, Any] = {"topic": topic, "sealed": sealed, "at": now, "fingerprint": fingerprint}
    if individual is not None:
        row["individual_id"] = individual
    (seq,) = append_entries(KIND, [row], at=now)
    Complaint.objects.create(**row, seq=seq)
    return seq


def list_complaints(individuals: Collection[int]) -> list[Complaint]:
    """Return the complaints of these individuals, the latest first."""
    return list(Complaint.objects.filter(individual__in=individuals).order_by("-at"))


def open_complaint(seq: int) -> Complaint | None:
    """Return the complaint of an entry in the ledger."""
    return Complaint.objects.filter(seq=seq).first()


def all_complaints() -> list[Complaint]:
    """Return all complaints, the latest first."""
    return list(Complaint.objects.order_by("-at", "-seq"))


def erase_complaints(individuals: Collection[int]) -> list[int]:
    """Destroy the complaints of these individuals; return the numbers of the entries whose content must go too."""
    held = Complaint.objects.filter(individual__in=individuals)
    seqs = list(held.values_list("seq", flat=True))
    held.delete()
    return seqs
