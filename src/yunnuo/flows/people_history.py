"""What the ledger and the tables each say of people: read side by side into a scratch, and what follows from it.

For the check and the rebuilding of `projection_people`. Nothing is held in Python: what does not fit into memory is
spilled. Every table shows one moment. Writes no record and judges nothing.

Scratch tables, the ledger's side and the records':
    told_merge(seq, gone, kept), told_join(seq, old, kept), told_begun(individual, circle),
    told_stood(seq, individual, circle), told_erased(individual, day), told_death(individual, day),
    told_member(individual, platform, shop, state, day)
    held_person(individual, circle, merged, erased), held_join(seq, old, kept, merged), held_member, held_death
and what follows from the ledger alone:
    who(gone, kept)            whoever was merged, and who is kept in the end
    final(circle, kept)        a circle that was joined to another, and the one it is part of in the end
    begun(individual, circle, since)   the circle somebody began in, of all whom the ledger tells it; of those an
                               earlier release imported, the one they stood in when the entry `since` was written
    join_due(seq, old, kept, merged)   the rows of joined circles; NULL where the ledger does not tell who began where
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from yunnuo.flows.staging import BATCH, append_rows, make_schema, make_table
from yunnuo.ledger.checking import ERASED
from yunnuo.ledger.journal import current_sequence, lock_ledger, read_content, read_id, spell_id
from yunnuo.ledger.models import LedgerEntry
from yunnuo.people.models import CircleJoin, DeceasedRecord, Individual, MembershipEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import duckdb
    import pyarrow as pa

BEGUN: Final = "people.begun"  # who began in whose circle
STOOD: Final = "people.stood_at_upgrade"  # written once for those of an earlier release, by a migration of `people`
_TRIES: Final = 2
_CHUNK: Final = 2_000
_JOIN: Final = make_schema(seq="BIGINT", old="BIGINT", kept="BIGINT")
_MEMBER: Final = make_schema(individual="BIGINT", platform="VARCHAR", shop="VARCHAR", state="VARCHAR", day="BIGINT")
_DAY: Final = make_schema(individual="BIGINT", day="BIGINT")
_PERSON: Final = make_schema(individual="BIGINT", circle="BIGINT", merged="BIGINT", erased="BIGINT")
_HELD_JOIN: Final = make_schema(seq="BIGINT", old="BIGINT", kept="BIGINT", merged="BIGINT")

Told = dict[str, Any]
_Rows = list[tuple[Any, ...]]


def _spread_begun(told: Told) -> _Rows:
    groups: dict[str, list[str]] = told["body"]["circles"]
    return [(read_id(who), read_id(circle)) for circle, people in groups.items() for who in people]


def _tell_member(told: Told) -> _Rows:
    body = told["body"]
    return [(read_id(body["individual"]), body["platform"], body["shop"], body["state"], body["day"])]


# Kind of entry -> its scratch table, columns, and how an entry becomes rows.
_TOLD: Final[dict[str, tuple[str, pa.Schema, Callable[[Told], _Rows]]]] = {
    "people.merge": (
        "told_merge",
        make_schema(seq="BIGINT", gone="BIGINT", kept="BIGINT"),
        lambda told: [(told["seq"], read_id(told["body"]["gone"]), read_id(told["body"]["kept"]))],
    ),
    "people.circle": (
        "told_join",
        _JOIN,
        lambda told: [(told["seq"], read_id(told["body"]["old"]), read_id(told["body"]["kept"]))],
    ),
    BEGUN: ("told_begun", make_schema(individual="BIGINT", circle="BIGINT"), _spread_begun),
    STOOD: (
        "told_stood",
        make_schema(seq="BIGINT", individual="BIGINT", circle="BIGINT"),
        lambda told: [(told["seq"], *pair) for pair in _spread_begun(told)],
    ),
    ERASED: ("told_erased", _DAY, lambda told: [(read_id(told["body"]["individual"]), told["at"])]),
    "people.membership": ("told_member", _MEMBER, _tell_member),
    "people.deceased": (
        "told_death",
        _DAY,
        lambda told: [(read_id(told["body"]["individual"]), told["body"]["at"])],
    ),
}


def load_people(scratch: duckdb.DuckDBPyConnection, opaque: int) -> None:
    """Fill every table named above; entries up to `opaque` have no content, nor are rows made from them compared.

    Reads without holding up writers; when one comes between twice, reads once more under their lock.
    """
    for _ in range(_TRIES):
        before = current_sequence()
        _read_people(scratch, opaque)
        if before == current_sequence():
            break
    else:
        with transaction.atomic():
            lock_ledger()
            _read_people(scratch, opaque)
    for statement in _FOLLOWS:
        scratch.execute(statement)


def count_stood(scratch: duckdb.DuckDBPyConnection) -> int:
    """Return of how many people the circle was recorded at an upgrade only; `load_people` comes before."""
    ((count,),) = scratch.execute("SELECT count(DISTINCT individual) FROM told_stood").fetchall()
    return int(count)


def _read_people(scratch: duckdb.DuckDBPyConnection, opaque: int) -> None:
    _read_told(scratch)
    people = Individual.objects.values_list("pk", "circle", "merged_into", "erased_at")
    _fill_table(scratch, "held_person", _PERSON, people.iterator(BATCH))
    joins = CircleJoin.objects.filter(seq__gt=opaque).values_list("seq", "old", "kept", "merged")
    rows = ((seq, old, kept, int(merged)) for seq, old, kept, merged in joins.iterator(BATCH))
    _fill_table(scratch, "held_join", _HELD_JOIN, rows)
    members = MembershipEvent.objects.values_list("individual_id", "platform", "shop", "state", "at")
    _fill_table(scratch, "held_member", _MEMBER, members.iterator(BATCH))
    deaths = DeceasedRecord.objects.values_list("individual_id", "at")
    _fill_table(scratch, "held_death", _DAY, deaths.iterator(BATCH))


def _read_told(scratch: duckdb.DuckDBPyConnection) -> None:
    for table, schema, _ in _TOLD.values():
        make_table(scratch, table, schema)
    waiting: dict[str, _Rows] = {kind: [] for kind in _TOLD}
    entries = LedgerEntry.objects.filter(kind__in=_TOLD, content__isnull=False).values_list("kind", "content")
    for kind, content in entries.iterator(_CHUNK):
        table, schema, spell = _TOLD[kind]
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # damaged: the check of the ledger finds it
            waiting[kind] += spell(read_content(bytes(content or b"")))
        if len(waiting[kind]) >= BATCH:
            append_rows(scratch, table, schema, waiting[kind])
            waiting[kind] = []
    for kind, rows in waiting.items():
        append_rows(scratch, *_TOLD[kind][:2], rows)


def _fill_table(
    scratch: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, rows: Iterable[Sequence[Any]]
) -> None:
    make_table(scratch, table, schema)
    append_rows(scratch, table, schema, rows)


def group_begun(people: Iterable[tuple[int, int]], size: int = _CHUNK) -> Iterator[dict[str, dict[str, list[str]]]]:
    """Yield what entries of kind `people.begun` say of (individual, circle), `size` individuals an entry."""
    for batch in _batch_people(people, size):
        held: dict[str, list[str]] = {}
        for who, circle in batch:
            held.setdefault(spell_id(circle), []).append(spell_id(who))
        yield {"circles": held}


def _batch_people(people: Iterable[tuple[int, int]], size: int) -> Iterator[list[tuple[int, int]]]:
    told = iter(people)
    while batch := list(islice(told, size)):
        yield batch


# A later step of a chain has a later entry, so no walk goes in a circle, whatever a table was changed to.
_FOLLOWS: Final = (
    """CREATE OR REPLACE TEMP TABLE who AS
    WITH RECURSIVE walk(gone, kept, seq) AS (
        SELECT gone, kept, seq FROM told_merge
        UNION ALL SELECT w.gone, m.kept, m.seq FROM walk w JOIN told_merge m ON m.gone = w.kept AND m.seq > w.seq
    ) SELECT gone, arg_max(kept, seq) AS kept FROM walk GROUP BY gone""",
    """CREATE OR REPLACE TEMP TABLE final AS
    WITH RECURSIVE walk(circle, kept, seq) AS (
        SELECT old, kept, seq FROM told_join
        UNION ALL SELECT w.circle, j.kept, j.seq FROM walk w JOIN told_join j ON j.old = w.kept AND j.seq > w.seq
    ) SELECT circle, arg_max(kept, seq) AS kept FROM walk GROUP BY circle""",
    # Whoever names a circle began it.
    """CREATE OR REPLACE TEMP TABLE begun AS
    SELECT individual, min(circle) AS circle, 0 AS since FROM told_begun GROUP BY individual
    UNION ALL SELECT name, name, 0 FROM (
        SELECT old AS name FROM told_join UNION SELECT kept FROM told_join UNION SELECT circle FROM told_begun
    ) WHERE name NOT IN (SELECT individual FROM told_begun)""",
    """INSERT INTO begun
    SELECT individual, arg_min(circle, seq), min(seq) FROM (
        SELECT individual, circle, seq FROM told_stood UNION ALL SELECT circle, circle, seq FROM told_stood
    ) s ANTI JOIN begun b USING (individual) GROUP BY individual""",
    """CREATE OR REPLACE TEMP TABLE was AS
    WITH RECURSIVE walk(seq, individual, circle, last) AS (
        SELECT m.seq, individual, b.circle, b.since FROM (
            SELECT seq, gone AS individual FROM told_merge UNION ALL SELECT seq, kept FROM told_merge
        ) m JOIN begun b USING (individual) WHERE b.since < m.seq
        UNION ALL SELECT w.seq, w.individual, j.kept, j.seq
        FROM walk w JOIN told_join j ON j.old = w.circle AND j.seq > w.last AND j.seq < w.seq
    ) SELECT seq, individual, arg_max(circle, last) AS circle FROM walk GROUP BY seq, individual""",
    """CREATE OR REPLACE TEMP TABLE join_due AS
    SELECT seq, old, kept, 0 AS merged FROM told_join
    UNION ALL SELECT m.seq, a.circle, b.circle, 1 FROM told_merge m
    LEFT JOIN was a ON a.seq = m.seq AND a.individual = m.gone
    LEFT JOIN was b ON b.seq = m.seq AND b.individual = m.kept""",
    """UPDATE told_member SET individual = who.kept FROM who WHERE who.gone = individual""",
    """UPDATE told_death SET individual = who.kept FROM who WHERE who.gone = individual""",
)
