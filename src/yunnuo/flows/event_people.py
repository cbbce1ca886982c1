"""Whose events these are, and what they say about people besides: contact points, memberships, ages, deaths.

Runs inside the transaction of `events`. The two keys of one row are one individual, because the individual said so.
A key nobody is known by becomes an individual of its own: so a stop is kept and takes hold when the key appears.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.fields import CONSENTS, MEMBERSHIPS
from yunnuo.flows import holdings, registering, resolving, stating
from yunnuo.flows.event_fresh import read_linked, read_nodes, record_fresh
from yunnuo.flows.staging import append_rows, load_held, make_schema, read_rows
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.ledger.journal import append_entries
from yunnuo.ledger.rows import insert_rows, widen_cache
from yunnuo.people.keys import KeyKind, KeyValue
from yunnuo.people.models import AgeRecord, DeceasedRecord
from yunnuo.people.origins import MODES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb
    import pyarrow as pa

    from yunnuo.consent.reading import Event
    from yunnuo.flows.event_fresh import Linked
    from yunnuo.flows.registering import Registered
    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

_TEXT3: Final = make_schema(kind="VARCHAR", scope="VARCHAR", value="VARCHAR")
_PAIR: Final = make_schema(a="BIGINT", b="BIGINT")
_POINT: Final = make_schema(
    node="BIGINT",
    kind="VARCHAR",
    virtual="VARCHAR",
    origin="VARCHAR",
    platform="VARCHAR",
    shop="VARCHAR",
    mode="VARCHAR",
    day="BIGINT",
    until="BIGINT",
)
_BIRTH: Final = make_schema(individual="BIGINT", value="VARCHAR")
_BANDS: Final = make_schema(individual="BIGINT", band="VARCHAR")
_DEATHS: Final = make_schema(individual="BIGINT", day="BIGINT")


@dataclass(frozen=True, slots=True)
class Written:
    """Kinds of the events that were new, one entry each, and how many contact points were new."""

    kinds: list[str]
    contacts: int


def link_events(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, events: Sequence[Event], *, now: Instant
) -> Registered:
    """Resolve the keys of all events and register new individuals, merges and circles; leaves `person` behind."""
    widen_cache()
    resolving.open_tables(scratch)
    append_rows(scratch, "key_value", _TEXT3, {key: None for event in events for key in _keys(event)})
    resolving.number_keys(scratch)
    resolving.index_nodes(scratch, ring)
    tied = [(event.key, event.other) for event in events if event.other]
    if tied:  # most files tie nothing, and a million keys are slow to read
        nodes = read_nodes(scratch)
        append_rows(scratch, "tie", _PAIR, {(nodes[key], nodes[other]): None for key, other in tied})
    resolving.load_keys(scratch)
    resolving.resolve_people(scratch)
    return registering.register_people(scratch, ring, now=now)


def write_events(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, events: Sequence[Event], *, source: int | None, now: Instant
) -> Written:
    """Append what is new of the events of resolved individuals; `source` is the imported file, if any."""
    linked = read_linked(scratch, ring)
    kinds = record_fresh(ring, events, linked, now=now)
    stating.open_statements(scratch)
    append_rows(scratch, "point", _POINT, _points(events, linked.nodes))
    append_rows(scratch, "member_stated", holdings.MEMBERS, _members(events, linked))
    births = ((linked.owner(event.key), event.birthday.isoformat()) for event in events if event.birthday)
    append_rows(scratch, "birth_stated", _BIRTH, births)
    contacts = holdings.write_contacts(scratch, ring)
    holdings.write_origins(scratch, source=source)
    members = holdings.write_members(scratch)
    contents = [dict(zip(holdings.MEMBERS.names, row, strict=True)) for row in members]
    append_entries("people.membership", contents, at=now)
    holdings.write_birthdays(scratch, ring, source="events", now=now)
    _write_bands(scratch, events, linked, now)
    deaths = _write_deaths(scratch, events, linked, now)
    return Written(kinds + [row[3] for row in members] + ["deceased"] * deaths, contacts)


def _keys(event: Event) -> tuple[KeyValue, ...]:
    return (event.key, event.other) if event.other else (event.key,)


def _points(events: Sequence[Event], nodes: dict[KeyValue, int]) -> Iterator[tuple[Any, ...]]:
    """Yield a contact point for each key an individual gave; a stop or a leaving gives none."""
    for event in events:
        if event.kind not in CONSENTS | {"join"}:
            continue
        for key in _keys(event):
            if key.kind != KeyKind.UNION_ID:
                origin = name_origin(event, key)
                mode = MODES.get(origin, "")
                yield (nodes[key], key.kind, None, origin, event.platform, event.shop, mode, event.at, None)


def name_origin(event: Event, key: KeyValue) -> str:
    """Return what the event proves about how the key was obtained; empty when nothing.

    Given on a platform it comes with that platform's membership. A consent at a touchpoint of the brand's own shows
    that the individual handed the key over directly.
    """
    if event.platform:
        return "platform_member" if event.platform in _platforms() else "own_form"
    if event.kind != "consent" or not event.touchpoint or event.manner == "reply":
        return ""  # a reply comes to a number already held: it hands nothing over
    return "wecom_add" if key.kind == KeyKind.WECOM_ID else "own_form"


def _platforms() -> frozenset[str]:
    """Return the platforms whose exports prove a platform origin; a shop system of the brand's own is none."""
    return frozenset(layout.platform for layout in LAYOUTS.values() if layout.origin.startswith("platform"))


def _members(events: Sequence[Event], linked: Linked) -> Iterator[tuple[Any, ...]]:
    for event in events:
        if event.kind in MEMBERSHIPS:
            yield linked.owner(event.key), event.platform, event.shop, event.kind, event.at


def _write_bands(scratch: duckdb.DuckDBPyConnection, events: Sequence[Event], linked: Linked, now: Instant) -> None:
    stated = {(linked.owner(event.key), event.age_band): None for event in events if event.age_band}
    held = _read_told(scratch, "SELECT individual_id, band FROM people_agerecord", _BANDS) if stated else set()
    rows = ((who, band, None, b"", "events", now) for who, band in stated if (who, band) not in held)
    insert_rows(AgeRecord, ("individual_id", "band", "birthday", "blind", "source", "at"), rows)


def _write_deaths(scratch: duckdb.DuckDBPyConnection, events: Sequence[Event], linked: Linked, now: Instant) -> int:
    stated = {(linked.owner(event.key), event.at): event.evidence for event in events if event.kind == "deceased"}
    held = _read_told(scratch, "SELECT individual_id, at FROM people_deceasedrecord", _DEATHS) if stated else set()
    fresh = {key: source for key, source in stated.items() if key not in held}
    append_entries("people.deceased", ({"individual": who, "at": at} for who, at in fresh), at=now)
    return insert_rows(DeceasedRecord, ("individual_id", "at", "source"), ((*key, fresh[key]) for key in fresh))


def _read_told(scratch: duckdb.DuckDBPyConnection, source: str, schema: pa.Schema) -> set[tuple[Any, ...]]:
    """Return what is told already of the people of this file."""
    wanted = "SELECT DISTINCT individual FROM person WHERE NOT fresh"
    load_held(scratch, into="told", schema=schema, source=source, column="individual_id", wanted=wanted)
    return set(read_rows(scratch, "SELECT * FROM told"))
