"""What the tests of the screening report share: a sample summary, variants of it, and a reader of the page."""

from __future__ import annotations

import copy
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).with_name("test_report_summary.json")
VOID = {"meta", "br", "img", "link", "input", "hr"}


def load_summary() -> dict[str, Any]:
    """Return a realistic summary: four files, nine reasons, four remedies; its counts add up."""
    loaded: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return loaded


def empty_summary(summary: dict[str, Any]) -> dict[str, Any]:
    """Return the summary of a screening that recognised nobody."""
    nothing: dict[str, Any] = dict.fromkeys(["individuals", "with_contact", "without_contact", "contacts"], 0)
    lists = [
        "files",
        "waterfall",
        "missing",
        "remedies",
        "sequence",
        "duties",
        "rules",
        "readings",
        "phases",
        "warnings",
    ]
    nothing |= {name: [] for name in lists} | {"rows": {"total": 0, "with_key": 0, "without_key": 0}}
    counts = {"permitted": 0, "not_permitted": 0, "undetermined": 0}
    return summary | nothing | {"outcomes": dict.fromkeys(["overall", "law", "contract"], counts)}


def with_counts(summary: dict[str, Any], permitted: int, refused: int, unknown: int) -> dict[str, Any]:
    """Return the summary with another answer for as many people as the counts add up to."""
    changed = copy.deepcopy(summary)
    changed["contacts"] = changed["with_contact"] = permitted + refused + unknown
    changed["outcomes"]["overall"] = {"permitted": permitted, "not_permitted": refused, "undetermined": unknown}
    return changed


class Page(HTMLParser):
    """What the page says: its visible text, its headings and its attributes; unbalanced tags are listed in `torn`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.torn: list[str] = []
        self.levels: list[int] = []
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()
        self.torn += self.open

    @property
    def text(self) -> str:
        """Return the visible text with single blanks."""
        return " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element and, unless it holds nothing, that it is open."""
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag in {"h1", "h2", "h3", "h4"}:
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a self-closed element; nothing stays open."""
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, or note that another one is meant."""
        if not self.open or self.open.pop() != tag:
            self.torn.append(tag)
        if tag in {"td", "th", "li", "dt", "dd"}:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep text, not style sheets."""
        if "style" not in self.open:
            self.pieces.append(data)
