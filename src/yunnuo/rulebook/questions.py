"""Reading a question from YAML: facts named by the vocabulary, each value checked, with file, line and suggestions.

A fact written `unknown`, or not written, is unknown. A list of records stands under its kind;
`consent.state: withdrawn` changes that field in every record of a persona. `complete` names the record kinds declared
complete.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import literal
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.parameters import parse_day
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, texts_of
from yunnuo.terms.facts import Facts, Question, Record, Value
from yunnuo.terms.instant import NEVER, day_end

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.vocabulary import Fact, Vocabulary

FOREVER = -NEVER
KEYS = ("on", "facts", "complete")


def read_question(
    entry: dict[Text, Node], file: str, vocabulary: Vocabulary, *, today: date | None, start: Question | None = None
) -> Question:
    """Return the question an entry asks; `start` is what it changes, `today` stands in for a missing `on`."""
    on = pick(entry, "on")
    if on is None and today is None and start is None:
        raise RulebookError([Fault(file, line_of(entry), "缺 `on`（判断哪一天，YYYY-MM-DD）")])
    day = parse_day(as_text(on, file, "on"), file) if on is not None else today or (start.on if start else date.min)
    scalars = dict(start.facts.scalars) | dict(start.act) if start else {}
    records = {kind: list(held) for kind, held in start.facts.records.items()} if start else {}
    for name, node in as_mapping(pick(entry, "facts") or {}, file, "facts").items():
        _place(name, node, file, vocabulary, scalars, records)
    complete = start.facts.complete if start else frozenset()
    if pick(entry, "complete") is not None:
        complete = _complete(entry, file, vocabulary)
    if on is not None or "act_at" not in scalars:
        scalars["act_at"] = scalars["act_at"] if _names(entry, "act_at") else day_end(day)
    if records.get("origin"):
        complete |= {"origin"}
    act = {name: value for name, value in scalars.items() if vocabulary.facts[name].level == "act"}
    person = {name: value for name, value in scalars.items() if name not in act}
    held = {kind: tuple(listed) for kind, listed in records.items()}
    return Question(day, act, Facts(person, held, complete))


def _names(entry: dict[Text, Node], fact: str) -> bool:
    facts = pick(entry, "facts")
    return isinstance(facts, dict) and pick(facts, fact) is not None


def _place(  # one fact goes to one of two places
    name: Text,
    node: Node,
    file: str,
    vocabulary: Vocabulary,
    scalars: dict[str, Value],
    records: dict[str, list[Record]],
) -> None:
    if name in vocabulary.records:
        records[str(name)] = [_record(str(name), item, file, vocabulary) for item in as_list(node, file, name)]
        return
    fact = vocabulary.facts.get(name)
    if fact is None or fact.level in ("derived", "record_derived"):
        known = [key for key, held in vocabulary.facts.items() if held.level not in ("derived", "record_derived")]
        raise RulebookError([Fault(file, name.line, f"没有事实 `{name}`{suggest(name, known)}")])
    value = _value(fact, node, file)
    if value is None and fact.default:
        value = frozenset()  # asked as unknown: its default must not answer in its place
    if not fact.record:
        _change(scalars, str(name), value)
        return
    kind, _, field = name.partition(".")
    records[kind] = [_changed(record, field, value) for record in records.get(kind, [])]
    if not records[kind]:
        raise RulebookError([Fault(file, name.line, f"没有可改的 `{kind}` 记录")])


def _change(scalars: dict[str, Value], name: str, value: Value | None) -> None:
    scalars.pop(name, None)
    if value is not None:
        scalars[name] = value


def _changed(record: Record, field: str, value: Value | None) -> Record:
    changed = {key: held for key, held in record.items() if key != field}
    return changed if value is None else {**changed, field: value}


def _record(kind: str, node: Node, file: str, vocabulary: Vocabulary) -> Record:
    record: dict[str, Value] = {}
    for name, inner in as_mapping(node, file, kind).items():
        fact = vocabulary.facts.get(f"{kind}.{name}")
        if fact is None or fact.level != "record":
            known = [held.id.partition(".")[2] for held in vocabulary.fields(kind)]
            raise RulebookError([Fault(file, name.line, f"`{kind}` 记录没有 `{name}`{suggest(name, known)}")])
        value = _value(fact, inner, file)
        if value is not None:
            record[str(name)] = value
    return record


def _value(fact: Fact, node: Node, file: str) -> Value | None:
    """Return a checked value, or None for `unknown`."""
    if fact.type == "set" or (fact.each and isinstance(node, list)):
        words = texts_of(node, file, fact.id)
        if words == ["unknown"]:
            return None
        if words == ["all"]:
            return frozenset(fact.values)
        return frozenset(str(_checked(fact, word, file)) for word in words)
    word = as_text(node, file, fact.id)
    if word == "unknown":
        return None
    return _checked(fact, word, file)


def _checked(fact: Fact, word: Text, file: str) -> Value:
    if fact.type == "instant" and word in ("forever", "never"):
        return FOREVER if word == "forever" else NEVER
    try:
        return literal(fact, word)
    except ValueError as error:
        raise RulebookError([Fault(file, word.line, str(error))]) from None


def _complete(entry: dict[Text, Node], file: str, vocabulary: Vocabulary) -> frozenset[str]:
    words = texts_of(pick(entry, "complete"), file, "complete")
    for word in words:
        if word not in vocabulary.records:
            raise RulebookError([Fault(file, word.line, f"没有记录种类 `{word}`{suggest(word, vocabulary.records)}")])
    return frozenset(str(word) for word in words)


def act_of(question: Question) -> Mapping[str, Value]:
    """Return the act facts with a single category made a set of one, as programs expect."""
    category = question.act.get("category")
    return {**question.act, "category": frozenset({category})} if isinstance(category, str) else question.act
