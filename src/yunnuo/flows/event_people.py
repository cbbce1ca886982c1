"""Whose events these are, and what they say about people besides: contact points, memberships, ages, deaths.

Runs inside the transaction of `events`, on the tables of `event_stage`. The two keys of one row are one individual,
because the individual said so. A key nobody is known by becomes an individual of its own: so a stop is kept and takes
hold when the key appears.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.fields import MEMBERSHIPS
from yunnuo.flows import holdings, registering, resolving, stating
from yunnuo.flows.event_fresh import own_events, record_fresh
from yunnuo.flows.staging import load_held, make_schema, read_rows
from yunnuo.ledger.journal import append_entries
from yunnuo.ledger.rows import insert_rows, widen_cache
from yunnuo.people.models import AgeRecord, DeceasedRecord

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from yunnuo.flows.event_stage import EventStage
    from yunnuo.flows.registering import Registered
    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

_BANDS: Final = make_schema(individual="BIGINT", band="VARCHAR")
_DEATHS: Final = make_schema(individual="BIGINT", day="BIGINT")
_KNOWN: Final = "SELECT DISTINCT individual FROM person WHERE NOT fresh"


@dataclass(frozen=True, slots=True)
class Written:
    """How many events of each kind were new, one entry each, and how many contact points."""

    kinds: Counter[str]
    contacts: int


def link_events(scratch: duckdb.DuckDBPyConnection, ring: KeyRing, *, now: Instant) -> Registered:
    """Resolve the keys of all staged events, register new individuals, merges and circles; leaves `person` behind."""
    widen_cache()
    resolving.open_tables(scratch)
    scratch.execute(
        "INSERT INTO key_value SELECT DISTINCT t.key_kind, t.scope, e.value "
        "FROM event e JOIN template t ON t.no = e.template UNION SELECT kind, scope, value FROM second"
    )
    resolving.number_keys(scratch)
    resolving.index_nodes(scratch, ring)
    scratch.execute(_TIES)
    resolving.load_keys(scratch)
    resolving.resolve_people(scratch)
    return registering.register_people(scratch, ring, now=now)


_TIES: Final = """
    INSERT INTO tie SELECT DISTINCT a.node, b.node
    FROM second s JOIN key_node b USING (kind, scope, value) JOIN event e ON e.no = s.no
    JOIN template t ON t.no = e.template
    JOIN key_node a ON a.kind = t.key_kind AND a.scope = t.scope AND a.value = e.value
"""


def write_events(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, stage: EventStage, *, source: int | None, now: Instant
) -> Written:
    """Append what is new of the events of resolved individuals; `source` is the imported file, if any."""
    own_events(scratch)
    fresh = record_fresh(scratch, ring, stage.rows, now=now)
    kinds: Counter[str] = Counter()
    for number, count in fresh.items():
        kinds[stage.rows[number]["kind"]] += count
    _state_people(scratch)
    contacts = holdings.write_contacts(scratch, ring)
    holdings.write_origins(scratch, source=source)
    members = holdings.write_members(scratch)
    contents = [dict(zip(holdings.MEMBERS.names, row, strict=True)) for row in members]
    append_entries("people.membership", contents, at=now)
    holdings.write_birthdays(scratch, ring, source="events", now=now)
    _write_bands(scratch, now)
    kinds.update(row[3] for row in members)
    kinds["deceased"] += _write_deaths(scratch, now)
    return Written(+kinds, contacts)


def _state_people(scratch: duckdb.DuckDBPyConnection) -> None:
    """State a contact point for each key an individual gave, and the memberships and birthdays that were told."""
    stating.open_statements(scratch)
    scratch.execute(_POINTS)
    memberships = ", ".join(f"'{kind}'" for kind in sorted(MEMBERSHIPS))
    scratch.execute(
        "INSERT INTO member_stated SELECT w.individual, t.platform, t.shop, t.event, e.at FROM owned w "
        f"JOIN event e USING (no) JOIN template t ON t.no = w.template WHERE t.event IN ({memberships})"
    )
    scratch.execute(
        "INSERT INTO birth_stated SELECT w.individual, o.birthday FROM odd o JOIN owned w USING (no) "
        "WHERE o.birthday IS NOT NULL"
    )


# Of a key given many times in one way, the earliest time is stated.
_POINTS: Final = """
    INSERT INTO point
    SELECT w.node, t.key_kind, NULL, t.origin, t.platform, t.shop, t.mode, min(e.at), NULL
    FROM owned w JOIN event e USING (no) JOIN template t ON t.no = w.template WHERE t.origin IS NOT NULL GROUP BY ALL
    UNION ALL
    SELECT n.node, s.kind, NULL, s.origin, t.platform, t.shop, s.mode, min(e.at), NULL
    FROM second s JOIN event e USING (no) JOIN template t ON t.no = e.template
    JOIN key_node n ON n.kind = s.kind AND n.scope = s.scope AND n.value = s.value
    WHERE s.origin IS NOT NULL GROUP BY ALL
"""


def _write_bands(scratch: duckdb.DuckDBPyConnection, now: Instant) -> None:
    told = "FROM odd o JOIN owned w USING (no) WHERE o.band IS NOT NULL"
    stated = list(read_rows(scratch, f"SELECT DISTINCT w.individual, o.band {told} ORDER BY ALL"))
    held = _read_told(scratch, "SELECT individual_id, band FROM people_agerecord", _BANDS) if stated else set()
    rows = ((who, band, None, b"", "events", now) for who, band in stated if (who, band) not in held)
    insert_rows(AgeRecord, ("individual_id", "band", "birthday", "blind", "source", "at"), rows)


def _write_deaths(scratch: duckdb.DuckDBPyConnection, now: Instant) -> int:
    query = (
        "SELECT w.individual, e.at, max_by(e.evidence, e.no) FROM owned w JOIN event e USING (no) "
        "JOIN template t ON t.no = w.template WHERE t.event = 'deceased' GROUP BY ALL ORDER BY min(e.no)"
    )
    stated = {(who, at): evidence for who, at, evidence in read_rows(scratch, query)}
    held = _read_told(scratch, "SELECT individual_id, at FROM people_deceasedrecord", _DEATHS) if stated else set()
    fresh = {key: source for key, source in stated.items() if key not in held}
    append_entries("people.deceased", ({"individual": who, "at": at} for who, at in fresh), at=now)
    return insert_rows(DeceasedRecord, ("individual_id", "at", "source"), ((*key, fresh[key]) for key in fresh))


def _read_told(scratch: duckdb.DuckDBPyConnection, source: str, schema: pa.Schema) -> set[tuple[Any, ...]]:
    """Return what is told already of the people of this file."""
    load_held(scratch, into="told", schema=schema, source=source, column="individual_id", wanted=_KNOWN)
    return set(read_rows(scratch, "SELECT * FROM told"))
