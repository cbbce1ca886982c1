"""The heart of the shipped rulebook, and ways to spoil it: what a sound book keeps, a spoiled one must break."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from yunnuo.rulebook.book import Book, load_book
from yunnuo.rulebook.conditions import parse_condition
from yunnuo.rulebook.model import Rule
from yunnuo.rulebook.subset import Text

if TYPE_CHECKING:
    from yunnuo.rulebook.conditions import Condition

BOOK = load_book()
TODAY = date(2026, 11, 23)
HEART = frozenset(
    {
        *(f"pipl.a{number:03}" for number in (4, 5, 13, 14, 15, 17, 44)),
        *(f"platform.{page}" for page in ("common.route", "taobao_tmall.members", "taobao_tmall.order_data")),
        "cpl.a029",
        "sms_2026.a021",
    }
)


@cache
def small_book() -> Book:
    """Return the heart of the shipped book: consent, refusal, notice, messages and one platform."""
    return replace(BOOK, articles=tuple(article for article in BOOK.articles if article.id in HEART))


def lines(*texts: str) -> tuple[Condition, ...]:
    """Return conditions as a rule has them."""
    return tuple(parse_condition(Text(text, 1), "", BOOK.vocabulary, BOOK.parameters) for text in texts)


def new_rule(name: str, kind: str, gate: str, *when: str, force: str = "statute") -> Rule:
    """Return a rule nobody wrote into the law."""
    return Rule(name, kind, gate, name, TODAY, None, when=lines(*when), force=force)


def with_rules(book: Book, *rules: Rule) -> Book:
    """Return the book with more rules."""
    first = book.articles[0]
    added = replace(first, rules=(*first.rules, *rules))
    versions = {rule.id: (rule,) for rule in rules}
    return replace(book, articles=(added, *book.articles[1:]), rules={**book.rules, **versions})


def change_rule(book: Book, rule_id: str, *others: Rule) -> Book:
    """Return the book with a rule replaced by others, or left out."""

    def changed(rule: Rule) -> tuple[Rule, ...]:
        return others if rule.id == rule_id else (rule,)

    articles = tuple(
        replace(article, rules=tuple(new for rule in article.rules for new in changed(rule)))
        for article in book.articles
    )
    return replace(book, articles=articles)


class TimelessBook(Book):
    """A book that applies every rule it ever had."""

    def rules_on(self, day: date) -> list[Rule]:  # noqa: ARG002  # that is the mistake
        """Return the rules of all times."""
        return [rule for article in self.articles for rule in article.rules]


def make_timeless(book: Book) -> Book:
    """Return the same book, forgetting the dates of its rules."""
    return TimelessBook(**{field.name: getattr(book, field.name) for field in fields(Book)})
