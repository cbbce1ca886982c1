"""Builds, for every layout, a small file in the dress its platform gives it; people are invented, one generator."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import xlsxwriter

from yunnuo.demo.people import address, id_number, nickname, person_name, phone_number
from yunnuo.identify.export import name_columns
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.identify.shape import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from yunnuo.identify.shape import Layout

ROWS = 12
TAGS = ("标签组-渠道", "标签组-肤质", "标签组-活动")


@dataclass(frozen=True)
class Dress:
    """How a platform writes a download: form, text encoding, how cells are handed over, guard around long numbers."""

    form: str = "csv"
    encoding: str = "utf-8"
    style: str = "plain"
    guard: Callable[[str], str] = str
    empty: str = ""
    extra: tuple[str, ...] = ()
    footer: bool = False
    quoting: int = csv.QUOTE_MINIMAL


def excel_guard(text: str) -> str:
    """Write a long number as Excel formula text."""
    return f'="{text}"'


def tab_guard(text: str) -> str:
    """Write a long number behind a TAB."""
    return f"\t{text}"


def quote_guard(text: str) -> str:
    """Write a long number behind an apostrophe."""
    return f"'{text}"


DRESSES = {
    "taobao_tmall.order.2016": Dress(encoding="gb18030", guard=excel_guard, empty="null"),
    "taobao_tmall.order.2018": Dress(encoding="gb18030", guard=quote_guard),
    "taobao_tmall.order.2020": Dress(encoding="gb18030", guard=excel_guard),
    "taobao_tmall.order.2022": Dress(encoding="gb18030", guard=excel_guard, style="virtual"),
    "taobao_tmall.order.2025": Dress(form="xlsx"),
    "taobao_tmall.order.extract": Dress(),
    "taobao_tmall.order_detail.2018": Dress(encoding="gb18030", guard=excel_guard),
    "taobao_tmall.order_detail.2022": Dress(encoding="gb18030", guard=excel_guard),
    "jd.order.2017": Dress(form="html", encoding="gb18030", style="masked"),
    "douyin.order.2025": Dress(encoding="utf-8-sig", style="douyin", guard=tab_guard, empty="-", quoting=csv.QUOTE_ALL),
    "kuaishou.order.2025": Dress(form="xlsx", style="kuaishou"),
    "pdd.order.2020": Dress(guard=tab_guard),
    "pdd.order.2025": Dress(form="xlsx"),
    "xiaohongshu.order.2025": Dress(form="xlsx", style="masked"),
    "weixin_shop.order.2025": Dress(form="xlsx", style="masked"),
    "youzan.order.2024": Dress(guard=tab_guard, empty="-"),
    "youzan.customer.2024": Dress(guard=tab_guard, empty="-"),
    "weidian.order": Dress(form="xml"),
    "wecom.customer": Dress(form="xlsx", extra=TAGS),
    "wecom_scrm.import_template.2022": Dress(form="xlsx"),
    "wecom_scrm.import_template.2021": Dress(form="xlsx"),
    "wangdiantong_erp.order": Dress(form="xlsx", footer=True),
}
_SUFFIX = {"csv": "csv", "xlsx": "xlsx", "html": "xls", "xml": "xls"}
_KUAISHOU = "Ci1tZXJjaGFudC5vcGVuLnNlY3JldC5rZXkua3M"


def dress_phone(style: str, phone: str) -> str:
    """Return a phone cell as a platform hands it over."""
    return {
        "plain": phone,
        "masked": f"{phone[:1]}******{phone[-4:]}",
        "virtual": f"{phone}-1234",
        "douyin": f"$$aW5kZXg=_CgYIASAHKAESPg{phone[-2:]}$1$$",
        "kuaishou": f"$aW5kZXg${_KUAISHOU}Ab&Cd==$1$$",
    }[style]


def dress_name(style: str, name: str) -> str:
    """Return a name or address cell as a platform hands it over."""
    cipher = {"douyin": "##aW5kZXg=*CgYIASAHKAESPgo8#1##", "kuaishou": f"~aW5kZXg~{_KUAISHOU}Ab&Cd==~1~~"}
    return name if style == "plain" else cipher.get(style, f"{name[0]}**")


def make_rows(layout: Layout, dress: Dress, *, rows: int = ROWS) -> list[list[str]]:
    """Return data rows for a layout: one invented buyer a row, a second person as receiver, every third row sparse."""
    rng = random.Random(layout.name)  # noqa: S311 - sample people, not secrets
    headers = (*layout.headers, *dress.extra)
    columns = name_columns(headers, layout)
    return [[_make_cell(column.role, number, dress, rng) for column in columns] for number in range(rows)]


def _make_cell(role: Role | None, number: int, dress: Dress, rng: random.Random) -> str:
    fixed = {
        Role.ORDER_ID: dress.guard(f"2026090300000{number:06d}"),
        Role.ORDERED_AT: "2026/9/3 10:00" if number % 2 else "2026-09-03 10:00:01",
        Role.PAID_AT: "2026-09-03 10:00:02",
        Role.FIRST_SEEN: "2026-01-02 03:04:05",
        Role.MEMBER_SINCE: "2026-01-02 03:04:05" if number % 2 else dress.empty,
        Role.MEMBER_FLAG: "是" if number % 2 else "否",
        Role.VIRTUAL_UNTIL: "2026-10-03 10:00:00",
        Role.SHOP: "示例旗舰店",
        Role.MEMBER_SHOP: "示例旗舰店",
        Role.BIRTHDAY: "1990-05-04",
        Role.AMOUNT: "1,299.00",
        Role.TRACKING: f"No:7800{number:08d}",
        Role.REMARK: "放门口，电话199 0000 1234" if number == 0 else dress.empty,
        Role.GOODS: "保湿面霜 50ml",
    }
    people = {
        Role.BUYER_PHONE: lambda: dress.guard(dress_phone(dress.style, phone_number(rng))),
        Role.RECEIVER_PHONE: lambda: dress.guard(dress_phone(dress.style, phone_number(rng))),
        Role.PROMOTER_PHONE: lambda: dress.guard(phone_number(rng)),
        Role.RECEIVER_NAME: lambda: dress_name(dress.style, person_name(rng)),
        Role.BUYER_NAME: lambda: dress_name(dress.style, person_name(rng)),
        Role.RECEIVER_ADDRESS: lambda: dress_name(dress.style, address(rng)),
        Role.ACCOUNT: lambda: nickname(rng),
        Role.NICKNAME: lambda: nickname(rng),
        Role.EMAIL: lambda: f"{nickname(rng).encode().hex()}@example.com",
        Role.ID_NUMBER: lambda: dress.guard(id_number(rng, date(1990, 5, 4))),
        Role.ID_NAME: lambda: dress_name(dress.style, person_name(rng)),
    }
    if role in people:
        return people[role]()
    return fixed.get(role, dress.empty) if role else dress.empty


def build_file(folder: Path, name: str, *, rows: int = ROWS) -> Path:
    """Write the file of layout `name` in its dress and return its path."""
    layout, dress = LAYOUTS[name], DRESSES[name]
    table = [[*layout.headers, *dress.extra], *make_rows(layout, dress, rows=rows)]
    if dress.footer:
        table += [["合计", *[""] * (len(table[0]) - 1)], ["说明：金额单位为元", *[""] * (len(table[0]) - 1)]]
    path = folder / f"{name}.{_SUFFIX[dress.form]}"
    path.write_bytes(_WRITERS[dress.form](table, dress))
    return path


def write_csv(table: Sequence[Sequence[str]], dress: Dress) -> bytes:
    """Return CSV bytes with CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=dress.quoting).writerows(table)  # type: ignore[arg-type]
    return text.getvalue().encode(dress.encoding)


