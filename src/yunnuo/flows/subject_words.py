"""The words of every subject, worked out in the column engine: the SQL side of `flows.signatures`.

Every record and every subject carries the bits its shape and its times settle; a subject's words are their bitwise OR,
one grouping over all tables together. It runs in passes over ranges of subject ids, so that DuckDB counts groups by
place in an array instead of hashing them. Only the answers to atoms leave here; no rule is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from yunnuo.decide.shapes import (
    SUBJECT,
    has_shapes,
    join_key,
    row_key,
    shape_answers,
    shrink_code,
    table_kinds,
    time_code,
    time_tests,
    varying_places,
)
from yunnuo.decide.sql import signature_query
from yunnuo.decide.words import WORD_BITS, Slot, asked_atoms, layout_words, pack_answers, tidy_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.decide.words import Layout
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Value

_PRESENT = 1 << WORD_BITS  # the bit above the answers in word 0: this id is a subject, not only somebody's record
_PLACES = 20  # bits of the ids of one pass; DuckDB holds a slot of some 24 bytes for each of 2**20 ids and each thread
_MOST_PLACES = 21  # beyond this the slots would take more memory than hashing
_PASSES = 24
_FEW_PLACES = 12  # DuckDB's own limit


def answer_subjects(connection: duckdb.DuckDBPyConnection, program: Program, vocabulary: Vocabulary) -> Layout:
    """Create `answered`, the words of every subject; return which atoms they hold. Reads the fact views."""
    if not has_shapes(program, vocabulary):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS {signature_query(program, 'duckdb')}")
        return layout_words(asked_atoms(program))
    tables = [_read_table(connection, program, kind, vocabulary) for kind in table_kinds(program)]
    seen: dict[int, set[Truth]] = {}
    for table in tables:
        for answers in table.answers:
            for atom, truth in answers.items():
                seen.setdefault(atom, set()).add(truth)
    asked = sorted(atom for atom, truths in seen.items() if truths != {False})
    layout = layout_words(
        [atom for atom in asked if None in seen[atom]], [atom for atom in asked if None not in seen[atom]]
    )
    _join_tables(connection, tables, layout)
    return layout


class _Table(NamedTuple):
    """A fact table: the SQL of a row's key, the keys that occur, and the answers of each."""

    kind: str
    key: str
    keys: list[int]
    answers: list[dict[int, Truth]]

    def slots(self, layout: Layout) -> list[list[Slot]]:
        """Return the slots of this table in every word."""
        own = set(self.answers[0]) if self.answers else set()
        return [[slot for slot in slots if slot.atom in own] for slots in layout]

    def says(self, layout: Layout) -> bool:
        """Tell whether any word has bits of this table."""
        return any(self.slots(layout))


def _read_table(connection: duckdb.DuckDBPyConnection, program: Program, kind: str, vocabulary: Vocabulary) -> _Table:
    tests = time_tests(program, kind, vocabulary)
    code = time_code(tests, kind).sql(dialect="duckdb")
    found = connection.execute(f'SELECT DISTINCT shape, {code} FROM "{kind}_row" AS "{kind}"').fetchall()
    shapes = _read_shapes(connection, kind)
    answers = [shape_answers(program, kind, tests, shapes[shape], held) for shape, held in found]
    places = varying_places(tests, (held for _, held in found))
    key = row_key([tests[place] for place in places], kind).sql(dialect="duckdb")
    keys = [join_key(shape, shrink_code(held, places), len(places)) for shape, held in found]
    return _Table(kind, key, keys, answers)


def _read_shapes(connection: duckdb.DuckDBPyConnection, kind: str) -> dict[int, dict[str, Value]]:
    """Return the fields of every shape, as facts: a field that is NULL is missing, a list is a set."""
    rows = connection.execute(f'SELECT * FROM "{kind}_shape"')
    names = [column[0] for column in rows.description or ()]
    shapes: dict[int, dict[str, Value]] = {}
    for row in rows.fetchall():
        held = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        number = held.pop("shape")
        shapes[number] = {name: frozenset(value) if isinstance(value, list) else value for name, value in held.items()}
    return shapes


def _join_tables(connection: duckdb.DuckDBPyConnection, tables: list[_Table], layout: Layout) -> None:
    """Create `answered`: the OR of the words of each subject and its records."""
    parts = [_mask_query(connection, table, layout) for table in tables if table.kind == SUBJECT or table.says(layout)]
    places = range(len(layout))
    joined = ", ".join(f"bit_or(part_{place}) AS part_{place}" for place in places)
    words = ", ".join(_word_sql(place, layout) for place in places)
    columns = ", ".join(f"word_{place} BIGINT" for place in places)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered (subject_id BIGINT, {columns})")
    low, high = connection.execute(f"SELECT min(subject_id), max(subject_id) FROM {SUBJECT}_row").fetchall()[0]
    bits = _choose_bits(0 if low is None else high - low)
    connection.execute(f"SET perfect_ht_threshold = {bits or _FEW_PLACES}")
    try:
        for only in _slice_ids(low, high, bits):
            source = " UNION ALL ".join(part + only for part in parts)
            connection.execute(
                f"""INSERT INTO answered SELECT subject_id, {words} FROM
                (SELECT subject_id, {joined} FROM ({source}) GROUP BY subject_id) WHERE part_0 >= {_PRESENT}"""
            )
    finally:
        connection.execute("RESET perfect_ht_threshold")


def _word_sql(place: int, layout: Layout) -> str:
    return tidy_word(f"(part_{place} & {_PRESENT - 1})", layout[place])


def _choose_bits(span: int) -> int:
    """Return the bits of the ids of one pass; 0 where ids are so far apart that hashing is better."""
    bits = _PLACES
    while span // _step(bits) >= _PASSES:
        bits += 1
    return bits if bits <= _MOST_PLACES else 0


def _step(bits: int) -> int:
    return (1 << bits) - 2  # DuckDB keeps a slot for NULL


def _slice_ids(low: int | None, high: int, bits: int) -> Iterator[str]:
    """Yield the condition of each pass; together they cover every subject once."""
    if low is None or not bits:
        yield ""
        return
    for start in range(low, high + 1, _step(bits)):
        yield f" WHERE subject_id BETWEEN {start} AND {min(high, start + _step(bits) - 1)}"


def _mask_query(connection: duckdb.DuckDBPyConnection, table: _Table, layout: Layout) -> str:
    """Create `<kind>_mask`, the words of every key of a table; return the SELECT of each row's words."""
    kind, slots = table.kind, table.slots(layout)
    columns = {"key": table.keys}
    for place, own in enumerate(slots):
        present = _PRESENT if kind == SUBJECT and not place else 0
        columns[f"part_{place}"] = [present | pack_answers(answers, own) for answers in table.answers]
    connection.register("mask_rows", pa.table({name: pa.array(held, pa.int64()) for name, held in columns.items()}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {kind}_mask AS FROM mask_rows")
    connection.unregister("mask_rows")
    listed = "".join(f", part_{place}" for place in range(len(slots)))
    return f'SELECT subject_id{listed} FROM {kind}_row AS "{kind}" JOIN {kind}_mask m ON m.key = {table.key}'
