"""The oddities of real downloads: each is read as a person would read it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from identify_dress import DRESSES, Dress, build_file, make_rows, rewrite_sheet, write_csv, write_html, write_workbook

from yunnuo.identify.export import open_export
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from identify_opening import Opener

    from yunnuo.identify.export import Export

YOUZAN = LAYOUTS["youzan.order.2024"]
TAOBAO = LAYOUTS["taobao_tmall.order.2022"]
JD = LAYOUTS["jd.order.2017"]
WHEN = parse_instant("2026-09-03 10:00:00")


def make_table(layout_name: str, **cells: str) -> list[list[str]]:
    """Return header and one row; `cells` are set by header."""
    layout = LAYOUTS[layout_name]
    row = make_rows(layout, DRESSES[layout_name], rows=1)[0]
    for header, cell in cells.items():
        row[[name.strip() for name in layout.headers].index(header)] = cell
    return [list(layout.headers), row]


def read(export: Export, connection: duckdb.DuckDBPyConnection, names: str) -> list[tuple[object, ...]]:
    """Return the named canonical columns of every row."""
    with export.reading():
        return export.relation(connection).project(names).order("1").fetchall()


def test_gb18030(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A GB18030 file is read, four-byte characters included, and called by its encoding."""
    table = make_table("taobao_tmall.order.2022", 店铺名称="示例㐂𠀀店", 联系手机="19900012345")
    export = opener("ExportOrderList.csv", write_csv(table, Dress(encoding="gb18030")))

    assert export.encoding == "gb18030"
    assert read(export, connection, "shop, receiver_phone") == [("示例㐂𠀀店", "+8619900012345")]