def write_workbook(table: Sequence[Sequence[object]], dress: Dress | None = None) -> bytes:
    """Return an xlsx as Apache POI writes it: the declared dimension is A1 whatever the sheet holds."""
    del dress
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet0")
        for number, cells in enumerate(table):
            for place, cell in enumerate(cells):
                if cell != "":
                    (sheet.write_string if isinstance(cell, str) else sheet.write)(number, place, cell)
    return rewrite_sheet(buffer.getvalue(), _shrink_dimension)


def rewrite_sheet(workbook: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the workbook with its first sheet's XML changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as sink:
        for part in source.infolist():
            data = source.read(part)
            sink.writestr(part.filename, change(data) if part.filename.endswith("sheet1.xml") else data)
    return target.getvalue()


def _shrink_dimension(xml: bytes) -> bytes:
    head, _, tail = xml.partition(b'<dimension ref="')
    return head + b'<dimension ref="A1"' + tail.partition(b'"')[2]


def write_html(table: Sequence[Sequence[str]], dress: Dress) -> bytes:
    """Return an HTML table, as old tools name `.xls`."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n" for cells in table)
    return f"<html><body><table border=1>{rows}</table></body></html>".encode(dress.encoding)


def write_xml(table: Sequence[Sequence[str]], dress: Dress) -> bytes:
    """Return Excel-2003 XML, empty cells skipped by index."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(
        "<Row>"
        + "".join(
            f'<Cell ss:Index="{place}"><Data ss:Type="String">{cell}</Data></Cell>'
            for place, cell in enumerate(cells, start=1)
            if cell
        )
        + "</Row>\n"
        for cells in table
    )
    sheet = f'<Worksheet ss:Name="1"><Table>{rows}</Table></Worksheet>'
    return f'<?xml version="1.0"?>\n<Workbook xmlns="{space}" xmlns:ss="{space}">{sheet}</Workbook>'.encode(
        dress.encoding
    )


_WRITERS: dict[str, Callable[[Sequence[Sequence[str]], Dress], bytes]] = {
    "csv": write_csv,
    "xlsx": write_workbook,
    "html": write_html,
    "xml": write_xml,
}
