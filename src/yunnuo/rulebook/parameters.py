"""Dated numbers and lists that the law fixes, one file each, every value with its citation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError
from yunnuo.rulebook.periods import Period, parse_period
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, read_subset, texts_of

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from `since` (a legal day, inclusive) until the next one of its parameter."""

    since: date
    value: tuple[str, ...]
    cites: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated list; a single number is a list of one. Newest value first."""

    id: str
    zh: str
    file: str
    values: tuple[DatedValue, ...]

    def at(self, day: date) -> tuple[str, ...] | None:
        """Return the value in force on a legal day, or None before the first."""
        return next((held.value for held in self.values if held.since <= day), None)

    def periods(self) -> list[Period]:
        """Return every value read as a period; ValueError when one is not."""
        return [parse_period(held.value[0] if held.value else "") for held in self.values]


def load_parameters(folder: Path) -> dict[str, Parameter]:
    """Read every parameter file; raise RulebookError listing every faulty file."""
    parameters: dict[str, Parameter] = {}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            parameters[file.stem] = _load_parameter(file)
        except RulebookError as error:
            faults += error.faults
    if faults:
        raise RulebookError(faults)
    return parameters


def _load_parameter(file: Path) -> Parameter:
    name = f"parameters/{file.name}"
    root = as_mapping(read_subset(file.read_text("utf-8"), name), name, "参数")
    own = as_text(pick(root, "id"), name, "id")
    if own != file.stem:
        raise RulebookError([Fault(name, own.line, f"id `{own}` 与文件名不同")])
    zh = str(as_text(pick(root, "zh"), name, "zh"))
    values = [_dated(node, name) for node in as_list(pick(root, "values"), name, "values")]
    return Parameter(str(own), zh, name, tuple(sorted(values, key=_since, reverse=True)))


def _since(value: DatedValue) -> date:
    return value.since


def _dated(node: Node, name: str) -> DatedValue:
    entry = as_mapping(node, name, "取值")
    for key in ("since", "value", "cites"):
        if pick(entry, key) is None:
            raise RulebookError([Fault(name, line_of(entry), f"取值缺 `{key}`", "每个取值写明哪天起、是什么、出处")])
    value = tuple(str(word) for word in texts_of(pick(entry, "value"), name, "value"))
    cites = as_text(pick(entry, "cites"), name, "cites")
    return DatedValue(parse_day(as_text(pick(entry, "since"), name, "since"), name), value, str(cites))


def parse_day(text: Text, file: str) -> date:
    """Return a legal day written YYYY-MM-DD or raise RulebookError with its line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RulebookError([Fault(file, text.line, f"`{text}` 不是日期（YYYY-MM-DD）")]) from None
