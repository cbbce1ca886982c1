"""JSON Schema (2020-12) of the files people write: fact files and case files (rule blocks: `rule_schema`).

Made from the vocabulary, so that an editor offers the names, values and fields there are, with their Chinese names.
Says no more than what reading the file checks; must never be the only check.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.rulebook.cases import KEYS as CASE_KEYS
from yunnuo.rulebook.phrasing import phrase_value
from yunnuo.rulebook.schema_parts import (
    DAY,
    DERIVED,
    DIALECT,
    Schema,
    choose_term,
    day_text,
    describe_object,
    label_values,
    list_of,
)
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary

CLOCK: Final = r"([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
CASES_ZH: Final = {
    "case": "案例：审阅的人会说的一句话，写出结论",
    "like": "从哪个样本人开始（vocab/personas.yaml）",
    "on": "判断哪一天（YYYY-MM-DD）",
    "facts": "改变的事实",
    "complete": "声明完整的记录种类",
    "readings": "选定的口径",
    "expect": "规则库应当给出的结论",
    "gate": "只看哪一关",
    "by": "由哪些规则决定",
    "missing": "说缺哪些事实",
    "duties": "附随哪些义务",
    "speaks": "适用的规则",
    "silent": "不适用的规则",
    "doubts": "说不清是否适用的规则",
    "due": "有期限的义务最迟到哪一天（或者时刻）",
    "blind": "写案例时没有看过规则的答案（yes）",
    "drafted": "由工具起草、待人复核（yes）",
}


def facts_schema(book: Book) -> Schema:
    """Return the schema of a fact file: one question or a list, its facts under `facts` or at the top."""
    named = _facts(book)
    frame = {"on": day_text("判断哪一天（YYYY-MM-DD），缺省今天"), "complete": _complete(book.vocabulary)}
    long = describe_object({**frame, "facts": {"$ref": "#/$defs/facts"}}, "一次处理", required=["facts"])
    whole: dict[str, Schema] = {"facts": {"$ref": "#/$defs/facts"}}  # an empty file is offered `facts` too
    top = {**frame, **whole, **_references(named)}
    short = describe_object(top, "一次处理（简写：事实直接写在这里）", patterns=_changes(book))
    question = {"if": {"required": ["facts"]}, "then": {"$ref": "#/$defs/long"}, "else": {"$ref": "#/$defs/short"}}
    return {
        "$schema": DIALECT,
        "title": "允诺：事实文件",
        "description": f"写给 yunnuo decide 的事实；没有写的就是不知道。规则库 {book.revision}。",
        **_one_or_list({"$ref": "#/$defs/question"}),
        "$defs": {
            "question": question,
            "long": long,
            "short": short,
            "facts": _fact_object(book, named),
            **_definitions(named),
        },
    }


def cases_schema(book: Book, personas: Iterable[str]) -> Schema:
    """Return the schema of a case file beside an article."""
    named = _facts(book)
    rules = list_of({"enum": list(book.rules)})
    known: dict[str, Schema] = {
        "case": {"type": "string", "minLength": 1},
        "like": {"enum": list(personas)},
        "on": day_text(""),
        "facts": {"$ref": "#/$defs/facts"},
        "complete": _complete(book.vocabulary),
        "readings": _readings(book.vocabulary),
        "expect": {"enum": [*map(str, Outcome), "no_rule", "not_applicable"]},
        "gate": choose_term(book.vocabulary, "gates"),
        "missing": list_of({"enum": [*book.vocabulary.records, *_stated(book.vocabulary)]}),
        "blind": {"enum": ["yes"]},
        "drafted": {"enum": ["yes"]},
        "due": {
            "type": "object",
            "propertyNames": {"enum": list(book.rules)},
            "additionalProperties": {"type": "string"},
        },
    }
    keys = {key: {**known.get(key, rules), "description": CASES_ZH.get(key, key)} for key in CASE_KEYS}
    return {
        "$schema": DIALECT,
        "title": "允诺：案例文件",
        "description": f"与条文放在一起的案例（aNNN.cases.yaml）。规则库 {book.revision}。",
        **describe_object(
            {
                "signed_by": {"type": "string", "description": "由谁签字；律师签字以前写 none"},
                "cases": {"type": "array", "items": {"$ref": "#/$defs/case"}},
            },
            "案例文件",
            required=["signed_by", "cases"],
        ),
        "$defs": {
            "case": describe_object(keys, "案例", required=["case"]),
            "facts": _fact_object(book, named),
            **_definitions(named),
        },
    }


def _stated(vocabulary: Vocabulary) -> list[str]:
    return [fact.id for fact in vocabulary.facts.values() if fact.level not in DERIVED]


def _facts(book: Book) -> dict[str, Schema]:
    """Return the schema of every fact a question may state and of every kind of record, by its id."""
    vocabulary = book.vocabulary
    named = {
        fact.id: _fact(fact, vocabulary) for fact in vocabulary.facts.values() if fact.level not in (*DERIVED, "record")
    }
    for kind in vocabulary.records.values():
        fields = {fact.id.partition(".")[2]: _fact(fact, vocabulary) for fact in vocabulary.fields(kind.id)}
        named[kind.id] = {
            "type": "array",
            "description": f"{kind.zh}，每条一项",
            "items": describe_object(fields, kind.zh),
        }
    return named


def _fact_object(book: Book, named: Mapping[str, Schema]) -> Schema:
    return describe_object(_references(named), "事实", patterns=_changes(book))


def _changes(book: Book) -> dict[str, Schema]:
    """Return the facts of records as they are changed in every record at once: `consent.state: withdrawn`."""
    facts = [fact for fact in book.vocabulary.facts.values() if fact.level == "record"]
    return {f"^{re.escape(fact.id)}$": _fact(fact, book.vocabulary) for fact in facts}


def _references(named: Mapping[str, Schema]) -> dict[str, Schema]:
    return {key: {"$ref": f"#/$defs/fact_{key}"} for key in named}


def _definitions(named: Mapping[str, Schema]) -> dict[str, Schema]:
    return {f"fact_{key}": held for key, held in named.items()}


def _fact(fact: Fact, vocabulary: Vocabulary) -> Schema:
    """Return what may be written for one fact; `unknown` always may."""
    note = f"{fact.zh}（不写时：{phrase_value(fact, fact.default, vocabulary)}）" if fact.default else fact.zh
    words = {value: phrase_value(fact, value, vocabulary) for value in fact.values}
    if fact.type == "set" or fact.each:
        free = fact.type == "set" and not fact.values
        member: Schema = {"type": ["string", "integer"]} if free else label_values(words)
        several = [{"type": "array", "items": member}, {"enum": ["all", "unknown", ["all"], ["unknown"]]}, member]
        return {"description": note, "anyOf": several}
    if words:
        return {"description": note, **label_values({**words, "unknown": "不知道"})}
    shapes: dict[str, Schema] = {
        "instant": {"type": "string", "pattern": f"^({DAY}{CLOCK}|forever|never|unknown)$"},
        "int": {"type": ["integer", "string"], "pattern": r"^(-?\d+|unknown)$"},
    }
    return {"description": note, **shapes.get(fact.type, {"type": ["string", "integer"]})}


def _one_or_list(item: Schema) -> Schema:
    return {"if": {"type": "array"}, "then": {"items": item}, "else": item}


def _complete(vocabulary: Vocabulary) -> Schema:
    kinds = label_values({kind.id: kind.zh for kind in vocabulary.records.values()})
    return {**list_of(kinds), "description": "声明完整的记录种类：没有记录就是没有发生"}


def _readings(vocabulary: Vocabulary) -> Schema:
    points = {
        term.id: {
            "description": term.zh,
            **label_values(dict(zip(term.texts("options"), term.texts("options_zh"), strict=False))),
        }
        for term in vocabulary.lists["readings"].values()
    }
    return describe_object(points, "选定的口径")
