"""What to learn: the Chinese name of a missing fact and how to come by it. Never what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yunnuo.rulebook.book import Book


def ask_for(book: Book, fact_id: str) -> tuple[str, str]:
    """Return the Chinese name of a missing fact and what to do to learn it."""
    records = book.vocabulary.records
    if fact_id in records:
        return f"{records[fact_id].zh}是否完整", records[fact_id].ask
    fact = book.vocabulary.facts[fact_id]
    kind = f"{records[fact.record].zh}：" if fact.record else ""
    return kind + fact.zh, fact.ask or "补充这项事实后重新判断"
