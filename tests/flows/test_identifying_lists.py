"""Short lists and long texts: what `identify` says where every column is a person's, and what it keeps of texts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from yunnuo.flows.identifying import identify_file
from yunnuo.flows.identifying_hints import TextKeeper
from yunnuo.flows.identifying_tables import load_tables
from yunnuo.identify.columns.chunks import Chunker
from yunnuo.identify.columns.findings import type_columns
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("rest", ["", ",收货地址", ",邮箱"])
def test_a_plain_list_of_phones(tmp_path: Path, rest: str) -> None:
    """A table in which every column points at persons is personal information, its rows counted."""
    cells = {"": "", ",收货地址": ",浙江省杭州市西湖区样例路{row}号", ",邮箱": ",user{row}@example.com"}[rest]
    rows = [f"199000{row:05d}{cells.format(row=row)}" for row in range(40)]
    path = tmp_path / "名单.csv"
    path.write_text("\n".join([f"手机号{rest}", *rows]), "utf-8")
    told = identify_file(path, scratch=tmp_path / "scratch", book=load_book(), day=date(2026, 9, 3)).told_apart

    assert told
    assert ("personal_information", 40) == (told.verdict, told.rows)


def test_a_text_that_becomes_frequent_late_is_found() -> None:
    """A medicine told by thousands of rows is found, however many other goods stand before it."""
    keeper, chunker = TextKeeper(load_tables()["reveals"]), Chunker()
    batches = [[f"马克杯{number}号{row}" for row in range(2_100)] for number in range(3)]
    for cells in (*batches, ["布洛芬"] * 5_000):
        array: pa.Array[Any] = pa.array(cells, pa.string())
        keeper.take_chunk(0, "goods", chunker.make_chunk(array))
    hints = keeper.find_hints(type_columns(["商品名称"], [["马克杯"]]))

    assert [("medical_health", 5_000)] == [(hint.category, hint.rows) for hint in hints]


def test_a_text_is_counted_to_the_end() -> None:
    """A text met early is counted in every later part of the table, also once the keeper is full."""
    keeper, chunker = TextKeeper(load_tables()["reveals"]), Chunker()
    for number in range(4):
        cells = ["布洛芬"] * 2 + [f"马克杯{number}号{row}" for row in range(2_500)]
        array: pa.Array[Any] = pa.array(cells, pa.string())
        keeper.take_chunk(0, "goods", chunker.make_chunk(array))

    assert [8] == [hint.rows for hint in keeper.find_hints(type_columns(["商品名称"], [["马克杯"]]))]
