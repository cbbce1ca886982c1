"""Deciding an audience: signatures computed in the column engine, each distinct one decided once in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, overload

from yunnuo.decide.bulk import judge_bulk
from yunnuo.decide.words import decode_words
from yunnuo.flows.subject_words import answer_subjects

if TYPE_CHECKING:
    import duckdb

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.decide.words import Layout
    from yunnuo.rulebook.vocabulary import Vocabulary


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


class Grouped(NamedTuple):
    """The distinct signatures, not yet judged, as columns; signature n (from 1) stands at place n - 1 of each."""

    program: Program
    layout: Layout
    subjects: Sequence[int]
    words: Sequence[Sequence[int]]

    def judge(self) -> list[Decision]:
        """Return the decision of each signature."""
        return judge_bulk(self.program, self.words, self.layout)


class Signatures(Sequence[Signature]):
    """The distinct signatures with their decisions, the most frequent first; an entry is made when it is asked for."""

    def __init__(self, grouped: Grouped, decisions: Sequence[Decision]) -> None:
        self.grouped, self.decisions = grouped, decisions

    def __len__(self) -> int:
        return len(self.decisions)

    @overload
    def __getitem__(self, place: int) -> Signature: ...
    @overload
    def __getitem__(self, place: slice) -> list[Signature]: ...
    def __getitem__(self, place: int | slice) -> Signature | list[Signature]:
        at = range(len(self))[place]
        return self._make(at) if isinstance(at, int) else [self._make(each) for each in at]

    def _make(self, at: int) -> Signature:
        program, layout, subjects, columns = self.grouped
        words = tuple(column[at] for column in columns)
        return Signature(at + 1, words, layout, program, subjects[at], self.decisions[at])


def sign_subjects(connection: duckdb.DuckDBPyConnection, program: Program, vocabulary: Vocabulary) -> Signatures:
    """Create `signed` (subject_id, signature) and return its distinct signatures, the most frequent first.

    Reads the fact views of `flows.facts`.
    """
    grouped = group_subjects(connection, program, vocabulary)
    return Signatures(grouped, grouped.judge())


def group_subjects(connection: duckdb.DuckDBPyConnection, program: Program, vocabulary: Vocabulary) -> Grouped:
    """Create `signed` as `sign_subjects` does, and judge nothing."""
    layout = answer_subjects(connection, program, vocabulary)
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
    rows = connection.execute(f"SELECT subjects, {listed} FROM signature ORDER BY number").fetchall()
    subjects, *words = zip(*rows, strict=True) if rows else ((), *(() for _ in layout))
    return Grouped(program, layout, subjects, words)
