"""Checking a rulebook beyond what loading it already refuses: versions, articles, cases, staleness, wiring.

Returns faults with file and line; must never change a file, read the clock, or raise for a faulty rulebook.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from yunnuo.rulebook.articles import VERSION
from yunnuo.rulebook.book import Book, load_book
from yunnuo.rulebook.case_check import check_cases
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.list_check import check_lists
from yunnuo.rulebook.register_check import check_register
from yunnuo.rulebook.soundness import check_soundness
from yunnuo.rulebook.sources import check_sources
from yunnuo.rulebook.subset import as_mapping, line_of, pick, read_subset
from yunnuo.rulebook.succession import check_succession
from yunnuo.rulebook.wiring import check_wiring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.rulebook.model import Article, Law, Rule

STALE = timedelta(days=180)
LIFTS = ("yes", "no", "unknown")


def check_book(folder: Path, day: date, *, strict: bool = False) -> list[Fault]:
    """Return every fault of a rulebook folder as of a legal day, by file and line; a sound one has none.

    A rulebook that does not load yields the loader's faults only. Warnings (`fault.warning`) are texts nobody compared
    lately, facts no rule asks about, rules that never matter, and rules without a case; `strict` makes the last an
    error. A fault that only shows in some situation carries an example of it in Chinese.
    """
    try:
        book = load_book(folder)
    except RulebookError as error:
        return list(error.faults)
    faults = [*_check_laws(book, folder), *check_succession(book, folder), *check_sources(book, folder)]
    faults += [*check_lists(book, folder), *check_register(book, folder), *check_wiring(book)]
    faults += check_soundness(book, told=frozenset((fault.file, fault.line) for fault in faults))
    for article in book.articles:
        faults += [*_check_article(article, day), *_check_versions(article, folder), *_check_ids(article)]
    return sorted([*faults, *check_cases(book, folder, strict=strict)])


def _check_laws(book: Book, folder: Path) -> Iterator[Fault]:
    laws = {article.file.rpartition("/")[0]: article.law for article in book.articles}
    for place, law in laws.items():
        file = f"{place}/law.yaml"
        expected = place.removeprefix("cn/").replace("/", ".")
        if law.id != expected:
            yield Fault(file, 1, f"id `{law.id}` 与路径不符", f"改为 `{expected}`")
        if law.platform:
            yield from _check_pack(book, law, folder, file)


def _check_pack(book: Book, law: Law, folder: Path, file: str) -> Iterator[Fault]:
    known = book.vocabulary.lists["platforms"]
    if law.platform not in known:
        yield Fault(file, 1, f"没有平台 `{law.platform}`{suggest(law.platform, known)}", "先写进 vocab/platforms.yaml")
    root = as_mapping(read_subset((folder / file).read_text("utf-8"), file), file, "law.yaml")
    lifts = pick(root, "authorisation_lifts_ban")
    if lifts not in LIFTS:
        line = line_of(lifts) if lifts is not None else 1
        what = "`authorisation_lifts_ban`（本人授权能否解除平台的限制）应是 yes、no 或 unknown"
        yield Fault(file, line, what, "没有读到规则原文时写 unknown")


def _check_article(article: Article, day: date) -> Iterator[Fault]:
    if not article.rules:
        yield Fault(article.file, 1, f"`{article.id}` 没有规则，也没有 not-encoded", "写规则，或者写明为什么不编码")
    if article.verified_on is None:
        yield Fault(article.file, 1, f"`{article.id}` 缺 `verified_on`", "与原文核对后写上日期", warning=True)
    elif day - article.verified_on > STALE:
        what = f"`{article.id}` 上次核对是 {article.verified_on}，已超过 {STALE.days} 天"
        yield Fault(article.file, 1, what, "与现行原文重新核对", warning=True)
    for rule in article.rules:
        yield from _check_block(rule)


def _check_block(rule: Rule) -> Iterator[Fault]:
    if rule.kind != "not_encoded":
        return
    if not rule.zh:
        yield Fault(rule.file, rule.line, "not-encoded 缺 `why`", "写明为什么不编码")
    if bool(rule.when) != bool(rule.gate):
        yield Fault(
            rule.file, rule.line, f"`{rule.id}`：not-encoded 的 `gate` 和 `when` 须同时有", "补上另一个，或者都去掉"
        )


def _check_versions(article: Article, folder: Path) -> Iterator[Fault]:
    """Check that versions stand newest first and follow each other without gap or overlap."""
    lines = (folder / article.file).read_text("utf-8").splitlines()
    found = [(number, match) for number, line in enumerate(lines, 1) if (match := VERSION.match(line))]
    for (_, newer), (line, older) in pairwise(found):
        start, until = date.fromisoformat(newer[1]), older[2] and date.fromisoformat(older[2])
        if older[1] >= newer[1]:
            yield Fault(article.file, line, f"{older[1]} 起的版本应写在 {newer[1]} 起的前面", "新版在上，一天一版")
        elif until and until >= start:
            what = f"两版重叠：到 {until}，而新版自 {start} 起"
            yield Fault(article.file, line, what, "改到新版前一天为止", example=f"例：{start} 那天，两版都有效")
        elif until and until < start - timedelta(days=1):
            what = f"两版之间有空缺：{until} 之后、{start} 之前"
            example = f"例：{until + timedelta(days=1)} 那天，哪一版都不适用"
            yield Fault(article.file, line, what, "改截止日，或者写明其间没有规定", example=example)


def _check_ids(article: Article) -> Iterator[Fault]:
    seen: dict[tuple[str, date], Rule] = {}
    for rule in article.rules:
        first = seen.setdefault((rule.id, rule.since), rule)
        if first is not rule:
            yield Fault(rule.file, rule.line, f"编号 `{rule.id}` 重复，第 {first.line} 行已用", "同一版里换一个编号")
