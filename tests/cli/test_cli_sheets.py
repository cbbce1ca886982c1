"""Workbooks of several sheets: import, screening and event files read the first and say which they left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from cli_desk import PERSON, PHONE, SMS, call, find_canaries, succeed

from yunnuo.identify.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EVENTS = ("事件", "标识类型", "标识", "时间", "目的", "渠道")
DAY = "2025-01-01 10:00:00"
STOP = ("撤回", "手机号", PHONE, "2025-01-01", "", "")


def write_book(path: Path, header: Sequence[str], row: Sequence[str], sheets: Sequence[str]) -> Path:
    """Write a workbook whose sheets all hold the same header and row."""
    with xlsxwriter.Workbook(path) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, row)
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
    """`consent import` names the sheets it did not read: a withdrawal may stand there."""
    write_book(desk / "撤回.xlsx", EVENTS, STOP, ("本月", "上月"))
    told = "还有 1 张工作表没有导入：上月"

    assert [True, True] == [told in succeed("consent", "import", "撤回.xlsx", "--workspace", "w") for _ in range(2)]
