"""Workbooks of several sheets: import, screening and event files read the first and say which they left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from cli_desk import PERSON, PHONE, SMS, call, find_canaries, refuse, succeed

from yunnuo.identify.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

EVENTS = ("事件", "标识类型", "标识", "时间", "目的", "渠道")
DAY = "2025-01-01 10:00:00"
STOP = ("撤回", "手机号", PHONE, "2025-01-01", "", "")


def write_rows(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Write rows from the top of a sheet."""
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)


def write_book(path: Path, header: Sequence[str], row: Sequence[str], sheets: Sequence[str]) -> Path:
    """Write a workbook whose sheets all hold the same header and row."""
    with xlsxwriter.Workbook(path) as book:
        for name in sheets:
            write_rows(book.add_worksheet(name), (header, row))
    return path


def write_orders(path: Path, sheets: Sequence[str]) -> Path:
    """Write orders in the layout of JD."""
    layout = LAYOUTS["jd.order.2017"]
    known = {"联系电话": PHONE, "客户姓名": PERSON, "下单帐号": "jd_nobody"} | dict.fromkeys(
        ("下单时间", "付款确认时间"), DAY
    )
    return write_book(path, layout.headers, [known.get(header, "1") for header in layout.headers], sheets)


def test_import_says_what_it_left_out(desk: Path) -> None:
    """`people import` names the sheets it did not read, the second time too, and says nothing of a single sheet."""
    write_orders(desk / "两月.xlsx", ("一月", "二月"))
    write_orders(desk / "一月.xlsx", ("一月",))
    told = "还有 1 张工作表没有导入：二月；把它们各存成一个文件再导入。"
    given = ("--shop", "店", "--workspace", "w")

    assert [True, True] == [told in succeed("people", "import", "两月.xlsx", *given) for _ in range(2)]
    assert "工作表" not in succeed("people", "import", "一月.xlsx", *given)


def test_screening_says_what_it_left_out(desk: Path) -> None:
    """`screen` warns of the sheets it did not read, on the terminal and in the report."""
    write_orders(desk / "两月.xlsx", ("一月", "二月"))
    told = call("screen", "两月.xlsx", *SMS, "--shop", "店", "--handler", "本店", "--out", "o", "--workspace", "w")
    page = (desk / "o" / "report.html").read_text("utf-8")

    assert (0, []) == (told.code, find_canaries(told.out))
    assert [True, True] == ["两月.xlsx 还有 1 张工作表没有筛选：二月" in text for text in (told.out, page)]


def test_events_say_what_they_left_out(desk: Path) -> None:
    """`consent import` names the sheets it did not read, the second time too: notes, an empty form, other people."""
    with xlsxwriter.Workbook(desk / "撤回.xlsx") as book:
        for name, rows in (
            ("本月", (EVENTS, STOP)),
            ("说明", (("时间", "事件"), ("2025-01-01", "换了客服系统"))),
            ("空表", (EVENTS,)),
            ("客户", (("标识", "姓名"), (PHONE, PERSON))),
        ):
            write_rows(book.add_worksheet(name), rows)
    told = "还有 3 张工作表没有导入：说明、空表、客户"

    assert [True, True] == [told in succeed("consent", "import", "撤回.xlsx", "--workspace", "w") for _ in range(2)]


def test_events_on_a_further_sheet_are_not_lost(desk: Path) -> None:
    """A workbook with events on a further sheet, hidden or below a title, is refused before anything is written."""
    with xlsxwriter.Workbook(desk / "撤回.xlsx") as book:
        write_rows(book.add_worksheet("本月"), (EVENTS, STOP))
        write_rows(book.add_worksheet("说明"), (("本表说明",),))
        further = book.add_worksheet("上月")
        write_rows(further, (("上月撤回",), ("key_kind", "KEY", "event"), ("手机号", PHONE, "撤回")))
        further.hide()

    told = refuse("consent", "import", "撤回.xlsx", "--workspace", "w")

    assert ("[consent.sheets]", True, True) == (told[-16:], "：上月（撤回.xlsx）" in told, "各存成一个文件" in told)
    assert "没有这个标识的记录" in refuse("people", "find", "--phone", "-", "--workspace", "w", stdin=PHONE, code=1)


def test_mapped_events_on_a_further_sheet(desk: Path) -> None:
    """With a mapping, a further sheet is one of events when it has the columns the mapping reads."""
    (desk / "对照.yaml").write_text(
        "columns: {标识: 手机, 时间: 日期}\nfixed: {事件: 撤回, 标识类型: 手机号}\n", "utf-8"
    )
    for name, header in (("两月", ("日期", "手机")), ("一月", ("日期", "金额"))):
        with xlsxwriter.Workbook(desk / f"{name}.xlsx") as book:
            write_rows(book.add_worksheet("一"), (("手机", "日期"), (PHONE, "2025-01-01")))
            write_rows(book.add_worksheet("二"), (header, ("2025-02-01", PHONE)))
    given = ("--mapping", "对照.yaml", "--workspace", "w")

    assert "[consent.sheets]" in refuse("consent", "import", "两月.xlsx", *given)
    assert "还有 1 张工作表没有导入：二" in succeed("consent", "import", "一月.xlsx", *given)
