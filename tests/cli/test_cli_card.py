"""`yunnuo notice card|batches` and `yunnuo consent debt`, run as a user does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli_desk import PHONE, call, refuse, succeed

from yunnuo.demo.setting import read_data

if TYPE_CHECKING:
    from pathlib import Path

RUN = ("notice", "card", "MH-2026-09", "--shop", "木禾旗舰店", "--base-url", "https://card.muhe.example")


def _publish(desk: Path) -> tuple[str, str]:
    (desk / "notice.yaml").write_text(read_data("notice.yaml"), "utf-8")
    succeed("notice", "publish", desk / "notice.yaml", "--workspace", desk / "w")
    return "--workspace", str(desk / "w")


def test_both_gates_are_told_before_the_files(desk: Path) -> None:
    """Cards for a platform whose rules are unread are printed with a reason only; the answer says what is not known."""
    where = _publish(desk)
    order = (*RUN, "--platform", "京东", "--batch", "A", "--count", 20, "--out", desk / "out", *where)
    assert "平台许不许，无法判断" in refuse(*order, code=1)
    assert not (desk / "out").exists()
    said = succeed(*order, "--despite", "平台书面同意")

    person, platform = said.index("个人关口（法律）"), said.index("平台关口（京东）：无法判断")
    assert person < platform < said.index("批次 A 已记进台账：20 张")
    assert "印 3 份（多出 4 张，裁后销毁）" in said
    assert {"sheet.pdf", "card.svg", "card.png"} == {path.name for path in (desk / "out").iterdir()}


def test_a_forbidden_platform_leaves_with_one(desk: Path) -> None:
    """The refusal names rule, clause, confidence and penalty, ends with 1 and writes nothing."""
    where = _publish(desk)
    order = (*RUN, "--platform", "douyin", "--batch", "A", "--count", 8, "--out", desk / "out", *where)

    assert "platform.douyin.parcel_cards.s1" in refuse(*order, code=1)
    told = call(*order).err
    for part in ("平台关口（抖音）：不可以", "依据：《", "把握 V3", "后果：平台——", "--despite"):
        assert part in told
    assert not (desk / "out").exists()


def test_printing_nonetheless_is_never_silent(desk: Path) -> None:
    """With a reason the cards are printed, and the answer repeats the closed gate and the reason."""
    where = _publish(desk)
    order = (*RUN, "--platform", "douyin", "--batch", "A", "--count", 8, "--out", desk / "out", *where)
    said = succeed(*order, "--despite", "平台书面同意", "--purpose", "重复营销", "--channel", "短信")

    assert "平台关口（抖音）：不可以" in said
    assert "平台关口：不可以，仍然印了。理由已记进台账：平台书面同意" in said


def test_the_run_as_json(desk: Path) -> None:
    """The machine-readable answer holds both gates apart, with ids and outcomes."""
    where = _publish(desk)
    order = (*RUN, "--platform", "youzan", "--batch", "A", "--count", 8, "--out", desk / "out", *where)
    told = json.loads(succeed(*order, "--json"))

    gates = told["gates"]
    assert ("yunnuo.card.printed/1", "not_applicable") == (told["schema"], gates["platform"]["outcome"])
    assert "undetermined" == gates["person"]["outcome"]
    assert told["link"].startswith("https://card.muhe.example/q/")


def test_a_number_on_a_card_is_refused(desk: Path) -> None:
    """A phone number as batch name is refused and not repeated."""
    where = _publish(desk)
    refuse(*RUN, "--platform", "jd", "--batch", PHONE, "--count", 8, "--out", desk / "out", *where)


def test_batches_are_listed(desk: Path) -> None:
    """Every batch is listed with its counts, for people and for machines; reprints stand apart."""
    where = _publish(desk)
    assert "还没有印过卡片。\n" == succeed("notice", "batches", *where)
    order = (*RUN, "--platform", "jd", "--batch", "A", "--count", 8, "--out", desk / "out", *where)
    succeed(*order, "--despite", "平台书面同意")

    again = ("notice", "reprint", "A", "--reason", "送印途中丢失", "--despite", "平台书面同意", *where)
    assert "同一个批次，不另计。单张和第一次印的一模一样。" in succeed(*again, "--out", desk / "again")
    told = json.loads(succeed(*again, "--out", desk / "more", "--count", 5, "--json"))
    assert ("yunnuo.card.reprinted/1", 5, True) == (told["schema"], told["count"], told["alike"])
    assert "印 8 张，另重印 13 张；扫 0 次；同意 0 人（0 项）；拒绝 0 人；同意后撤回 0 人" in succeed(
        "notice", "batches", *where
    )
    told = json.loads(succeed("notice", "batches", "--json", *where))
    counts = [(item["batch"], item["printed"], item["reprinted"], item["scans"]) for item in told["batches"]]
    assert [("A", 8, 13, 0)] == counts


def test_a_newer_notice_is_told_first(desk: Path) -> None:
    """Cards of a version that has a later one are printed, once that was said; ledger and answer name the later one."""
    where = _publish(desk)
    order = (*RUN, "--platform", "youzan", "--count", 8, *where)
    first = call(*order, "--batch", "A", "--out", desk / "a", "--json")
    text = read_data("notice.yaml").replace("MH-2026-09", "MH-2026-11")
    (desk / "new.yaml").write_text(text, "utf-8")
    succeed("notice", "publish", desk / "new.yaml", *where)
    second = call(*order, "--batch", "B", "--out", desk / "b", "--json")
    again = call("notice", "reprint", "A", "--reason", "送印途中丢失", "--out", desk / "c", "--json", *where)
    latest = call("notice", "card", "MH-2026-11", *order[3:], "--batch", "C", "--out", desk / "d", "--json")

    done = (first, second, again, latest)
    assert ["", "MH-2026-11", "MH-2026-11", ""] == [json.loads(one.out)["newer"] for one in done]
    assert [False, True, True, False] == ["又在" in one.err for one in done]
    assert "注意：告知 MH-2026-09 之后" in second.err
    assert "把版本写成 MH-2026-11 再印" in second.err
    assert "不要重印，另印一批" in again.err


def test_a_newer_notice_without_cards() -> None:
    """A later version that cards may not lead to is told as that."""
    from yunnuo.flows.card_orders import Newer, tell_newer

    told = tell_newer("MH-2026-09", Newer("MH-2026-11", 1_795_000_000_000_000, cards=False), again=False)

    assert "又在 2026-11-18 发布了 MH-2026-11" in told
    assert "新版没有写包裹卡这个触点，卡片不能指向它" in told


def test_consents_of_other_headers_and_their_debt(desk: Path) -> None:
    """A list with headers of its own is imported through a mapping; its debt says what would raise it."""
    (desk / "list.csv").write_text(f"号码,授权,哪天\n{PHONE},是,2026-09-03\n19900000001,否,2026-09-03\n", "utf-8")
    mapping = (
        "columns: {标识: 号码, 事件: 授权, 时间: 哪天}\n"
        "fixed: {标识类型: 手机号, 目的: 重复营销, 渠道: 短信, 信息种类: 手机号}\n"
        "words: {事件: {是: 同意, 否: 跳过}}\n"
    )
    (desk / "map.yaml").write_text(mapping, "utf-8")
    where = ("--workspace", desk / "w")

    said = succeed("consent", "import", desk / "list.csv", "--mapping", desk / "map.yaml", *where)
    assert "list.csv：1 行，新事件 1，以前已有 0，按映射跳过 1 行。\n" == said
    told = succeed("consent", "debt", *where)
    assert "重复营销·短信：1 条在效" in told
    assert "补上告知版本：1 条从 E 升到 C" in told
    debts = json.loads(succeed("consent", "debt", "--json", *where))
    assert ("yunnuo.consent.debt/1", 1) == (debts["schema"], debts["debts"][0]["grades"]["E"])


def test_nothing_agreed_to_yet(desk: Path) -> None:
    """A workspace without consents has no debt, and says so."""
    where = _publish(desk)

    assert "还没有记录过同意。\n" == succeed("consent", "debt", *where)
