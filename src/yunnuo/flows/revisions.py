"""Two states of the law side by side: two days of one rulebook, or two rulebooks.

Reads rulebooks only; what the change means for people is told by `flows.impact`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.comparing import (
    Change,
    compare_entries,
    compare_rules,
    describe_term,
    name_words,
)
from yunnuo.rulebook.model import FORCES
from yunnuo.rulebook.phrasing import phrase_rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.comparing import Fields
    from yunnuo.rulebook.model import Law, Rule

TERM_FIELDS = {
    "zh": "中文",
    "en": "英文",
    "options": "选项",
    "applies": "何时适用",
    "sets": "改变的事实",
    "how": "做法",
}
FACT_FIELDS = {"zh": "中文", "level": "层次", "type": "类型", "values": "取值", "default": "缺省"}
LAW_FIELDS = {"zh": "名称", "force": "效力", "period": "有效期", "confidence": "把握"}


@dataclass(frozen=True, slots=True)
class State:
    """One side of a comparison: a rulebook, as a whole or as of a legal day."""

    book: Book
    day: date | None = None

    def rules(self) -> list[Rule]:
        """Return the rules the state speaks with."""
        if self.day is not None:
            return self.book.rules_on(self.day)
        return [rule for article in self.book.articles for rule in article.rules]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs, by kind of entry."""

    old: State
    new: State
    rules: tuple[Change, ...]
    parameters: tuple[Change, ...]
    readings: tuple[Change, ...]
    laws: tuple[Change, ...]
    words: tuple[Change, ...]

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON shape `yunnuo.rules.diff/1`."""
        parts = ("rules", "parameters", "readings", "laws", "words")
        return {
            "schema": "yunnuo.rules.diff/1",
            "old": _tell_state(self.old),
            "new": _tell_state(self.new),
            **{part: [asdict(change) for change in getattr(self, part)] for part in parts},
        }


def compare_states(old: State, new: State) -> Comparison:
    """Return what differs between two states; for two days of one book neither words nor readings can."""
    one, other = old.book, new.book
    return Comparison(
        old,
        new,
        tuple(compare_rules(old.rules(), new.rules(), one, other)),
        tuple(compare_parameters(old, new)),
        tuple(_compare_terms(one, other, "readings")),
        tuple(_compare_laws(one, other)),
        tuple(_compare_words(one, other)),
    )


def _tell_state(state: State) -> dict[str, object]:
    return {"revision": state.book.revision, "on": state.day.isoformat() if state.day else None}


def compare_parameters(old: State, new: State) -> list[Change]:
    """Return the parameters that differ; on days, those whose value on the day does."""
    before, after = ({key: _describe_parameter(state, key) for key in state.book.parameters} for state in (old, new))
    named = {**old.book.parameters, **new.book.parameters}
    names = {field: field for side in (before, after) for fields in side.values() for field in fields}
    return compare_entries(before, after, names, lambda key: named[key].zh)


def _describe_parameter(state: State, key: str) -> Fields:
    parameter = state.book.parameters[key]
    if state.day is not None:
        return {"取值": name_words(parameter.at(state.day) or (), state.book)}
    return {f"自 {held.since} 起": name_words(held.value, state.book) for held in reversed(parameter.values)}


def _compare_terms(old: Book, new: Book, name: str) -> list[Change]:
    one, other = (book.vocabulary.lists.get(name, {}) for book in (old, new))
    named = {**one, **other}
    before, after = ({key: describe_term(term) for key, term in terms.items()} for terms in (one, other))
    return compare_entries(before, after, TERM_FIELDS, lambda key: named[key].zh)


def _compare_words(old: Book, new: Book) -> Iterator[Change]:
    lists = dict.fromkeys((*old.vocabulary.lists, *new.vocabulary.lists))
    for name in lists:
        if name not in ("readings", "words"):
            for change in _compare_terms(old, new, name):
                yield Change(change.what, f"{name}.{change.id}", change.zh, change.fields)
    one, other = old.vocabulary.facts, new.vocabulary.facts
    named = {**one, **other}
    before, after = ({key: _describe_fact(book, key) for key in book.vocabulary.facts} for book in (old, new))
    yield from compare_entries(before, after, FACT_FIELDS, lambda key: named[key].zh)


def _describe_fact(book: Book, key: str) -> Fields:
    fact = book.vocabulary.facts[key]
    return {name: tuple(value) if isinstance(value := getattr(fact, name), tuple) else (value,) for name in FACT_FIELDS}


def _compare_laws(old: Book, new: Book) -> list[Change]:
    one, other = list_laws(old), list_laws(new)
    named = {**one, **other}
    before, after = ({key: _describe_law(law) for key, law in laws.items()} for laws in (one, other))
    return compare_entries(before, after, LAW_FIELDS, lambda key: named[key].title)


def _describe_law(law: Law) -> Fields:
    return {
        "zh": (law.title,),
        "force": (FORCES[law.force],),
        "period": (tell_period(law.since, law.until),),
        "confidence": (law.confidence,),
    }


def list_laws(book: Book) -> dict[str, Law]:
    """Return the laws and platform packs of a rulebook by id, in file order."""
    return {article.law.id: article.law for article in book.articles}


def tell_period(since: date, until: date | None) -> str:
    """Return when something is in force, as people say it."""
    return f"{since} 起" + (f"至 {until}" if until else "")


def tell_comparison(held: Comparison) -> list[str]:
    """Return a comparison as lines for a terminal."""
    lines = [f"旧：{_name_state(held.old)}　新：{_name_state(held.new)}"]
    named = {rule.id: (rule, state.book) for state in (held.old, held.new) for rule in state.rules()}
    for zh, changes in (
        ("规则", held.rules),
        ("参数", held.parameters),
        ("口径", held.readings),
        ("法律和平台", held.laws),
        ("词表", held.words),
    ):
        if changes:
            lines += ["", f"{zh}：{_count_changes(changes)}"]
        for change in changes:
            lines += _tell_change(change, named if changes is held.rules else {})
    return lines if len(lines) > 1 else [*lines, "", "没有不同。"]


def _name_state(state: State) -> str:
    return f"规则库 {state.book.revision}" + (f"，{state.day} 有效的" if state.day else "")


def _count_changes(changes: tuple[Change, ...]) -> str:
    words = {"added": "新增", "removed": "去掉", "changed": "修改"}
    counts = {zh: sum(change.what == what for change in changes) for what, zh in words.items()}
    return "，".join(f"{zh} {count}" for zh, count in counts.items() if count)


def _tell_change(change: Change, named: dict[str, tuple[Rule, Book]]) -> Iterator[str]:
    mark = {"added": "＋", "removed": "－", "changed": "～"}[change.what]
    yield f"{mark} {change.id}　{change.zh}"
    if change.what != "changed" and change.id in named:
        rule, book = named[change.id]
        yield f"    {phrase_rule(rule, book.vocabulary, book.parameters)[0]}"
    for field in change.fields:
        yield f"    {field.zh}："
        yield from (f"      － {line}" for line in field.old)
        yield from (f"      ＋ {line}" for line in field.new)
