"""The closed lists the rulebook speaks in: facts, purposes, channels, categories, gates, remedies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, plain, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LISTS = (
    "acts",
    "purposes",
    "channels",
    "categories",
    "platforms",
    "manners",
    "notice_elements",
    "gates",
    "remedies",
    "readings",
    "agreement_clauses",
    "sensitive_kinds",
    "request_kinds",
)
WORDINGS = ("words", "reasons", "plain")  # how things are said; a rulebook decides the same without them


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a closed list; `more` holds its other keys as plain text, lists and mappings."""

    id: str
    zh: str
    en: str
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the Chinese name and every other one people write."""
        return (self.zh, *self.texts("aka"))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list-valued key as texts; absent = empty."""
        value = self.more.get(key, [])
        return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the vocabulary. `level`: act, person, derived, or record (then `record` names the kind)."""

    id: str
    zh: str
    level: str
    type: str
    values: tuple[str, ...] = ()
    record: str = ""
    each: bool = False
    default: str = ""
    default_zh: str = ""
    ask: str = ""
    kept: str = ""  # why it stays although no rule asks for it
    file: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: Chinese name, the field that orders it in time, what to ask when the list may be incomplete."""

    id: str
    zh: str
    at: str
    ask: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a rule may name."""

    facts: Mapping[str, Fact]
    records: Mapping[str, RecordKind]
    lists: Mapping[str, Mapping[str, Term]]

    def term(self, list_name: str, term_id: str) -> Term:
        """Return a term of a closed list; KeyError when it does not exist."""
        return self.lists[list_name][term_id]

    def zh(self, list_name: str, term_id: str) -> str:
        """Return the Chinese name of a term, or its id when unknown."""
        held = self.lists[list_name].get(term_id)
        return held.zh if held else term_id

    def fields(self, kind: str) -> Iterator[Fact]:
        """Yield the stored (not derived) facts of a record kind."""
        return (fact for fact in self.facts.values() if fact.record == kind and fact.level == "record")

    def resolve(self, list_name: str, word: str) -> str:
        """Return the id of a term by id, Chinese name or other name (`aka`); KeyError with suggestions when none is."""
        terms = self.lists[list_name]
        if word in terms:
            return word
        found = [term.id for term in terms.values() if word in term.names]
        if found:
            return found[0]
        raise KeyError(suggest(word, [*terms, *(name for term in terms.values() for name in term.names)]))


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read the vocab folder, with `facts.yaml` and every file of `facts/`; raise RulebookError with file and line."""
    lists = {name: _load_list(folder / f"{name}.yaml") for name in LISTS}
    for name in WORDINGS:
        lists[name] = _load_list(folder / f"{name}.yaml") if (folder / f"{name}.yaml").exists() else {}
    facts: dict[str, Fact] = {}
    records: dict[str, RecordKind] = {}
    for file in [folder / "facts.yaml", *sorted((folder / "facts").glob("*.yaml"))]:
        name = f"vocab/{file.relative_to(folder)}"
        root = as_mapping(read_subset(file.read_text("utf-8"), name), name, "事实表")
        for level in ("act", "person", "derived"):
            for node in as_list(pick(root, level), name, level):
                _add(facts, _fact(node, name, level, "", lists), name, node)
        records |= _load_records(root, name, lists, facts)
    return Vocabulary(facts, records, lists)


def _load_list(file: Path) -> dict[str, Term]:
    name = f"vocab/{file.name}"
    terms: dict[str, Term] = {}
    lines: dict[str, int] = {}
    for node in as_list(read_subset(file.read_text("utf-8"), name), name, "词表"):
        entry = as_mapping(node, name, "词条")
        more = {str(key): plain(value) for key, value in entry.items() if key not in ("id", "zh", "en")}
        term_id = as_text(pick(entry, "id"), name, "id")
        if term_id in terms:
            raise RulebookError([Fault(name, term_id.line, f"`{term_id}` 重复")])
        zh = as_text(pick(entry, "zh"), name, "zh")
        terms[str(term_id)] = Term(str(term_id), str(zh), str(pick(entry, "en") or ""), more)
        lines[str(term_id)] = term_id.line
    _check_names(terms, lines, name)
    return terms


def _check_names(terms: Mapping[str, Term], lines: Mapping[str, int], file: str) -> None:
    """Raise RulebookError when another name of a term (`aka`) also names a second one: the first would be picked."""
    for term in terms.values():
        for alias in term.texts("aka"):
            others = [other for other in terms.values() if other is not term and alias in (other.id, *other.names)]
            if others:
                what = f"`{term.id}` 的别名 `{alias}` 也是 `{others[0].id}` 的名称"
                raise RulebookError([Fault(file, lines[term.id], what, "一种写法只归一个词条")])


def _load_records(
    root: dict[Text, Node], name: str, lists: Mapping[str, Mapping[str, Term]], facts: dict[str, Fact]
) -> dict[str, RecordKind]:
    records: dict[str, RecordKind] = {}
    for kind, node in as_mapping(pick(root, "record") or {}, name, "record").items():
        entry = as_mapping(node, name, kind)
        zh, at, ask = (str(as_text(pick(entry, key), name, key)) for key in ("zh", "at", "ask"))
        records[str(kind)] = RecordKind(str(kind), zh, at, ask)
        for item in as_list(pick(entry, "fields"), name, "fields"):
            _add(facts, _fact(item, name, "record", str(kind), lists), name, item)
    for kind, node in as_mapping(pick(root, "record_derived") or {}, name, "record_derived").items():
        for item in as_list(node, name, kind):
            _add(facts, _fact(item, name, "record_derived", str(kind), lists), name, item)
    return records


def _fact(node: Node, name: str, level: str, record: str, lists: Mapping[str, Mapping[str, Term]]) -> Fact:
    entry = as_mapping(node, name, "事实")
    own = str(as_text(pick(entry, "id"), name, "id"))
    kind = as_text(pick(entry, "type"), name, "type")
    if kind not in ("bool", "instant", "int", "id", "one", "set"):
        raise RulebookError([Fault(name, kind.line, f"没有类型 `{kind}`")])
    return Fact(
        id=f"{record}.{own}" if record else own,
        zh=str(as_text(pick(entry, "zh"), name, "zh")),
        level=level,
        type=str(kind),
        values=_values(entry, name, lists) if kind != "bool" else ("yes", "no"),
        record=record,
        each=pick(entry, "each") == "true",
        default=str(pick(entry, "default") or ""),
        default_zh=str(pick(entry, "default_zh") or ""),
        ask=str(pick(entry, "ask") or ""),
        kept=str(pick(entry, "kept") or ""),
        file=name,
        line=line_of(entry),
    )


def _values(entry: dict[Text, Node], name: str, lists: Mapping[str, Mapping[str, Term]]) -> tuple[str, ...]:
    words = texts_of(pick(entry, "values") or [], name, "values")
    if len(words) == 1 and words[0].startswith("vocab:"):
        list_name = words[0].removeprefix("vocab:")
        if list_name not in lists:
            raise RulebookError([Fault(name, words[0].line, f"没有词表 `{list_name}`{suggest(list_name, lists)}")])
        return tuple(lists[list_name])
    return tuple(str(word) for word in words)


def _add(facts: dict[str, Fact], fact: Fact, name: str, node: Node) -> None:
    if fact.id in facts:
        line = as_text(pick(as_mapping(node, name, "事实"), "id"), name, "id").line
        raise RulebookError([Fault(name, line, f"事实 `{fact.id}` 重复")])
    facts[fact.id] = fact
