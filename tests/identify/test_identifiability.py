"""Can people be told apart: counts equal a naive count, and doubt never becomes anonymised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.identify.columns.lexicon import column_kinds
from yunnuo.identify.identifiability.measure import (
    TELLING,
    measure_identifiability,
    read_words,
)
from yunnuo.rulebook.book import load_book
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.identify.identifiability.words import Identifiability

ORDER = ("anonymised", "cannot_tell", "de_identified", "personal_information")
KINDS = ("gender", "region", "birthday", "goods", "amount", "ordered_at", "remark", "unheard_of", "name", "phone")


@dataclass(frozen=True)
class Column:
    """A described column, as small as the interface allows."""

    header: str
    kind: str
    counts: Mapping[CellClass, int] = field(default_factory=dict)


def _measure(
    cells: list[list[str]], kinds: list[str], *, unlinkable: bool = False, one_row_each: bool = False
) -> Identifiability:
    described = [Column(f"列{place}", kind) for place, kind in enumerate(kinds)]
    names = [f"列{place}" for place in range(len(kinds))]
    table = pa.Table.from_arrays([pa.array(column, pa.string()) for column in cells], names=names)
    return measure_identifiability(table, described, unlinkable=unlinkable, one_row_each=one_row_each)


def _naive(cells: list[list[str]]) -> tuple[int, int]:
    """Return the least group and the rows that stand alone."""
    groups = Counter(zip(*cells, strict=True))
    return min(groups.values()), sum(count for count in groups.values() if count == 1)


COLUMNS = st.integers(1, 4).flatmap(
    lambda width: st.integers(1, 12).flatmap(
        lambda rows: st.lists(
            st.lists(st.sampled_from("甲乙丙"), min_size=rows, max_size=rows), min_size=width, max_size=width
        )
    )
)


@given(COLUMNS)
@settings(max_examples=25, deadline=None)
def test_groups_equal_a_naive_count(cells: list[list[str]]) -> None:
    """The least group, the rows that stand alone and the smallest telling sets are what counting by hand gives."""
    found = _measure(cells, ["gender", "region", "goods", "amount"][: len(cells)])
    telling: list[tuple[int, ...]] = []
    for size in (1, 2, 3):
        for places in combinations(range(len(cells)), size):
            smaller = any(set(held) <= set(places) for held in telling)
            alone = _naive([cells[place] for place in places])[1]
            varied = all(len(set(cells[place])) > 1 for place in places)
            if not smaller and varied and alone / len(cells[0]) >= TELLING:
                telling.append(places)

    assert _naive(cells) == (found.least, found.alone)
    assert {tuple(f"列{place}" for place in places) for places in telling} == {held.headers for held in found.sets}


@given(COLUMNS, st.lists(st.sampled_from(KINDS), min_size=4, max_size=4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_further_column_never_makes_more_anonymous(cells: list[list[str]], kinds: list[str], told: bool) -> None:  # noqa: FBT001
    """The verdict of a table with one column more is as strict or stricter."""
    verdicts = [
        ORDER.index(_measure(cells[:width], kinds[:width], unlinkable=told, one_row_each=told).verdict)
        for width in range(1, len(cells) + 1)
    ]

    assert sorted(verdicts) == verdicts


GROUPED = [["男"] * 10 + ["女"] * 10, (["甲省"] * 5 + ["乙省"] * 5) * 2]


def test_anonymised_needs_everything() -> None:
    """Large groups, known columns and both declarations make a table anonymised; without one declaration it is not."""
    kinds = ["gender", "region"]

    assert "anonymised" == _measure(GROUPED, kinds, unlinkable=True, one_row_each=True).verdict
    assert "cannot_tell" == _measure(GROUPED, kinds, unlinkable=True).verdict
    assert "cannot_tell" == _measure(GROUPED, kinds, one_row_each=True).verdict
    assert 2 == len(_measure(GROUPED, kinds).questions)


@pytest.mark.parametrize("kind", ["remark", "unheard_of", "code", "other"])
def test_an_unknown_column_leaves_it_open(kind: str) -> None:
    """A column nobody can name, or free text, leaves the answer open and is asked about by its header."""
    found = _measure([*GROUPED, ["同"] * 20], ["gender", "region", kind], unlinkable=True, one_row_each=True)

    assert "cannot_tell" == found.verdict
    assert "列2" in found.questions[0]


def test_one_lonely_row_is_personal_information() -> None:
    """One row unlike all others makes the table personal information."""
    cells = [[*column[:-1], "另"] for column in GROUPED]

    assert "personal_information" == _measure(cells, ["gender", "region"], unlinkable=True, one_row_each=True).verdict


@pytest.mark.parametrize(
    ("form", "verdict"),
    [
        (CellClass.MASKED, "de_identified"),
        (CellClass.CIPHERTEXT, "de_identified"),
        (CellClass.VIRTUAL_NUMBER, "personal_information"),
        (CellClass.PLAIN, "personal_information"),
    ],
)
@pytest.mark.parametrize("kind", ["phone", "goods_code"])
def test_no_form_of_identifier_is_anonymised(kind: str, form: CellClass, verdict: str) -> None:
    """Masked and enciphered columns leave a table de-identified at most, under whatever kind they stand."""
    columns = [Column("性别", "gender"), Column("地区", "region"), Column("号", kind, {form: 20})]
    table = pa.table({"性别": GROUPED[0], "地区": GROUPED[1], "号": ["同"] * 20})
    found = measure_identifiability(table, columns, unlinkable=True, one_row_each=True)
    is_plain_code = kind == "goods_code" and form is CellClass.PLAIN

    assert ("anonymised" if is_plain_code else verdict) == found.verdict


def test_the_masked_name_is_measured_with_place_and_day() -> None:
    """Masked name, district and day are told in words; times of one day count as the same day."""
    table = pa.table(
        {
            "收货人": ["张*"] * 4 + ["欧**"],
            "区": ["东区"] * 5,
            "下单时间": ["2026-01-05 10:00:01", "2026-01-05 11:00:02"] * 2 + ["2026-01-06 08:00:00"],
        }
    )
    columns = [
        Column("收货人", "name", {CellClass.MASKED: 5}),
        Column("区", "region"),
        Column("下单时间", "ordered_at"),
    ]
    found = measure_identifiability(table, columns)

    assert ("打码的姓名＋地区＋哪一天", 1, 1) == (found.risks[0].zh, found.risks[0].alone, found.risks[0].least)
    assert any("只看「打码的姓名＋地区＋哪一天」，20%的行只此一行" in line for line in found.sentences())
    assert not [line for line in found.sentences() if "张*" in line or "欧" in line]


def test_empty_tables_and_odd_headers_are_measured() -> None:
    """A table without rows cannot be told; repeated headers and a DuckDB relation are no trouble."""
    empty = pa.Table.from_arrays([pa.array([], pa.string())] * 2, names=["同名", "同名"])
    columns = [Column("同名", "gender"), Column("同名", "region")]
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT '男' AS a, 1 AS b FROM range(6)")
        least = measure_identifiability(relation, columns).least

    assert "cannot_tell" == measure_identifiability(empty, columns, unlinkable=True, one_row_each=True).verdict
    assert 6 == least


def test_bad_calls_are_refused() -> None:
    """A description of another width, or a group size that hides nobody, is refused."""
    table = pa.table({"性别": ["男"]})
    with pytest.raises(ValueError, match="differ"):
        measure_identifiability(table, [])
    with pytest.raises(ValueError, match="hides nobody"):
        measure_identifiability(table, [Column("性别", "gender")], wanted=1)


def test_grounds_are_rules_of_the_book() -> None:
    """Every verdict rests on rules that exist, and every kind of column has its place or is an open question."""
    words, book = read_words(), load_book()

    assert [] == [rule for held in words.verdicts.values() for rule in held.rules if rule not in book.rules]
    assert {"code", "lost_digits", "other"} == {kind for kind in column_kinds() if not words.knows(kind)}
