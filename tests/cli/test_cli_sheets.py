"""Workbooks of several sheets: those of one table are read together, the others named, and no event is left out."""

from __future__ import annotations

import json
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
GIVEN = ("--shop", "店", "--workspace", "w")
STOP = ("撤回", "手机号", PHONE, "2025-01-01", "", "")


def write_rows(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """Write rows from the top of a sheet."""
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)


def write_book(path: Path, **sheets: Sequence[Sequence[str]]) -> Path:
    """Write a workbook of these sheets."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            write_rows(book.add_worksheet(name), rows)
    return path


def list_orders(*phones: str, **more: str) -> list[list[str]]:
    """Return orders in the layout of JD, a header row and one for each phone; `more` are columns and their cells."""
    headers = [*LAYOUTS["jd.order.2017"].headers, *more]
    known = dict.fromkeys(("下单时间", "付款确认时间"), DAY) | {"客户姓名": PERSON} | more
    people = [known | {"联系电话": phone, "下单帐号": f"jd_{phone[-4:]}"} for phone in phones]
    return [headers, *[[person.get(header, "1") for header in headers] for person in people]]


def test_sheets_of_one_table_are_imported(desk: Path) -> None:
    """`people import` takes every sheet of the same table, below a title or in another order too, and says which."""
    backwards = [row[::-1] for row in list_orders("19900099901", 备忘="1")]
    sheets = {"一月": list_orders(PHONE), "二月": [["二月的订单"], *backwards], "三月": list_orders(), "说明": [["注"]]}
    write_book(desk / "三月.xlsx", **sheets)
    told = (
        "  3 张工作表是同一张表，一起导入：一月、二月、三月。"
        "还有 1 张工作表没有导入：说明；把它们各存成一个文件再导入。"
    )

    first, again = (succeed("people", "import", "三月.xlsx", *GIVEN).splitlines() for _ in range(2))

    assert ("三月.xlsx：2 行，其中 0 行认不出是谁；新增 4 人，已知 0 人，新联系方式 4 个。", told) == (*first,)
    assert ("三月.xlsx：以前导入过，没有变化（2 行）。", told) == (*again,)
    assert "手机号 199******01" in succeed("people", "find", "--phone", "-", *GIVEN[2:], stdin="19900099901")


def test_named_tables_are_read_together(desk: Path) -> None:
    """With a mapping a sheet belongs that has its columns, with --layout one of that layout; others are named."""
    (desk / "对照.yaml").write_text("platform: own_shop\nkind: list\ncolumns: {buyer_phone: 手机}\n", "utf-8")
    more = [["备注", "手机"], ["好", "19900099901"]]
    write_book(desk / "名单.xlsx", 一=[["手机", "城市"], [PHONE, "杭州"]], 二=more, 三=[["城市"], ["宁波"]])
    known = {"订单号": "1", "下单帐号": "jd_a", "联系电话": PHONE, "客户姓名": PERSON}
    few = [[*known, "商家备注"], [*known.values(), "1"]]
    write_book(desk / "少.xlsx", 一=[[*known], [*known.values()]], 二=few, 三=[["城市"], ["宁波"]])

    for name, option in (("名单", ("--mapping", "对照.yaml")), ("少", ("--layout", "jd.order.2017"))):
        told = succeed("people", "import", f"{name}.xlsx", *option, *GIVEN)

        assert ("2 行", True) == (told[len(name) + 6 :].partition("，")[0], "一起导入：一、二。还有 1 张" in told)


def test_single_sheets_are_not_spoken_of(desk: Path) -> None:
    """Nothing is said of the sheets of a workbook that has one, or only empty ones besides."""
    write_book(desk / "一月.xlsx", 一月=list_orders(PHONE), Sheet2=[], Sheet3=[[" "]])

    assert "工作表" not in succeed("people", "import", "一月.xlsx", *GIVEN)


def test_faults_name_their_sheet(desk: Path) -> None:
    """A fault on a further sheet is told with the sheet and the row there, and nothing of the file is taken."""
    good, wrong = list_orders(PHONE), list_orders("19900099901", "19900099902")
    wrong[2][wrong[0].index("下单时间")] = "2025-02-30 10:00:00"
    write_book(desk / "日期.xlsx", 一月=good, 二月=[["标题"], *wrong])
    write_book(desk / "表头.xlsx", 一月=good, 二月=[*list_orders("19900099901"), *good])

    assert "（日期.xlsx 工作表“二月” 第 4 行 列「下单时间」）" in refuse("people", "import", "日期.xlsx", *GIVEN)
    assert "（表头.xlsx 工作表“二月” 第 3 行）" in refuse("people", "import", "表头.xlsx", *GIVEN)
    assert "没有这个标识的记录" in refuse("people", "find", "--phone", "-", *GIVEN[2:], stdin=PHONE, code=1)


def test_screening_reads_what_belongs_together(desk: Path) -> None:
    """`screen` reads the sheets of one table and warns of the others, on the terminal and in the report."""
    write_book(desk / "两月.xlsx", 一月=list_orders(PHONE), 二月=list_orders("19900099901"), 客户=[["姓名"], [PERSON]])
    told = call("screen", "两月.xlsx", *SMS, "--shop", "店", "--handler", "本店", "--out", "o", "--workspace", "w")
    page = (desk / "o" / "report.html").read_text("utf-8")

    assert (0, []) == (told.code, find_canaries(told.out))
    assert [True, True] == ["两月.xlsx 还有 1 张工作表没有筛选：客户" in text for text in (told.out, page)]
    assert "2 行" in told.out


def test_identify_looks_at_sheets_of_one_table(desk: Path) -> None:
    """`identify` looks at the sheets of one table as one, whatever table it is, and says which."""
    header = ["手机", "城市"]
    write_book(
        desk / "名单.xlsx", 上=[header, [PHONE, "杭州"]], 下=[header, ["19900099901", "宁波"]], 另=[["金额"], ["1"]]
    )
    (file,) = json.loads(succeed("identify", "名单.xlsx", "--json"))["files"]

    assert (2, ["上", "下"], ["另"]) == (file["rows"], file["sheets"], file["unread_sheets"])
    assert "2 张工作表是同一张表，一起看：上、下。还有 1 张工作表没有看：另" in succeed("identify", "名单.xlsx")


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
