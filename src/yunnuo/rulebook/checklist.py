"""The notice checklist N1-N31 and the words a notice document is written in, read from `notice/*.yaml`.

Says which element stands where in a document; when an element is needed is said by the rules of the notice gate and by
nothing here. Must never judge a notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from yunnuo.rulebook.book import SHIPPED
from yunnuo.rulebook.errors import Fault, RulebookError
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, read_subset, texts_of
from yunnuo.rulebook.vocabulary import Term

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROW_KEYS = ("id", "zh", "elements", "covers", "only", "facts", "when", "asks_again", "elsewhere", "note")
FORM_KEYS = ("id", "zh", "rules", "words", "limit", "probe")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the checklist. `elements`: element -> {place in the document: its name}; `when` as written."""

    id: str
    zh: str
    elements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    covers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    when: tuple[Text, ...] = ()
    asks_again: str = ""
    elsewhere: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A check of form: wordings that fail it, a limit of characters, or a probe the product makes itself."""

    id: str
    zh: str
    rules: tuple[str, ...] = ()
    words: tuple[re.Pattern[str], ...] = ()
    limit: int = 0
    probe: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Rows in order, forms in order, and the closed lists of `words.yaml`."""

    rows: tuple[Row, ...]
    forms: tuple[Form, ...]
    lists: Mapping[str, Mapping[str, Term]]


@cache
def load_checklist(folder: Path = SHIPPED) -> Checklist:
    """Read the three files of a rulebook folder; raise RulebookError with file and line."""
    rows = tuple(_row(entry, file) for entry, file in _entries(folder, "rows"))
    forms = tuple(_form(entry, file) for entry, file in _entries(folder, "forms"))
    return Checklist(rows, forms, _words(folder))


def _read(folder: Path, name: str) -> tuple[Node, str]:
    file = f"notice/{name}.yaml"
    return read_subset((folder / file).read_text("utf-8"), file), file


def _entries(folder: Path, name: str) -> list[tuple[dict[Text, Node], str]]:
    root, file = _read(folder, name)
    known = ROW_KEYS if name == "rows" else FORM_KEYS
    entries = [as_mapping(node, file, "条目") for node in as_list(root, file, name)]
    for entry in entries:
        for key in entry:
            if key not in known:
                raise RulebookError([Fault(file, key.line, f"没有键 `{key}`")])
    return [(entry, file) for entry in entries]


def _row(entry: dict[Text, Node], file: str) -> Row:
    elements = {
        str(element): {
            str(place): str(as_text(zh, file, place)) for place, zh in as_mapping(node, file, element).items()
        }
        for element, node in as_mapping(pick(entry, "elements") or {}, file, "elements").items()
    }
    return Row(
        id=_text(entry, "id", file),
        zh=_text(entry, "zh", file),
        elements=elements,
        covers=_places(entry, "covers", file),
        only=_places(entry, "only", file),
        facts=tuple(str(word) for word in texts_of(pick(entry, "facts") or [], file, "facts")),
        when=tuple(texts_of(pick(entry, "when") or [], file, "when")),
        asks_again=str(pick(entry, "asks_again") or ""),
        elsewhere=str(pick(entry, "elsewhere") or ""),
        note=str(pick(entry, "note") or ""),
    )


def _places(entry: dict[Text, Node], key: str, file: str) -> dict[str, tuple[str, ...]]:
    held = as_mapping(pick(entry, key) or {}, file, key)
    return {str(place): tuple(str(word) for word in texts_of(node, file, place)) for place, node in held.items()}


def _form(entry: dict[Text, Node], file: str) -> Form:
    try:
        words = tuple(re.compile(word) for word in texts_of(pick(entry, "words") or [], file, "words"))
        limit = int(str(pick(entry, "limit") or "0"))
    except (re.error, ValueError):
        raise RulebookError([Fault(file, line_of(entry), "`words` 或者 `limit` 写错了")]) from None
    return Form(
        id=_text(entry, "id", file),
        zh=_text(entry, "zh", file),
        rules=tuple(str(rule) for rule in texts_of(pick(entry, "rules") or [], file, "rules")),
        words=words,
        limit=limit,
        probe=str(pick(entry, "probe") or ""),
    )


def _words(folder: Path) -> dict[str, dict[str, Term]]:
    root, file = _read(folder, "words")
    lists: dict[str, dict[str, Term]] = {}
    for name, node in as_mapping(root, file, "词").items():
        entries = [as_mapping(item, file, "词条") for item in as_list(node, file, name)]
        terms = (
            Term(_text(entry, "id", file), _text(entry, "zh", file), _text(entry, "en", file), _rest(entry))
            for entry in entries
        )
        lists[str(name)] = {term.id: term for term in terms}
    return lists


def _rest(entry: dict[Text, Node]) -> dict[str, object]:
    return {str(key): str(value) for key, value in entry.items() if key not in ("id", "zh", "en")}


def _text(entry: dict[Text, Node], key: str, file: str) -> str:
    return str(as_text(pick(entry, key), file, key))
