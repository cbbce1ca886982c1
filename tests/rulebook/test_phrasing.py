"""Rules said in Chinese say what their conditions say, name by name, and leave no code word for a lawyer to guess."""

from __future__ import annotations

import re

import pytest

from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.conditions import parse_condition
from yunnuo.rulebook.phrasing import phrase_condition, phrase_rule, phrase_value
from yunnuo.rulebook.subset import Text

BOOK = load_book()
CODE = re.compile(r"[a-z]+_[a-z_]+|\b(yes|no|is|not|in|unknown)\b")
RULES = [rule for article in BOOK.articles for rule in article.rules]


def _phrase(line: str) -> str:
    condition = parse_condition(Text(line, 1), "", BOOK.vocabulary, BOOK.parameters)
    return phrase_condition(condition, BOOK.vocabulary, BOOK.parameters)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("deceased is yes", "已去世"),
        ("deceased is no", "在世"),
        ("has_order is no", "没有这个处理者的订单"),
        ("member_terms_unread is no", "“是会员，但会员功能的规则未读到原文”不成立"),
        ("channel is sms", "渠道是短信"),
        ("channel is not post", "渠道不是邮寄"),
        ("contact_class in [ciphertext, masked]", "联系方式的形态是打码、密文之一"),
        ("contact_class not in [masked, ciphertext]", "联系方式的形态不是打码、密文中的任何一种"),
        ("channel in [sms]", "渠道是短信"),
        ("purpose in contract_purposes", "处理目的属于“履行与本人的合同所必需的目的”"),
        ("purpose not in marketing_purposes", "处理目的不属于“营销的目的”"),
        ("consent.kind is request", "属于主动要求"),
        ("consent.purposes includes purpose", "同意的目的里有本次的处理目的"),
        ("consent.handler same_as handler", "同意给谁与本次的个人信息处理者相同"),
        ("consent.given_at at_least consent.notice_shown_at", "作出时间不早于告知展示时间"),
        ("consent.until after act_at", "有效期至晚于行为时点"),
        ("origin.at at_least 2022-04-11", "取得时间不早于 2022-04-11"),
        ("consent.given_at before act_at minus 30 days", "作出时间早于行为时点之前 30 日"),
    ],
)
def test_condition_in_chinese(line: str, said: str) -> None:
    """Each form of a condition has its Chinese form."""
    assert said == _phrase(line)


def test_rule_in_chinese() -> None:
    """A rule is one sentence with its weight, then what lifts it, what cures it and how it is read."""
    rule = BOOK.rules["pipl.a029.p1"][0]
    lines = phrase_rule(rule, BOOK.vocabulary, BOOK.parameters)

    assert lines[0] == "当属于处理敏感个人信息，且只能以同意为基础 → 不可以（法律、V1、通行理解）"
    assert "例外：有单独同意覆盖本次处理" in lines
    assert any(line.startswith("怎样可以：重新取得同意") for line in lines)
    assert any(line.startswith("理解：") for line in lines)


def test_permission_names_its_gate() -> None:
    """A rule that permits says that it opens its own gate only, and a default that it speaks when nothing opens it."""
    permit, default = (BOOK.rules[name][0] for name in ("pipl.a013.p1.i1", "cpl.a029.p3"))

    assert "→ 可以（只打开“合法性基础”这一关" in phrase_rule(permit, BOOK.vocabulary)[0]
    assert phrase_rule(default, BOOK.vocabulary)[0].startswith("当没有规则打开“商业性信息”这一关 → 不可以")


def test_no_code_word_is_left() -> None:
    """No condition of the shipped rulebook reads with an identifier in it."""
    conditions = [
        item for rule in RULES for item in (*rule.when, *rule.must, *(line for lines in rule.unless for line in lines))
    ]
    said = {item.text: phrase_condition(item, BOOK.vocabulary, BOOK.parameters) for item in conditions}

    assert {} == {text: phrase for text, phrase in said.items() if CODE.search(phrase)}


def test_every_value_has_a_name() -> None:
    """Every value a fact may take has a Chinese name; grades of evidence are letters everywhere."""
    bare = [
        f"{fact.id}={value}"
        for fact in BOOK.vocabulary.facts.values()
        for value in fact.values
        if fact.type != "bool" and phrase_value(fact, value, BOOK.vocabulary) == value and value not in "ABCDE"
    ]

    assert [] == bare
