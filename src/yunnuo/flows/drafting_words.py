"""Saying a drafted case in one Chinese sentence that stands by itself: the persona, the day, what differs, the result.

Must never tell more or less than the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.flows.drafting_text import list_changes
from yunnuo.rulebook.conditions import Condition
from yunnuo.rulebook.phrasing import phrase_condition, phrase_value
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.drafting_text import Changes, Draft
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Question, Record, Value

RESULTS = {"speaks": "适用", "silent": "不适用", "doubts": "缺事实，不能判断是否适用"}
FEW = 3  # words by which a set may differ and still be told by them
OTHER_OUTCOMES = {"not_applicable": "这一关不适用", "no_rule": "没有规则可以判断"}


def name_draft(book: Book, draft: Draft, persona: str) -> str:
    """Return the sentence of a case without its result: the persona, the day, what differs, the readings chosen."""
    changes = list_changes(book, draft.start, draft.question)
    words = [persona]
    if draft.question.on != draft.start.on:
        words.append(draft.question.on.isoformat())
    words += _phrase_changes(book, changes, draft.start)
    words += _phrase_complete(book, draft)
    for point, option in draft.readings:
        term = book.vocabulary.term("readings", point)
        named = dict(zip(term.texts("options"), term.texts("options_zh"), strict=False))
        words.append(f"采“{named.get(option, option)}”口径")
    return "，".join(words)


def _phrase_complete(book: Book, draft: Draft) -> list[str]:
    old, new = draft.start.facts.complete, draft.question.facts.complete
    kinds = book.vocabulary.records
    told = [f"{kinds[kind].zh}未声明完整" for kind in sorted(old - new)]
    return told + [f"{kinds[kind].zh}已声明完整" for kind in sorted(new - old)]


def _phrase_changes(book: Book, changes: Changes, start: Question) -> list[str]:
    """Return what differs, the fields of one kind of record together."""
    said: dict[str, list[str]] = {}
    for key, value in changes.items():
        if isinstance(value, tuple):
            said[key] = [_phrase_records(book, key, value, start.facts.records.get(key, ()))]
        else:
            record, _, name = key.rpartition(".")
            records = start.facts.records.get(record, ()) if record else ()
            old = records[0].get(name) if records else start.act.get(key, start.facts.scalars.get(key))
            said.setdefault(record or key, []).append(_phrase_fact(book, book.vocabulary.facts[key], value, old))
    kinds = book.vocabulary.records
    listed = {kind for kind, value in changes.items() if isinstance(value, tuple)}
    return [
        f"{kinds[key].zh}：{'；'.join(words)}" if key in kinds and key not in listed else "、".join(words)
        for key, words in said.items()
    ]


def _phrase_records(book: Book, kind: str, records: tuple[Record, ...], old: Sequence[Record]) -> str:
    zh = book.vocabulary.records[kind].zh
    if not records:
        return f"没有{zh}"
    usual = old[0] if old else {}
    parts = []
    for number, record in enumerate(records, 1):
        names = [name for name in dict.fromkeys([*usual, *record]) if usual.get(name) != record.get(name)]
        if not usual:
            telling = {name for name in record if book.vocabulary.facts[f"{kind}.{name}"].type in ("one", "bool")}
            names = [name for name in record if name in telling or name == book.vocabulary.records[kind].at]
        told = [
            _phrase_fact(book, book.vocabulary.facts[f"{kind}.{name}"], record.get(name), usual.get(name))
            for name in names
        ]
        parts.append(f"第 {number} 条{'、'.join(told) or '同样'}")
    return f"有 {len(records)} 条{zh}（{'；'.join(parts)}）"


def _phrase_fact(book: Book, fact: Fact, value: Value | None, old: Value | None = None) -> str:
    """Return what a fact is; of a set that differs little from an old one, what it has more or less."""
    if value is None:
        return f"不知道{'是否' if fact.type == 'bool' and '是否' not in fact.zh else ''}{fact.zh}"
    if isinstance(value, bool) or (isinstance(value, str) and fact.values):
        return phrase_condition(Condition(fact.id, "is", value, 0, ""), book.vocabulary)
    if value == frozenset():
        return f"{fact.zh}为空"
    if isinstance(value, frozenset) and isinstance(old, frozenset) and value & old and len(value ^ old) <= FEW:
        return "、".join(
            f"{fact.zh}里{word}{phrase_value(fact, part, book.vocabulary)}"
            for word, part in (("没有", old - value), ("另有", value - old))
            if part
        )
    return f"{fact.zh}为 {phrase_value(fact, value, book.vocabulary)}"


def name_result(book: Book, draft: Draft) -> str:
    """Return what a case states."""
    day = draft.question.on
    said = []
    for key, value in draft.stated.items():
        if key in RESULTS:
            said += [f"{RESULTS[key]}“{book.rule(rule_id, day).zh}”" for rule_id in value]
        elif key == "due" and not isinstance(value, str | tuple):
            said += [
                f"“{book.rule(rule_id, day).zh}”最迟到 {word.replace('T', ' ')}" for rule_id, word in value.items()
            ]
        elif key == "expect" and isinstance(value, str):
            gate = book.vocabulary.zh("gates", str(draft.stated["gate"]))
            said.append(f"{gate}：{OTHER_OUTCOMES.get(value) or Outcome(value).zh}")
    return "；".join(said)
