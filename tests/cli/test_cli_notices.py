"""Notices and declarations of completeness: never changed once published, and nothing recorded of a faulty one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli_desk import PHONE, refuse, succeed

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
