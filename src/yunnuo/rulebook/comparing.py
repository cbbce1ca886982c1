"""What differs between two states of the rulebook, field by field and in Chinese.

A state is everything a folder says, or what is in force on one day. Must never say which state is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.model import FORCES, KINDS, TIMINGS
from yunnuo.rulebook.phrasing import EXPOSURES, OVER, STATUSES, phrase_condition, phrase_move, phrase_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Reading, Rule
    from yunnuo.rulebook.vocabulary import Term

KINDS_ZH = dict(zip(KINDS, ("准许", "禁止", "要求", "定义", "缺省禁止", "未编码"), strict=True))
FIELDS_ZH = {
    "kind": "种类",
    "gate": "关口",
    "zh": "说法",
    "over": "记录",
    "when": "条件",
    "must": "要求",
    "unless": "例外",
    "gives": "算作",
    "timing": "时间",
    "duty": "义务",
    "overrides": "优先于",
    "remedy": "怎样可以",
    "reading": "理解",
    "exposure": "后果",
    "force": "效力",
    "confidence": "把握",
    "citation": "出处",
    "rank": "次序",
    "period": "有效期",
}
NUMBERED = re.compile(r"\.not_encoded\d+$")

Fields = dict[str, tuple[str, ...]]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one entry: the lines it lost and the lines it gained."""

    field: str
    zh: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that was added, removed or changed; `zh` is how people call it."""

    what: str
    id: str
    zh: str
    fields: tuple[FieldChange, ...] = ()


def compare_rules(old: Iterable[Rule], new: Iterable[Rule], before: Book, after: Book) -> list[Change]:
    """Return the rules that were added, removed or changed, in the order of the new state."""
    held, given = _pair_up(list(old), list(new))
    changes = [Change("removed", rule.id, rule.zh) for key, rule in held.items() if key not in given]
    for key, rule in given.items():
        if key not in held:
            changes.append(Change("added", rule.id, rule.zh))
            continue
        fields = list_fields(describe_rule(held[key], before), describe_rule(rule, after), FIELDS_ZH)
        if fields:
            changes.append(Change("changed", rule.id, rule.zh, fields))
    return changes


def _pair_up(old: list[Rule], new: list[Rule]) -> tuple[dict[Key, Rule], dict[Key, Rule]]:
    """Return both sides under keys that meet: the same version, else the same id with its first day moved."""
    held: dict[Key, Rule] = {(*_name_of(rule), rule.since): rule for rule in old}
    given: dict[Key, Rule] = {(*_name_of(rule), rule.since): rule for rule in new}
    lone = {key[:-1]: key for key in held if key not in given}
    moved: dict[Key, Rule] = {}
    for key, rule in given.items():
        moved[lone.pop(key[:-1]) if key not in held and key[:-1] in lone else key] = rule
    return held, moved


def _name_of(rule: Rule) -> tuple[str, ...]:
    """Return what names a rule: its id, or for a paragraph without one its place and words (numbers move)."""
    return (NUMBERED.sub("", rule.id), rule.zh) if NUMBERED.search(rule.id) else (rule.id,)


def list_fields(old: Fields, new: Fields, names: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Return the fields that differ; of a list only the lines that came or went, unless only their order changed."""
    changes = []
    for field in dict.fromkeys((*old, *new)):
        one, other = old.get(field, ()), new.get(field, ())
        if one == other:
            continue
        gone = tuple(line for line in one if line not in other)
        come = tuple(line for line in other if line not in one)
        lines = (gone, come) if gone or come else (one, other)
        changes.append(FieldChange(field, names.get(field, field), *lines))
    return tuple(changes)


def describe_rule(rule: Rule, book: Book) -> Fields:
    """Return every field of a rule as Chinese lines; an empty one has none."""
    vocabulary = book.vocabulary
    fields = {
        "kind": KINDS_ZH[rule.kind],
        "gate": vocabulary.zh("gates", rule.gate) if rule.gate else "",
        "zh": rule.zh,
        "over": OVER[rule.quantifier].format(count=rule.count) + vocabulary.records[rule.record].zh
        if rule.quantifier
        else "",
        "gives": _tell_gift(rule, book),
        "timing": _tell_timing(rule, book),
        "duty": rule.duty,
        "overrides": rule.overrides,
        "force": FORCES.get(rule.force, rule.force),
        "confidence": rule.confidence,
        "citation": rule.citation,
        "rank": str(rule.rank),
        "period": f"{rule.since} 起" + (f"至 {rule.until}" if rule.until else ""),
    }
    lists = {
        "when": _phrases(rule.when, book),
        "must": _phrases(rule.must, book),
        "unless": ["，且".join(_phrases(lines, book)) for lines in rule.unless],
        "remedy": [vocabulary.zh("remedies", remedy) for remedy in rule.remedies],
        "reading": _tell_reading(rule.reading, book),
        "exposure": [f"{EXPOSURES[item.kind]}：{item.authority}——{item.sanction}" for item in rule.exposures],
    }
    return {key: tuple(lists[key]) if key in lists else tuple(filter(None, [fields[key]])) for key in FIELDS_ZH}


def _tell_gift(rule: Rule, book: Book) -> str:
    if not rule.fact:
        return ""
    fact = book.vocabulary.facts[rule.fact]
    value = rule.value == "yes" if fact.type == "bool" else rule.value
    return f"{fact.zh}＝{phrase_value(fact, value, book.vocabulary)}"


def _phrases(conditions: Iterable[Condition], book: Book) -> list[str]:
    return [phrase_condition(item, book.vocabulary, book.parameters) for item in conditions]


def _tell_timing(rule: Rule, book: Book) -> str:
    due = f"，不迟于{phrase_move(rule.due, book.vocabulary, book.parameters)}" if rule.due else ""
    return f"{TIMINGS[rule.timing]}{due}" if rule.timing else ""


def _tell_reading(reading: Reading, book: Book) -> list[str]:
    lines = [f"{reading.says}（{STATUSES[reading.status]}）"] if reading.says or reading.status != "settled" else []
    lines += [f"理由：{reading.because}"] if reading.because else []
    point = f"{book.vocabulary.zh('readings', reading.point)}：{reading.option}" if reading.point else ""
    return [*lines, f"口径：{point}"] if point else lines


def compare_entries(
    old: Mapping[str, Fields], new: Mapping[str, Fields], names: Mapping[str, str], zh: Callable[[str], str]
) -> list[Change]:
    """Return what was added, removed or changed among entries described field by field."""
    changes = [Change("removed", key, zh(key)) for key in old if key not in new]
    changes += [Change("added", key, zh(key)) for key in new if key not in old]
    for key in new:
        fields = list_fields(old[key], new[key], names) if key in old else ()
        if fields:
            changes.append(Change("changed", key, zh(key), fields))
    return changes


def describe_term(term: Term) -> Fields:
    """Return a term of a closed list field by field."""
    more = {key: _flatten(value) for key, value in term.more.items()}
    return {"zh": (term.zh,), "en": tuple(filter(None, [term.en])), **more}


def _flatten(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(f"{key}: {inner}" for key, inner in value.items())
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def name_words(words: Sequence[str], book: Book) -> tuple[str, ...]:
    """Return ids of a parameter as their closed list calls them; what is in no list stays as it is."""
    lists = [terms for name, terms in book.vocabulary.lists.items() if name != "words"]
    home = next((terms for terms in lists if words and all(word in terms for word in words)), {})
    return tuple(home[word].zh if word in home else word for word in words)
