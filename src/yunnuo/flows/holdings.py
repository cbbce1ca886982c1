"""What a file adds to people already resolved: contact points, origins, memberships, birthdays.

Reads the scratch tables `person`, `point`, `member_stated` and `birth_stated`, filled by `stating` or `event_people`;
writes only what the records do not hold yet, inside the caller's transaction. Values leave the scratch only sealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from yunnuo.flows.resolving import index_nodes
from yunnuo.flows.staging import BATCH, append_rows, is_empty, load_held, make_schema, read_rows
from yunnuo.ledger.rows import insert_rows
from yunnuo.people.ids import random_ids
from yunnuo.people.models import AgeRecord, ContactPoint, MembershipEvent, Origin
from yunnuo.protect.cipher import seal_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

_ONLY: Final = "SELECT DISTINCT individual FROM person WHERE NOT fresh"
_CONTACTS: Final = make_schema(id="BIGINT", individual="BIGINT", blind="BLOB", expires_at="BIGINT")
_ORIGINS: Final = make_schema(
    individual="BIGINT",
    contact="BIGINT",
    kind="VARCHAR",
    platform="VARCHAR",
    shop="VARCHAR",
    mode="VARCHAR",
    day="BIGINT",
)
MEMBERS: Final = make_schema(individual="BIGINT", platform="VARCHAR", shop="VARCHAR", state="VARCHAR", day="BIGINT")
_AGES: Final = make_schema(individual="BIGINT", blind="BLOB")
_FRESH: Final = make_schema(ref="BIGINT", id="BIGINT")


def write_contacts(scratch: duckdb.DuckDBPyConnection, ring: KeyRing) -> int:
    """Write the contact points of `point` that are not held; make `found(ref, id)` for all. Return how many."""
    number = ring.current.number
    scratch.execute(_VIRTUAL_NODES)
    index_nodes(scratch, ring, nodes="virtual_node", into="virtual_probe")
    scratch.execute(_WANTED.format(version=number))
    source = "SELECT id, individual_id, blind, expires_at FROM people_contactpoint"
    load_held(scratch, into="contact", schema=_CONTACTS, source=source, column="individual_id", wanted=_ONLY)
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE found AS SELECT w.ref, min(c.id) AS id FROM wanted w "
        "JOIN alias a USING (ref) JOIN contact c ON c.individual = w.individual AND c.blind = a.blind GROUP BY w.ref"
    )
    _extend_virtual(scratch)
    scratch.execute("CREATE OR REPLACE TEMP TABLE fresh_contact (ref BIGINT, id BIGINT)")
    # Numbers rise with those of the individuals, so that table and index both grow in one sweep.
    query = "SELECT ref FROM wanted ANTI JOIN found USING (ref) ORDER BY individual"
    refs = [ref for (ref,) in read_rows(scratch, query)]
    pairs = zip(refs, sorted(random_ids(len(refs))), strict=True)
    append_rows(scratch, "fresh_contact", _FRESH, pairs)
    columns = ("id", "individual_id", "kind", "cell_class", "blind", "expires_at", "sealed")
    insert_rows(ContactPoint, columns, _sealed_contacts(scratch, ring))
    scratch.execute("INSERT INTO found SELECT ref, id FROM fresh_contact")
    return len(refs)


_VIRTUAL_NODES: Final = """
    CREATE OR REPLACE TEMP TABLE virtual_node AS
    SELECT row_number() OVER () - 1 AS node, 'virtual_number' AS kind, '' AS scope, virtual AS value
    FROM (SELECT DISTINCT virtual FROM point WHERE virtual IS NOT NULL)
"""

# One row a contact point the file names; `alias` gives its index under every retained version.
_WANTED: Final = """
    CREATE OR REPLACE TEMP TABLE wanted AS
    SELECT row_number() OVER () AS ref, * FROM (
        SELECT p.individual, q.kind, n.value, q.virtual, q.node, v.node AS virtual_node, max(q.until) AS until
        FROM point q JOIN person p USING (node) JOIN key_node n USING (node)
        LEFT JOIN virtual_node v ON v.value = q.virtual GROUP BY ALL
    );
    CREATE OR REPLACE TEMP TABLE alias AS
    SELECT w.ref, b.blind, b.version = {version} AS current FROM wanted w JOIN probe b USING (node)
    WHERE w.virtual IS NULL
    UNION ALL
    SELECT w.ref, b.blind, b.version = {version} FROM wanted w JOIN virtual_probe b ON b.node = w.virtual_node
