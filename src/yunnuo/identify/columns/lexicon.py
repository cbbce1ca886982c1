"""The word lists of column typing, read once from `lexicon/columns`: kinds, headers, ways of writing.

What a column may be is data; this module must never name a kind, and no law stands in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from yunnuo.identify.tagging.lexicon import load_name_words

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """A kind of column: Chinese name, tie to a person, sensitive or not, why, and how its masks are written.

    `tie`: `direct` = personal by itself; `linked` = singles nobody out, but is a record of the person its row speaks
    of; `none` = says nothing about a person; `unknown` = nobody could say. `ask` is what a person has to decide.
    `category` is an id of the rulebook's categories, `sensitive_kind` one of its sensitive kinds, both may be empty;
    `of` says whom it speaks of (consumer, staff, promoter, organisation); a quasi-identifier singles out only together
    with others.
    """

    id: str
    zh: str
    why: str
    category: str = ""
    tie: str = "direct"
    is_sensitive: bool = False
    sensitive_kind: str = ""
    grammar: str = "text"
    of: str = "consumer"
    is_quasi: bool = False
    label: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to write a whole cell: its pattern, and the further check of `checks` a match must pass."""

    name: str
    pattern: re.Pattern[str]
    check: str = ""


@dataclass(frozen=True, slots=True)
class ValueRule:
    """One line of the decision list: shares of filled cells in given shapes that make a column of a kind.

    Together the `total` shapes hold at least `least`; each of `each` holds its share; each of `most` at most its
    share; `some` hold together at least theirs; `distinct` bounds the share of different cells, `empty` the empty.
    """

    kind: str
    total: tuple[str, ...]
    least: float
    each: Mapping[str, float]
    most: Mapping[str, float]
    some: tuple[str, ...]
    some_least: float
    distinct: tuple[float, float]
    empty: float


@cache
def column_kinds() -> Mapping[str, ColumnKind]:
    """Return every kind by id, in the order of the file."""
    return {entry["id"]: _read_kind(entry) for entry in _read_file("kinds")}


@cache
def exact_headers() -> Mapping[str, str]:
    """Return normalised header -> kind id."""
    return {header: kind for kind, text in _read_file("headers")["exact"].items() for header in text.split("|")}


@cache
def header_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (kind id, pattern searched in a normalised header), first hit wins."""
    return tuple((entry["kind"], re.compile(entry["like"])) for entry in _read_file("headers")["like"])


@cache
def code_pattern() -> re.Pattern[str]:
    """Return what is searched in a normalised header that names a code given out."""
    return re.compile(_read_file("headers")["codes"])


@cache
def value_shapes() -> tuple[Shape, ...]:
    """Return every way of writing a cell."""
    shapes = _read_file("values")["shapes"]
    return tuple(Shape(name, _compile(entry["like"]), entry.get("check", "")) for name, entry in shapes.items())


@cache
def value_rules() -> tuple[ValueRule, ...]:
    """Return the decision list, first fit wins."""
    return tuple(_read_rule(entry) for entry in _read_file("values")["rules"])


@cache
def fitting_cells() -> Mapping[str, re.Pattern[str]]:
    """Return for some kinds what a cell must at least look like under a header that names the kind."""
    return {kind: re.compile(text) for kind, text in _read_file("values")["fits"].items()}


@cache
def surnames() -> frozenset[str]:
    """Return single and compound surnames."""
    words = load_name_words()
    return frozenset(words.surnames) | words.compounds


def _read_kind(entry: Mapping[str, Any]) -> ColumnKind:
    return ColumnKind(
        id=entry["id"],
        zh=entry["zh"],
        why=entry["why"],
        category=entry.get("category", ""),
        tie=entry.get("tie", "direct"),
        is_sensitive=entry.get("sensitive", False),
        sensitive_kind=entry.get("kind", ""),
        grammar=entry.get("grammar", "text"),
        of=entry.get("of", "consumer"),
        is_quasi=entry.get("quasi", False),
        label=entry.get("label", ""),
        ask=entry.get("ask", ""),
    )


def _read_rule(entry: Mapping[str, Any]) -> ValueRule:
    some = entry.get("some", {"of": (), "least": 0.0})
    low, high = entry.get("distinct", (0.0, 1.0))
    return ValueRule(
        kind=entry["kind"],
        total=tuple(entry["sum"]),
        least=entry["least"],
        each=entry.get("each", {}),
        most=entry.get("most", {}),
        some=tuple(some["of"]),
        some_least=some["least"],
        distinct=(low, high),
        empty=entry.get("empty", 0.0),
    )


def _compile(text: str) -> re.Pattern[str]:
    # The files write characters beyond ASCII ranges as RE2 does, \x{4e00}; `re` wants the character itself.
    return re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text))


@cache
def _read_file(name: str) -> Any:  # the shape differs from file to file
    text = (files("yunnuo.identify") / "lexicon" / "columns" / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
