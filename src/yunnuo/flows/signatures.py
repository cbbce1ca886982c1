"""Deciding an audience: signatures computed in the column engine, each distinct one decided once in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.judge import judge_values
from yunnuo.decide.sql import decode_words, signature_query, word_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program


@dataclass(frozen=True, slots=True)
class Signature:
    """One combination of answers, how many subjects share it, and the decision they all get."""

    number: int
    words: tuple[int, ...]
    values: Sequence[Truth]
    subjects: int
    decision: Decision


def sign_subjects(connection: duckdb.DuckDBPyConnection, program: Program) -> list[Signature]:
    """Create the table `signed` (subject_id, signature) and return its distinct signatures, most frequent first."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS {signature_query(program, 'duckdb')}")
    words = [f"word_{number}" for number in range(word_count(program))]
    listed = ", ".join(words)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE signature AS
        SELECT row_number() OVER (ORDER BY subjects DESC, {listed})::INTEGER AS number, * FROM
        (SELECT {listed}, count(*) AS subjects FROM answered GROUP BY {listed})"""
    )
    rows = connection.execute(f"SELECT number, subjects, {listed} FROM signature ORDER BY number").fetchall()
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE signed AS
        SELECT subject_id, number AS signature FROM answered JOIN signature USING ({listed})"""
    )
    connection.execute("DROP TABLE answered")
    signatures = []
    for number, subjects, *held in rows:
        values = decode_words(program, held)
        signatures.append(Signature(number, tuple(held), values, subjects, judge_values(program, values)))
    return signatures
