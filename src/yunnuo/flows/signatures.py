"""Deciding an audience: signatures computed in the column engine, each distinct one decided once in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from yunnuo.decide.bulk import judge_bulk
from yunnuo.decide.shapes import (
    has_shapes,
    shape_answers,
    shrink_code,
    table_kinds,
    time_code,
    time_tests,
    varying_places,
)
from yunnuo.decide.sql import signature_query
from yunnuo.decide.words import Slot, asked_atoms, decode_words, layout_words, pack_answers, tidy_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.decide.words import Layout
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Value


@dataclass(frozen=True, slots=True)
class Signature:
    """One combination of answers, how many subjects share it, and the decision they all get."""

    number: int
    words: tuple[int, ...]
    layout: Layout
    program: Program
    subjects: int
    decision: Decision

    @property
    def values(self) -> Sequence[Truth]:
        """Return the answers to the program's atoms, in their order."""
        return decode_words(self.program, self.words, self.layout)


def sign_subjects(connection: duckdb.DuckDBPyConnection, program: Program, vocabulary: Vocabulary) -> list[Signature]:
    """Create `signed` (subject_id, signature) and return its distinct signatures, the most frequent first.

    Reads the fact views of `flows.facts`.
    """
    layout = _answer_subjects(connection, program, vocabulary)
    listed = ", ".join(f"word_{number}" for number in range(len(layout)))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE signature AS
        SELECT row_number() OVER (ORDER BY subjects DESC, {listed})::INTEGER AS number, * FROM
        (SELECT {listed}, count(*) AS subjects FROM answered GROUP BY {listed})"""
    )
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW signed AS
        SELECT subject_id, number AS signature FROM answered JOIN signature USING ({listed})"""
    )
    rows = connection.execute(f"SELECT number, subjects, {listed} FROM signature ORDER BY number").fetchall()
    if not rows:
        return []
    numbers, subjects, *words = zip(*rows, strict=True)
    decisions = judge_bulk(program, words, layout)
    return [
        Signature(number, held, layout, program, count, decision)
        for number, held, count, decision in zip(numbers, zip(*words, strict=True), subjects, decisions, strict=True)
    ]


def _answer_subjects(connection: duckdb.DuckDBPyConnection, program: Program, vocabulary: Vocabulary) -> Layout:
    """Create `answered`, the words of every subject; return which atoms they hold."""
    if not has_shapes(program):
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
    """A fact table: which shapes and time codes occur, the code that tells them apart, and the answers of each."""

    kind: str
    code: str
    pairs: list[tuple[int, int]]
    answers: list[dict[int, Truth]]

    def words(self, layout: Layout) -> list[tuple[int, list[Slot]]]:
        """Return the words this table has a part in, by number, with its own slots."""
        own = set(self.answers[0]) if self.answers else set()
        parts = [(number, [slot for slot in slots if slot.atom in own]) for number, slots in enumerate(layout)]
        return [(number, slots) for number, slots in parts if slots]


def _read_table(connection: duckdb.DuckDBPyConnection, program: Program, kind: str, vocabulary: Vocabulary) -> _Table:
    tests = time_tests(program, kind, vocabulary)
    code = time_code(tests, kind).sql(dialect="duckdb")
    found = connection.execute(f'SELECT DISTINCT shape, {code} FROM "{kind}_row" AS "{kind}"').fetchall()
    shapes = _read_shapes(connection, kind)
    answers = [shape_answers(program, kind, tests, shapes[shape], held) for shape, held in found]
    places = varying_places(tests, (held for _, held in found))
    code = time_code([tests[place] for place in places], kind).sql(dialect="duckdb") if places else ""
    return _Table(kind, code, [(shape, shrink_code(held, places)) for shape, held in found], answers)


def _join_tables(connection: duckdb.DuckDBPyConnection, tables: list[_Table], layout: Layout) -> None:
    """Join every subject's words over its records."""
    parts: list[list[str]] = [[] for _ in layout]
    source = ""
    for table in tables:
        words = table.words(layout)
        query = _mask_query(connection, table, words)
        for number, slots in words:
            name = f"{table.kind}_{number}"
            parts[number].append(f"coalesce({tidy_word(name, slots)}, 0)" if source else name)
        if source and words:
            joined = ", ".join(f"bit_or({table.kind}_{number}) AS {table.kind}_{number}" for number, _ in words)
            source += f" LEFT JOIN (SELECT subject_id, {joined} FROM ({query}) GROUP BY subject_id) USING (subject_id)"
        elif not source:
            source = f"({query})"
    listed = ", ".join(f"{' | '.join(part) or '0'} AS word_{number}" for number, part in enumerate(parts))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS SELECT subject_id, {listed} FROM {source}")


def _mask_query(
    connection: duckdb.DuckDBPyConnection, table: _Table, words: Sequence[tuple[int, Sequence[Slot]]]
) -> str:
    """Create the words of every shape of a table; return the SELECT of each row's words."""
    kind = table.kind
    columns = {"shape": [shape for shape, _ in table.pairs], "code": [code for _, code in table.pairs]}
    for number, slots in words:
        columns[f"{kind}_{number}"] = [pack_answers(answers, slots) for answers in table.answers]
    connection.register("mask_rows", pa.table({name: pa.array(held, pa.int64()) for name, held in columns.items()}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {kind}_mask AS FROM mask_rows")
    connection.unregister("mask_rows")
    listed = "".join(f", {kind}_{number}" for number, _ in words)
    same = f" AND m.code = {table.code}" if table.code else ""
    return f'SELECT subject_id{listed} FROM {kind}_row AS "{kind}" JOIN {kind}_mask m ON m.shape = "{kind}".shape{same}'


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
