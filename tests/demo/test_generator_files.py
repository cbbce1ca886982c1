"""The synthetic brand's files: the same bytes for the same seed, each in the dress of its platform."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import time
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
import python_calamine
import yaml

from yunnuo.demo.brand import BrandFiles, build_brand
from yunnuo.demo.setting import load_headers, load_setting
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> BrandFiles:
    """Return a brand of 2,000 orders."""
    return build_brand(tmp_path_factory.mktemp("brand"), orders=2_000, today=TODAY)


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _read_cells(brand: BrandFiles, name: str, encoding: str) -> list[list[str]]:
    text = (brand.folder / "orders" / name).read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline="")))


def _pick(rows: list[list[str]], header: str) -> list[str]:
    column = rows[0].index(header)
    return [row[column] for row in rows[1:]]


def test_same_bytes(tmp_path: Path) -> None:
    """Two builds with one seed are equal byte for byte, also over an older build; another seed differs."""
    build_brand(tmp_path / "a", orders=400, today=TODAY)
    build_brand(tmp_path / "b", orders=600, today=TODAY)
    build_brand(tmp_path / "b", orders=400, today=TODAY)
    build_brand(tmp_path / "c", orders=400, today=TODAY, seed=1)
    first = _digest(tmp_path / "a")
    assert first == _digest(tmp_path / "b")
    assert first["orders/tmall.csv"] != _digest(tmp_path / "c")["orders/tmall.csv"]


def test_full_size(tmp_path: Path) -> None:
    """Twenty thousand orders take less than ten seconds of computing and are twenty thousand rows."""
    started = time.process_time()
    brand = build_brand(tmp_path, today=TODAY)
    spent = time.process_time() - started
    rows = {file.path.name: file.rows for file in brand.orders}
    extra = {"pdd.xlsx", "weixin_shop.xlsx", "youzan_customers.csv"}
    assert sum(count for name, count in rows.items() if name not in extra) == 20_000
    assert set(rows) == {"tmall.csv", "jd.csv", "douyin.csv", "youzan_orders.csv"} | extra
    assert rows["weixin_shop.xlsx"] == 200
    assert spent < 10


@pytest.mark.parametrize("orders", [400, 777, 3_333])
def test_exact_rows(tmp_path: Path, orders: int) -> None:
    """Any number of orders from four hundred on is met exactly."""
    brand = build_brand(tmp_path, orders=orders, today=TODAY)
    four = [file.rows for file in brand.orders if file.path.suffix == ".csv" and file.kind == "order"]
    assert orders == sum(four)


@pytest.mark.parametrize(
    ("orders", "today", "code"),
    [(399, TODAY, "demo.too_few_orders"), (400, date(2025, 6, 30), "demo.day_too_early")],
)
def test_refusals(tmp_path: Path, orders: int, today: date, code: str) -> None:
    """Too few orders, or a day before the story ends, are refused and leave nothing behind."""
    with pytest.raises(InputError) as caught:
        build_brand(tmp_path / "brand", orders=orders, today=today)
    assert code == caught.value.code
    assert not (tmp_path / "brand").exists()


def test_tmall_dress(brand: BrandFiles) -> None:
    """The Tmall file is GB18030 with trailing-blank headers, `="…"` numbers and four forms of phone cells."""
    rows = _read_cells(brand, "tmall.csv", "gb18030")
    assert load_headers()["tmall"] == rows[0]
    assert [name for name in rows[0] if name != name.strip()][:2] == ["收货地址 ", "联系电话 "]
    assert all(re.fullmatch(r'="\d{19}"', cell) for cell in _pick(rows, "订单编号"))
    shapes = (r"'19900\d{6}", r"1\d\d\*{4}\d\d", r"\*{11}", r"19900\d{6}-\d{3,4}")
    phones = _pick(rows, "联系手机")
    assert [True] * 4 == [any(re.fullmatch(shape, cell) for cell in phones) for shape in shapes]
    assert all(any(re.fullmatch(shape, cell) for shape in shapes) for cell in phones)
    expiries = [bool(cell) for cell in _pick(rows, "虚拟号过期时间")]
    assert ["-" in cell for cell in phones] == expiries
    assert any(re.search(r"19900\d{6}", cell) for cell in _pick(rows, "订单备注"))


def test_jd_dress(brand: BrandFiles) -> None:
    """The JD file is GBK; phones are plain before the platform blurred them and blurred afterwards."""
    rows = _read_cells(brand, "jd.csv", "gbk")
    turn = load_setting().eras["jd_plain_until"].isoformat()
    plain = [time < turn for time in _pick(rows, "下单时间")]
    assert [bool(re.fullmatch(r"\d{11}", cell)) for cell in _pick(rows, "联系电话")] == plain
    assert {bool(re.fullmatch(r"1\*{6}\d{4}", cell)) for cell in _pick(rows, "联系电话")} == {True, False}
    assert len(set(_pick(rows, "订单号"))) < len(rows) - 1


def test_douyin_dress(brand: BrandFiles) -> None:
    """The Douyin file has a byte order mark, TAB before numbers, ciphertext receivers and a plain phone in a remark."""
    raw = (brand.folder / "orders" / "douyin.csv").read_bytes()
    rows = _read_cells(brand, "douyin.csv", "utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert {cell[0] for cell in _pick(rows, "主订单编号")} == {"\t"}
    assert {cell[:2] for cell in _pick(rows, "收件人手机号")} == {"$$"}
    assert {cell[:2] for cell in _pick(rows, "收件人")} == {"##"}
    assert any(re.search(r"19900\d{6}", cell) for cell in _pick(rows, "商家备注"))


def test_youzan_dress(brand: BrandFiles) -> None:
    """The own shop's files are UTF-8 with TAB before phones, `-` for nothing, a header twice and one without a name."""
    orders = _read_cells(brand, "youzan_orders.csv", "utf-8")
    customers = _read_cells(brand, "youzan_customers.csv", "utf-8")
    assert orders[0].count("分销员") == 2
    assert {cell[0] for cell in _pick(orders, "买家手机号")} == {"\t"}
    assert set(_pick(orders, "交易成功时间")) == {"-"}
    assert customers[0][-1] == ""
    assert {len(row) for row in customers} == {35}
    assert set(_pick(customers, "是否会员")) == {"是", "否"}


