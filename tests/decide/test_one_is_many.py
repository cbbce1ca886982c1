"""The column engine gives each row the decision the one-person engine gives it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
from decide_strategies import BOOK, acts, compiled, people
from fact_tables import load_duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.judge import decide_one
from yunnuo.flows.signatures import sign_subjects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.terms.facts import Facts


@settings(max_examples=25)
@given(st.lists(people(), min_size=1, max_size=40), acts(), st.sampled_from([date(2022, 10, 14), date(2026, 11, 23)]))
def test_one_and_many_agree(rows: list[Facts], act: Mapping[str, Any], day: date) -> None:
    """Outcome, law, contract, rules, missing facts and duties are the same for every row."""
    program = compiled(day, act)
    with duckdb.connect() as connection:
        load_duckdb(connection, rows)
        signatures = {signature.number: signature for signature in sign_subjects(connection, program, BOOK.vocabulary)}
        signed = dict(connection.execute("SELECT subject_id, signature FROM signed").fetchall())

    assert [decide_one(program, facts) for facts in rows] == [
        signatures[signed[number]].decision for number in range(len(rows))
    ]
