"""From a file to its field register: columns typed, texts held against the sensitive dictionary, grounds, surplus.

Grounds and needs come from the rulebook through `identifying.yaml`; this module knows no law. It writes nothing and
carries no cell, only masked examples.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from yunnuo.decide.explain import note_rule
from yunnuo.flows.identifying_shared import look_at_file
from yunnuo.flows.identifying_tables import load_tables
from yunnuo.identify.columns.files import open_typed
from yunnuo.identify.columns.findings import find_surplus
from yunnuo.identify.columns.shares import SHARED
from yunnuo.identify.kinds import KINDS
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from yunnuo.decide.explain import RuleNote
    from yunnuo.flows.hints import Hint
    from yunnuo.flows.identifying_shared import Found
    from yunnuo.identify.columns.files import TypedFile
    from yunnuo.identify.columns.findings import ColumnFinding
    from yunnuo.identify.identifiability.words import Identifiability
    from yunnuo.identify.sensitive.shape import Dictionary
    from yunnuo.rulebook.book import Book

SCHEMA: Final = "yunnuo.identify/1"
_OF_CHILDREN: Final = frozenset(("child", "schooling"))


@dataclass(frozen=True, slots=True)
class FileRegister:
    """The register of one file. `grounds` maps a position to rule ids; `surplus` holds positions; None = not asked.

    `inside` maps the position of a free-text column to rows by kind of what stands in them, most first; `partly` to how
    many different texts were looked at where that was not all: then a count is the least there can be, unless it is
    that of phones or identity numbers over all rows (`is_exact`).
    `sheets` names the sheets of a workbook looked at as one table, `unread` those nobody looked at. `cited` says how
    every rule of the register reads.
    """

    name: str
    size: int
    encoding: str
    rows: int
    layout: str
    platform: str
    eras: tuple[str, ...]
    unfit: str
    unread: tuple[str, ...]
    columns: tuple[ColumnFinding, ...]
    hints: tuple[Hint, ...]
    inside: Mapping[int, Mapping[str, int]]
    grounds: Mapping[int, tuple[str, ...]]
    surplus: tuple[int, ...] | None
    purpose: str = ""
    purpose_zh: str = ""
    surplus_grounds: tuple[str, ...] = ()
    told_apart: Identifiability | None = None
    partly: Mapping[int, int] = field(default_factory=dict)
    cited: Mapping[str, RuleNote] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()

    @property
    def personal(self) -> tuple[ColumnFinding, ...]:
        """Return the columns that are personal by themselves."""
        return tuple(column for column in self.columns if column.is_personal)

    @property
    def sensitive(self) -> tuple[ColumnFinding, ...]:
        """Return the columns that are sensitive as such."""
        return tuple(column for column in self.columns if column.is_sensitive)

    @property
    def unknown(self) -> tuple[ColumnFinding, ...]:
        """Return the columns nobody could recognise and that hold something."""
        return tuple(column for column in self.columns if column.is_unknown)

    @property
    def hinted(self) -> frozenset[int]:
        """Return the positions of columns that are not sensitive as such and whose texts hold or give away what is."""
        held = {place for place, kinds in self.inside.items() if any(KINDS[kind].is_sensitive for kind in kinds)}
        return frozenset(held.union(hint.position for hint in self.hints) - {one.position for one in self.sensitive})

    def is_exact(self, column: ColumnFinding, kind: str) -> bool:
        """Return whether no more rows than said hold a kind inside the texts of a column."""
        if column.position not in self.partly:
            return True
        return self.inside[column.position].get(kind, 0) == _count_numbers(column)[kind]

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
            "sheets": list(self.sheets),
            "unread_sheets": list(self.unread),
            "purpose": self.purpose,
            "columns": [self._show_column(column) for column in self.columns],
            "sensitive_hints": [_show_hint(hint) for hint in self.hints],
            "identifiability": asdict(self.told_apart) if self.told_apart else None,
            "rules": {rule: {"citation": note.citation, "zh": note.zh} for rule, note in self.cited.items()},
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
            "is_unknown": column.is_unknown,
            "is_sensitive": column.is_sensitive,
            "sensitive_kind": column.sensitive_kind,
            "is_quasi_identifier": column.is_quasi,
            "why": list(column.why),
            "rules": list(self.grounds[column.position]),
            "confidence": column.confidence,
            "needs_review": column.needs_review,
            "doubts": list(column.doubts),
            "contradiction": column.contradiction,
            "parts": list(column.parts),
            "counts": {kind.value: count for kind, count in column.counts.items()},
            "shares": {kind.value: round(share, 4) for kind, share in column.shares.items()},
            "ciphers": dict(column.ciphers),
            "phones_inside": column.phones,
            "id_numbers_inside": column.id_numbers,
            "emails_inside": column.emails,
            "kinds_inside": dict(self.inside.get(column.position, {})),
            "texts_looked_at": self.partly.get(column.position),
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


def note_rules(rules: Iterable[str], book: Book, day: date) -> dict[str, RuleNote]:
    """Return how the rules that are in force on a legal day read, by id, in order; others are left out."""
    in_force = {rule.id: rule for rule in book.rules_on(day)}
    return {rule: note_rule(in_force[rule]) for rule in dict.fromkeys(rules) if rule in in_force}


def _list_grounds(column: ColumnFinding) -> tuple[tuple[str, bool], ...]:
    return (
        ("personal", column.is_personal),
        ("linked", column.is_linked),
        ("masked", column.is_personal and column.counts[CellClass.MASKED] > 0),
        ("sensitive", column.is_sensitive),
        ("sensitive_other", column.is_sensitive and column.category == "sensitive_other"),
        ("age", column.category == "birthday" or column.kind in _OF_CHILDREN),
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
    grounds = {column.position: find_grounds(column, in_force) for column in columns}
    surplus_grounds = tuple(rule for rule in load_tables()["grounds"]["surplus"] if rule in in_force)
    used = (*grounds.values(), *(hint.rules for hint in found.texts.hints), surplus_grounds if purpose else ())
    told_apart = found.told_apart.rules if found.told_apart else ()
    return FileRegister(
        name=opened.name,
        size=opened.size,
        encoding=opened.encoding,
        rows=columns[0].rows if columns else 0,
        layout=opened.layout.name if opened.layout else "",
        platform=opened.layout.platform if opened.layout else "",
        eras=opened.eras,
        unfit=opened.unfit,
        unread=opened.unread,
        columns=columns,
        hints=found.texts.hints,
        inside=_count_inside(found.texts.inside, columns),
        grounds=grounds,
        surplus=_find_surplus(columns, book, purpose, day) if purpose else None,
        purpose=purpose,
        purpose_zh=book.vocabulary.zh("purposes", purpose) if purpose else "",
        surplus_grounds=surplus_grounds,
        told_apart=found.told_apart,
        partly=found.texts.partly,
        cited=note_rules(chain(*used, told_apart), book, day),
        sheets=opened.sheets,
    )


def _count_inside(
    inside: Mapping[int, Mapping[str, int]], columns: Sequence[ColumnFinding]
) -> dict[int, dict[str, int]]:
    """Return rows by kind, those of phones and identity numbers as counted over all rows; most rows first."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    merged = {position: Counter(rows) | _count_numbers(columns[position - 1]) for position, rows in inside.items()}
    return {
        position: dict(sorted(rows.items(), key=lambda held: (-held[1], order[held[0]])))
        for position, rows in merged.items()
    }


def _count_numbers(column: ColumnFinding) -> Counter[str]:
    """Return the rows by kinds of spans that were counted in every row of a column."""
    return Counter({"phone": column.phones, "id_card": column.id_numbers})


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
        "is_whole": hint.is_whole,
        "words": list(hint.words),
        "rules": list(hint.rules),
    }
