"""Mobile numbers under headers that name codes are found and told, and real codes stay what they are."""

from __future__ import annotations

import random

import pytest
from identify_tables import type_one

from yunnuo.demo.people import phone_number
from yunnuo.flows.identifying_text import tell_column

RNG = random.Random(23)  # noqa: S311 - sample numbers, not secrets
PHONES = [phone_number(RNG).removeprefix("+86") for _ in range(60)]
ROWS = 3_000
LONG = {
    digits: [str(RNG.randrange(10 ** (digits - 1), 10**digits)) for _ in range(ROWS)] for digits in (12, 13, 18, 19)
}
CODES = ("订单编号", "快递单号", "支付单号", "流水号", "发票号码", "核销码")
ACCOUNTS = ("会员卡号", "会员编号", "客户编号", "user_id", "member_id", "会员号.1")


@pytest.mark.parametrize("header", [*CODES, *ACCOUNTS])
def test_phones_overrule_a_code(header: str) -> None:
    """A column of mobile numbers is one of mobile numbers, whatever code its header names, and a person is asked."""
    found = type_one(header, PHONES)

    assert ("phone", True, True, "phone") == (found.kind, found.is_personal, found.needs_review, found.contradiction)
    assert "内容却像“手机号”" in found.doubts[0]


@pytest.mark.parametrize("header", [*CODES, "商品编码", "礼物单号", "清关单号"])
@pytest.mark.parametrize("digits", [12, 18, 19])
def test_phones_among_codes(header: str, digits: int) -> None:
    """Among codes of another length each mobile number is counted, told and asked about; the kind stays."""
    plain = type_one(header, LONG[digits])
    mixed = type_one(header, [*LONG[digits], PHONES[0], f"+86 {PHONES[1]}", f"\t{PHONES[2][:3]}****{PHONES[2][7:]}"])

    assert (0, False) == (plain.phones, plain.needs_review)
    assert (plain.kind, 3, True, True) == (mixed.kind, mixed.phones, mixed.is_personal, mixed.needs_review)
    assert ("其中 3 行夹着手机号",) == mixed.doubts


@pytest.mark.parametrize("header", ["下单帐号", "昵称", "支付宝账号", "微信号", "会员卡号"])
def test_phones_among_accounts(header: str) -> None:
    """A phone may be the name of an account: it is counted and told, and nobody is asked."""
    names = [f"tb{place:07d}" for place in range(ROWS)]
    found = type_one(header, [*names, *PHONES[:30]])

    assert (30, True, False) == (found.phones, found.is_personal, found.needs_review)
    assert "其中 30 行夹着手机号" in found.why
    assert "30 行有手机号" in tell_column(found)


@pytest.mark.parametrize("digits", [12, 13, 18, 19])
def test_long_codes_stay(digits: int) -> None:
    """Order numbers of other lengths hold no phone, even where one could be cut out of them."""
    cells = [*LONG[digits], f"86{PHONES[3]}"[:digits], "1" + PHONES[0], PHONES[0] + "12"]
    found = type_one("订单编号", cells)

    assert ("order_number", 0, False) == (found.kind, found.phones, found.needs_review)


def test_codes_counted_up_stay() -> None:
    """Numbers counted up one by one are the shop's own codes, however they begin; a person is asked."""
    found = type_one("订单编号", [str(19_900_000_000 + 3 * place) for place in range(ROWS)])

    assert ("order_number", 0, "phone", True) == (found.kind, found.phones, found.contradiction, found.needs_review)


def test_phones_under_goods() -> None:
    """Phones under a header of goods are phones, and the doubt says both; a short list of them too."""
    for cells in (PHONES, PHONES[:3]):
        found = type_one("商品编码", cells)

        assert ("phone", True, "phone") == (found.kind, found.is_personal, found.contradiction)
        assert ("表头写的是“商品编码”，内容却像“手机号”，请核对",) == found.doubts


def test_ids_of_goods_stay() -> None:
    """Ids of goods may look as phones do: a few that stand in many rows, or counted up, stay and are asked about."""
    for cells in (PHONES[:5] * 40, [str(15_300_000_000 + 7 * place) for place in range(50)]):
        found = type_one("商品编码", cells)

        assert ("goods_code", 0, False, True) == (found.kind, found.phones, found.is_personal, found.needs_review)


def test_codes_of_eleven_digits_stay() -> None:
    """Where most codes of eleven digits could be no phone, the few that could are codes too."""
    cells = [str(RNG.randrange(20_000_000_000, 99_999_999_999)) for _ in range(ROWS)]
    found = type_one("订单编号", [*cells, *PHONES])

    assert ("order_number", 0, False) == (found.kind, found.phones, found.needs_review)


def test_late_phones_are_counted() -> None:
    """Phones that begin where nobody sampled are counted too: every row is looked at."""
    found = type_one("订单编号", [*LONG[19] * 3, *PHONES])

    assert (60, True) == (found.phones, found.needs_review)
