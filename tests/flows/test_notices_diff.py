"""Two versions compared: every change is told, what widens is asked, and those who rest on the old one are counted."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from notice_desk import NOW, change, example, read, words

from yunnuo.demo.people import phone_number
from yunnuo.flows.notice_diff import compare_notices
from yunnuo.flows.notice_reliance import count_reliance
from yunnuo.people.keys import KeyValue
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.checklist import load_checklist

if TYPE_CHECKING:
    from yunnuo.flows.notice_diff import NoticeDiff
    from yunnuo.flows.workspace import Workspace

DAY = date(2026, 11, 27)
HOUR = 3600 * 1_000_000
PAIRS = (("repeated_marketing", "sms"), ("repeated_marketing", "email"), ("personalised_push", "mini_program"))
_RNG = random.Random(5)  # noqa: S311  # invented people, not keys


def _diff(new: dict[str, Any], old: dict[str, Any] | None = None) -> NoticeDiff:
    return compare_notices(
        read(old or example()), read(new), book=load_book(), checklist=load_checklist(), words=words(), on=DAY
    )


def test_nothing_changed() -> None:
    """The same text under another version is neither told nor asked."""
    diff = _diff(change(example(), "version", "MH-2026-10"))

    assert ((), (), ()) == (diff.changes, diff.telling, diff.asked)


@pytest.mark.parametrize(
    ("place", "value", "row", "what"),
    [
        ("handler.contact", "privacy2@muhe.example", "N2", "联系方式改了"),
        ("purposes.4.retention", "一年", "N6", "“重复营销”保存期限改了"),
        (
            "purposes.4.channels",
            ["短信", "电子邮件"],
            "N4",
            "“重复营销”联系的渠道（不联系的写明“不联系”）减少：企业微信",
        ),
        (
            "purposes.4.categories",
            ["手机号"],
            "N5",
            "“重复营销”个人信息种类减少：电子邮箱、企业微信联系人标识、交易记录",
        ),
        ("entrusted.0.name", "另一家信息技术有限公司", "N23", "新增“另一家信息技术有限公司”"),
        ("complaint", "向 help@muhe.example 投诉", "N26", "投诉、举报渠道改了"),
        ("short", "木禾想告诉你新品", "", "短告知改了"),
    ],
)
def test_told_only(place: str, value: Any, row: str, what: str) -> None:
    """What does not widen anything is told again, on the ground of the law's paragraph on changes, and not asked."""
    diff = _diff(change(example(), place, value))

    assert [row] == [item.id for item in diff.changes]
    assert what in diff.changes[0].what
    assert () == diff.asked
    assert "《个人信息保护法》第十七条第二款" in {rule.citation for rule in diff.telling}


@pytest.mark.parametrize(
    ("place", "value", "why", "whole"),
    [
        ("purposes.4.channels", ["短信", "电子邮件", "企业微信", "电话"], "渠道增加：电话", False),
        (
            "purposes.4.categories",
            ["手机号", "电子邮箱", "企业微信联系人标识", "交易记录", "设备标识"],
            "种类增加：设备标识",
            False,
        ),
        (
            "purposes.4.methods",
            ["收集", "存储", "使用", "委托处理", "提供给其他处理者", "公开"],
            "方式增加：公开",
            True,
        ),
        ("purposes.4.text", "有优惠时告诉你", "目的的说明改了", True),
    ],
)
def test_asked_again(place: str, value: Any, why: str, whole: bool) -> None:  # noqa: FBT001  # a row of the table
    """A wider purpose, method, channel or category is asked again, on the ground of the law's paragraph on it."""
    (asked,) = _diff(change(example(), place, value)).asked

    assert ("repeated_marketing", (why,), whole) == (asked.purpose, asked.why, asked.whole)
    assert ["《个人信息保护法》第十四条第二款"] == [rule.citation for rule in asked.rules]


def test_new_purpose_and_recipient() -> None:
    """A new purpose is asked of everybody, a new recipient of everybody apart."""
    old = change(change(change(example(), "purposes.6"), "recipients"), "separate.1")
    asked = _diff(example(), old).asked

    assert [("segment_analysis", "人群分析"), ("", "青穗农场（浙江）有限公司")] == [
        (item.purpose, item.zh) for item in asked
    ]
    assert "《个人信息保护法》第二十三条" in {rule.citation for rule in asked[1].rules}


def _consent(
    workspace: Workspace, phone: str, *pairs: tuple[str, str], version: str = "MH-2026-09", after: int = 0
) -> int:
    from yunnuo.flows.choices import Choice, record_choices, show_notice

    now = NOW + after
    visit = show_notice(version=version, page="short", touchpoint="网页表单", asked=PAIRS, now=now)
    choices = [Choice("consent", (purpose,), (channel,), ("phone",), separate=False) for purpose, channel in pairs]
    done = record_choices(workspace, KeyValue("phone", "", phone), choices, visit=visit, now=now + 1)
    return done[0].individual


def test_reliance_is_counted(workspace: Workspace) -> None:
    """Those count whose latest agreement to a choice was given on the version and has not ended since."""
    from yunnuo.flows.choices import withdraw_choices
    from yunnuo.flows.notice_publish import publish_document

    for version in ("MH-2026-09", "MH-2026-10"):
        publish_document(read(change(example(), "version", version)), load_book(), now=NOW)
    staying, leaving, partly, moving = (f"+86{phone_number(_RNG)}" for _ in range(4))
    _consent(workspace, staying, PAIRS[0], PAIRS[2])
    gone = _consent(workspace, leaving, PAIRS[0])
    half = _consent(workspace, partly, PAIRS[0], PAIRS[1])
    _consent(workspace, moving, PAIRS[0])
    withdraw_choices(workspace, gone, touchpoint="网页", now=NOW + HOUR)
    withdraw_choices(
        workspace, half, purposes=["repeated_marketing"], channels=["sms"], touchpoint="网页", now=NOW + HOUR
    )
    _consent(workspace, moving, PAIRS[0], version="MH-2026-10", after=HOUR)

    held = count_reliance("MH-2026-09", now=NOW + 2 * HOUR)

    assert (2, {"repeated_marketing": 2, "personalised_push": 1}) == (held.people, dict(held.by_purpose))
    assert {PAIRS[0]: 1, PAIRS[1]: 1, PAIRS[2]: 1} == dict(held.by_pair)
    assert 1 == count_reliance("MH-2026-10", now=NOW + 2 * HOUR).people


def test_stated_version_is_compared(workspace: Workspace, tmp_path: Any) -> None:
    """A version that was only stated is compared by what it stated."""
    from yunnuo.consent.models import Notice
    from yunnuo.flows.notice_versions import diff_versions

    del workspace
    Notice.objects.create(
        version="旧", handler="木禾", published_at=0, purposes="repeated_marketing", channels="sms", categories="phone",
        elements="", text_sha256="0" * 64, seq=1,
    )  # fmt: skip
    import yaml

    file = tmp_path / "新.yaml"
    file.write_text(yaml.safe_dump(example(), allow_unicode=True), "utf-8")

    diff = diff_versions("旧", str(file), load_book(), now=NOW)

    assert {"N1", "N3", "N4", "N5"} <= {change.id for change in diff.changes}
    assert ["member_service", "repeated_marketing", "personalised_push", "segment_analysis"] == [
        item.purpose for item in diff.asked
    ]
