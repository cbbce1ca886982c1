"""Which events of a file are new, and recording those: in chunks, so that a million take the memory of a few thousand.

Runs inside the transaction of `events`, after the people were registered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from yunnuo.consent.fields import CONSENTS, STOPS
from yunnuo.consent.fingerprints import fingerprint_events
from yunnuo.consent.recording import Resolved, record_consents, record_stops
from yunnuo.flows.staging import append_rows, load_held, make_schema, read_rows
from yunnuo.people.keys import KeyValue
from yunnuo.protect.subjects import subject_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

    from yunnuo.consent.reading import Event
    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

CHUNK: Final = 20_000
_PRINTS: Final = make_schema(fingerprint="BLOB")


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose the keys of a file are: node of a key, and by node the individual and the key's current index."""

    nodes: dict[KeyValue, int] = field(repr=False)
    people: list[int] = field(repr=False)
    blinds: list[bytes] = field(repr=False)

    def owner(self, key: KeyValue) -> int:
        """Return the individual of a key."""
        return self.people[self.nodes[key]]

    def index(self, key: KeyValue) -> bytes:
        """Return the blind index of a key under the current version."""
        return self.blinds[self.nodes[key]]


def read_linked(scratch: duckdb.DuckDBPyConnection, ring: KeyRing) -> Linked:
    """Return what registering left in the scratch."""
    people = [who for (who,) in read_rows(scratch, "SELECT individual FROM person ORDER BY node")]
    query = f"SELECT blind FROM probe WHERE version = {ring.current.number} ORDER BY node"
    return Linked(read_nodes(scratch), people, [blind for (blind,) in read_rows(scratch, query)])


def read_nodes(scratch: duckdb.DuckDBPyConnection) -> dict[KeyValue, int]:
    """Return the node of each key of the file; nodes count from 0."""
    rows = read_rows(scratch, "SELECT node, kind, scope, value FROM key_node")
    return {KeyValue(kind, scope, value): node for node, kind, scope, value in rows}


def record_fresh(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, events: Sequence[Event], linked: Linked, *, now: Instant
) -> list[str]:
    """Record the consents and stops that are not on record yet, each once; return their kinds."""
    told = (event for event in events if event.kind in CONSENTS | STOPS)
    kinds: list[str] = []
    while chunk := list(islice(told, CHUNK)):
        fresh = _find_fresh(scratch, ring, chunk, linked)
        record_consents([item for item in fresh if item.event.kind in CONSENTS], now=now)
        record_stops([item for item in fresh if item.event.kind in STOPS], now=now)
        kinds += [item.event.kind for item in fresh]
    return kinds


def _find_fresh(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, events: Sequence[Event], linked: Linked
) -> list[Resolved]:
    prints = fingerprint_events(ring, events)
    held = _read_prints(scratch, prints)
    people = [linked.owner(event.key) for event in events]
    subjects = subject_tokens(ring, people)
    fresh: list[Resolved] = []
    for event, marks, who, subject in zip(events, prints, people, subjects, strict=True):
        if held.isdisjoint(marks):
            fresh.append(Resolved(event, who, subject, linked.index(event.key), marks[-1]))
            held.add(marks[-1])
    return fresh


def _read_prints(scratch: duckdb.DuckDBPyConnection, prints: Iterable[tuple[bytes, ...]]) -> set[bytes]:
    """Return which of the fingerprints are on record."""
    scratch.execute("CREATE OR REPLACE TEMP TABLE print_asked (fingerprint BLOB)")
    append_rows(scratch, "print_asked", _PRINTS, ((mark,) for marks in prints for mark in marks))
    held: set[bytes] = set()
    for table in ("consent_consentevent", "consent_stopevent"):
        load_held(
            scratch,
            into="print_held",
            schema=_PRINTS,
            source=f"SELECT fingerprint FROM {table}",
            column="fingerprint",
            wanted="SELECT DISTINCT fingerprint FROM print_asked",
        )
        query = "SELECT fingerprint FROM print_held SEMI JOIN print_asked USING (fingerprint)"
        held |= {mark for (mark,) in read_rows(scratch, query)}
    return held
