"""Laws that replace each other: the old one must end the day before the new one begins.

A law names what it replaces (`replaces: ID` in law.yaml); laws whose ids differ only in the year are taken for one
after the other. Reads the loaded book only.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, suggest
from yunnuo.rulebook.subset import as_mapping, line_of, pick, read_subset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Law

DATED = re.compile(r"^(?P<stem>.+)_\d{4}$")


def check_succession(book: Book, folder: Path) -> Iterator[Fault]:
    """Yield gaps and overlaps between laws that replace each other, and replaced laws that do not exist."""
    files = {article.law.id: f"{article.file.rpartition('/')[0]}/law.yaml" for article in book.articles}
    laws = {article.law.id: article.law for article in book.articles}
    pairs = {(old.id, new.id): 1 for old, new in _successors(laws)}
    for law_id, file in files.items():
        named, line = _read_replaced(folder / file, file)
        if named and named not in laws:
            what = f"`replaces` 的法律 `{named}` 不存在{suggest(named, laws)}"
            yield Fault(file, line, what, "写被它代替的法律的 id")
        elif named:
            pairs[named, law_id] = line
    for (old, new), line in pairs.items():
        yield from _check_pair(laws[old], laws[new], files[new], line)


def _successors(laws: dict[str, Law]) -> Iterator[tuple[Law, Law]]:
    """Yield laws of one name in the order of their first days."""
    groups: dict[str, list[Law]] = {}
    for law in sorted(laws.values(), key=lambda held: held.since):
        match = DATED.match(law.id)
        if match:
            groups.setdefault(match["stem"], []).append(law)
    for group in groups.values():
        yield from pairwise(group)


def _read_replaced(path: Path, file: str) -> tuple[str, int]:
    root = as_mapping(read_subset(path.read_text("utf-8"), file), file, "law.yaml")
    node = pick(root, "replaces")
    return str(node or ""), line_of(node) if node is not None else 1


def _check_pair(old: Law, new: Law, file: str, line: int) -> Iterator[Fault]:
    eve = new.since - timedelta(days=1)
    if old.until is None or old.until > eve:
        end = f"到 {old.until}" if old.until else "没有截止日"
        what = f"`{old.id}` 与代替它的 `{new.id}` 重叠：前者{end}，后者自 {new.since} 起"
        example = f"例：{new.since} 那天，《{old.title}》和《{new.title}》都有效"
        yield Fault(file, line, what, f"给 `{old.id}` 写 `until: {eve}`", example=example)
    elif old.until < eve:
        day = old.until + timedelta(days=1)
        what = f"`{old.id}` 与代替它的 `{new.id}` 之间有空缺：{old.until} 之后、{new.since} 之前"
        example = f"例：{day} 那天，《{old.title}》已失效，《{new.title}》还没有施行"
        yield Fault(file, line, what, "改截止日或者施行日，或者写明其间没有规定", example=example)
