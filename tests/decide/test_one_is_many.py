"""The column engine gives each row the decision the one-person engine gives it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
from decide_strategies import BOOK, RECORDS, acts, compiled, people
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.judge import decide_one
from yunnuo.flows.signatures import sign_subjects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.terms.facts import Facts

SQL_TYPES = {"bool": "BOOLEAN", "instant": "BIGINT", "int": "BIGINT", "id": "VARCHAR", "one": "VARCHAR", "set": "VARCHAR[]"}


def load_facts(connection: duckdb.DuckDBPyConnection, rows: list[Facts]) -> None:
    """Create the fact tables the signature query reads, one subject a row."""
    scalars = [fact for fact in BOOK.vocabulary.facts.values() if fact.level == "person"]
    columns = ", ".join(f'"{fact.id}" {SQL_TYPES[fact.type]}' for fact in scalars)
    complete = ", ".join(f"complete_{kind} BOOLEAN" for kind in RECORDS)
    connection.execute(f"CREATE OR REPLACE TABLE subject (subject_id BIGINT, {columns}, {complete})")
    for number, facts in enumerate(rows):
        values = [number, *(facts.scalars.get(fact.id) for fact in scalars), *(kind in facts.complete for kind in RECORDS)]
        connection.execute(f"INSERT INTO subject VALUES ({', '.join('?' * len(values))})", values)
    for kind in RECORDS:
        load_records(connection, kind, rows)


def load_records(connection: duckdb.DuckDBPyConnection, kind: str, rows: list[Facts]) -> None:
    """Create the table of one record kind."""
    fields = list(BOOK.vocabulary.fields(kind))
    names = [fact.id.partition(".")[2] for fact in fields]
    columns = ", ".join(f'"{name}" {SQL_TYPES[fact.type]}' for name, fact in zip(names, fields, strict=True))
    connection.execute(f"CREATE OR REPLACE TABLE {kind} (subject_id BIGINT, {columns})")
    for number, facts in enumerate(rows):
        for record in facts.records[kind]:
            held = [record.get(name) for name in names]
            values = [number, *(sorted(value) if isinstance(value, frozenset) else value for value in held)]
            connection.execute(f"INSERT INTO {kind} VALUES ({', '.join('?' * len(values))})", values)


@settings(deadline=None, max_examples=60)
@given(st.lists(people(), min_size=1, max_size=12), acts(), st.sampled_from([date(2022, 10, 14), date(2026, 11, 23)]))
def test_one_and_many_agree(rows: list[Facts], act: Mapping[str, Any], day: date) -> None:
    """Outcome, law, contract, rules, missing facts and duties are the same for every row."""
    program = compiled(day, act)
    with duckdb.connect() as connection:
        load_facts(connection, rows)
        signatures = {signature.number: signature for signature in sign_subjects(connection, program)}
        signed = dict(connection.execute("SELECT subject_id, signature FROM signed").fetchall())

    assert [decide_one(program, facts) for facts in rows] == [
        signatures[signed[number]].decision for number in range(len(rows))
    ]
