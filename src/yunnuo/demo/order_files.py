"""Writes the order and customer files as the platforms write them: encoding, byte order mark, quoting, workbook quirks.

The same rows give the same bytes. It must not normalise anything: the oddities are the point.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from yunnuo.demo import dress
from yunnuo.demo.setting import load_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from random import Random

    from yunnuo.demo.cast import Cast
    from yunnuo.demo.records import Order


@dataclass(frozen=True, slots=True)
class OrderFile:
    """A written file; `shop` is what an import must be told when the file itself names no shop."""

    path: Path
    platform: str
    kind: str
    shop: str
    rows: int


@dataclass(frozen=True, slots=True)
class Make:
    """How one platform writes its order file; `blank` stands in every cell the platform leaves empty."""

    kind: str
    platform: str
    name: str
    encoding: str
    quoting: int
    blank: str
    dress: Callable[[Order, int, int, Random], dress.Row]


_CSV_FILES: Final = (
    Make("tmall", "taobao_tmall", "tmall.csv", "gb18030", csv.QUOTE_ALL, "", dress.dress_tmall),
    Make("jd", "jd", "jd.csv", "gbk", csv.QUOTE_MINIMAL, "", dress.dress_jd),
    Make("douyin", "douyin", "douyin.csv", "utf-8-sig", csv.QUOTE_ALL, "-", dress.dress_douyin),
    Make("youzan_orders", "youzan", "youzan_orders.csv", "utf-8", csv.QUOTE_MINIMAL, "-", dress.dress_youzan),
)
_WORKBOOKS: Final = (
    Make("pdd", "pdd", "pdd.xlsx", "utf-8", csv.QUOTE_ALL, "", dress.dress_pdd),
    Make("weixin_shop", "weixin_shop", "weixin_shop.xlsx", "utf-8", csv.QUOTE_ALL, "", dress.dress_weixin),
)
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold; a clock would change the bytes


def write_orders(cast: Cast, folder: Path) -> list[OrderFile]:
    """Write every order file and the customer list into `folder`; rows stand in the order of time."""
    files = []
    for make in (*_CSV_FILES, *_WORKBOOKS):
        rows = _dress_rows(cast, make)
        path = folder / make.name
        if make in _WORKBOOKS:
            _write_workbook(path, rows)
        else:
            _write_csv(path, make, rows)
        files.append(OrderFile(path, make.platform, "order", cast.setting.shops[make.platform], len(rows) - 1))
    return [*files, _write_customers(cast, folder / "youzan_customers.csv")]


def _dress_rows(cast: Cast, make: Make) -> list[list[str]]:
    headers = load_headers()[make.kind]
    rows = [headers]
    orders = [order for order in cast.orders if order.platform == make.platform]
    for number, order in enumerate(sorted(orders, key=lambda one: one.at)):
        for line in range(order.lines):
            cells = make.dress(order, number, line, cast.rng)
            rows.append(_lay_out(headers, cells, make.blank))
    return rows


def _write_customers(cast: Cast, path: Path) -> OrderFile:
    shop = cast.setting.shops["youzan"]
    headers = load_headers()["youzan_customers"]
    make = Make("youzan_customers", "youzan", path.name, "utf-8", csv.QUOTE_MINIMAL, "-", dress.dress_youzan)
    customers = sorted(cast.customers, key=lambda one: (one.since, one.phone))
    rows = [headers, *(_lay_out(headers, dress.dress_customer(one, shop), make.blank) for one in customers)]
    _write_csv(path, make, rows)
    return OrderFile(path, "youzan", "customer", shop, len(customers))


def _lay_out(headers: list[str], cells: dress.Row, blank: str) -> list[str]:
    """Return the cells in header order; matched without trailing blanks, a nameless one stays bare."""
    return [(cells.get(header.strip()) or blank) if header else "" for header in headers]


def _write_csv(path: Path, make: Make, rows: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=make.quoting, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]
    path.write_bytes(text.getvalue().encode(make.encoding))


def _write_workbook(path: Path, rows: list[list[str]]) -> None:
    """Write a workbook as Apache POI streams it: inline strings, and a dimension that claims one cell."""
    sheet = "".join(_write_row(number, row) for number, row in enumerate(rows, start=1))
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _RELS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _SHEET.format(rows=sheet),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))


def _write_row(number: int, row: list[str]) -> str:
    cells = "".join(
        f'<c r="{_letter(column)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for column, cell in enumerate(row)
        if cell
    )
    return f'<row r="{number}">{cells}</row>'


def _letter(column: int) -> str:
    """Return the spreadsheet letters of a column counted from 0."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)  # noqa: PLR2004  # 26 letters


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
)
_RELS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)
_WORKBOOK: Final = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Sheet0" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET: Final = f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1"/><sheetData>{{rows}}</sheetData></worksheet>'
