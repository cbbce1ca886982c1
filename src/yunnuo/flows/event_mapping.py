"""The mapping file for an event file with headers of its own: which column is which field, what every row says.

    columns: {标识: external_userid, 时间: 添加时间}      field: header, or headers of which the first filled one counts
    fixed:   {事件: 同意, 标识类型: 企微客户}             field: what every row says
    words:   {事件: {已授权: 同意, 未回复: 跳过}}         field: word of the file -> word of the event file

A field stands in one of the first two only: an empty cell must never become what the file did not say. A row with a
word mapped to 跳过 is no event; how many were left out is told. Columns not named are not read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.consent.fields import COLUMNS, REQUIRED
from yunnuo.flows.errors import blame_file
from yunnuo.identify.cells import clean_cell
from yunnuo.identify.shape import normalise_header
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.subset import Node, Text, as_mapping, as_text, line_of, pick, read_subset, refuse_deep, texts_of
from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SKIP: Final = "跳过"
_KEYS: Final = ("columns", "fixed", "words")
_FIELDS: Final = {name: field for field, names in COLUMNS.items() for name in names}
_LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class EventMapping:
    """Field -> its headers in the file, best first; field -> what every row says; field -> words of the file."""

    sha256: str
    columns: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def find_columns(self, headers: Sequence[str], place: Place) -> dict[int, str]:
        """Return position (from 1) -> field, each field's best column first; raise InputError for a missing header."""
        found = {normalise_header(header): position for position, header in enumerate(headers, start=1) if header}
        matched: dict[int, str] = {}
        for field, names in self.columns.items():
            for name in names:
                position = found.get(normalise_header(name))
                if position is None:
                    hint = suggest(name, [header.strip() for header in headers if header])
                    what = f"文件里没有映射文件为“{COLUMNS[field][0]}”写的列{hint}"
                    raise InputError("consent.mapping", what, where=place, todo="改正映射文件")
                matched[position] = field
        return matched

    def translate(self, cells: Mapping[str, str]) -> dict[str, str] | None:
        """Return the cells of a row in the words of an event file, or None when the row is to be left out."""
        told = {field: self._translate_word(field, text) for field, text in cells.items()}
        return None if SKIP in told.values() else {**told, **self.fixed}

    def name_column(self, column: str) -> str:
        """Return what a column of the event file is called in the user's file."""
        return next((names[0] for field, names in self.columns.items() if COLUMNS[field][0] == column), column)

    def _translate_word(self, field: str, text: str) -> str:
        words = self.words.get(field)
        return text if words is None else words.get(clean_cell(text), text)


def read_event_mapping(path: Path) -> EventMapping:
    """Return the mapping of a file; raise InputError with the line of what is wrong."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        todo = "给出 UTF-8 的 YAML 文件"
        raise InputError("consent.mapping", "读不了映射文件", where=Place(path.name), todo=todo) from None
    if len(content) > _LARGEST:
        raise InputError("consent.mapping", "映射文件过大", where=Place(path.name), todo="只写列名和词的对照")
    with blame_file("consent.mapping", "映射文件有误", text, [*_KEYS, *COLUMNS, *_FIELDS]):
        refuse_deep(text, path.name)
        return _read_mapping(read_subset(text, path.name), path.name, hashlib.sha256(content).hexdigest())


def _read_mapping(node: Node, file: str, sha256: str) -> EventMapping:
    root = as_mapping(node, file, "映射文件")
    for key in root:
        if key not in _KEYS:
            raise RulebookError([Fault(file, key.line, f"没有键 `{key}`{suggest(key, _KEYS)}")])
    columns = {
        field: tuple(texts_of(inner, file, str(name))) for field, name, inner in _read_fields(root, "columns", file)
    }
    fixed = {}
    for field, name, inner in _read_fields(root, "fixed", file):
        if field in columns:
            raise RulebookError([Fault(file, name.line, f"`{name}` 在 columns 里写过了，只能写在一处")])
        fixed[field] = str(as_text(inner, file, str(name)))
    words = {field: _read_words(inner, file, str(name)) for field, name, inner in _read_fields(root, "words", file)}
    missing = [COLUMNS[field][0] for field in REQUIRED if field not in columns and field not in fixed]
    if missing:
        raise RulebookError([Fault(file, line_of(root), f"缺少字段：{'、'.join(missing)}")])
    return EventMapping(sha256, columns, fixed, words)


def _read_fields(root: dict[Text, Node], key: str, file: str) -> list[tuple[str, Text, Node]]:
    """Return (field, as written, value) for each line under a key."""
    read: dict[str, tuple[str, Text, Node]] = {}
    node = pick(root, key)
    for name, inner in as_mapping({} if node is None else node, file, key).items():
        field = _FIELDS.get(name)
        if field is None:
            raise RulebookError([Fault(file, name.line, f"没有字段 `{name}`{suggest(name, list(_FIELDS))}")])
        if field in read:
            raise RulebookError([Fault(file, name.line, f"字段 `{name}` 写了两次")])
        read[field] = (field, name, inner)
    return list(read.values())


def _read_words(node: Node, file: str, what: str) -> dict[str, str]:
    return {
        clean_cell(str(word)): str(as_text(told, file, what)) for word, told in as_mapping(node, file, what).items()
    }
