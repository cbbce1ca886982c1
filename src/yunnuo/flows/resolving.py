"""Who is who: from the key values of a file to individuals and circles.

Scratch tables, in the order they come to be:
    key_value(kind, scope, value)        filled by the caller, distinct
    key_node(node, kind, scope, value)   the same, numbered from 0
    probe(node, version, blind)          the index of each under every retained key version
    held(blind, individual, circle)      what the records know of those indexes
    tie(a, b), link(a, b)                filled by the caller: nodes declared one individual; nodes a stop must cross
    person(node, individual, fresh)      the answer

Two keys become one individual only by a tie. A link never merges people: it joins their circles, so a stop travels
wider than a consent. Nothing is written to the records here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.flows.components import join_components
from yunnuo.flows.staging import BATCH, append_rows, load_held, make_schema, make_table, read_rows
from yunnuo.people.ids import random_ids
from yunnuo.protect.index import index_messages, index_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    import pyarrow as pa

    from yunnuo.protect.keys import KeyRing

_MESSAGE: Final = "kind || chr(0) || scope || chr(0) || value"
_PROBES: Final = make_schema(node="BIGINT", version="BIGINT", blind="BLOB")
_KEYS: Final = make_schema(blind="BLOB", individual="BIGINT")
_KEY_SQL: Final = "SELECT blind, individual_id FROM people_key"
_CIRCLES: Final = make_schema(individual="BIGINT", circle="BIGINT")
_CIRCLE_SQL: Final = "SELECT id, circle FROM people_individual"
_NUMBERED: Final = make_schema(no="BIGINT", id="BIGINT")


def open_tables(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables the caller fills."""
    scratch.execute("CREATE OR REPLACE TEMP TABLE key_value (kind VARCHAR, scope VARCHAR, value VARCHAR)")
    for table in ("tie", "link"):
        scratch.execute(f"CREATE OR REPLACE TEMP TABLE {table} (a BIGINT, b BIGINT)")


def number_keys(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `key_node` from `key_value`."""
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE key_node AS "
        "SELECT row_number() OVER () - 1 AS node, kind, scope, value FROM (SELECT DISTINCT * FROM key_value)"
    )


def index_nodes(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, *, nodes: str = "key_node", into: str = "probe"
) -> None:
    """Make `into` from `nodes`: the blind index of each value under every retained version."""
    scratch.execute(f"CREATE OR REPLACE TEMP TABLE {into} (node BIGINT, version BIGINT, blind BLOB)")
    for version in ring.versions:
        if native := index_sql(version, _MESSAGE):
            expression, parameters = native
            query = f"INSERT INTO {into} SELECT node, {version.number}, {expression} FROM {nodes}"
            scratch.execute(query, parameters)
            continue
        for first in range(0, _count_nodes(scratch, nodes), BATCH):  # not all texts at once
            piece = f"SELECT node, {_MESSAGE} FROM {nodes} WHERE node >= {first} AND node < {first + BATCH}"
            held = list(read_rows(scratch, piece))
            blinds = index_messages(version)(message for _, message in held)
            rows = ((node, version.number, blind) for (node, _), blind in zip(held, blinds, strict=True))
            append_rows(scratch, into, _PROBES, rows)


def _count_nodes(scratch: duckdb.DuckDBPyConnection, nodes: str) -> int:
    """Return one more than the highest number of a node."""
    ((count,),) = scratch.execute(f"SELECT coalesce(max(node) + 1, 0) FROM {nodes}").fetchall()
    return int(count)


def load_keys(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `held` from the records and `known(node, individual, circle)`, one row a node somebody is known by.

    Two plain reads and a join here are twice as fast as a join in the records.
    """
    probes = "SELECT DISTINCT blind FROM probe"
    load_held(scratch, into="held_key", schema=_KEYS, source=_KEY_SQL, column="blind", wanted=probes)
    people = "SELECT DISTINCT individual FROM probe JOIN held_key USING (blind)"
    load_held(scratch, into="held_circle", schema=_CIRCLES, source=_CIRCLE_SQL, column="id", wanted=people)
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE held AS SELECT k.blind, k.individual, c.circle "
        "FROM held_key k JOIN held_circle c USING (individual)"
    )
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE known AS SELECT node, min(individual) AS individual, min(circle) AS circle "
        "FROM probe JOIN held USING (blind) GROUP BY node"
    )


