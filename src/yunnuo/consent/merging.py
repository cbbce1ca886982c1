"""Moving what this room holds of individuals to others, when they turn out to be one person.

Strictest wins: every consent and every stop stays as it was given, so every stop now binds both. Erases no fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.ledger.rows import move_rows

if TYPE_CHECKING:
    from collections.abc import Sequence


def move_consents(pairs: Sequence[tuple[int, int]]) -> None:
    """Give every consent and stop of the first individual of each (gone, kept) to the second."""
    for model in (ConsentEvent, StopEvent):
        move_rows(model, pairs)
