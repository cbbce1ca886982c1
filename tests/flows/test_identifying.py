"""The register of a file: grounds that exist, needs for every purpose, hints, and a page that stands alone."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from yunnuo.demo.people import address, id_number, person_name, phone_number
from yunnuo.flows.identifying import FileRegister, find_grounds, find_needs, identify_file
from yunnuo.flows.identifying_hints import MOST_TEXTS
from yunnuo.flows.identifying_pages import render_page, write_page
from yunnuo.flows.identifying_pages.render import check_page
from yunnuo.flows.identifying_tables import load_tables
from yunnuo.flows.identifying_text import tell_register
from yunnuo.identify.columns.lexicon import column_kinds
from yunnuo.identify.sensitive.shape import WHERES
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.rulebook.book import Book

DAY = date(2026, 11, 27)
HEADERS = "订单号,收件人,手机,地址,身份证号,商品名称,留言,金额,仓库,备用"
GOODS = ("血糖试纸50片", "夏季纯棉短袖", "保温杯500ml")


@cache
def shipped_book() -> Book:
    """Return the rulebook, read once."""
    return load_book()


def write_orders(folder: Path) -> Path:
    """Write orders of invented people in a layout nobody knows."""
    rng = random.Random(3)  # noqa: S311 - sample people, not secrets
    lines = [HEADERS]
    for row in range(40):
        phone = phone_number(rng).removeprefix("+86")
        cells = [
            f"2026090300{row:08d}",
            person_name(rng),
            phone,
            address(rng),
            id_number(rng, date(1980, 1, 1 + row % 28)) if row % 2 else "",
            GOODS[row % 3],
            f"请打{phone}，谢谢" if row == 1 else "",
            f"{row}.00",
            "一号仓",
            phone,
        ]
        lines.append(",".join(cells))
    path = folder / "订单.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def register(tmp_path: Path) -> FileRegister:
    """Give the register of the orders for repeated marketing."""
    path = write_orders(tmp_path)
    book = shipped_book()
    return identify_file(path, scratch=tmp_path / "s", book=book, day=DAY, purpose="repeated_marketing")


def test_columns_and_grounds(register: FileRegister) -> None:
    """An unknown layout is no error; every personal column rests on rules in force, others on none."""
    found = {column.header: column for column in register.columns}
    rules = register.grounds

    assert ("", "phone", "id_card", "warehouse") == (
        register.layout,
        found["备用"].kind,
        found["身份证号"].kind,
        found["仓库"].kind,
    )
    assert "pipl.a028.p1" in rules[found["身份证号"].position]
    assert () == rules[found["仓库"].position]
    assert ["身份证号"] == [column.header for column in register.sensitive]


def test_surplus_for_marketing(register: FileRegister) -> None:
    """For marketing the identity number is surplus, the phone is not."""
    assert register.surplus is not None
    names = [register.columns[place - 1].header for place in register.surplus]

    assert ("身份证号" in names, "手机" in names, "仓库" in names) == (True, False, False)


def test_hints_from_goods(register: FileRegister) -> None:
    """Goods that point to an illness are a hint with the rows and the words of the dictionary."""
    health = next(hint for hint in register.hints if hint.category == "medical_health")

    assert ("商品名称", 14) == (health.header, health.rows)
    assert health.words


def test_inside_free_text(register: FileRegister) -> None:
    """What stands inside remarks is told by kind and rows."""
    place = next(column.position for column in register.columns if column.header == "留言")

    assert 1 == register.inside[place]["phone"]
    assert any("夹带：留言" in line and "手机号 1 行" in line for line in tell_register(register))
    assert "文字里有：" in render_page([register], day="2026-11-27", revision="r")


def test_json_shape(register: FileRegister) -> None:
    """The JSON holds no cell of the file and every column in order."""
    shown = register.as_json()
    text = json.dumps(shown, ensure_ascii=False)

    assert HEADERS.split(",") == [column["header"] for column in shown["columns"]]
    assert [] == re.findall(r"199\d{8}|0000\d{14}", text)
    assert {True, False} == {column["surplus"] for column in shown["columns"]}


def test_lines_say_what_to_check(register: FileRegister) -> None:
    """A terminal gets a line for each personal column, the others by name, sensitive hints and what to leave out."""
    lines = list(tell_register(register))
    alone = {line.split("：")[0].split(". ")[1] for line in lines if re.match(r"  \d+\. ", line)}

    assert {column.header for column in register.personal} >= alone
    assert all(column.header in "".join(lines) for column in register.columns)
    assert any("敏感线索：商品名称" in line for line in lines)
    assert any("用不着" in line for line in lines)
    assert [] == re.findall(r"199\d{8}", "\n".join(lines))


def test_says_whether_people_can_be_told_apart(register: FileRegister) -> None:
    """The verdict stands in all three forms: lines, values and page."""
    lines = list(tell_register(register))
    held = register.as_json()["identifiability"]

    assert register.told_apart is not None
    assert ("personal_information", register.rows) == (held["verdict"], held["rows"])
    assert f"  {register.told_apart.sentences()[0]}" in lines
    assert "认得出人吗" in render_page([register], day="2026-11-27", revision="r")


def test_no_surplus_no_person(tmp_path: Path) -> None:
    """A table about nobody says so, and nothing is surplus."""
    path = tmp_path / "仓库.csv"
    path.write_text("仓库,商品编码\n一号仓,SKU0001\n二号仓,SKU0002\n", "utf-8")
    held = identify_file(path, scratch=tmp_path / "s", book=shipped_book(), day=DAY, purpose="delivery")
    lines = list(tell_register(held))

    assert "  没有一列本身是个人信息。" in lines
    assert "  为“配送”，没有多出来的列。" in lines
    assert "没有多出来的列" in render_page([held], day="2026-11-27", revision="r")


def test_page_stands_alone(register: FileRegister, tmp_path: Path) -> None:
    """The page fetches nothing, runs nothing, and holds no full number."""
    target = tmp_path / "报告.html"
    check_page(target)
    write_page(target, [register], day="2026-11-27", revision="abc")
    page = target.read_text("utf-8")

    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert [] == re.findall(r"<script|<link|<img|https?://|199\d{8}", page)
    assert all(column.header in page for column in register.columns)
    assert "<svg" in page


def test_page_names_are_escaped(tmp_path: Path) -> None:
    """A header that is markup is shown, not run."""
    path = tmp_path / "x.csv"
    path.write_text("手机,<script>\n19900012345,a\n", "utf-8")
    held = identify_file(path, scratch=tmp_path / "s", book=shipped_book(), day=DAY)

    assert "<script>" not in render_page([held], day="2026-11-27", revision="r")


def test_page_is_never_overwritten(tmp_path: Path) -> None:
    """An existing file and a missing folder are refused before anything is read."""
    (tmp_path / "a.html").write_text("x", "utf-8")
    for path in (tmp_path / "a.html", tmp_path / "none" / "a.html"):
        with pytest.raises(InputError, match=r"已经存在|不存在"):
            check_page(path)


def test_known_layout_is_named(tmp_path: Path) -> None:
    """A layout the user names leads; its name stands in the first line."""
    path = tmp_path / "t.csv"
    path.write_text("手机号,客户名称\n19900012345,小鱼儿\n", "utf-8")
    layout = "wecom_scrm.import_template.2022"
    held = identify_file(path, scratch=tmp_path / "s", book=shipped_book(), day=DAY, layout=layout)

    assert (layout, "nickname") == (held.layout, held.columns[1].kind)
    assert layout in next(tell_register(held))


def test_tables_name_what_exists() -> None:
    """Every rule, category and kind the data table names exists, and every purpose has its needs."""
    tables, book = load_tables(), shipped_book()
    categories = book.vocabulary.lists["categories"]
    in_force = {rule.id for rule in book.rules_on(DAY)}
    needs = tables["needs"]
    kinds = {kind for entry in needs.values() for kind in entry.get("kinds", ())} | set(tables["reveals"])

    assert [] == [rule for rules in tables["grounds"].values() for rule in rules if rule not in in_force]
    assert set(book.vocabulary.lists["purposes"]) == set(needs)
    assert set() == {kind.category for kind in column_kinds().values()} - {*categories, ""}
    assert set() == kinds - column_kinds().keys()
    assert set() == set(tables["reveals"].values()) - WHERES.keys()
    assert set() == set().union(*(find_needs(book, purpose, DAY)[0] for purpose in needs)) - set(categories)


def test_grounds_before_the_law(register: FileRegister) -> None:
    """A rule that is not in force on the day is no ground."""
    assert () == find_grounds(register.columns[2], frozenset())


def test_texts_are_bounded(tmp_path: Path) -> None:
    """A column of many different texts is looked at up to the bound and no further."""
    path = tmp_path / "g.csv"
    path.write_text("商品名称\n" + "".join(f"血糖试纸{row}\n" for row in range(MOST_TEXTS + 500)), "utf-8")
    held = identify_file(path, scratch=tmp_path / "s", book=shipped_book(), day=DAY)

    assert MOST_TEXTS == held.hints[0].texts
