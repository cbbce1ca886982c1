"""Bad exports given to `screen`: one line that helps, exit code 2, nothing left behind, nobody given away."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from cli_desk import ACCOUNT, ID_NUMBER, PERSON, PHONE, SMS, find_canaries, list_files, list_names, refuse, succeed
from identify_dress import DRESSES, Dress, make_rows, rewrite_sheet, write_csv, write_workbook

from yunnuo.identify.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "youzan.order.2024"
HEADERS = list(LAYOUTS[NAME].headers)
SET_CELLS = {"买家手机号": PHONE, "收货人/提货人": PERSON, "买家备注": ID_NUMBER, "买家姓名": ACCOUNT}
MAPPING = f"platform: youzan\nkind: orders\ncolumns:\n  买家手机号: {PHONE}\n"


def make_table(rows: int = 3, **cells: str) -> list[list[str]]:
    """Return a Youzan table about the canaries."""
    table = make_rows(LAYOUTS[NAME], DRESSES[NAME], rows=rows)
    for row in table:
        for header, value in (SET_CELLS | cells).items():
            if header in HEADERS:
                row[HEADERS.index(header)] = value
    return [HEADERS, *table]


def encode(table: list[list[str]]) -> bytes:
    """Return the table as UTF-8 CSV."""
    return write_csv(table, Dress())


def break_quote() -> bytes:
    """Return a file in which a quote is opened and never closed."""
    lines = encode(make_table(60)).split(b"\r\n")
    lines[50] = b'"' + lines[50]
    return b"\r\n".join(lines)


def drop_cell() -> bytes:
    """Return a file with a row that is one cell short."""
    lines = encode(make_table(60)).split(b"\r\n")
    lines[50] = lines[50][lines[50].index(b",") + 1 :]
    return b"\r\n".join(lines)


def inflate() -> bytes:
    """Return a workbook whose sheet unpacks to 300 MB of nothing."""
    return rewrite_sheet(write_workbook(make_table()), lambda xml: xml + b" " * 300_000_000)


def pack(name: str) -> bytes:
    """Return a zip file that is no workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, PHONE)
    return content.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "空.csv": ("identify.empty", lambda: b""),
    "图.csv": ("identify.binary", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + PHONE.encode()),
    "十六.csv": ("identify.encoding", lambda: encode(make_table()).decode().encode("utf-16")),
    "乱码.csv": ("identify.encoding", lambda: b"\xff\xff,\xfe\xff\r\n" * 9),
    "无表头.csv": ("identify.header", lambda: encode(make_table()[1:])),
    "两表头.csv": ("identify.header", lambda: encode([*make_table(3), *make_table(2)])),
    "两表头.xlsx": ("identify.header", lambda: write_workbook([*make_table(3), *make_table(2)])),
    "零行.csv": ("identify.empty", lambda: encode([HEADERS])),
    "零行.xlsx": ("identify.empty", lambda: write_workbook([HEADERS])),
    "引号.csv": ("identify.quotes", break_quote),
    "少一格.csv": ("identify.ragged", drop_cell),
    "炸弹.xlsx": ("identify.workbook", inflate),
    "压缩包.xlsx": ("identify.binary", lambda: pack("名单.txt")),
    "日期.csv": ("identify.date", lambda: encode(make_table(订单创建时间="2025-02-30 10:00:00"))),
    "陌生.csv": ("identify.layout", lambda: encode([["甲", "乙", "丙", "丁", "戊", "己"], [PHONE, PERSON, *"abcd"]])),
    "四列.csv": ("identify.layout", lambda: encode([HEADERS[:4], [PHONE, PERSON, ID_NUMBER, ACCOUNT]])),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_export(name: str, brand: Path) -> None:
    """Each bad file is refused by name, and the ledger and the folder stay as they were."""
    code, make = BAD[name]
    brand.with_name(name).write_bytes(make())
    before = list_names(brand.parent)

    told = refuse("screen", name, *SMS, "--out", "结果", "--workspace", brand)

    assert told.endswith(f"[{code}]")
    assert f"（{name}" in told
    assert before == list_names(brand.parent)
    assert [] == [path for path, held in list_files(brand).items() if find_canaries(held.decode("utf-8", "replace"))]


def test_good_before_bad(brand: Path) -> None:
    """Among several files each is registered whole or not at all, and one bad file leaves no results."""
    brand.with_name("好.csv").write_bytes(encode(make_table()))
    brand.with_name("坏.csv").write_bytes(break_quote().replace(PHONE.encode(), b"19900099997"))

    refuse("screen", "好.csv", "坏.csv", *SMS, "--out", "结果", "--workspace", brand)

    assert not brand.with_name("结果").exists()
    assert "199******98" in succeed("people", "find", "--phone", PHONE, "--workspace", brand)
    assert "people.unknown" in refuse("people", "find", "--phone", "19900099997", "--workspace", brand, code=1)


@pytest.mark.parametrize(("word", "what"), [("没有.csv", "找不到文件"), (".", "文件夹")])
def test_no_file(word: str, what: str, brand: Path) -> None:
    """A missing file and a folder are named as such."""
    told = refuse("screen", word, *SMS, "--out", "结果", "--workspace", brand)

    assert what in told
    assert not brand.with_name("结果").exists()


@pytest.mark.parametrize("command", [("screen", *SMS, "--out", "结果"), ("people", "import")])
def test_layout_unknown(command: tuple[str, ...], brand: Path) -> None:
    """A layout that does not exist is answered with those that do."""
    file = brand / "files" / "orders" / "jd.csv"

    told = refuse(*command, file, "--layout", PHONE, "--workspace", brand)

    assert "jd.order.2017" in told
    assert not brand.with_name("结果").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"- {PHONE}\n",
        f"platform: {PHONE}\nkind: orders\ncolumns: {{}}\n",
        f"platform: youzan\nkind: {PERSON}\ncolumns: {{}}\n",
        MAPPING,
        f"platform: youzan\n{PHONE}: x\n",
        f"platform: [{PHONE}\n",
        f"platform: \x01{PHONE}\n",
        "[" * 3000 + "]" * 3000,
    ],
)
def test_bad_mapping(text: str, brand: Path) -> None:
    """A mapping file with an error is named, with the line, and what it holds is not repeated."""
    mapping = brand.with_name("对照.yaml")
    mapping.write_text(text, "utf-8")
    brand.with_name("好.csv").write_bytes(encode(make_table()))

    told = refuse("screen", "好.csv", *SMS, "--out", "结果", "--mapping", mapping, "--workspace", brand)

    assert "对照.yaml" in told or "层次太深" in told
    assert not brand.with_name("结果").exists()


def test_shop_missing(brand: Path) -> None:
    """Accounts without a shop mean nobody: the way out is named."""
    told = refuse(
        "screen", brand / "files" / "orders" / "jd.csv", *SMS, "--out", "结果", "--workspace", "新", "--handler", "甲"
    )

    assert "--shop" in told