def resolve_people(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `person`, `merge(gone, kept)`, `new_circle(individual, circle)` and `circle_move(old, kept)`.

    Needs `key_node`, `known`, `tie` and `link`. `person.individual` is who is kept after all merges.
    """
    _group_nodes(scratch)
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE grp AS "
        "SELECT g.grp, min(k.individual) AS individual, row_number() OVER () - 1 AS no "
        "FROM node_group g LEFT JOIN known k USING (node) GROUP BY g.grp"
    )
    _number_fresh(scratch)
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE person AS SELECT g.node, coalesce(p.individual, n.id) AS individual, "
        "p.individual IS NULL AS fresh FROM node_group g JOIN grp p USING (grp) LEFT JOIN fresh_id n ON n.no = p.no"
    )
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE merge AS SELECT DISTINCT k.individual AS gone, p.individual AS kept "
        "FROM known k JOIN person p USING (node) WHERE k.individual <> p.individual"
    )
    _join_circles(scratch)


def _group_nodes(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `node_group(node, grp)`: nodes that are one individual, by ties or because the records say so."""
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE node_group AS SELECT n.node, "
        "CASE WHEN k.individual IS NULL THEN n.node ELSE min(n.node) OVER (PARTITION BY k.individual) END AS grp "
        "FROM key_node n LEFT JOIN known k USING (node)"
    )
    (ties,) = scratch.execute("SELECT count(*) FROM tie").fetchall()[0]
    if not ties:
        return
    (size,) = scratch.execute("SELECT count(*) FROM key_node").fetchall()[0]
    edges = read_rows(
        scratch, "SELECT DISTINCT a, b FROM tie UNION ALL SELECT node, grp FROM node_group WHERE node <> grp"
    )
    roots = join_components(size, edges)
    _replace_rows(scratch, "node_group", make_schema(node="BIGINT", grp="BIGINT"), roots)


def _replace_rows(scratch: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, roots: Sequence[int]) -> None:
    """Make a table anew from the root of each number, counted from 0."""
    make_table(scratch, table, schema)
    append_rows(scratch, table, schema, enumerate(roots))


def _number_fresh(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `fresh_id(no, id)`: a random number for every group nobody is known by."""
    numbers = [no for (no,) in read_rows(scratch, "SELECT no FROM grp WHERE individual IS NULL")]
    scratch.execute("CREATE OR REPLACE TEMP TABLE fresh_id (no BIGINT, id BIGINT)")
    append_rows(scratch, "fresh_id", _NUMBERED, zip(numbers, random_ids(len(numbers)), strict=True))


def _join_circles(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `new_circle` and `circle_move`: circles joined by links and by merges; the lowest old circle is kept."""
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE round AS SELECT DISTINCT p.individual, p.fresh, "
        "coalesce(k.circle, p.individual) AS circle FROM person p LEFT JOIN known k USING (node) "
        "WHERE p.fresh OR k.circle IS NOT NULL"
    )
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE circle_no AS SELECT circle, bool_and(fresh) AS fresh, "
        "row_number() OVER () - 1 AS no FROM round GROUP BY circle"
    )
    scratch.execute("CREATE OR REPLACE TEMP TABLE circle_root AS SELECT no, no AS root FROM circle_no")
    if edges := list(read_rows(scratch, _CIRCLE_EDGES)):
        (size,) = scratch.execute("SELECT count(*) FROM circle_no").fetchall()[0]
        _replace_rows(scratch, "circle_root", make_schema(no="BIGINT", root="BIGINT"), join_components(size, edges))
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE circle_end AS SELECT c.circle, c.fresh, "
        "coalesce(min(c.circle) FILTER (NOT c.fresh) OVER (PARTITION BY r.root), "
        "min(c.circle) OVER (PARTITION BY r.root)) AS kept FROM circle_no c JOIN circle_root r USING (no)"
    )
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE circle_move AS SELECT circle AS old, kept FROM circle_end "
        "WHERE NOT fresh AND circle <> kept"
    )
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE new_circle AS SELECT r.individual, e.kept AS circle "
        "FROM round r JOIN circle_end e USING (circle) WHERE r.fresh"
    )


# A circle is named by the individual that began it; edges run between the numbers of circles that are now one.
_CIRCLE_EDGES: Final = """
    WITH base AS (SELECT individual, min(circle) AS circle FROM round GROUP BY individual),
         pair AS (
             SELECT a.circle AS one, b.circle AS other
             FROM link l JOIN person p ON p.node = l.a JOIN person q ON q.node = l.b
             JOIN base a ON a.individual = p.individual JOIN base b ON b.individual = q.individual
             UNION ALL
             SELECT b.circle, r.circle FROM round r JOIN base b USING (individual)
         )
    SELECT DISTINCT x.no, y.no FROM pair JOIN circle_no x ON x.circle = one JOIN circle_no y ON y.circle = other
    WHERE one <> other
"""