@pytest.mark.parametrize("kind", ["pdd", "weixin_shop"])
def test_workbook_dress(brand: BrandFiles, kind: str) -> None:
    """Each workbook claims one cell, as Apache POI writes it, and still holds every row."""
    path = brand.folder / "orders" / f"{kind}.xlsx"
    with zipfile.ZipFile(path) as archive:
        assert b'<dimension ref="A1"/>' in archive.read("xl/worksheets/sheet1.xml")
    rows = python_calamine.load_workbook(path).get_sheet_by_name("Sheet0").to_python()
    expected = next(file.rows for file in brand.orders if file.platform == kind)
    assert load_headers()[kind] == rows[0]
    assert expected == len(rows) - 1


def test_weixin_dress(brand: BrandFiles) -> None:
    """The Weixin shop's workbook has 57 columns, names only the receiver, in plain, and marks a few presents."""
    path = brand.folder / "orders" / "weixin_shop.xlsx"
    rows = python_calamine.load_workbook(path).get_sheet_by_name("Sheet0").to_python()
    cells = [[str(cell) for cell in row] for row in rows]
    assert len(cells[0]) == 57
    assert all(re.fullmatch(r"19900\d{6}", cell) for cell in _pick(cells, "收件人手机"))
    presents = [cell for cell in _pick(cells, "礼物单号") if cell]
    assert 0 < len(presents) < len(cells) / 3


def test_event_dress(brand: BrandFiles) -> None:
    """The event files come in four encodings and languages; the late file repeats rows of the first word for word."""
    raw = {path.name: path.read_bytes() for path in brand.events}
    assert raw["01_members.csv"].startswith(b"\xef\xbb\xbf")
    first = list(csv.DictReader(io.StringIO(raw["02_consents.csv"].decode("gb18030"))))
    late = list(csv.DictReader(io.StringIO(raw["04_late.csv"].decode())))
    assert next(iter(first[0])) == "事件"
    assert next(iter(late[0])) == "event"
    repeated = {row["证据"] for row in first} & {row["evidence"] for row in late}
    assert len(repeated) == 25
    assert len(late) > 25


def test_notices(brand: BrandFiles) -> None:
    """Every notice version states the hash of the text beside it."""
    notices = yaml.safe_load(brand.notices.read_text(encoding="utf-8"))
    texts = [(brand.folder / "notices" / f"{notice['version']}.txt").read_bytes() for notice in notices]
    assert [hashlib.sha256(text).hexdigest() for text in texts] == [notice["text_sha256"] for notice in notices]
    assert len(notices) == 5


def test_declarations(brand: BrandFiles) -> None:
    """One file declares four ledgers complete, the other declares nothing."""
    declared = yaml.safe_load(brand.declarations.read_text(encoding="utf-8"))
    assert {entry["record"] for entry in declared} == {"consents", "refusals", "ages", "memberships"}
    assert yaml.safe_load(brand.undeclared.read_text(encoding="utf-8")) == []
