"""Deciding an audience: signatures computed in the column engine, each distinct one decided once in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from yunnuo.decide.bulk import judge_bulk
from yunnuo.decide.shapes import (
    has_shapes,
    pack_answers,
    shape_answers,
    shrink_code,
    table_kinds,
    tidy_word,
    time_code,
    time_tests,
    varying_places,
)
from yunnuo.decide.sql import asked_atoms, decode_words, layout_words, signature_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.decide.sql import Layout
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
    layout: list[tuple[int, ...]] = []
    selected, source = [], ""
    for kind in table_kinds(program):
        words, query = _mask_query(connection, program, kind, vocabulary)
        names = [f"{kind}_{number}" for number in range(len(words))]
        if source:
            joined = ", ".join(f"bit_or({name}) AS {name}" for name in names)
            source += f" LEFT JOIN (SELECT subject_id, {joined} FROM ({query}) GROUP BY subject_id) USING (subject_id)"
            names = [f"coalesce({tidy_word(name)}, 0)" for name in names]
        else:
            source = f"({query})"
        selected += names
        layout += words
    listed = ", ".join(f"{name} AS word_{number}" for number, name in enumerate(selected))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS SELECT subject_id, {listed} FROM {source}")
    return tuple(layout)


def _mask_query(
    connection: duckdb.DuckDBPyConnection, program: Program, kind: str, vocabulary: Vocabulary
) -> tuple[Layout, str]:
    """Return the words a table needs, and the SELECT of each row's words; creates the words of every shape.

    An atom that no row can make anything but false needs no bits.
    """
    tests = time_tests(program, kind, vocabulary)
    code = time_code(tests, kind).sql(dialect="duckdb")
    pairs = connection.execute(f'SELECT DISTINCT shape, {code} FROM "{kind}_row" AS "{kind}"').fetchall()
    shapes = _read_shapes(connection, kind)
    answers = [shape_answers(program, kind, tests, shapes[shape], held) for shape, held in pairs]
    words = layout_words(sorted({atom for held in answers for atom, truth in held.items() if truth is not False}))
    places = varying_places(tests, (held for _, held in pairs))
    code = time_code([tests[place] for place in places], kind).sql(dialect="duckdb")
    columns = {"shape": [shape for shape, _ in pairs], "code": [shrink_code(held, places) for _, held in pairs]}
    columns |= {f"{kind}_{place}": [pack_answers(held, atoms) for held in answers] for place, atoms in enumerate(words)}
    connection.register("mask_rows", pa.table({name: pa.array(held, pa.int64()) for name, held in columns.items()}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {kind}_mask AS FROM mask_rows")
    connection.unregister("mask_rows")
    listed = ", ".join(f"{kind}_{place}" for place in range(len(words)))
    return words, (
        f'SELECT subject_id, {listed} FROM {kind}_row AS "{kind}" JOIN {kind}_mask m '
        f'ON m.shape = "{kind}".shape AND m.code = {code}'
    )


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
