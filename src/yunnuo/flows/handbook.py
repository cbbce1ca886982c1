"""What the rulebook offers to readers: its facts, its rules on a day, one article's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import suggest
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Article

_GROUPS = {"act": "行为（一次活动内不变）", "person": "个人和联系方式"}


def describe_facts(book: Book) -> list[dict[str, object]]:
    """Return every fact a question may state, in vocabulary order, grouped by where it is written."""
    rows: list[dict[str, object]] = []
    for fact in book.vocabulary.facts.values():
        if fact.level in ("derived", "record_derived"):
            continue
        group = fact.record or fact.level
        rows.append(
            {
                "group": group,
                "group_zh": _group_zh(book, group),
                "id": fact.id.partition(".")[2] or fact.id,
                "zh": fact.zh,
                "type": fact.type,
                "values": list(fact.values),
                "default": fact.default or None,
            }
        )
    return rows


def _group_zh(book: Book, group: str) -> str:
    if group in _GROUPS:
        return f"{_GROUPS[group]}："
    return f"{group}: 记录列表——{book.vocabulary.records[group].zh}（每条写下面这些）："


def list_rows(book: Book, day: date) -> list[dict[str, object]]:
    """Return the rules in force on a legal day as plain values."""
    return [
        {
            "id": rule.id,
            "kind": rule.kind,
            "gate": rule.gate or rule.fact,
            "zh": rule.zh,
            "citation": rule.citation,
            "force": rule.force,
            "confidence": rule.confidence,
            "since": rule.since.isoformat(),
            "until": rule.until.isoformat() if rule.until else None,
        }
        for rule in book.rules_on(day)
        if rule.kind != "not_encoded"
    ]


def find_article(book: Book, article_id: str) -> Article:
    """Return an article by its id, or the article of a rule by the rule's; raise InputError with suggestions."""
    for article in book.articles:
        if article.id == article_id or any(rule.id == article_id for rule in article.rules):
            return article
    near = suggest(article_id, [article.id for article in book.articles]).removeprefix("；")
    raise InputError(
        "rules.article", "没有这一条", why=near, todo="用 yunnuo rules list 看编号（规则编号的前两段是条的编号）"
    )


def read_page(folder: Path, article: Article) -> str:
    """Return the file of an article as it stands in the rulebook folder."""
    return (folder / article.file).read_text("utf-8")


def build_schema(folder: Path, name: str) -> dict[str, object]:
    """Return the JSON Schema of `facts`, `cases` or `rule` as the rulebook in a folder has it."""
    from yunnuo.rulebook.book import load_book
    from yunnuo.rulebook.cases import load_personas
    from yunnuo.rulebook.rule_schema import rule_schema
    from yunnuo.rulebook.schema import cases_schema, facts_schema

    book = load_book(folder)
    if name == "cases":
        return cases_schema(book, load_personas(folder, book.vocabulary))
    return facts_schema(book) if name == "facts" else rule_schema(book)
