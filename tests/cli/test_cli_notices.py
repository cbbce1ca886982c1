"""Notices and declarations of completeness: never changed once published, and nothing recorded of a faulty one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli_desk import PHONE, call, refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        (("--record", PHONE), "有 consents、refusals"),
        (("--record", "consent"), "是不是 `consents`"),
        (("--since", "2024-02-30"), "`since` 不是存在的日期"),
        (("--since", "2999-01-01"), "将来"),
        (("--through", "2023-12-31"), "在 `since` 之前"),
        (("--purpose", PHONE), "purposes"),
        (("--channel", "smss"), "是不是 `sms`"),
        (("--by", ""), "缺 `declared_by`"),
    ],
)
def test_bad_declaration(more: tuple[str, str], hint: str, brand: Path) -> None:
    """A declaration that cannot be meant is refused; a sound one is recorded once."""
    sound = ("consent", "declare", "--record", "ages", "--since", "2024-01-01", "--by", "法务", "--workspace", brand)

    assert hint in refuse(*sound, *more)
    assert ["已记下声明。\n", "同样的声明以前已有。\n"] == [
        succeed(*sound, "--through", "9999-12-31") for _ in range(2)
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None),
        ("[]", None),
        (f"a: {PHONE}\n", 1),
        (f"- {PHONE}\n", 1),
        (f"- version: v\n  purposes: [{PHONE}]\n", 1),
        ("- version: v\n  handler: 某\n  published_at: 2024-02-30\n", 1),
        ("- version: v\n  handler: 某\n  published_at: 2999-01-01\n", 1),
        (f"- version: v\n  handler: 某\n  published_at: 2024-01-01\n  purposes: [{PHONE}]\n", 4),
        (f"- version: v\n  handler: 某\n  published_at: 2024-01-01\n  purpose: [{PHONE}]\n", 4),
        (f"- &a version: {PHONE}\n", 1),
        (f"- [{PHONE}\n", 2),
        (f"- a: \x01{PHONE}\n", 1),
        ("? " * 300_000, 1),
    ],
)
def test_bad_notice(text: str, line: int | None, brand: Path) -> None:
    """A faulty notice file publishes nothing, and is told with its line."""
    before = succeed("notice", "show", "--workspace", brand)
    brand.with_name("告知.yaml").write_text(text, "utf-8")

    told = refuse("notice", "publish", "告知.yaml", "--workspace", brand)

    assert (f"（告知.yaml 第 {line} 行）" if line else "（告知.yaml）") in told
    assert before == succeed("notice", "show", "--workspace", brand)


def test_notice_changed(brand: Path) -> None:
    """A published version never changes; the file as it was changes nothing."""
    held = (brand / "files" / "notices.yaml").read_text("utf-8")
    brand.with_name("改.yaml").write_text(held.replace("- sms", "- wecom", 1), "utf-8")

    assert "已经发布过，内容不同" in refuse("notice", "publish", "改.yaml", "--workspace", brand)
    assert "新发布 0 个版本" in succeed("notice", "publish", brand / "files" / "notices.yaml", "--workspace", brand)


def test_second_handler(brand: Path) -> None:
    """When a second handler appears, what has to be said anew is told, once; then each declares for itself."""
    told = "- version: B1\n  handler: 别家样例\n  published_at: 2024-01-01\n  text_sha256: " + "0" * 64 + "\n"
    brand.with_name("二.yaml").write_text(told, "utf-8")
    place = ("--workspace", brand)
    declare = ("consent", "declare", "--record", "ages", "--since", "2023-01-01", "--by", "法务", *place)

    assert "2 个处理者" in succeed("notice", "publish", "二.yaml", *place)
    assert "处理者" not in succeed("notice", "publish", "二.yaml", *place)
    assert "别家样例" in refuse(*declare)
    assert "已记下声明。\n" == succeed(*declare, "--handler", "别家样例")


def test_declared_for_nobody(brand: Path) -> None:
    """What was declared before any handler was known counts for nobody once there are two, and the user is told."""
    orders, place = brand / "files" / "orders" / "youzan_orders.csv", ("--workspace", brand.with_name("另一处"))
    succeed("people", "import", orders, *place)
    succeed("consent", "declare", "--record", "refusals", "--since", "2023-01-01", "--by", "法务", *place)
    said = []
    for number, name in enumerate(("甲样例", "乙样例")):
        told = f"- version: V{number}\n  handler: {name}\n  published_at: 2024-01-01\n  text_sha256: {'0' * 64}\n"
        brand.with_name("告知.yaml").write_text(told, "utf-8")
        said.append(call("notice", "publish", "告知.yaml", *place).err)
    asked = ("--purpose", "delivery", "--channel", "sms", "--handler", "甲样例")
    said.append(call("screen", orders, *asked, "--out", "结果", *place).err)

    assert [False, True, True] == ["退订与拒收名单），处理者不止一个，它们不算数" in text for text in said]


def _write_example(desk: Path, old: str = "", new: str = "") -> Path:
    file = desk / "告知文档.yaml"
    file.write_text(succeed("notice", "example").replace(old, new, 1) if old else succeed("notice", "example"), "utf-8")
    return file


def test_example_goes_through(desk: Path) -> None:
    """The example is checked, rendered, published once, listed, and shown byte for byte as it was rendered."""
    file, place = _write_example(desk), ("--workspace", desk / "工作区")

    checked = succeed("notice", "check", file)
    assert "✓ N1 已写" in checked
    assert checked.endswith("可以发布。未经律师核对。\n")
    assert "short.html" in succeed("notice", "render", file, "--out", desk / "页面")
    assert "已发布 MH-2026-09。" in succeed("notice", "publish", file, *place)
    assert "没有变化" in succeed("notice", "publish", file, *place)
    assert "缺：无" in succeed("notice", "show", *place)
    assert "单独同意：" in succeed("notice", "show", "MH-2026-09", *place)
    page = succeed("notice", "show", "MH-2026-09", "--page", "short", *place)
    assert (desk / "页面" / "short.html").read_text("utf-8") == page


def test_lacking_document(desk: Path) -> None:
    """A check that finds something lacking ends with 1; publishing it takes a reason, which is shown ever after."""
    file, place = _write_example(desk, "complaint:", "#"), ("--workspace", desk / "工作区")

    done = call("notice", "check", file)
    assert (1, "") == (done.code, done.err)
    assert "✗ N26 缺少　投诉、举报渠道" in done.out
    assert "《网络数据安全管理条例》第二十条" in done.out
    assert "缺 N26" in refuse("notice", "publish", file, *place, code=1)
    assert "还没有发布过告知" in succeed("notice", "show", *place)

    succeed("notice", "publish", file, "--despite", "补录旧版", *place)
    assert "仍然发布的理由：补录旧版" in succeed("notice", "show", *place)


def test_check_as_json(desk: Path) -> None:
    """The check in JSON holds every row with its state and the rules it rests on, on any day."""
    told = json.loads(succeed("notice", "check", _write_example(desk), "--json", "--on", "2026-10-01"))

    assert ("yunnuo.notice.check/1", True, "2026-10-01") == (told["schema"], told["passed"], told["on"])
    assert [f"N{number}" for number in range(1, 32)] == [row["id"] for row in told["rows"]]
    assert {"V1", "K"} >= {rule["confidence"] for row in told["rows"] for rule in row["rules"]}


def test_versions_are_compared(desk: Path) -> None:
    """A draft is compared with the published version: what is told again, what is asked again."""
    place = ("--workspace", desk / "工作区")
    succeed("notice", "publish", _write_example(desk), *place)
    draft = _write_example(desk, "channels: [短信, 电子邮件, 企业微信]", "channels: [短信, 电子邮件, 企业微信, 电话]")

    told = succeed("notice", "diff", "MH-2026-09", draft, *place)
    held = json.loads(succeed("notice", "diff", "MH-2026-09", draft, "--json", *place))

    assert "渠道增加：电话" in told
    assert "《个人信息保护法》第十四条第二款" in told
    assert ("yunnuo.notice.diff/1", ["N4"]) == (held["schema"], [item["id"] for item in held["changes"]])
    assert "不必再告知" in succeed("notice", "diff", draft, draft, *place)


def test_unknown_version(brand: Path) -> None:
    """A version or page that does not exist is told, and a stated version has no page and no document."""
    place = ("--workspace", brand)

    assert "没有发布过这个告知版本" in refuse("notice", "show", PHONE, *place)
    assert "没有这一页" in refuse("notice", "show", "N2024-07", "--page", "short", *place)
    assert "没有告知全文" in refuse("notice", "diff", "N2024-07", "N2023-05", *place)
    held = json.loads(succeed("notice", "show", "N2024-07", "--json", *place))
    assert (None, True) == (held["view"], held["people"] > 0)
    assert 5 == len(json.loads(succeed("notice", "show", "--json", *place)))


def test_link_needs_a_page(brand: Path) -> None:
    """A link is given for a version that can be read there, and for no other: it would lead nowhere."""
    published = ("--name", "官网", "--workspace", brand)
    succeed("notice", "publish", brand / "files" / "notice_in_full.yaml", "--workspace", brand)

    assert succeed("notice", "link", "N2026-09", *published).startswith("http://127.0.0.1:8000/s/")
    assert "无处可看" in refuse("notice", "link", "N2024-07", *published)
    assert "没有发布过" in refuse("notice", "link", "N2099-01", *published)
