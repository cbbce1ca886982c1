"""Which events of a file are new, and recording those: worked out by columns, written a chunk at a time.

Runs inside the transaction of `events`, after the people were registered. Scratch tables, in the order they come to be:
    owned(no, template, node, individual) whose each event is
    print(no, current, mark)              its fingerprint under every retained key version
    held_mark(individual, mark)           fingerprints on record that could be among those
    fresh_event(rank, ...)                consents, then stops, that are not on record, each once, with what they tell
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.fingerprints import DIGEST_BYTES, EVENT_KIND, TIME_BYTES
from yunnuo.consent.recording import EVENT_MODELS, record_columns
from yunnuo.consent.templates import HOLES, PRINTED
from yunnuo.flows.resolving import index_nodes
from yunnuo.flows.staging import load_held, make_schema, make_table
from yunnuo.ledger.journal import lock_ledger
from yunnuo.protect.subjects import index_subjects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb

    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

CHUNK: Final = 25_000
_MARKS: Final = make_schema(individual="BIGINT", mark="BLOB")
_KNOWN: Final = "SELECT DISTINCT individual FROM person WHERE NOT fresh"

# How what differs is spelled in JSON; in an entry, what is empty is left out with its name. What cannot be printed
# stands in `odd` as Python spells it.
_PRINTED: Final = {
    "value": "to_json(e.value)",
    "stated_at": "e.stated_at",
    "until": "coalesce(e.until::VARCHAR, 'null')",
    "notice_shown_at": "coalesce(e.shown::VARCHAR, 'null')",
    "evidence": "to_json(e.evidence)",
    "touchpoint": "to_json(e.touchpoint)",
}
_SPELLED: Final = {
    "at": "f.at",
    "until": "coalesce(f.until::VARCHAR, '')",
    "notice_shown_at": "coalesce(f.notice_shown_at::VARCHAR, '')",
    "evidence": "CASE WHEN f.evidence = '' THEN '' ELSE coalesce(f.evidence_json, to_json(f.evidence)::VARCHAR) END",
    "touchpoint": (
        "CASE WHEN f.touchpoint = '' THEN '' ELSE coalesce(f.touchpoint_json, to_json(f.touchpoint)::VARCHAR) END"
    ),
    "blind": "'\"' || lower(hex(f.blind)) || '\"'",
    "fingerprint": "'\"' || lower(hex(f.fingerprint)) || '\"'",
    "individual_id": "'\"' || format('{:016x}', f.individual_id) || '\"'",
    "subject": "'\"' || lower(hex(f.subject)) || '\"'",
}
# What differs between the rows of one template.
_ROW: Final = ("individual_id", "blind", "at", "until", "notice_shown_at", "evidence", "touchpoint", "fingerprint")


def own_events(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `owned`. An event whose key got lost would have no individual, which no table of the records takes."""
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE owned AS SELECT e.no, e.template, n.node, p.individual "
        "FROM event e JOIN template t ON t.no = e.template "
        "LEFT JOIN key_node n ON n.kind = t.key_kind AND n.scope = t.scope AND n.value = e.value "
        "LEFT JOIN person p ON p.node = n.node"
    )


def record_fresh(
    scratch: duckdb.DuckDBPyConnection, ring: KeyRing, rows: Sequence[dict[str, Any]], *, now: Instant
) -> Counter[int]:
    """Record the consents and stops that are not on record yet, each once; return how many by template.

    `rows` has what the rows of each template share.
    """
    counts: Counter[int] = Counter()
    told = {kind for (kind,) in scratch.execute("SELECT DISTINCT kind FROM template WHERE kind <> ''").fetchall()}
    if not told:
        return counts
    _print_events(scratch, ring)
    _load_marks(scratch)
    index_subjects(ring, scratch, "(SELECT DISTINCT individual FROM person)", "subject")
    for kind in (kind for kind in HOLES if kind in told):
        _rank_fresh(scratch, ring, kind)
        for first, chunk in _read_ahead(scratch, kind):
            numbers = chunk.pop("template")
            record_columns(kind, first, [rows[number] for number in numbers], chunk, now=now)
            counts.update(numbers)
    return counts


def _print_events(scratch: duckdb.DuckDBPyConnection, ring: KeyRing) -> None:
    """Make `print`."""
    scratch.execute(
        "CREATE OR REPLACE TEMP VIEW printed AS "
        f"SELECT e.no AS node, '{EVENT_KIND}' AS kind, '' AS scope, "
        f"coalesce(o.text, {_join('p', PRINTED, _PRINTED)}) AS value "
        "FROM event e JOIN template t ON t.no = e.template LEFT JOIN odd o ON o.no = e.no WHERE t.kind <> ''"
    )
    index_nodes(scratch, ring, nodes="printed", into="print_probe")
    scratch.execute(
        f"CREATE OR REPLACE TEMP TABLE print AS SELECT p.node AS no, p.version = {ring.current.number} AS current, "
        f"unhex(format('{{:0{2 * TIME_BYTES}x}}', coalesce(o.moment, greatest(e.stated_at, 0)))) "
        f"|| array_slice(p.blind, 1, {DIGEST_BYTES}) AS mark "
        "FROM print_probe p JOIN event e ON e.no = p.node LEFT JOIN odd o ON o.no = e.no"
    )


