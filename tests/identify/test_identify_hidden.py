"""What files and frames hide: other sheets, numbers that became decimals, mixed columns, long cells, strays."""

from __future__ import annotations

import random
import traceback
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
import xlsxwriter
from identify_tables import type_one

from yunnuo.demo.people import id_number, phone_number
from yunnuo.flows.identifying import FileRegister, identify_file
from yunnuo.flows.identifying_pages import render_page
from yunnuo.flows.identifying_text import tell_register
from yunnuo.identify.columns.findings import type_columns
from yunnuo.identify.columns.tables import identify_query, identify_table
from yunnuo.identify.columns.values import restore_digits
from yunnuo.identify.columns.writing import as_text, write_texts
from yunnuo.identify.text import find_spans
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yunnuo.identify.columns.findings import ColumnFinding

DAY = date(2026, 11, 27)
RNG = random.Random(11)  # noqa: S311 - sample people, not secrets
PHONES = [phone_number(RNG).removeprefix("+86") for _ in range(60)]
ID_NUMBER = id_number(RNG, date(1992, 3, 7))
EMAIL = "sample@example.com"
ROWS = 3_000


def look_at(path: Path, tmp_path: Path) -> FileRegister:
    """Return the register of a file by the shipped rulebook."""
    return identify_file(path, scratch=tmp_path / "scratch", book=load_book(), day=DAY)


