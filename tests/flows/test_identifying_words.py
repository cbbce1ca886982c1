"""The register says what is true: what was not looked at, what nobody recognised, what only gives a hint."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from yunnuo.demo.people import id_number, person_name, phone_number
from yunnuo.flows.identifying import FileRegister, identify_file
from yunnuo.flows.identifying_hints import MOST_SPANNED, MOST_TEXTS
from yunnuo.flows.identifying_pages import render_page
from yunnuo.flows.identifying_text import tell_layout, tell_register
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.rulebook.book import Book

DAY = date(2026, 11, 27)
ROWS = 12_000
RARE = 9


@cache
def shipped_book() -> Book:
    """Return the rulebook, read once."""
    return load_book()


def look_at(folder: Path, text: str) -> FileRegister:
    """Return the register of a file of this text."""
    path = folder / "表.csv"
    path.write_text(text, "utf-8")
    return identify_file(path, scratch=folder / "s", book=shipped_book(), day=DAY)


def tell(register: FileRegister) -> list[str]:
    """Return the lines of a register."""
    return list(tell_register(register))


def show_page(register: FileRegister) -> str:
    """Return the page of a register."""
    return render_page([register], day="2026-11-27", revision="r")


def write_remarks(rare: int) -> str:
    """Write different remarks of which the last but a few hold a name, a phone and an identity number."""
    rng = random.Random(5)  # noqa: S311 - sample people, not secrets
    lines = ["订单号,买家留言"]
    for row in range(ROWS):
        text = f"请尽快发货，第{row}次回购"
        if ROWS - 50 <= row < ROWS - 50 + rare:
            phone, number = phone_number(rng).removeprefix("+86"), id_number(rng, date(1980, 1, 1 + row % 28))
            text = f"收件人{person_name(rng)}，电话{phone}，身份证{number}"
        lines.append(f"2026090300{row:08d},{text}")
    return "\n".join(lines) + "\n"


def test_rare_remarks_are_found(tmp_path: Path) -> None:
    """Of more remarks than are looked at, those with numbers come first; the rest says `at least` and how."""
    register = look_at(tmp_path, write_remarks(RARE))
    line = next(line for line in tell(register) if "夹带：买家留言" in line)
    shown = register.as_json()["columns"][1]

    assert {"phone": RARE, "id_card": RARE} == {kind: shown["kinds_inside"][kind] for kind in ("phone", "id_card")}
    assert (MOST_SPANNED, RARE) == (shown["texts_looked_at"], shown["phones_inside"])
    assert (f"手机号 {RARE} 行" in line, f"姓名 至少 {RARE} 行" in line, "--texts" in line) == (True, True, True)
    assert (f"只看了 {MOST_SPANNED:,} 段不同的文字" in line, "至少" in show_page(register)) == (True, True)


def test_nothing_found_is_not_nothing_there(tmp_path: Path) -> None:
    """Where nothing was found in the texts looked at, and not all were, both are said."""
    register = look_at(tmp_path, write_remarks(0))
    line = next(line for line in tell(register) if "夹带：买家留言" in line)

    assert ("没有看到个人信息" in line, "只看了" in line, "至少" in line) == (True, True, False)
    assert "没有看到个人信息" in show_page(register)


def test_all_texts_no_reserve(tmp_path: Path) -> None:
    """Few remarks are all looked at: no `at least`, and nothing is said of one that holds nothing."""
    text = "订单号,买家留言,卖家备注\n" + "2026090300000001,打19900012345谢谢,请尽快发货谢谢\n" * 3
    register = look_at(tmp_path, text)
    lines = [line for line in tell(register) if "夹带" in line]

    assert ["  夹带：买家留言 的文字里有 手机号 3 行"] == lines
    assert [None, None, None] == [column["texts_looked_at"] for column in register.as_json()["columns"]]


def test_hints_of_some_texts(tmp_path: Path) -> None:
    """Where not every title was looked at, the rows of a hint are the least there can be."""
    few = look_at(tmp_path, "手机,商品名称\n19900012345,血糖试纸50片\n")
    many = look_at(tmp_path, "商品名称\n" + "".join(f"血糖试纸{row}片装\n" for row in range(MOST_TEXTS + 9)))

    assert (True, False) == (few.hints[0].is_whole, many.hints[0].is_whole)
    assert any("商品名称 有 1 行" in line for line in tell(few))
    assert any(f"商品名称 至少有 {MOST_TEXTS:,} 行" in line for line in tell(many))


def test_headline_names_hints(tmp_path: Path) -> None:
    """No sensitive column, but texts that give something away: the headline says so, here and on the page."""
    register = look_at(tmp_path, "手机,商品名称\n" + "19900012345,血糖试纸50片\n" * 3)
    expected = "1 列是个人信息，没有一列本身敏感（另有 1 列的内容夹着敏感信息或者线索），另有 1 列是随行的交易记录。"

    assert f"  {expected}" in tell(register)
    assert expected in show_page(register)


def test_unknown_columns_stand_apart(tmp_path: Path) -> None:
    """A column nobody recognised is not among those that are not personal, in all three forms."""
    register = look_at(tmp_path, "手机,仓库,fld7,fld8\n" + "19900012345,一号仓,甲乙,\n19900012346,二号仓,丙,\n" * 9)
    lines, page = tell(register), show_page(register)
    shown = {column["header"]: column for column in register.as_json()["columns"]}

    assert "  没有认出（1 列）：fld7；不等于不是个人信息，请人看一眼" in lines
    assert "  不是个人信息（1 列）：仓库（仓库）" in lines
    assert "  整列是空的（1 列）：fld8" in lines
    assert "1 列没有认出" in lines[1]
    assert ("unknown", True) == (shown["fld7"]["tie"], shown["fld7"]["is_unknown"])
    assert page.index("没有认出的列") < page.index("fld7</b>") < page.index("不是个人信息的列")


def test_names_of_columns(tmp_path: Path) -> None:
    """A header is told without the blanks around it, a nameless column by its place; JSON keeps what the file has."""
    rows = "19900012345,浙江省杭州市西湖区文三路1号1幢301室,血糖试纸50片,x\n" * 9
    register = look_at(tmp_path, "手机,收货地址 ,商品名称 ,\n" + rows)
    text = "\n".join(tell(register))

    assert "收货地址 " in [column["header"] for column in register.as_json()["columns"]]
    assert ("收货地址 、" in text, "收货地址 。" in text, "商品名称  " in text) == (False, False, False)
    assert "（第 4 列，无列名）" in text
    assert "（第 4 列，无列名）" in show_page(register)


def test_layout_is_said_once(tmp_path: Path) -> None:
    """The page names the layout beside the word, the line with it."""
    path = tmp_path / "t.csv"
    path.write_text("手机号,客户名称\n19900012345,小鱼儿\n", "utf-8")
    layout = "wecom_scrm.import_template.2022"
    register = identify_file(path, scratch=tmp_path / "s", book=shipped_book(), day=DAY, layout=layout)

    assert layout == tell_layout(register)
    assert f"版式 {layout}" in tell(register)[0]
    assert f"<dd>{layout}</dd>" in show_page(register)


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("病史", "pipl.a028.p1.category"),
        ("宝宝姓名", "pipl.a028.p1.child"),
        ("学校", "pipl.a028.p1.child"),
        ("年龄", "pipl.a028.p1.child"),
        ("血型", "pipl.a004.p1"),
    ],
)
def test_facts_rest_on_rules(tmp_path: Path, header: str, rule: str) -> None:
    """Facts about people rest on rules in force like every other finding; what a person decides is asked in words."""
    register = look_at(tmp_path, f"{header}\n" + "甲某\n乙某\n" * 9)
    column = register.columns[0]

    assert rule in register.grounds[1]
    assert column.needs_review == any(f"核对：{header}：" in line for line in tell(register))
