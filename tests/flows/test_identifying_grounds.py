"""Grounds are told in words, sensitive values inside texts count in the headline, and several files have a list."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from yunnuo.flows.identifying import FileRegister, identify_file, note_rules
from yunnuo.flows.identifying_grounds import cite_rules, list_grounds
from yunnuo.flows.identifying_pages import render_page
from yunnuo.flows.identifying_text import tell_register
from yunnuo.identify.recognizers import bank_card
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.rulebook.book import Book

DAY = date(2026, 11, 27)
ROWS = "199****0001,110101199003070038,血糖试纸,1.00\n199****0002,110101199003070038,保温杯,2.00\n"
CARD = bank_card.EXAMPLE.replace(" ", "")


@cache
def shipped_book() -> Book:
    """Return the rulebook, read once."""
    return load_book()


def look_at(folder: Path, text: str, purpose: str = "repeated_marketing") -> FileRegister:
    """Return the register of a file of this text."""
    path = folder / "表.csv"
    path.write_text(text, "utf-8")
    return identify_file(path, scratch=folder / "s", book=shipped_book(), day=DAY, purpose=purpose)


def show_page(*registers: FileRegister) -> str:
    """Return the page of registers."""
    return render_page(registers, day=str(DAY), revision="r")


@pytest.fixture
def register(tmp_path: Path) -> FileRegister:
    """Give the register of two orders with masked phones, identity numbers, and goods that tell of an illness."""
    return look_at(tmp_path, f"手机,证件号,商品名称,金额\n{ROWS}")


def test_every_rule_has_words(register: FileRegister) -> None:
    """Whatever rests on a rule is told with the law and the place, the rule's own words, and its id beside them."""
    used = {rule for rules in register.grounds.values() for rule in rules} | set(register.surplus_grounds)
    used |= {rule for hint in register.hints for rule in hint.rules}
    lines, page, held = list(tell_register(register)), show_page(register), register.as_json()["rules"]

    assert used <= set(register.cited) == set(held)
    for rule, note in register.cited.items():
        assert note.citation.startswith("《")
        assert {"citation": note.citation, "zh": note.zh} == held[rule]
        assert any(f"依据：{note.citation}：{note.zh}（{rule}" in line for line in lines)
        assert all(word in page for word in (note.citation, note.zh, rule))


def test_no_bare_ids(register: FileRegister) -> None:
    """An id stands only beside its words: in the list of grounds of the page and of the terminal."""
    page = show_page(register)
    before = page[: page.index("<h2>依据</h2>")]
    lines = [line for line in tell_register(register) if not line.startswith("  依据：")]

    assert [] == re.findall(r"\b(?:pipl|gb45574)\.[a-z0-9.]+", before + "".join(lines))
    assert "依据：《个人信息保护法》第二十八条第一款" in before


def test_grounds_are_counted(register: FileRegister) -> None:
    """Each rule says how many columns rest on it, the most first; that of surplus columns counts those."""
    counts = {ground.note.id: ground.columns for ground in list_grounds(register)}

    assert (4, 1) == (counts["pipl.a004.p1"], counts["pipl.a004.p1.masked"])
    assert len(register.surplus or ()) == counts["pipl.a006.p2"]
    assert sorted(counts.values(), reverse=True) == list(counts.values())


def test_places_are_named_once() -> None:
    """A phrase names each law and each place once, leaves out what was said, and keeps an id nobody knows."""
    rules = ("pipl.a004.p1", "pipl.a004.p1.masked", "pipl.a051.i2", "nobody.knows")
    cited = note_rules(rules, shipped_book(), DAY)

    assert "《个人信息保护法》第四条第一款、第五十一条第（二）项、nobody.knows" == cite_rules(rules, cited)
    assert "《个人信息保护法》第五十一条第（二）项" == cite_rules(rules[:3], cited, said=rules[:1])
    assert "" == cite_rules((), cited)


def test_sensitive_inside_texts(tmp_path: Path) -> None:
    """A card number somebody wrote into a remark is marked, and the headline says that something sensitive is there."""
    register = look_at(tmp_path, f"手机,备注\n19900012345,退到 {CARD} 谢谢\n19900012346,好的\n")
    lines = list(tell_register(register))

    assert "另有 1 列的内容夹着敏感信息" in lines[1]
    assert any("夹带：备注 的文字里有 银行卡号（敏感） 1 行" in line for line in lines)
    assert "银行卡号（敏感） 1 行" in show_page(register)


def test_public_numbers_inside_texts(tmp_path: Path) -> None:
    """A hotline in a remark is nobody's, and not told among what stands inside."""
    register = look_at(tmp_path, "手机,备注\n19900012345,打 400-820-8820 问问\n")

    assert {"service_phone": 1} == register.inside[2]
    assert not [line for line in tell_register(register) if "夹带" in line]


def test_several_files_have_a_list(register: FileRegister) -> None:
    """A page of several files begins with a list that leads to each; that of one file has none."""
    alone, both = show_page(register), show_page(register, register)

    assert ("个文件" in alone, "2 个文件" in both) == (False, True)
    assert ["#file1", "#file2"] == re.findall(r'href="(#file\d)"', both)
    assert ["file1", "file2"] == re.findall(r'id="(file\d)"', both)


def test_records_of_a_kind_stand_together(tmp_path: Path) -> None:
    """Records that belong to the person of their row are told by kind, each column once, and those to look at alone."""
    register = look_at(tmp_path, "手机,订单金额,运费金额,结算金额\n19900012345,1.00,2.00,3.00\n", "")
    page = show_page(register)

    assert "订单金额、运费金额、结算金额" in page
    assert 1 == page.count("花了多少钱是交易记录")