def write_workbook(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    """Write a workbook; a sheet whose name begins with a dot is hidden."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.removeprefix("."))
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            if name.startswith("."):
                sheet.hide()
    return path


def test_other_sheets_are_named(tmp_path: Path) -> None:
    """Sheets that hold something and are not looked at are named wherever the register is shown, hidden ones too."""
    people = [["收货人", "手机"], ["王芳", PHONES[0]]]
    sheets = {"空": [], "说明": [["项目", "内容"], ["甲", "乙"]], "订单": people, "无": [[" "]], ".退款": people}
    register = look_at(write_workbook(tmp_path / "two.xlsx", sheets), tmp_path)
    told = "还有 2 张工作表没有看：订单、退款；把它们各存成一个文件再看。"

    assert ("订单", "退款") == register.unread
    assert ["订单", "退款"] == register.as_json()["unread_sheets"]
    assert f"  {told}" in list(tell_register(register))
    assert told in render_page([register], day=str(DAY), revision="r")


def test_one_sheet_leaves_nothing_unread(tmp_path: Path) -> None:
    """A workbook of one sheet and a text file leave nothing unread, and nothing is said."""
    book = look_at(write_workbook(tmp_path / "one.xlsx", {"订单": [["手机"], [PHONES[0]]], "空": []}), tmp_path)
    text = tmp_path / "one.csv"
    text.write_text(f"姓名,手机\n王芳,{PHONES[0]}\n", encoding="utf-8")

    assert [(), ()] == [book.unread, look_at(text, tmp_path).unread]
    assert "没有看" not in "".join(tell_register(book))


@pytest.mark.parametrize("write", ["{}.0".format, "{}.00".format, lambda phone: f"{phone[0]}.{phone[1:]}E+10"])
def test_decimals_are_phones(write: Callable[[str], str]) -> None:
    """A mobile a spreadsheet made a decimal, or a power with all of its digits, is a mobile, and masked as one."""
    found = type_one("备用", [write(phone) for phone in PHONES])

    assert ("phone", True) == (found.kind, found.is_personal)
    assert all("****" in example and example[-1:].isdigit() for example in found.examples)


@pytest.mark.parametrize(
    "cell", ["12.0", "1234567890.0", "19900012345.5", "1.38123E+10", "1.9900012345E+20", "1.99E-10", "a.0"]
)
def test_other_numbers_stay(cell: str) -> None:
    """Amounts, numbers that lost digits and other texts are left as they are."""
    assert cell == restore_digits(cell)


def test_zeros_a_power_left_out() -> None:
    """The zeros at the end of a number written as a power come back."""
    assert "19900012300" == restore_digits("1.99000123E+10")


def test_lost_digits_ask_for_a_look() -> None:
    """Numbers that lost digits to a spreadsheet are not recognised, and a person is asked to look."""
    found = type_one("备用", ["1.99001E+10", "1.99002E+10"] * 20)

    assert ("lost_digits", False, True) == (found.kind, found.is_personal, found.needs_review)
    assert "科学计数法" in found.why[-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打{}.0", True),
        ("{}.00 收", True),
        ("{}.0元", False),
        ("{}.05", False),
        ("¥{}.0", False),
        ("{}.0.1", False),
    ],
)
def test_decimals_in_texts(text: str, found: bool) -> None:  # noqa: FBT001
    """A mobile with a bare decimal behind it is found in text, and the decimal is no part of it; a price is not."""
    phone = PHONES[0]
    start = text.index("{")

    assert [(start, start + 11)] * found == [(one.start, one.end) for one in find_spans(text.format(phone))]


def test_decimals_of_frames() -> None:
    """Whole decimals of a frame are digits, whatever the engine would print; a number that is none is nothing."""
    values = [float(PHONES[0]), 3.5, -2.0, 0.0, None, float("nan"), 2.0**60]
    expected = [PHONES[0], "3.5", "-2", "0", None, None]

    assert expected == as_text(pa.array(values, pa.float64())).to_pylist()[:-1]
    assert expected == write_texts(values).to_pylist()[:-1]
    assert ["1", "2.5"] == as_text(pa.array([1.0, 2.5], pa.float16())).to_pylist()
    assert "phone" == identify_table(pa.table({"备用": [*map(float, PHONES), None]}))[0].kind


class _Series:
    """A column of a frame."""

    def __init__(self, name: str, values: list[object]) -> None:
        self.name, self._values = name, values

    def tolist(self) -> list[object]:
        """Return the values, as pandas does."""
        return self._values

    to_list = tolist


class _Frame:
    """Has what pandas has: a stream that breaks at mixed values and quotes one, and columns by their place."""

    def __init__(self, *columns: tuple[str, list[object]]) -> None:
        self._columns = [_Series(*column) for column in columns]
        self.columns = [column.name for column in self._columns]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Break, and quote every cell."""
        raise pa.ArrowInvalid(f"Could not convert {[column.tolist() for column in self._columns]}")

    @property
    def iloc(self) -> _Frame:
        """Return what gives columns by their place."""
        return self

    def __getitem__(self, key: tuple[slice, int]) -> _Series:
        """Return a column; all rows of it are asked for."""
        return self._columns[key[1]]


class _Polars:
    """Has what polars has, with a stream that breaks."""

    def __init__(self, *columns: tuple[str, list[object]]) -> None:
        self._frame = _Frame(*columns)
        self.__arrow_c_stream__ = self._frame.__arrow_c_stream__

    def get_columns(self) -> list[_Series]:
        """Return the columns."""
        return [self._frame[:, place] for place in range(len(self._frame.columns))]


class _Nothing(_Frame):
    """Breaks however it is read."""

    @property
    def iloc(self) -> _Frame:
        """Break, and quote a cell."""
        raise ValueError(self._columns[0].tolist()[0])


@pytest.mark.parametrize("make", [_Frame, _Polars])
def test_mixed_frames(make: Callable[..., Any]) -> None:
    """Columns of mixed values and two columns of one name are read as text."""
    mixed = [value for phone in PHONES[:20] for value in (int(phone), phone, float(phone), None, phone.encode())]
    found = identify_table(make(("手机", mixed), ("手机", mixed), ("a", mixed)))

    assert [("手机", "phone"), ("手机", "phone"), ("a", "phone")] == [(one.header, one.kind) for one in found]
    assert (80, 20) == (found[0].counts[CellClass.PLAIN], found[0].counts[CellClass.EMPTY])


def test_errors_of_frames_quote_no_cell() -> None:
    """A frame that cannot be read is refused, and nothing that travels with the error quotes a cell."""
    with pytest.raises(InputError, match=r"identify\.frame") as raised:
        identify_table(_Nothing(("手机", [PHONES[0]])))

    assert None is raised.value.__context__
    assert PHONES[0] not in "".join(traceback.format_exception(raised.value))


def test_odd_values_are_text() -> None:
    """Bytes, half characters and what frames write for nothing become text or nothing."""
    nothing = type("NAType", (), {})()

    assert ["1\ufffd", "a?", None] == write_texts([b"1\xff", "a\ud800", nothing]).to_pylist()
    assert ["1\ufffd"] == as_text(pa.array([b"1\xff"])).to_pylist()


class _Cursor:
    """A cursor that gives one batch of decimals."""

    description = (("备用",),)

    def __init__(self) -> None:
        self._rows: list[tuple[float]] = []

    def execute(self, query: str) -> None:
        """Begin anew."""
        assert "q" == query
        self._rows = [(float(phone),) for phone in PHONES]

    def fetchmany(self, most: int) -> list[tuple[float]]:
        """Return all rows, then none."""
        rows, self._rows = self._rows[:most], self._rows[most:]
        return rows

    def cursor(self) -> _Cursor:
        """Return itself: it is its own connection."""
        return self

    def close(self) -> None:
        """Do nothing."""


def test_decimals_of_databases() -> None:
    """Mobiles a database keeps as decimals are mobiles."""
    assert ["phone"] == [found.kind for found in identify_query(_Cursor(), "q")]


@pytest.mark.parametrize("length", [140_000, 700_000, 1_200_000, 2_500_000])
def test_long_first_cells(tmp_path: Path, length: int) -> None:
    """A file whose first row is longer than what is looked at first is read, however long the cell."""
    path = tmp_path / "long.csv"
    path.write_text(f'姓名,备注\n王芳,"{"很" * (length // 3)}"\n李娜,请打{PHONES[0]}\n', encoding="utf-8")
    register = look_at(path, tmp_path)

    assert (2, 1) == (register.rows, register.columns[1].phones)


def test_too_long_cells_are_not_only_quotes(tmp_path: Path) -> None:
    """A cell longer than any reader takes is refused with both reasons there may be."""
    path = tmp_path / "long.csv"
    path.write_text(f'姓名,备注\n王芳,"{"x" * (17 << 20)}"\n李娜,"好\n', encoding="utf-8")

    with pytest.raises(InputError, match=r"一格太长.*第 2 行"):
        look_at(path, tmp_path)


def hide(cells: Sequence[str], strays: Sequence[str], every: int = 50) -> ColumnFinding:
    """Return the finding of a column of thousands of cells with one in `every` replaced, the first ones not."""

    def _write() -> Iterator[str]:
        for row in range(ROWS):
            yield cells[row % len(cells)] if row % every != every - 1 else strays[row // every % len(strays)]

    return type_columns(["序", "备用"], [[str(row) for row in range(ROWS)], list(_write())])[1]


FIGURES = {
    "quantity": ["0", "1", "2", "3"],
    "amount": [f"{row}.50" for row in range(900)],
    "time": [f"2026-09-{day:02d} 10:{minute:02d}:00" for day in range(1, 31) for minute in range(60)],
    "goods_code": [str(100_000 + row) for row in range(900)],
}


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("write", ["{}", "+86 {}", "{}.0", "电话{}的那件", "\t{}"])
def test_phones_among_numbers(kind: str, write: str) -> None:
    """Mobiles among numbers, amounts, times and codes without a header are counted, personal, and to be looked at."""
    found = hide(FIGURES[kind], [write.format(phone) for phone in PHONES])

    assert (kind, 60, True, True) == (found.kind, found.phones, found.is_personal, found.needs_review)
    assert "夹着手机号" in found.why[-1]


@pytest.mark.parametrize("kind", FIGURES)
def test_documents_among_numbers(kind: str) -> None:
    """Identity numbers and e-mail addresses among numbers are counted too; the former make the column sensitive."""
    held, mailed = hide(FIGURES[kind], [ID_NUMBER]), hide(FIGURES[kind], [EMAIL])

    assert (60, True, True) == (held.id_numbers, held.is_sensitive, held.needs_review)
    assert (60, False, True, True) == (mailed.emails, mailed.is_sensitive, mailed.is_personal, mailed.needs_review)
    assert "夹着电子邮箱" in mailed.why[-1]


@pytest.mark.parametrize(
    "cell", ["1990123.4567", "2026/9/13 10:30", "13:45-18:00", "1990001234567", "19900-12345-6", "20260913103000"]
)
def test_no_phone_is_made_of_figures(cell: str) -> None:
    """Amounts, times and longer numbers among numbers are no phones."""
    assert [0, 0, 0, 0] == [hide(cells, [cell]).phones for cells in FIGURES.values()]
