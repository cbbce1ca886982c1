"""Writing what resolving found into the records: individuals, keys, circles, merges. Inside the caller's transaction.

A merge moves everything of one individual to another in every storing room and is an event in the ledger; the rows of
the merged individual stay as a signpost. Nothing is erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.consent.merging import move_consents
from yunnuo.flows.people_history import BEGUN, group_begun
from yunnuo.flows.staging import append_rows, make_schema, read_rows
from yunnuo.ledger.journal import append_entries
from yunnuo.ledger.rows import insert_rows, run_many
from yunnuo.people.merging import move_people
from yunnuo.people.models import CircleJoin, Individual, Key

if TYPE_CHECKING:
    import duckdb

    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

_ERASED = make_schema(individual="BIGINT")


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of the keys of a file; `returned` are those known whose information had been erased."""

    new_individuals: int
    known_individuals: int
    returned: int
    new_keys: int
    merged: int
    circles_joined: int


def register_people(scratch: duckdb.DuckDBPyConnection, ring: KeyRing, *, now: Instant) -> Registered:
    """Write new individuals, keys, merges and joined circles; `person` and its companions must be resolved."""
    new_people = insert_rows(
        Individual,
        ("id", "circle"),
        read_rows(scratch, "SELECT individual, circle FROM new_circle ORDER BY individual"),
    )
    linked = read_rows(scratch, "SELECT individual, circle FROM new_circle WHERE individual <> circle ORDER BY circle")
    append_entries(BEGUN, group_begun(linked), at=now)
    version = ring.current.number
    new_keys = insert_rows(
        Key,
        ("kind", "scope", "blind", "key_version", "individual_id"),
        read_rows(
            scratch,
            "SELECT n.kind, n.scope, b.blind, b.version, p.individual FROM probe b JOIN key_node n USING (node) "
            f"JOIN person p USING (node) WHERE b.version = {version} "
            "AND b.blind NOT IN (SELECT blind FROM held) ORDER BY b.blind",
        ),
    )
    (known,) = scratch.execute("SELECT count(DISTINCT individual) FROM person WHERE NOT fresh").fetchall()[0]
    merged = _merge_people(scratch, now)
    return Registered(new_people, known, _count_returned(scratch), new_keys, merged, _move_circles(scratch, now))


def _count_returned(scratch: duckdb.DuckDBPyConnection) -> int:
    scratch.execute("CREATE OR REPLACE TEMP TABLE erased (individual BIGINT)")
    append_rows(scratch, "erased", _ERASED, Individual.objects.filter(erased_at__isnull=False).values_list("pk"))
    (count,) = scratch.execute(
        "SELECT count(DISTINCT individual) FROM person JOIN erased USING (individual)"
    ).fetchall()[0]
    return int(count)


def _merge_people(scratch: duckdb.DuckDBPyConnection, now: Instant) -> int:
    merges = scratch.execute("SELECT gone, kept FROM merge ORDER BY gone").fetchall()
    if not merges:
        return 0
    seqs = append_entries("people.merge", ({"gone": gone, "kept": kept} for gone, kept in merges), at=now)
    circles = _read_circles(scratch)
    joins = ((seq, circles[gone], circles[kept], True) for seq, (gone, kept) in zip(seqs, merges, strict=True))
    insert_rows(CircleJoin, ("seq", "old", "kept", "merged"), joins)
    move_people(merges)
    move_consents(merges)
    return len(merges)


def _read_circles(scratch: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """Return the circle, before this import, of everybody the file names who was known."""
    return dict(scratch.execute("SELECT DISTINCT individual, circle FROM held").fetchall())


def _move_circles(scratch: duckdb.DuckDBPyConnection, now: Instant) -> int:
    moves = scratch.execute("SELECT old, kept FROM circle_move ORDER BY old").fetchall()
    if not moves:
        return 0
    seqs = append_entries("people.circle", ({"old": old, "kept": kept} for old, kept in moves), at=now)
    run_many("UPDATE people_individual SET circle = %s WHERE circle = %s", [(kept, old) for old, kept in moves])
    joins = ((seq, old, kept, False) for seq, (old, kept) in zip(seqs, moves, strict=True))
    insert_rows(CircleJoin, ("seq", "old", "kept", "merged"), joins)
    return len(moves)
