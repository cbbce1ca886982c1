"""Moving everything this room holds of individuals to others, when they turn out to be one person.

Contact points held by both are kept once, with the later expiry; every origin survives. Erases no fact. Works on many
pairs at once, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from yunnuo.ledger.rows import move_rows, run_many
from yunnuo.people.models import (
    AgeRecord,
    ContactPoint,
    DeceasedRecord,
    Key,
    MembershipEvent,
    Origin,
)

Pairs = Sequence[tuple[int, int]]
_CHUNK: Final = 2_000


def move_people(pairs: Pairs) -> None:
    """Give all that is held of the first individual of each (gone, kept) to the second; leave a signpost.

    Nobody may be gone in one pair and kept in another.
    """
    for start in range(0, len(pairs), _CHUNK):
        _join_contacts(pairs[start : start + _CHUNK])
    for model in (Key, ContactPoint, Origin, MembershipEvent, AgeRecord, DeceasedRecord):
        move_rows(model, pairs)
    turned = [(kept, gone) for gone, kept in pairs]
    run_many("UPDATE people_individual SET merged_into = %s WHERE merged_into = %s", turned)
    run_many("UPDATE people_individual SET merged_into = %s WHERE id = %s", turned)


def _join_contacts(pairs: Pairs) -> None:
    """Keep one of several equal contact points of those who become one; its origins and the latest expiry survive."""
    kept_by = dict(pairs)
    everybody = {*kept_by, *kept_by.values()}
    held: dict[tuple[int, bytes], tuple[int, int | None]] = {}
    doubles: list[tuple[int, int, int]] = []
    contacts = ContactPoint.objects.filter(individual_id__in=everybody).order_by("pk")
    for contact, owner, blind, expires in contacts.values_list("pk", "individual_id", "blind", "expires_at"):
        place = kept_by.get(owner, owner), bytes(blind)
        if place not in held:
            held[place] = contact, expires
            continue
        same, known = held[place]
        held[place] = same, max((end for end in (known, expires) if end is not None), default=None)
        doubles.append((same, owner, contact))
    run_many("UPDATE people_origin SET contact_id = %s WHERE individual_id = %s AND contact_id = %s", doubles)
    run_many("DELETE FROM people_contactpoint WHERE id = %s", [(contact,) for _, _, contact in doubles])
    joined = {same for same, _, _ in doubles}
    latest = [(expires, contact) for contact, expires in held.values() if contact in joined]
    run_many("UPDATE people_contactpoint SET expires_at = %s WHERE id = %s", latest)
