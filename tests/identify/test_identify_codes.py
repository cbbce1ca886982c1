"""Codes taken while a table is read say what the table says, in bounded memory, and betray no cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yunnuo.identify.columns.chunks import Chunker
from yunnuo.identify.identifiability import staging
from yunnuo.identify.identifiability.measure import is_settled, measure_codes, measure_identifiability, read_words
from yunnuo.identify.identifiability.staging import CodeKeeper
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pytest

    from yunnuo.identify.identifiability.words import Identifiability

KINDS = ("ordered_at", "region", "name", "gender")
TIMES = {"甲": "2026-01-05 10:00:01", "乙": "2026-01-05 11:00:02", "丙": "2026-01-06 10:00:01"}
COLUMNS = st.integers(1, 12).flatmap(
    lambda rows: st.lists(
        st.lists(st.sampled_from("甲乙丙"), min_size=rows, max_size=rows), min_size=1, max_size=len(KINDS)
    )
)


@dataclass(frozen=True)
class Column:
    """A described column, as small as the interface allows."""

    header: str
    kind: str
    counts: Mapping[CellClass, int] = field(default_factory=dict)


def describe(kinds: Sequence[str]) -> list[Column]:
    """Return columns of these kinds, called by their place."""
    return [Column(f"列{place}", kind) for place, kind in enumerate(kinds)]


def measure_table(cells: Sequence[Sequence[str | None]], kinds: Sequence[str]) -> Identifiability:
    """Return the finding of the table itself."""
    names = [f"列{place}" for place in range(len(kinds))]
    table = pa.Table.from_arrays([pa.array(list(column), pa.string()) for column in cells], names=names)
    return measure_identifiability(table, describe(kinds))


def take_column(keeper: CodeKeeper, place: int, kind: str, cells: Sequence[str | None], size: int = 600) -> None:
    """Hand a column to the keeper in pieces."""
    chunker = Chunker()
    for start in range(0, len(cells), size):
        array: pa.Array[Any] = pa.array(list(cells[start : start + size]), pa.string())
        keeper.take_chunk(place, kind, chunker.make_chunk(array))


@given(COLUMNS, st.integers(1, 3))
@example([["甲", "乙"], ["甲", "甲"]], 2)
@settings(max_examples=20, deadline=None)
def test_codes_taken_on_the_way_tell_the_same(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], pieces: int
) -> None:
    """Codes taken while a table is read, in pieces of any size, give the finding the table itself gives."""
    kinds = KINDS[: len(cells)]
    written = [[TIMES[cell] for cell in cells[0]], *cells[1:]]
    with CodeKeeper(read_words().times, tmp_path_factory.mktemp("codes")) as keeper:
        for place, column in enumerate(written):
            take_column(keeper, place, kinds[place], column, pieces)
        found = measure_codes(keeper.list_codes(), describe(kinds))

    assert measure_table(written, kinds) == found


def test_long_columns_are_hashed_and_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column whose cells first repeat and then differ, longer than memory may hold, tells what the table tells."""
    monkeypatch.setattr(staging, "_MOST_HELD", 400)
    column = ["甲", "乙"] * 300 + [f" {place}" for place in range(700)] + [None, ""]
    with CodeKeeper((), tmp_path) as keeper:
        take_column(keeper, 0, "amount", column)
        found = measure_codes(keeper.list_codes(), describe(["amount"]))
        stored = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert measure_table([column], ["amount"]) == found
    assert stored
    assert [] == list(tmp_path.iterdir())


def test_many_days_are_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More days than may be told apart by place are hashed like cells, and tell what the table tells."""
    monkeypatch.setattr(staging, "_MOST_KNOWN", 50)
    days = [f"{2000 + place // 300}-01-{place % 300:03d} 10:00" for place in range(1_500)]
    regions = ["甲", "乙", "丙"] * 500
    with CodeKeeper(read_words().times, tmp_path) as keeper:
        take_column(keeper, 0, "ordered_at", days)
        take_column(keeper, 1, "region", regions)
        codes = keeper.list_codes().columns
        found = measure_codes(keeper.list_codes(), describe(KINDS[:2]))

    assert (pa.uint64(), pa.int32()) == (codes["d0"].type, codes["h1"].type)
    assert measure_table([days, regions], KINDS[:2]) == found


def test_only_the_first_days_are_kept(tmp_path: Path) -> None:
    """Of several columns of times the days of the first one are kept, whichever comes first from its thread."""
    times = [TIMES[cell] for cell in "甲乙丙甲"]
    with CodeKeeper(read_words().times, tmp_path) as keeper:
        for place in (2, 0, 1, 0, 2):
            take_column(keeper, place, "paid_at", times)

        assert {0} == keeper.list_codes().days
        keeper.drop_column(0)
        take_column(keeper, 2, "paid_at", times)
        assert set() == keeper.list_codes().days


def test_codes_cannot_be_guessed(tmp_path: Path) -> None:
    """The codes of the same cells are others in every run, so that trying cells against stored codes tells nothing."""
    told = []
    for _ in range(2):
        with CodeKeeper((), tmp_path) as keeper:
            take_column(keeper, 0, "amount", [str(place) for place in range(300)])
            told.append(set(keeper.list_codes().columns["h0"].to_pylist()))

    assert set() == told[0] & told[1]


def test_a_column_nobody_kept_asks_for_the_table(tmp_path: Path) -> None:
    """Where codes of a measured column are missing, nothing is said."""
    with CodeKeeper((), tmp_path) as keeper:
        assert measure_codes(keeper.list_codes(), [Column("金额", "amount")]) is None


def test_a_list_of_phones_asks_for_the_table(tmp_path: Path) -> None:
    """Where every column points at persons, no code is kept, and the table itself has to say how many rows it has."""
    with CodeKeeper((), tmp_path) as keeper:
        take_column(keeper, 0, "phone", ["19900012345"])
        keeper.drop_column(0)

        assert measure_codes(keeper.list_codes(), [Column("手机号", "phone", {CellClass.PLAIN: 1})]) is None


def test_what_is_settled_needs_no_codes() -> None:
    """A plain identifier is out of all counts, a name is not: it is part of the named risks."""
    plain = {CellClass.PLAIN: 1}

    assert [True, False, False] == [
        is_settled(kind, forms) for kind, forms in (("phone", plain), ("name", plain), ("phone", {}))
    ]
