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
from yunnuo.flows.complainants import all_owned
from yunnuo.flows.errors import refuse_personal
from yunnuo.flows.stopping import FULL
from yunnuo.ledger.checking import ERASED
from yunnuo.ledger.finding import find_entries
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.ledger.models import LedgerEntry
from yunnuo.people.models import AgeRecord, ContactPoint, DeceasedRecord, Individual, MembershipEvent, Origin
from yunnuo.rights.complaints import erase_complaints, list_complaints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.rights.complaints import Owner
    from yunnuo.terms.instant import Instant

TOUCHPOINT: Final = "erasure"
_ABOUT: Final = ("people.membership", "people.deceased")
_HELD: Final = (ConsentEvent, Origin, ContactPoint, MembershipEvent, AgeRecord, DeceasedRecord)  # referring ones first


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: the tombstone's sequence, how many entries were emptied and how many rows are gone.

    `already`: nothing was left to erase and nothing was written; `seq` is then the tombstone written the last time.
    """

    seq: int
    entries: int
    rows: int
    already: bool = False


def erase_person(workspace: Workspace, individual: int, *, reason: str, now: Instant) -> Erasure:
    """Erase everything about an individual known by number; a withdrawal of everything is recorded first.

    `reason` is a word of the handler's own, without personal information. All or nothing. Erasing again, when nothing
    came back since, writes nothing and says so. Raises InputError for a reason with a number in it.
    """
    refuse_personal("删除的原因", reason)
    with transaction.atomic():
        lock_ledger()
        people = [individual, *Individual.objects.filter(merged_into=individual).values_list("pk", flat=True)]
        owner = all_owned(workspace, people)
        if (tombstone := _find_tombstone(individual, owner)) is not None:
            return Erasure(tombstone, 0, 0, already=True)
        # An earlier stop does not do: a consent given since, brought back by a late file, would outrank it.
        withdraw_choices(workspace, individual, touchpoint=TOUCHPOINT, now=now)
        seqs = sorted({*_find_entries(individual, people), *erase_complaints(owner)})
        body = {"individual": individual, "erased": seqs, "reason": reason}
        (seq,) = append_entries(ERASED, [body], at=now)
        LedgerEntry.objects.filter(seq__in=seqs).update(salt=None, content=None)
        rows = _delete_rows(individual)
        Individual.objects.filter(pk=individual).update(erased_at=now)
    _wipe_pages()
    return Erasure(seq, len(seqs), rows)


def _find_tombstone(individual: int, owner: Owner) -> int | None:
    """Return the entry of the last erasure when nothing is left to erase and its stop stands; None otherwise."""
    erased_at = Individual.objects.filter(pk=individual).values_list("erased_at", flat=True).first()
    people = [*owner.individuals]
    if erased_at is None or _find_entries(individual, people) or list_complaints(owner):
        return None
    if any(model._default_manager.filter(individual_id=individual).exists() for model in _HELD):  # noqa: SLF001
        return None
    if not StopEvent.objects.filter(individual_id=individual, at__gte=erased_at, **FULL).exists():
        return None
    return max(find_entries((ERASED,), ("individual",), people), default=None)


def _find_entries(individual: int, people: Sequence[int]) -> list[int]:
    """Return the entries about somebody that still have content, stops left out."""
    seqs = set(ConsentEvent.objects.filter(individual_id=individual).values_list("seq", flat=True))
    return sorted(seqs.union(find_entries(_ABOUT, ("individual",), people)))


def _delete_rows(individual: int) -> int:
    """Delete every row about somebody but their stops and keys."""
    rows = 0
    for model in _HELD:
        rows += model._default_manager.filter(individual_id=individual).delete()[0]  # noqa: SLF001  (Django's own name)
    return rows


def _wipe_pages() -> None:
    """Let no copy linger in the write-ahead log; PostgreSQL needs its own vacuum."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
