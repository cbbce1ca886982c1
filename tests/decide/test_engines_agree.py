"""Every engine answers as the one-person engine does: generated code, in bulk, DuckDB, PostgreSQL."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg
import pytest
from decide_strategies import BOOK, LIKELY, MOMENTS, RECORDS, compiled, people
from fact_tables import load_duckdb, load_postgres
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.atoms import answer_atom
from yunnuo.decide.bulk import judge_bulk
from yunnuo.decide.compiled import Decider
from yunnuo.decide.judge import decide_one, judge_values
from yunnuo.decide.sql import signature_query
from yunnuo.decide.words import asked_atoms, decode_words, layout_words, pack_answers
from yunnuo.flows.signatures import sign_subjects
from yunnuo.terms.facts import Facts, Record, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.decide.program import Program

TODAY = date(2026, 11, 23)
DAYS = [date(2014, 6, 1), date(2022, 10, 14), date(2024, 7, 1), TODAY]
QUESTIONS = [
    (purpose, channel) for purpose in BOOK.vocabulary.lists["purposes"] for channel in BOOK.vocabulary.lists["channels"]
]
SEED_DUCKDB, SEED_POSTGRES = 3, 4


def program_of(purpose: str, channel: str, day: date) -> Program:
    """Return the program of one campaign."""
    category = BOOK.vocabulary.term("channels", channel).texts("category")
    act = {"purpose": purpose, "channel": channel, "category": frozenset(category), "handler": "brand"}
    return compiled(day, {**act, "act_at": MOMENTS[-1], "sensitive": False, "message_drafted": False})


def draw_people(rng: random.Random, count: int) -> list[Facts]:
    """Return people of every kind, some facts unknown and some lists incomplete."""
    return [_draw_person(rng) for _ in range(count)]


def _draw_person(rng: random.Random) -> Facts:
    named = [fact.id for fact in BOOK.vocabulary.facts.values() if fact.level == "person"]
    scalars = {name: _draw_value(rng, name) for name in named if rng.random() > 0.1}
    records = {kind: tuple(_draw_record(rng, kind) for _ in range(rng.choice([0, 1, 1, 2]))) for kind in RECORDS}
    return Facts(scalars, records, frozenset(kind for kind in RECORDS if rng.random() > 0.2))


def _draw_record(rng: random.Random, kind: str) -> Record:
    fields = [fact.id for fact in BOOK.vocabulary.fields(kind)]
    return {name.partition(".")[2]: _draw_value(rng, name) for name in fields if rng.random() > 0.05}


def _draw_value(rng: random.Random, name: str) -> Value:
    fact = BOOK.vocabulary.facts[name]
    if fact.type == "set" and fact.values:
        return frozenset(rng.sample(fact.values, min(len(fact.values), rng.choice([1, 2, 6, 40]))))
    if name in LIKELY:
        return rng.choice(LIKELY[name])
    if fact.type == "bool":
        return rng.random() < 0.5
    return rng.choice(MOMENTS) if fact.type == "instant" else rng.choice(fact.values)


def by_question(seed: int, rows: int, every: int) -> Iterator[tuple[Program, list[Facts]]]:
    """Yield, for purposes and channels (all, or one in so many), the program on some day and a share of the people."""
    rng = random.Random(seed)  # noqa: S311  # invented people, the same in every run
    asked = QUESTIONS[::every]
    for purpose, channel in asked:
        yield program_of(purpose, channel, rng.choice(DAYS)), draw_people(rng, -(-rows // len(asked)))


@given(people(), st.sampled_from(QUESTIONS), st.sampled_from(DAYS))
def test_compiled_agrees(facts: Facts, question: tuple[str, str], day: date) -> None:
    """The generated code gives every answer and every decision of the specification."""
    program = program_of(*question, day)
    decider = Decider(program)

    assert [answer_atom(atom, facts) for atom in program.atoms] == list(decider.answer(facts))
    assert decide_one(program, facts) == decider.decide(facts)


VALUATIONS = (st.sampled_from(QUESTIONS), st.sampled_from(DAYS), st.randoms(use_true_random=False))


def _check_bulk(question: tuple[str, str], day: date, rng: random.Random) -> None:
    program = program_of(*question, day)
    layout = layout_words(asked_atoms(program))
    rows = [[rng.choice([False, False, True, None]) for _ in program.atoms] for _ in range(40)]
    words = [[pack_answers(dict(enumerate(row)), slots) for row in rows] for slots in layout]
    held = [decode_words(program, word, layout) for word in zip(*words, strict=True)]

    assert [judge_values(program, values) for values in held] == judge_bulk(program, words, layout)


@settings(max_examples=40)
@given(*VALUATIONS)
def test_bulk_agrees(question: tuple[str, str], day: date, rng: random.Random) -> None:
    """Valuations judged together come out as each does alone, whatever their answers."""
    _check_bulk(question, day, rng)


@pytest.mark.soak
@settings(max_examples=400)
@given(*VALUATIONS)
def test_bulk_agrees_widely(question: tuple[str, str], day: date, rng: random.Random) -> None:
    """Sixteen thousand valuations judged together come out as each does alone."""
    _check_bulk(question, day, rng)


def _check_duckdb(rows: int, every: int = 1) -> int:
    mismatches = 0
    for program, drawn in by_question(SEED_DUCKDB, rows, every):
        with duckdb.connect() as connection:
            load_duckdb(connection, drawn)
            decided = {held.number: held.decision for held in sign_subjects(connection, program, BOOK.vocabulary)}
            signed = dict(connection.execute("SELECT subject_id, signature FROM signed").fetchall())
        decider = Decider(program)
        mismatches += sum(decider.decide(facts) != decided[signed[place]] for place, facts in enumerate(drawn))
    return mismatches


def _check_postgres(url: str, rows: int, every: int = 1) -> int:
    mismatches = 0
    with psycopg.connect(url, autocommit=True) as connection:
        for program, drawn in by_question(SEED_POSTGRES, rows, every):
            load_postgres(connection, drawn)
            query: Any = signature_query(program, "postgres")
            decider, layout = Decider(program), layout_words(asked_atoms(program))
            for place, *words in connection.execute(query).fetchall():
                values = tuple(decode_words(program, words, layout))
                mismatches += decider.judge(values) != decider.decide(drawn[place])
    return mismatches


def test_duckdb_agrees() -> None:
    """DuckDB gives the decision of the one-person engine, whatever the purpose and channel."""
    assert 0 == _check_duckdb(600, every=13)


@pytest.mark.parametrize("apart", [1, 100_000, 10**12])
def test_ids_apart(apart: int) -> None:
    """However far apart the ids are, each subject gets its own answers; records of nobody add nobody."""
    program, drawn = next(by_question(SEED_DUCKDB, 60, len(QUESTIONS)))
    gone = 5
    with duckdb.connect() as connection:
        load_duckdb(connection, drawn)
        connection.execute(f"DELETE FROM subject_row WHERE subject_id = {gone}")
        for view in ("subject", *RECORDS):
            connection.execute(f"UPDATE {view}_row SET subject_id = subject_id * {apart} - 7")
        decided = {held.number: held.decision for held in sign_subjects(connection, program, BOOK.vocabulary)}
        signed = dict(connection.execute("SELECT subject_id, signature FROM signed").fetchall())

    expected = {place * apart - 7: decide_one(program, facts) for place, facts in enumerate(drawn) if place != gone}
    assert expected == {subject: decided[number] for subject, number in signed.items()}


def test_postgres_agrees(postgres_url: Callable[[str], str]) -> None:
    """PostgreSQL gives the decision of the one-person engine, whatever the purpose and channel."""
    assert 0 == _check_postgres(postgres_url("postgres"), 400, every=17)


@pytest.mark.soak
def test_duckdb_agrees_widely() -> None:
    """DuckDB agrees on 100,000 generated people, over every purpose and channel."""
    assert 0 == _check_duckdb(100_000)


@pytest.mark.soak
def test_postgres_agrees_widely(postgres_url: Callable[[str], str]) -> None:
    """PostgreSQL agrees on 100,000 generated people, over every purpose and channel."""
    assert 0 == _check_postgres(postgres_url("postgres"), 100_000)
