"""The two READMEs tell the same story with the same commands, and every link in the documentation leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")


def _commands(name: str) -> list[str]:
    blocks = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    return [line.split("  #")[0].rstrip() for block in blocks for line in block.splitlines()]


def _links(page: Path) -> list[str]:
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]


def test_readmes_are_twins() -> None:
    """Both READMEs show the same commands in the same order."""
    assert _commands("README.md") == _commands("README.zh-CN.md")


def test_readmes_point_to_the_same_pages() -> None:
    """Both READMEs link to the same files, each other apart."""
    english, chinese = (_links(ROOT / name) for name in ("README.md", "README.zh-CN.md"))

    assert [link for link in english if link != "README.zh-CN.md"] == [link for link in chinese if link != "README.md"]


def test_every_link_leads_somewhere() -> None:
    """Every relative link in the documentation names a file that exists."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT).as_posix()} -> {link}"
        for page in sorted(pages)
        for link in _links(page)
        if not (page.parent / link).exists()
    ]

    assert [] == broken