def test_bom(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A BOM belongs to no header: the first column keeps its role."""
    export = opener(
        "1.csv", write_csv(make_table("douyin.order.2025", 主订单编号="\t6900"), Dress(encoding="utf-8-sig"))
    )

    assert export.columns[0].header == "主订单编号"
    assert read(export, connection, "order_id, receiver_phone_class") == [("6900", "ciphertext")]


@pytest.mark.parametrize(
    "guarded", ["\t19900012345", '="19900012345"', "'19900012345", "19900012345.0", " 19900012345 "]
)
def test_guarded_numbers(guarded: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """TAB, `="…"`, an apostrophe, blanks and `.0` around a number are no part of it."""
    export = opener("a.csv", write_csv(make_table("youzan.order.2024", 买家手机号=guarded), Dress()))

    assert read(export, connection, "buyer_phone, buyer_phone_class") == [("+8619900012345", "plain")]


def test_bare_excel_guard(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """`="…"` is read too where the platform did not quote the quotes."""
    data = write_csv(make_table("youzan.order.2024", 买家手机号="PHONE"), Dress())
    export = opener("a.csv", data.replace(b"PHONE", b'="19900012345"'))

    assert read(export, connection, "buyer_phone") == [("+8619900012345",)]


def test_scientific_phone(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A phone that lost its digits to scientific notation is plain personal information but no number."""
    export = opener("a.csv", write_csv(make_table("youzan.order.2024", 买家手机号="1.99E+10"), Dress()))

    assert read(export, connection, "buyer_phone, buyer_phone_class") == [(None, "plain")]


def test_poi_dimension(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """A POI workbook that declares the dimension A1 is read with all its columns and rows."""
    path = build_file(tmp_path, "xiaohongshu.order.2025")
    with open_export(path, scratch=tmp_path / "scratch") as export:
        assert len(export.columns) == len(LAYOUTS["xiaohongshu.order.2025"].headers)
        assert len(read(export, connection, "row")) == 12


def test_overstated_dimension(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A sheet that declares a million rows and holds one is read as one."""
    data = write_workbook(make_table("weixin_shop.order.2025"))
    export = opener("a.xlsx", rewrite_sheet(data, lambda xml: xml.replace(b'ref="A1"', b'ref="A1:XFD1048576"')))

    assert read(export, connection, '"row"') == [(2,)]


def test_numeric_cells(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """Numbers and dates typed as such in a workbook are read as what they show."""
    table: list[list[object]] = [list(line) for line in make_table("youzan.order.2024")]
    names = list(YOUZAN.headers)
    table[1][names.index("买家手机号")] = 19900012345
    table[1][names.index("订单创建时间")] = 46268.41666666667
    export = opener("a.xlsx", write_workbook(table))

    assert read(export, connection, "buyer_phone, ordered_at") == [("+8619900012345", WHEN)]


def test_duplicated_headers(opener: Opener) -> None:
    """Both columns of a duplicated header are kept apart by position; neither is a consumer."""
    export = opener("a.csv", write_csv(make_table("youzan.order.2024"), Dress()))
    twice = [column for column in export.columns if column.header == "分销员"]

    assert [40, 51] == [column.position for column in twice]
    assert len({column.staged for column in twice}) == 2
    assert {"promoter"} == {str(column.role) for column in twice}


def test_trailing_blank_headers(opener: Opener) -> None:
    """`收货地址 ` and `订单付款时间 ` have the roles of their names without the blank."""
    export = opener("a.csv", write_csv(make_table("taobao_tmall.order.2022"), Dress(encoding="gb18030")))
    roles = {column.header: column.role for column in export.columns}

    assert roles["收货地址 "] == "receiver_address"
    assert roles["订单付款时间 "] == "paid_at"


def test_trailing_tab_headers(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A header with a TAB behind it is the header without."""
    table = make_table("pdd.order.2020", 订单号="260903-1")
    table[0] = [f"{header}\t" for header in table[0]]
    export = opener("a.csv", write_csv(table, Dress()))

    assert read(export, connection, "order_id") == [("260903-1",)]


def test_nameless_last_column(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A separator at the end of lines makes a nameless column, also when only the header has it."""
    table = make_table("youzan.customer.2024", 客户手机号="19900012345")
    export = opener("a.csv", write_csv(table, Dress()))
    assert len(export.columns) == 35
    assert read(export, connection, "buyer_phone") == [("+8619900012345",)]

    export = opener("b.csv", write_csv([table[0], table[1][:-1]], Dress()))
    assert len(export.columns) == 34
    assert read(export, connection, "buyer_phone") == [("+8619900012345",)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_title_and_footer(form: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A title above the header and sums and notes below the data are not data; row numbers are Excel's."""
    table = make_table("youzan.order.2024")
    width = len(table[0])
    title = [["订单明细 2026-09", *[""] * (width - 1)], [""] * width]
    table = [*title, *table, table[1], ["合计", *[""] * (width - 1)], ["说明：金额单位为元", *[""] * (width - 1)]]
    export = opener(f"a.{form}", write_csv(table, Dress()) if form == "csv" else write_workbook(table))

    assert export.header_row == 3
    assert read(export, connection, '"row"') == [(4,), (5,)]


def test_short_footer(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A note of one cell below the data is cut, though it has fewer cells than the header."""
    data = write_csv(make_table("youzan.order.2024"), Dress()) + "说明：共 1 条\r\n\r\n".encode()

    assert read(opener("a.csv", data), connection, '"row"') == [(2,)]


@pytest.mark.parametrize(
    "text", ["2026/9/3 10:00", "2026-09-03 10:00:00", "2026/9/3 10:00:00", "46268.4166666667", "2026-09-03T02:00:00Z",
             "2026-09-03 10:00:00;2026-09-04 11:00:00", "\t2026-09-03 10:00:00"]
)  # fmt: skip
def test_dates(text: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """Every way a platform writes a time gives the same instant in Asia/Shanghai."""
    export = opener("a.csv", write_csv(make_table("youzan.order.2024", 订单创建时间=text), Dress()))

    assert read(export, connection, "ordered_at") == [(WHEN,)]
    assert datetime.fromtimestamp(WHEN / 1e6, UTC).hour == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [("1990-05-04", date(1990, 5, 4)), ("1990/5/4", date(1990, 5, 4)), ("1990年5月4日", date(1990, 5, 4)),
     ("19900504", date(1990, 5, 4)), ("05-04", None), ("-", None)],
)  # fmt: skip
def test_birthdays(text: str, day: date | None, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A full birthday is read in every usual form; a day without its year is not a birthday."""
    export = opener("a.csv", write_csv(make_table("youzan.customer.2024", 客户生日=text), Dress()))

    assert read(export, connection, "birthday") == [(day,)]


@pytest.mark.parametrize(("flag", "state"), [("是", "active"), ("否", "none"), ("-", None), ("未知", None)])
def test_member_state(flag: str, state: str | None, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A member flag says active or none; anything else is unknown, never none."""
    export = opener("a.csv", write_csv(make_table("youzan.order.2024", 买家是否会员=flag), Dress()))

    assert read(export, connection, "member_state") == [(state,)]


def test_html_named_xls(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A `.xls` that is HTML inside is read by what it is."""
    table = make_table("jd.order.2017", 联系电话="1******6198", 下单帐号="jd_demo")
    export = opener("订单.xls", write_html(table, Dress(encoding="gb18030")))

    assert read(export, connection, "account, receiver_phone_class") == [("jd_demo", "masked")]


def test_csv_named_xls(opener: Opener) -> None:
    """A `.xls` that is CSV inside is read by what it is, TAB-separated too."""
    data = write_csv(make_table("jd.order.2017"), Dress(encoding="gb18030"))

    assert opener("a.xls", data).layout is JD
    assert opener("b.xls", data.replace(b",", b"\t")).layout is JD


def test_parquet(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """A Parquet file is read with its types shown as text."""
    header, row = make_table("youzan.order.2024", 买家手机号="19900012345")
    names = [f"{name}{'2' if place == 50 else ''}" for place, name in enumerate(header)]
    pq.write_table(pa.table({name: [cell] for name, cell in zip(names, row, strict=True)}), tmp_path / "a.parquet")
    with open_export(tmp_path / "a.parquet", scratch=tmp_path / "scratch") as export:
        assert read(export, connection, 'buyer_phone, "row"') == [("+8619900012345", 2)]


def test_promoters_are_not_buyers(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """The phone of a distributor or of whoever pays on account is nobody's contact point."""
    cells = {
        "买家手机号": "-",
        "收货人手机号/提货人手机号": "-",
        "分销员手机号": "19900012345",
        "挂账手机号": "19900012346",
    }
    table = make_table("youzan.order.2024", **cells)
    export = opener("a.csv", write_csv(table, Dress()))

    expected = [(None, "empty", None, "empty")]
    assert expected == read(export, connection, "buyer_phone, buyer_phone_class, receiver_phone, receiver_phone_class")


def test_mobile_before_landline(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """联系手机 wins over 联系电话; an empty one gives way."""
    table = make_table("taobao_tmall.order.2022", 联系手机="null", 联系电话="19900012346")
    assert read(opener("a.csv", write_csv(table, Dress())), connection, "receiver_phone") == [("+8619900012346",)]

    table = make_table("taobao_tmall.order.2022", 联系手机="19900012345", 联系电话="0571-00000000")
    assert read(opener("b.csv", write_csv(table, Dress())), connection, "receiver_phone") == [("+8619900012345",)]


def test_masked_account_is_no_key(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A masked account or a virtual number is counted by class and never given out as a plain key."""
    table = make_table("taobao_tmall.order.2022", 买家会员名="锦*_…", 联系手机="19900012345-1234")
    names = "account, account_class, receiver_phone, receiver_phone_class"
    export = opener("a.csv", write_csv(table, Dress(encoding="gb18030")))

    assert read(export, connection, names) == [(None, "masked", "19900012345-1234", "virtual_number")]


def test_pattern_in_name(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """Brackets, stars and quotes in a file name are part of the name."""
    export = opener("订单 [1]'*.csv", write_csv(make_table("youzan.order.2024"), Dress()))

    assert read(export, connection, '"row"') == [(2,)]


def test_copies_are_private(opener: Opener, tmp_path: Path) -> None:
    """Copies made for reading are for their owner only and go when the export is closed."""
    export = opener("a.csv", write_csv(make_table("taobao_tmall.order.2022"), Dress(encoding="gb18030")))
    (copy,) = (tmp_path / "scratch").rglob("table.csv")

    assert copy.stat().st_mode & 0o077 == 0
    export.close()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_fingerprint(opener: Opener) -> None:
    """The hash is of the original bytes, not of the copy."""
    data = write_csv(make_table("taobao_tmall.order.2022"), Dress(encoding="gb18030"))
    export = opener("a.csv", data)

    assert export.sha256 == hashlib.sha256(data).hexdigest()
    assert export.size == len(data)
