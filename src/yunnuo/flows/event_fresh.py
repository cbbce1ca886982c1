"""Which events of a file are new, and recording those: in chunks, so that a million take the memory of a few thousand.

Runs inside the transaction of `events`, after the people were registered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from yunnuo.consent.fields import CONSENTS, STOPS
from yunnuo.consent.fingerprints import fingerprint_events
from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.consent.recording import record_consents, record_stops
from yunnuo.consent.rows import Resolved
from yunnuo.flows.staging import read_rows
from yunnuo.ledger.rows import find_pairs
from yunnuo.people.keys import KeyValue
from yunnuo.protect.subjects import subject_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from yunnuo.consent.reading import Event
    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

CHUNK: Final = 20_000


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose the keys of a file are: node of a key, and by node the individual and the key's current index.

    `met`: whether something can be on record under the key already, before this file or by a chunk of it.
    """

    nodes: dict[KeyValue, int] = field(repr=False)
    people: list[int] = field(repr=False)
    blinds: list[bytes] = field(repr=False)
    met: bytearray = field(repr=False)

    def owner(self, key: KeyValue) -> int:
        """Return the individual of a key."""
        return self.people[self.nodes[key]]

    def index(self, key: KeyValue) -> bytes:
        """Return the blind index of a key under the current version."""
        return self.blinds[self.nodes[key]]


def read_linked(scratch: duckdb.DuckDBPyConnection, ring: KeyRing) -> Linked:
    """Return what registering left in the scratch."""
    people = list(read_rows(scratch, "SELECT individual, NOT fresh FROM person ORDER BY node"))
    query = f"SELECT blind FROM probe WHERE version = {ring.current.number} ORDER BY node"
    blinds = [blind for (blind,) in read_rows(scratch, query)]
    return Linked(read_nodes(scratch), [who for who, _ in people], blinds, bytearray(met for _, met in people))


def read_nodes(scratch: duckdb.DuckDBPyConnection) -> dict[KeyValue, int]:
    """Return the node of each key of the file; nodes count from 0."""
    rows = read_rows(scratch, "SELECT node, kind, scope, value FROM key_node")
    return {KeyValue(kind, scope, value): node for node, kind, scope, value in rows}


def record_fresh(ring: KeyRing, events: Sequence[Event], linked: Linked, *, now: Instant) -> list[str]:
    """Record the consents and stops that are not on record yet, each once; return their kinds."""
    told = (event for event in events if event.kind in CONSENTS | STOPS)
    kinds: list[str] = []
    while chunk := list(islice(told, CHUNK)):
        fresh = _find_fresh(ring, chunk, linked)
        record_consents([item for item in fresh if item.event.kind in CONSENTS], now=now)
        record_stops([item for item in fresh if item.event.kind in STOPS], now=now)
        kinds += [item.event.kind for item in fresh]
    return kinds


def _find_fresh(ring: KeyRing, events: Sequence[Event], linked: Linked) -> list[Resolved]:
    prints = fingerprint_events(ring, events)
    nodes = [linked.nodes[event.key] for event in events]
    people = [linked.people[node] for node in nodes]
    asked = [(who, marks) for node, who, marks in zip(nodes, people, prints, strict=True) if linked.met[node]]
    held = _read_prints([(who, mark) for who, marks in asked for mark in marks])
    fresh: list[Resolved] = []
    for event, marks, node, who, subject in zip(
        events, prints, nodes, people, subject_tokens(ring, people), strict=True
    ):
        if held.isdisjoint(marks):
            fresh.append(Resolved(event, who, subject, linked.blinds[node], marks[-1]))
            held.add(marks[-1])
        linked.met[node] = True
    return fresh


def _read_prints(pairs: Sequence[tuple[int, bytes]]) -> set[bytes]:
    """Return which of the fingerprints are on record for their individual."""
    if not pairs:
        return set()
    return {mark for _, mark in find_pairs((ConsentEvent, StopEvent), "fingerprint", pairs)}
