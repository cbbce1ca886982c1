"""`decide` with faulty questions: which file, which line, what comes near; what was written is not repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli_desk import PERSON, PHONE, list_names, refuse

if TYPE_CHECKING:
    from pathlib import Path

BAD = {
    "wrong fact": ("facts:\n  purpos: trade\n", 2, "是不是 `purpose`？"),
    "phone as fact": (f"facts:\n  '{PHONE}': yes\n", 2, "没有事实"),
    "phone as key": (f"'{PHONE}': {PERSON}\n", 1, "没有"),
    "wrong value": ("facts:\n  purpose: 营销\n", 2, "`purpose` 没有取值"),
    "phone as value": (f"facts:\n  purpose: {PHONE}\n", 2, "`purpose` 没有取值"),
    "near value": ("facts:\n  purpose: repeated_marketin\n", 2, "是不是 `repeated_marketing`？"),
    "quoted in backticks": (f"facts:\n  purpose: 'a`{PHONE}`b'\n", 2, ""),
    "escaped backticks": (f'facts:\n  purpose: "a\\x60{PHONE}\\x60b"\n', 2, ""),
    "wrong record field": (f"facts:\n  consent:\n  - {PHONE}: x\n", 3, "`consent` 记录没有"),
    "record is text": (f"facts:\n  consent: {PHONE}\n", 2, "应是列表"),
    "wrong completeness": (f"facts: {{}}\ncomplete: [{PHONE}]\n", 2, "没有记录种类"),
    "no such day": ("on: 2026-02-30\nfacts:\n  purpose: trade\n", 1, "不是日期"),
    "no such instant": ("facts:\n  act_at: 2026-02-30 10:00\n", 2, ""),
    "not yaml": (f"facts: [{PHONE}\n", 2, "不是合法的 YAML"),
    "text": (f"{PERSON} {PHONE}\n", 1, "键: 值"),
    "anchor": (f"facts:\n  purpose: &a {PHONE}\n  channel: *a\n", 2, "锚点"),
    "tag": ("facts:\n  purpose: !!python/object:os.system trade\n", 2, "标签"),
    "twice": ("facts:\n  purpose: trade\n  purpose: trade\n", 3, "重复"),
    "two documents": ("facts: {}\n---\nfacts: {}\n", 2, "不是合法的 YAML"),
    "control character": ("facts:\n  purpose: trade\n  channel: \x01\n", 3, "控制字符"),
    "second of a list": (f"- facts: {{}}\n- facts:\n    purpose: {PHONE}\n", 3, "没有取值"),
    "deep": ("[" * 300_000 + "]" * 300_000, 1, "层次超过"),
    "deep keys": ("? " * 300_000, 1, "层次超过"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_bad_question(name: str, source: str, desk: Path) -> None:
    """Each fault is told with file and line, from a file and from standard input."""
    text, line, hint = BAD[name]
    (desk / "事实.yaml").write_text(text, "utf-8")
    before = list_names(desk)

    told = refuse("decide", "事实.yaml") if source == "file" else refuse("decide", "-", stdin=text)

    assert f"（{'事实.yaml' if source == 'file' else '标准输入'} 第 {line} 行）" in told
    assert hint in told
    assert before == list_names(desk)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing\n", b"[]\n"])
def test_no_question(content: bytes, desk: Path) -> None:
    """An empty file says what to write."""
    (desk / "事实.yaml").write_bytes(content)

    assert "yunnuo rules facts" in refuse("decide", "事实.yaml")
    assert "yunnuo rules facts" in refuse("decide", "-", stdin=content)


def test_unreadable(desk: Path) -> None:
    """A missing file, a folder and bytes that are no text are named, without their folder."""
    (desk / "二进制.yaml").write_bytes(b"\xff\xfe\x00" + PHONE.encode())

    assert "（没有.yaml）" in refuse("decide", desk / "没有.yaml")
    assert "读不了" in refuse("decide", ".")
    assert "（二进制.yaml）" in refuse("decide", desk / "二进制.yaml")
    assert "（标准输入）" in refuse("decide", "-", stdin=b"\xff\xfe\x00")


@pytest.mark.parametrize("option", [("--on", "2026-02-30"), ("--reading", "d1=所有"), ("--reading", PHONE)])
def test_bad_option(option: tuple[str, str], desk: Path) -> None:
    """A day that does not exist and an unknown reading are refused."""
    (desk / "事实.yaml").write_text("facts:\n  purpose: trade\n", "utf-8")

    refuse("decide", "事实.yaml", *option)
