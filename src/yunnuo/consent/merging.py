"""Moving what this room holds of one individual to another, when they turn out to be one person. Strictest wins:
every consent and every stop of both stays as it was given, so every stop now binds both. Erases no fact.
"""

from __future__ import annotations

from yunnuo.consent.models import ConsentEvent, StopEvent


def move_consents(gone: int, kept: int) -> None:
    """Give every consent and stop of `gone` to `kept`."""
    ConsentEvent.objects.filter(individual_id=gone).update(individual_id=kept)
    StopEvent.objects.filter(individual_id=gone).update(individual_id=kept)
