"""The column engine gives each row the decision the one-person engine gives it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from decide_strategies import BOOK, RECORDS, acts, compiled, people
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.judge import decide_one
from yunnuo.flows.signatures import sign_subjects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.terms.facts import Facts

TYPES = {"bool": pa.bool_(), "instant": pa.int64(), "int": pa.int64(), "set": pa.list_(pa.string())}


def load_facts(connection: duckdb.DuckDBPyConnection, rows: list[Facts]) -> None:
    """Create the fact tables the signature query reads, one subject a row."""
    columns: dict[str, pa.Array[Any]] = {"subject_id": pa.array(range(len(rows)), pa.int64())}
    for fact in BOOK.vocabulary.facts.values():
        if fact.level == "person":
            columns[fact.id] = column([facts.scalars.get(fact.id) for facts in rows], fact.type)
    for kind in RECORDS:
        columns[f"complete_{kind}"] = pa.array([kind in facts.complete for facts in rows])
        load_records(connection, kind, rows)
    store(connection, "subject", columns)


def load_records(connection: duckdb.DuckDBPyConnection, kind: str, rows: list[Facts]) -> None:
    """Create the table of one record kind."""
    held = [(number, record) for number, facts in enumerate(rows) for record in facts.records[kind]]
    columns: dict[str, pa.Array[Any]] = {"subject_id": pa.array([number for number, _ in held], pa.int64())}
    for fact in BOOK.vocabulary.fields(kind):
        name = fact.id.partition(".")[2]
        columns[name] = column([record.get(name) for _, record in held], fact.type)
    store(connection, kind, columns)


def column(values: list[Any], kind: str) -> pa.Array[Any]:
    """Return fact values as an Arrow column; unknown is NULL."""
    return pa.array(
        [sorted(item) if isinstance(item, frozenset) else item for item in values], TYPES.get(kind, pa.string())
    )


def store(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, pa.Array[Any]]) -> None:
    """Create a fact view from columns: times in its rows, everything else in its shapes."""
    times = [column for column, values in columns.items() if values.type == pa.int64()]
    alike = ", ".join(f'"{column}"' for column in columns if column not in times)
    connection.register("arriving", pa.table(columns))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_shape AS
        SELECT row_number() OVER ()::INTEGER AS shape, * FROM (SELECT DISTINCT {alike} FROM arriving)"""
    )
    held = ", ".join(f'a."{time}"' for time in times)
    same = " AND ".join(f'a."{column}" IS NOT DISTINCT FROM s."{column}"' for column in columns if column not in times)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name}_row AS
        SELECT {held}, shape FROM arriving a JOIN {name}_shape s ON {same}"""
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {name}_row JOIN {name}_shape USING (shape)")
    connection.unregister("arriving")


@settings(max_examples=25)
@given(st.lists(people(), min_size=1, max_size=40), acts(), st.sampled_from([date(2022, 10, 14), date(2026, 11, 23)]))
def test_one_and_many_agree(rows: list[Facts], act: Mapping[str, Any], day: date) -> None:
    """Outcome, law, contract, rules, missing facts and duties are the same for every row."""
    program = compiled(day, act)
    with duckdb.connect() as connection:
        load_facts(connection, rows)
        signatures = {signature.number: signature for signature in sign_subjects(connection, program, BOOK.vocabulary)}
        signed = dict(connection.execute("SELECT subject_id, signature FROM signed").fetchall())

    assert [decide_one(program, facts) for facts in rows] == [
        signatures[signed[number]].decision for number in range(len(rows))
    ]
