"""Appending many consents, requests or stops of resolved individuals at once, each with its commitment in the ledger.

Inside the caller's transaction. Judges nothing, changes nothing that stands.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.consent.rows import CONSENT_COLUMNS, GIVEN, STOP_COLUMNS, STOPPED
from yunnuo.ledger.journal import append_contents
from yunnuo.ledger.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    same = all(row is alike[0] for row in alike)  # most chunks are of one campaign
    columns = [varied[name] if name in varied else _spread(alike, name, same=same) for name in names[:-1]]
    insert_rows(model, names, zip(*columns, seqs))  # noqa: B905  (what repeats has no end)


def _spread(alike: Sequence[Mapping[str, Any]], name: str, *, same: bool) -> Iterable[Any]:
    return repeat(alike[0][name]) if same and alike else [row[name] for row in alike]
