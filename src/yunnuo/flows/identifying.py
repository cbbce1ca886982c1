"""From a file to its field register: columns typed, texts held against the sensitive dictionary, grounds, surplus.

Grounds and needs come from the rulebook through `identifying.yaml`; this module knows no law. It writes nothing and
carries no cell, only masked examples.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.flows.identifying_shared import look_at_file
from yunnuo.flows.identifying_tables import load_tables
from yunnuo.identify.columns.files import open_typed
from yunnuo.identify.columns.findings import find_surplus
from yunnuo.identify.columns.shares import SHARED
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from yunnuo.flows.hints import Hint
    from yunnuo.flows.identifying_shared import Found
    from yunnuo.identify.columns.files import TypedFile
    from yunnuo.identify.columns.findings import ColumnFinding
    from yunnuo.identify.identifiability.words import Identifiability
    from yunnuo.identify.sensitive.shape import Dictionary
    from yunnuo.rulebook.book import Book

SCHEMA: Final = "yunnuo.identify/1"


@dataclass(frozen=True, slots=True)
class FileRegister:
    """The register of one file. `grounds` maps a position to rule ids; `surplus` holds positions; None = not asked.

    `inside` maps the position of a free-text column to rows by kind of what stands in them, in the texts looked at.
    """

    name: str
    size: int
    encoding: str
    rows: int
    layout: str
    platform: str
    eras: tuple[str, ...]
    unfit: str
    columns: tuple[ColumnFinding, ...]
    hints: tuple[Hint, ...]
    inside: Mapping[int, Mapping[str, int]]
    grounds: Mapping[int, tuple[str, ...]]
    surplus: tuple[int, ...] | None
    purpose: str = ""
    purpose_zh: str = ""
    surplus_grounds: tuple[str, ...] = ()
    told_apart: Identifiability | None = None

    @property
    def personal(self) -> tuple[ColumnFinding, ...]:
        """Return the columns that are personal by themselves."""
        return tuple(column for column in self.columns if column.is_personal)

    @property
    def sensitive(self) -> tuple[ColumnFinding, ...]:
        """Return the columns that are sensitive as such."""
        return tuple(column for column in self.columns if column.is_sensitive)

    def as_json(self) -> dict[str, Any]:
        """Return the register as JSON values; the shape is that of schema `yunnuo.identify/1`."""
        return {
            "name": self.name,
            "size": self.size,
            "encoding": self.encoding,
            "rows": self.rows,
            "layout": {"name": self.layout, "platform": self.platform, "eras": list(self.eras)}
            if self.layout
            else None,
            "layout_note": self.unfit,
            "purpose": self.purpose,
            "columns": [self._show_column(column) for column in self.columns],
            "sensitive_hints": [_show_hint(hint) for hint in self.hints],
            "identifiability": asdict(self.told_apart) if self.told_apart else None,
        }

    def _show_column(self, column: ColumnFinding) -> dict[str, Any]:
        return {
            "header": column.header,
            "position": column.position,
            "kind": column.kind,
            "zh": column.zh,
            "of": column.of,
            "category": column.category,
            "tie": column.tie,
            "is_personal": column.is_personal,
            "is_linked": column.is_linked,
            "is_sensitive": column.is_sensitive,
            "sensitive_kind": column.sensitive_kind,
            "is_quasi_identifier": column.is_quasi,
            "why": list(column.why),
            "rules": list(self.grounds[column.position]),
            "confidence": column.confidence,
            "needs_review": column.needs_review,
            "contradiction": column.contradiction,
            "parts": list(column.parts),
            "counts": {kind.value: count for kind, count in column.counts.items()},
            "shares": {kind.value: round(share, 4) for kind, share in column.shares.items()},
            "ciphers": dict(column.ciphers),
            "phones_inside": column.phones,
            "id_numbers_inside": column.id_numbers,
            "kinds_inside": dict(self.inside.get(column.position, {})),
            "examples": list(column.examples),
            "surplus": None if self.surplus is None else column.position in self.surplus,
        }


def identify_file(  # noqa: PLR0913  # the file, where to work, the law of a day, what is asked
    path: Path,
    *,
    scratch: Path,
    book: Book,
    day: date,
    layout: str | None = None,
    purpose: str = "",
    dictionary: Dictionary | None = None,
    shared_from: int = SHARED,
) -> FileRegister:
    """Return the register of a file by the rules of a legal day; `purpose` is an id of the rulebook or empty.

    `dictionary` holds the sensitive words, the shipped ones when none is given; two processes share a text file of
    `shared_from` bytes and more. Raises InputError for a file that cannot be read, RefusedError when the second
    process dies.
    """
    with open_typed(path, scratch=scratch, layout=layout) as opened:
        found = look_at_file(opened, dictionary, shared_from=shared_from)
        return _make_register(opened, found, book, day, purpose)


def find_needs(book: Book, purpose: str, day: date) -> tuple[frozenset[str], frozenset[str]]:
    """Return (categories, single kinds of columns) a purpose needs on a day; KeyError for an unknown purpose."""
    entry = load_tables()["needs"][purpose]
    needed = set(entry.get("categories", ()))
    if name := entry.get("parameter"):
        needed |= set(book.parameters[name].at(day) or ())
    if entry.get("channels"):
        needed |= {str(term.more["category"]) for term in book.vocabulary.lists["channels"].values()}
    return frozenset(needed), frozenset(entry.get("kinds", ()))


def find_grounds(column: ColumnFinding, in_force: frozenset[str]) -> tuple[str, ...]:
    """Return the rule ids a finding rests on, only those in force; empty for what is no personal information."""
    tables = load_tables()["grounds"]
    keys = [key for key, applies in _list_grounds(column) if applies]
    rules = dict.fromkeys(rule for key in keys for rule in tables[key])
    return tuple(rule for rule in rules if rule in in_force)


def _list_grounds(column: ColumnFinding) -> tuple[tuple[str, bool], ...]:
    return (
        ("personal", column.is_personal),
        ("linked", column.is_linked),
        ("masked", column.is_personal and column.counts[CellClass.MASKED] > 0),
        ("sensitive", column.is_sensitive),
        ("sensitive_other", column.is_sensitive and column.category == "sensitive_other"),
        ("birthday", column.kind == "birthday"),
        ("register", column.is_personal or column.is_linked),
    )


def _make_register(  # everything a register is made of
    opened: TypedFile,
    found: Found,
    book: Book,
    day: date,
    purpose: str,
) -> FileRegister:
    in_force = frozenset(rule.id for rule in book.rules_on(day))
    columns = found.columns
    return FileRegister(
        name=opened.name,
        size=opened.size,
        encoding=opened.encoding,
        rows=columns[0].rows if columns else 0,
        layout=opened.layout.name if opened.layout else "",
        platform=opened.layout.platform if opened.layout else "",
        eras=opened.eras,
        unfit=opened.unfit,
        columns=columns,
        hints=found.hints,
        inside=found.inside,
        grounds={column.position: find_grounds(column, in_force) for column in columns},
        surplus=_find_surplus(columns, book, purpose, day) if purpose else None,
        purpose=purpose,
        purpose_zh=book.vocabulary.zh("purposes", purpose) if purpose else "",
        surplus_grounds=tuple(rule for rule in load_tables()["grounds"]["surplus"] if rule in in_force),
        told_apart=found.told_apart,
    )


def _find_surplus(columns: Sequence[ColumnFinding], book: Book, purpose: str, day: date) -> tuple[int, ...]:
    needed, kinds = find_needs(book, purpose, day)
    return tuple(column.position for column in find_surplus(columns, needed, kinds))


def _show_hint(hint: Hint) -> dict[str, Any]:
    return {
        "header": hint.header,
        "position": hint.position,
        "category": hint.category,
        "zh": hint.zh,
        "where": hint.where,
        "rows": hint.rows,
        "texts": hint.texts,
        "confidence": hint.confidence,
        "needs_review": hint.review,
        "words": list(hint.words),
        "rules": list(hint.rules),
    }
