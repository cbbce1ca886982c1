"""Erasing a person: everything held about them is destroyed, what they stopped stays stopped.

What goes: contact points, origins, memberships, ages, consents, complaints, and salt and content of the ledger entries
about them. What stays: an empty row of the individual, their keys as blind indexes, and their stops, because
without them the same number bought again tomorrow would be contacted. A tombstone in the ledger names the entries that
were emptied.

Limits: copies made before (backups, exports, hand-overs) are not reached from here. Whoever holds the index key can
still tell whether a given number was erased; that is what the suppression is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.flows.choices import withdraw_choices
from yunnuo.flows.errors import refuse_personal
from yunnuo.flows.stopping import FULL
from yunnuo.ledger.checking import ERASED
from yunnuo.ledger.finding import find_entries
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.ledger.models import LedgerEntry
from yunnuo.people.models import AgeRecord, ContactPoint, DeceasedRecord, Individual, MembershipEvent, Origin
from yunnuo.rights.complaints import erase_complaints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

TOUCHPOINT: Final = "erasure"
_ABOUT: Final = ("people.membership", "people.deceased")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: the tombstone's sequence, how many entries were emptied and how many rows are gone."""

    seq: int
    entries: int
    rows: int


def erase_person(workspace: Workspace, individual: int, *, reason: str, now: Instant) -> Erasure:
    """Erase everything about an individual known by number; a withdrawal of everything is recorded first.

    `reason` is a word of the handler's own, without personal information. All or nothing. Erasing again does nothing
    more and says so by zero rows. Raises InputError for a reason with a number in it.
    """
    refuse_personal("删除的原因", reason)
    with transaction.atomic():
        lock_ledger()
        if not StopEvent.objects.filter(individual_id=individual, **FULL).exists():
            withdraw_choices(workspace, individual, touchpoint=TOUCHPOINT, now=now)
        people = [individual, *Individual.objects.filter(merged_into=individual).values_list("pk", flat=True)]
        seqs = sorted({*_find_entries(individual, people), *erase_complaints(people)})
        body = {"individual": individual, "erased": seqs, "reason": reason}
        (seq,) = append_entries(ERASED, [body], at=now)
        LedgerEntry.objects.filter(seq__in=seqs).update(salt=None, content=None)
        rows = _delete_rows(individual)
        Individual.objects.filter(pk=individual).update(erased_at=now)
    _wipe_pages()
    return Erasure(seq, len(seqs), rows)


def _find_entries(individual: int, people: Sequence[int]) -> list[int]:
    """Return the entries about somebody that still have content, stops left out."""
    seqs = set(ConsentEvent.objects.filter(individual_id=individual).values_list("seq", flat=True))
    return sorted(seqs.union(find_entries(_ABOUT, ("individual",), people)))


def _delete_rows(individual: int) -> int:
    """Delete every row about somebody but their stops and keys; those first that refer to others."""
    rows = 0
    for model in (ConsentEvent, Origin, ContactPoint, MembershipEvent, AgeRecord, DeceasedRecord):
        rows += model._default_manager.filter(individual_id=individual).delete()[0]  # noqa: SLF001  (Django's own name)
    return rows


def _wipe_pages() -> None:
    """Let no copy linger in the write-ahead log; PostgreSQL needs its own vacuum."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