def _load_marks(scratch: duckdb.DuckDBPyConnection) -> None:
    """Make `held_mark`: of the people of this file, what is on record between its earliest event and its latest.

    Marks begin with their time: a file of this month need not look at what the years before brought.
    """
    make_table(scratch, "held_mark", _MARKS)
    span = scratch.execute("SELECT min(mark), max(mark) FROM print").fetchall()[0]
    for model in EVENT_MODELS:
        table = model._meta.db_table  # noqa: SLF001  (Django's documented way)
        source = f"SELECT individual_id, fingerprint FROM {table} WHERE fingerprint BETWEEN %s AND %s"
        load_held(scratch, into="told", schema=_MARKS, source=source, span=span, column="individual_id", wanted=_KNOWN)
        scratch.execute("INSERT INTO held_mark SELECT * FROM told")


def _rank_fresh(scratch: duckdb.DuckDBPyConnection, ring: KeyRing, kind: str) -> None:
    """Make `fresh_event` of one kind of entry.

    Ranked by individual, then by place in the file: written in that order, the index of individuals grows in one sweep.
    """
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE fresh_event AS SELECT row_number() OVER () - 1 AS rank, * FROM ("
        "SELECT e.template, w.individual AS individual_id, b.blind, s.subject, e.at, e.until, "
        "e.shown AS notice_shown_at, e.evidence, e.touchpoint, o.evidence AS evidence_json, "
        "o.touchpoint AS touchpoint_json, f.mark AS fingerprint "
        "FROM (SELECT min(no) AS no, mark FROM print WHERE current GROUP BY mark) f "
        "ANTI JOIN (SELECT p.no FROM print p JOIN held_mark USING (mark)) USING (no) "
        "JOIN event e ON e.no = f.no JOIN template t ON t.no = e.template LEFT JOIN odd o ON o.no = e.no "
        f"LEFT JOIN owned w ON w.no = e.no LEFT JOIN probe b ON b.node = w.node AND b.version = {ring.current.number} "
        "LEFT JOIN subject s ON s.individual = w.individual "
        "WHERE t.kind = $kind ORDER BY w.individual, e.no)",
        {"kind": kind},
    )


def _read_ahead(scratch: duckdb.DuckDBPyConnection, kind: str) -> Iterator[tuple[int, dict[str, list[Any]]]]:
    """Yield `fresh_event` in chunks: the number of the first entry, and columns as `record_columns` takes them.

    The next chunk is worked out while the records take one in.
    """
    (size,) = scratch.execute("SELECT count(*) FROM fresh_event").fetchall()[0]
    first = lock_ledger() + 1
    with ThreadPoolExecutor(1) as pool:
        ahead: deque[Future[dict[str, list[Any]]]] = deque()
        for start in range(0, size, CHUNK):
            chunk = ahead.popleft().result() if ahead else _read_chunk(scratch, kind, start, first)
            if start + CHUNK < size:
                ahead.append(pool.submit(_read_chunk, scratch, kind, start + CHUNK, first))
            yield first + start, chunk


def _read_chunk(scratch: duckdb.DuckDBPyConnection, kind: str, start: int, first: int) -> dict[str, list[Any]]:
    """Return the columns of the events ranked from `start`; entries are numbered from `first`, by rank."""
    holes = HOLES[kind]
    content = f"encode({_join('s', holes, _SPELLED)} || f.rank + {first} || t.s{len(holes) + 1})"
    table = scratch.sql(
        f"SELECT f.template, {', '.join(f'f.{name}' for name in _ROW)}, {content} AS content "
        "FROM fresh_event f JOIN template t ON t.no = f.template "
        f"WHERE f.rank >= {start} AND f.rank < {start + CHUNK} ORDER BY f.rank"
    ).to_arrow_table()
    return {name: table.column(name).to_pylist() for name in table.column_names}


def _join(letter: str, holes: Sequence[str], spelled: Mapping[str, str]) -> str:
    """Return the SQL of the parts of a text with what differs between them, up to the part after the last."""
    parts = (f"t.{letter}{place} || {spelled[name]}" for place, name in enumerate(holes))
    return " || ".join((*parts, f"t.{letter}{len(holes)}"))
