"""Where each rule stands and how sure that is: a place in the law, a known degree of confidence, cited values.

Must never judge whether a citation is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.citations import cite_rule
from yunnuo.rulebook.errors import Fault, suggest
from yunnuo.rulebook.model import CONFIDENCES, FORCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Article, Law, Rule


def check_sources(book: Book, folder: Path) -> Iterator[Fault]:
    """Yield laws and rules without a place or a known confidence, and parameter values without a citation."""
    laws = {f"{article.file.rpartition('/')[0]}/law.yaml": article.law for article in book.articles}
    for file, law in laws.items():
        yield from _check_law(law, file, folder)
    for article in book.articles:
        for rule in article.rules:
            if rule.kind != "not_encoded":
                yield from _check_rule(article, rule)
    for parameter in book.parameters.values():
        bare = [value.since for value in parameter.values if not value.cites.strip()]
        for since in bare:
            yield Fault(parameter.file, 1, f"参数 `{parameter.id}` 自 {since} 起的取值没有出处", "补上 `cites`")


def _check_law(law: Law, file: str, folder: Path) -> Iterator[Fault]:
    if law.confidence not in CONFIDENCES:
        what = f"`confidence` 没有取值 `{law.confidence}`{suggest(law.confidence, CONFIDENCES)}"
        yield Fault(file, _find_line(folder / file, "confidence:"), what, f"写 {'、'.join(CONFIDENCES)} 之一")


def _find_line(path: Path, start: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1)


def _check_rule(article: Article, rule: Rule) -> Iterator[Fault]:
    law = article.law
    if rule.citation == cite_rule(law, law.id):
        what = f"`{rule.id}` 没有出处：编号里没有条、款、项，也没有写 `cites`"
        yield Fault(rule.file, rule.line, what, "在规则或者文件开头写 `cites: 第几条第几款`")
    for key, word, known in (("confidence", rule.confidence, CONFIDENCES), ("force", rule.force, FORCES)):
        if word not in known and word != getattr(law, key):  # what the law itself says wrongly is told there
            what = f"`{rule.id}` 的 `{key}` 没有取值 `{word}`{suggest(word, known)}"
            yield Fault(rule.file, rule.line, what, f"写 {'、'.join(known)} 之一")
