"""Appending many consents, requests or stops of resolved individuals at once, each with its commitment in the ledger.

Inside the caller's transaction. Judges nothing, changes nothing that stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.consent.rows import CONSENT_COLUMNS, GIVEN, STOP_COLUMNS, STOPPED
from yunnuo.ledger.journal import append_contents
from yunnuo.ledger.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.terms.instant import Instant

_TABLES: Final = {GIVEN: (ConsentEvent, CONSENT_COLUMNS), STOPPED: (StopEvent, STOP_COLUMNS)}
EVENT_MODELS: Final = tuple(model for model, _ in _TABLES.values())


def record_columns(
    kind: str, first: int, alike: Sequence[Mapping[str, Any]], varied: Mapping[str, Sequence[Any]], *, now: Instant
) -> None:
    """Append events of one kind of entry, given column by column.

    `varied` has the content of each entry, written for the numbers from `first` on, and what differs between the rows;
    the rest of a row is what `alike` says of it.
    """
    seqs = append_contents(kind, first, varied["content"], at=now)
    model, names = _TABLES[kind]
    told = [name for name in names if name in varied]
    rest = [name for name in names[:-1] if name not in varied]
    if all(row is alike[0] for row in alike):  # most chunks are of one campaign
        shared = {name: alike[0][name] for name in rest} if alike else {}
        insert_rows(model, (*told, names[-1]), zip(*(varied[name] for name in told), seqs, strict=True), shared)
        return
    columns = (varied[name] if name in varied else [row[name] for row in alike] for name in names[:-1])
    insert_rows(model, names, zip(*columns, seqs, strict=True))
