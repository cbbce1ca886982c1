"""The form of a notice: wordings that make a consent none are found, their negations are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from notice_desk import change, example, fuller, read

from yunnuo.flows.notice_check import check_notice
from yunnuo.rulebook.book import load_book

DAY = date(2026, 11, 27)


def _failed(held: dict[str, Any], on: date = DAY) -> list[str]:
    check = check_notice(read(held), load_book(), on=on)
    return [form.id for form in check.forms if form.state == "failed"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("注册即视为同意接收营销信息", "deemed"),
        ("您完成注册，即代表您已阅读并同意本政策", "deemed"),
        ("继续使用本小程序视为同意", "deemed"),
        ("下单即同意接收短信", "deemed"),
        ("添加企业微信即视为同意", "deemed"),
        ("加入会员即同意接收短信", "deemed"),
        ("我们已为您默认开通", "ticked"),
        ("逾期不回复视为同意", "deemed"),
        ("注册时未勾选的，视为同意", "deemed"),
        ("无需另行确认，注册即视为同意", "deemed"),
        ("无论何种渠道注册即视为同意", "deemed"),
        ("为方便你，已默认勾选接收短信", "ticked"),
        ("短信、电话、邮件一并同意", "bundled"),
        ("点击按钮，表示同意上述全部内容", "bundled"),
        ("如不同意接收营销信息，将无法下单", "tied"),
        ("联系电话：【请填写】", "blanks"),
        ("保存期限待定", "blanks"),
    ],
)
def test_bad_wording(text: str, form: str) -> None:
    """A wording the law does not accept fails its form wherever it stands, and blocks publishing."""
    for place in ("short", "withdrawal", "purposes.4.text", "risks.refusal"):
        held = change(example(), place, text)
        assert form in _failed(held)
        assert form in check_notice(read(held), load_book(), on=DAY).lacking


@pytest.mark.parametrize(
    "text",
    [
        "注册不代表同意接收营销信息",
        "加入会员不等于同意接收短信",
        "添加企业微信不视为同意接收营销信息",
        "我们不会把注册视为同意",
        "我们从不默认勾选任何选项",
        "不会要求你一并同意",
        "不同意也不影响下单、付款和发货",
        "不同意接收营销信息，就收不到优惠消息",
        "沉默不是同意",
        "未勾选的，不视为同意",
    ],
)
def test_sound_wording(text: str) -> None:
    """A sentence that says the opposite is not taken for the wording it refuses."""
    assert [] == _failed(change(example(), "withdrawal", text))


@pytest.mark.parametrize(("day", "failed"), [(date(2024, 6, 30), []), (date(2024, 7, 1), ["deemed"])])
def test_deemed_consent_from(day: date, failed: list[str]) -> None:
    """“Registering means agreeing” is refused from the day the regulation takes effect."""
    assert failed == _failed(change(example(), "short", "注册即视为同意"), on=day)


def test_mixed_purposes() -> None:
    """A purpose whose text also speaks for another one fails: one choice would settle two."""
    mixed = change(example(), "purposes.4.text", "新品上市时告诉你，并用于个性化推送")
    apart = change(example(), "purposes.4.text", "新品上市时告诉你，不用于个性化推送")

    assert (["bundled"], []) == (_failed(mixed), _failed(apart))


@pytest.mark.parametrize(("number", "form"), [(0, "sensitive"), (1, "provide"), (2, "overseas")])
def test_separate_items(number: int, form: str) -> None:
    """What needs a separate consent and is not asked apart fails its form."""
    assert [f"separate_{form}"] == _failed(change(fuller(), f"separate.{number}"))


def test_publication_is_separate() -> None:
    """Publishing personal information is asked apart too."""
    assert ["separate_publish"] == _failed(change(example(), "publication", "把你的评价放在官网上"))


def test_long_short_notice() -> None:
    """A short notice that is not short is pointed out and blocks nothing."""
    check = check_notice(read(change(example(), "short", "木禾告诉你。" * 60)), load_book(), on=DAY)

    assert (["short"], True) == ([form.id for form in check.forms if form.state == "failed"], check.passed)


def test_traditional_chinese() -> None:
    """Sentences in traditional Chinese fail the row on form; a name in rare characters does not."""
    traditional = check_notice(read(change(example(), "short", "木禾會把優惠告訴你")), load_book(), on=DAY)
    rare = check_notice(read(change(example(), "handler.name", "喆堃食品（上海）有限公司")), load_book(), on=DAY)

    assert (("N30",), ()) == (traditional.lacking, rare.lacking)


def test_marketing_rests_on_consent() -> None:
    """Marketing that is said to be needed for a contract fails its form; what serves the contract may rest on it."""
    offered = [number for number, purpose in enumerate(example()["purposes"]) if purpose.get("basis") == "consent"]
    names = {number: example()["purposes"][number]["purpose"] for number in offered}
    failed = {
        names[number]
        for number in offered
        if "groundless" in _failed(change(example(), f"purposes.{number}.basis", "contract"))
    }

    assert {"重复营销", "个性化推送"} == failed
