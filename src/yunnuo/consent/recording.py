"""Appending consents, requests and stops of resolved individuals, each with its commitment in the ledger.

Inside the caller's transaction. Judges nothing, changes nothing that stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.consent.rows import CONSENT_COLUMNS, GIVEN, STOP_COLUMNS, STOPPED, stop_body, tell_row
from yunnuo.consent.templates import match_templates
from yunnuo.ledger.journal import append_entries, append_written
from yunnuo.ledger.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.consent.rows import Resolved
    from yunnuo.terms.instant import Instant


def record_consents(given: Sequence[Resolved], *, now: Instant) -> None:
    """Append consents and requests."""
    made = list(zip(match_templates(given, now=now), given, strict=True))

    def write(first: int) -> Iterator[bytes]:
        return (template.write_content(item, seq) for seq, (template, item) in enumerate(made, first))

    seqs = append_written(GIVEN, write, at=now)
    rows = (template.write_row(item, seq) for seq, (template, item) in zip(seqs, made, strict=True))
    insert_rows(ConsentEvent, CONSENT_COLUMNS, rows)


def record_stops(given: Sequence[Resolved], *, now: Instant) -> None:
    """Append withdrawals, refusals and suppressions."""
    bodies = [stop_body(item) for item in given]
    told = map(tell_row, bodies, given)
    seqs = append_entries(STOPPED, told, at=now)
    insert_rows(StopEvent, STOP_COLUMNS, ((*body.values(), seq) for body, seq in zip(bodies, seqs, strict=True)))