"""


def _extend_virtual(scratch: duckdb.DuckDBPyConnection) -> None:
    """Give virtual numbers seen again a later expiry; an unknown expiry stays unknown."""
    rows = scratch.execute(
        "SELECT w.until, f.id FROM wanted w JOIN found f USING (ref) JOIN contact c ON c.id = f.id "
        "WHERE w.until > c.expires_at ORDER BY f.id"
    ).fetchall()
    for until, contact in rows:
        ContactPoint.objects.filter(pk=contact).update(expires_at=until)


def _sealed_contacts(scratch: duckdb.DuckDBPyConnection, ring: KeyRing) -> Iterator[tuple[Any, ...]]:
    query = (
        "SELECT f.id, w.individual, w.kind, CASE WHEN w.virtual IS NULL THEN 'plain' ELSE 'virtual_number' END, "
        "a.blind, w.until, coalesce(w.virtual, w.value) FROM fresh_contact f JOIN wanted w USING (ref) "
        "JOIN alias a USING (ref) WHERE a.current ORDER BY f.id"
    )
    for batch in scratch.sql(query).to_arrow_reader(BATCH):
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        by_kind: dict[str, list[tuple[Any, ...]]] = {}
        for row in rows:
            by_kind.setdefault(row[2], []).append(row)
        for kind, held in by_kind.items():
            sealed = seal_values(ring, kind, (row[6] for row in held))
            for row, blob in zip(held, sealed, strict=True):
                yield *row[:6], blob


def write_origins(scratch: duckdb.DuckDBPyConnection, *, source: int | None) -> int:
    """Write origins of `point` not held yet: new ones, and earlier days of known ones. Return how many."""
    query = "SELECT individual_id, contact_id, kind, platform, shop, mode, at FROM people_origin"
    load_held(scratch, into="origin", schema=_ORIGINS, source=query, column="individual_id", wanted=_ONLY)
    scratch.execute(_ORIGIN_ROWS)
    columns = ("individual_id", "contact_id", "kind", "platform", "shop", "mode", "at", "source_id")
    rows = read_rows(scratch, "SELECT * FROM origin_new ORDER BY individual")
    return insert_rows(Origin, columns, ((*row, source) for row in rows))


_ORIGIN_ROWS: Final = """
    CREATE OR REPLACE TEMP TABLE origin_new AS
    WITH stated AS (
        SELECT w.individual, f.id AS contact, q.origin, q.platform, q.shop, q.mode, min(q.day) AS day
        FROM point q JOIN wanted w ON w.node = q.node AND w.kind = q.kind AND w.virtual IS NOT DISTINCT FROM q.virtual
        JOIN found f USING (ref) WHERE q.origin <> '' GROUP BY ALL
    )
    SELECT s.* FROM stated s WHERE NOT EXISTS (
        SELECT 1 FROM origin o WHERE o.individual = s.individual AND o.contact = s.contact AND o.kind = s.origin
        AND o.platform = s.platform AND o.shop = s.shop AND o.mode = s.mode AND (s.day IS NULL OR o.day <= s.day)
    )
"""


def write_members(scratch: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Write the rows of `member_stated(individual, platform, shop, state, day)` not held yet; return them."""
    if is_empty(scratch, "member_stated"):
        return []
    query = "SELECT individual_id, platform, shop, state, at FROM people_membershipevent"
    load_held(scratch, into="member", schema=MEMBERS, source=query, column="individual_id", wanted=_ONLY)
    fresh = list(read_rows(scratch, _MEMBER_ROWS))
    insert_rows(MembershipEvent, ("individual_id", "platform", "shop", "state", "at"), fresh)
    return fresh


_MEMBER_ROWS: Final = """
    SELECT DISTINCT d.* FROM member_stated d WHERE NOT EXISTS (
        SELECT 1 FROM member m WHERE m.individual = d.individual AND m.platform = d.platform AND m.shop = d.shop
        AND m.state = d.state AND m.day IS NOT DISTINCT FROM d.day
    ) ORDER BY ALL
"""


def write_birthdays(scratch: duckdb.DuckDBPyConnection, ring: KeyRing, *, source: str, now: Instant) -> int:
    """Write the birthdays of `birth_stated(individual, value)` not held yet, sealed. Return how many."""
    if is_empty(scratch, "birth_stated"):
        return 0
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE birth_node AS SELECT row_number() OVER () - 1 AS node, 'birthday' AS kind, "
        "'' AS scope, value FROM (SELECT DISTINCT value FROM birth_stated)"
    )
    index_nodes(scratch, ring, nodes="birth_node", into="birth_probe")
    query = "SELECT individual_id, blind FROM people_agerecord"
    load_held(scratch, into="age", schema=_AGES, source=query, column="individual_id", wanted=_ONLY)
    query = (
        "SELECT DISTINCT s.individual, b.blind, n.value FROM birth_stated s "
        "JOIN birth_node n USING (value) JOIN birth_probe b ON b.node = n.node "
        f"WHERE b.version = {ring.current.number} AND NOT EXISTS (SELECT 1 FROM age a JOIN birth_probe o "
        "ON o.blind = a.blind WHERE a.individual = s.individual AND o.node = n.node) ORDER BY s.individual"
    )
    rows = list(read_rows(scratch, query))
    sealed = seal_values(ring, "birthday", (value for _, _, value in rows))
    records = [(who, "", blob, blind, source, now) for (who, blind, _), blob in zip(rows, sealed, strict=True)]
    return insert_rows(AgeRecord, ("individual_id", "band", "birthday", "blind", "source", "at"), records)
