"""Moving everything this room holds of one individual to another, when they turn out to be one person.

Contact points held by both are kept once, with the later expiry; every origin survives. Erases no fact.
"""

from __future__ import annotations

from django.db.models import Max

from yunnuo.people.models import (
    AgeRecord,
    ContactPoint,
    DeceasedRecord,
    Individual,
    Key,
    MembershipEvent,
    Origin,
)


def move_people(gone: int, kept: int) -> None:
    """Give keys, contact points, origins, memberships, ages and deaths of `gone` to `kept`; leave a signpost."""
    _join_contacts(gone, kept)
    for model in (Key, ContactPoint, Origin, MembershipEvent, AgeRecord, DeceasedRecord):
        model._default_manager.filter(individual_id=gone).update(individual_id=kept)
    Individual.objects.filter(merged_into=gone).update(merged_into=kept)
    Individual.objects.filter(pk=gone).update(merged_into=kept)


def _join_contacts(gone: int, kept: int) -> None:
    held = dict(ContactPoint.objects.filter(individual_id=kept).values_list("blind", "pk"))
    by_blind = {bytes(blind): contact for blind, contact in held.items()}
    for double in ContactPoint.objects.filter(individual_id=gone):
        same = by_blind.get(bytes(double.blind))
        if same is None:
            continue
        latest = ContactPoint.objects.filter(pk__in=(same, double.pk)).aggregate(end=Max("expires_at"))["end"]
        ContactPoint.objects.filter(pk=same).update(expires_at=latest)
        Origin.objects.filter(individual_id=gone, contact_id=double.pk).update(contact_id=same)
        double.delete()
