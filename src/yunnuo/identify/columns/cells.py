"""Counts over whole columns, vectorised: cells by class, platform of ciphertext, phones and identity numbers astray.

The classes are those of `cells.classify_cell`, by the same expressions; here one scan sets the plain cells aside and
only the rest is looked at closely. Counts alone leave this module.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.cells import (
    CIPHER,
    CIPHER_MAKERS,
    EMPTY,
    FOLDED,
    GUARDS,
    MASKS,
    QUICK_MOBILE,
    SUSPICIOUS,
    VIRTUAL,
    classify_cell,
    clean_cell,
)
from yunnuo.identify.register import ID_NUMBER, is_id_number
from yunnuo.identify.remarks import WRITTEN_PHONE
from yunnuo.identify.text import find_phones
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_LONGEST: Final = 4_096  # characters of a cell that are searched for strays; a longer one is cut
_SHORTEST_PHONE: Final = 11
_SHORTEST_ID: Final = 18


@dataclass(slots=True)
class Tally:
    """Counts of one column: cells by class, ciphertext by platform (`` = unknown), rows with strays."""

    classes: Counter[CellClass] = field(default_factory=Counter)
    ciphers: Counter[str] = field(default_factory=Counter)
    phones: int = 0
    id_numbers: int = 0


def count_cells(tally: Tally, grammar: str, cells: pa.Array[Any]) -> None:
    """Add the classes of a chunk of text cells (nulls are empty) of a column whose masks follow `grammar`."""
    # Downloads are full of empty columns; the length of a cell costs next to nothing, a pattern does not.
    filled = drop_blanks(cells)
    tally.classes[CellClass.EMPTY] += len(cells) - len(filled)
    if not len(filled):
        return
    if grammar == "phone":
        doubtful = pc.invert(pc.match_substring_regex(filled, QUICK_MOBILE))
    else:
        doubtful = pc.match_substring_regex(filled, SUSPICIOUS)
    close = filled.filter(doubtful)
    tally.classes[CellClass.PLAIN] += len(filled) - len(close)
    if len(close):
        _look_closely(tally, grammar, close)


def drop_blanks(cells: pa.Array[Any]) -> pa.Array[Any]:
    """Return a chunk of text cells without nulls and without cells of no character."""
    lengths = pc.binary_length(cells)
    if not (cells.null_count or pc.min(lengths).as_py() == 0):
        return cells
    return cells.filter(pc.greater(lengths, 0), null_selection_behavior="drop")


def count_strays(tally: Tally, cells: pa.Array[Any]) -> None:
    """Add the rows of a chunk in which a mobile or an identity number stands inside other text."""
    tally.phones += _count_found(cells, _SHORTEST_PHONE, WRITTEN_PHONE, lambda cell: bool(find_phones(cell)))
    tally.id_numbers += _count_found(cells, _SHORTEST_ID, ID_NUMBER, is_id_number)


def as_text(column: pa.Array[Any]) -> pa.Array[Any]:
    """Return any Arrow column as text; dictionaries are unfolded, nested values become what Arrow prints."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type):
        return column
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def fill_cells(cells: Iterable[str | None]) -> list[str]:
    """Return the cells that hold something, cleaned."""
    return [bare for cell in cells if cell and (bare := clean_cell(cell))]


def _look_closely(tally: Tally, grammar: str, cells: pa.Array[Any]) -> None:
    bare = pc.replace_substring_regex(cells, GUARDS, "")
    odd, rest = _split_cells(bare, FOLDED)
    for cell, count in _count_values(odd):
        tally.classes[classify_cell(grammar, cell)] += count
    empty, rest = _split_cells(rest, f"^(?:{EMPTY})$")
    cipher, rest = _split_cells(rest, f"^(?:{CIPHER})$")
    masked, rest = _split_cells(rest, f"^(?:{MASKS[grammar]})$")
    tally.classes[CellClass.EMPTY] += len(empty)
    tally.classes[CellClass.CIPHERTEXT] += len(cipher)
    tally.classes[CellClass.MASKED] += len(masked)
    _count_makers(tally, cipher)
    if grammar == "phone":
        virtual, rest = _split_cells(rest, f"^(?:{VIRTUAL})$")
        tally.classes[CellClass.VIRTUAL_NUMBER] += len(virtual)
    tally.classes[CellClass.PLAIN] += len(rest)


def _count_makers(tally: Tally, cipher: pa.Array[Any]) -> None:
    rest = cipher
    for maker, pattern in CIPHER_MAKERS:
        mine, rest = _split_cells(rest, f"^(?:{pattern})$")
        if len(mine):
            tally.ciphers[maker] += len(mine)
    if len(rest):
        tally.ciphers[""] += len(rest)


def _split_cells(cells: pa.Array[Any], pattern: str) -> tuple[pa.Array[Any], pa.Array[Any]]:
    if not len(cells):
        return cells, cells
    found = pc.match_substring_regex(cells, pattern)
    return cells.filter(found), cells.filter(pc.invert(found))


def _count_found(cells: pa.Array[Any], shortest: int, pattern: str, confirm: Callable[[str], bool]) -> int:
    long = cells.filter(pc.greater_equal(pc.binary_length(cells), shortest))
    if not len(long):
        return 0
    found = long.filter(pc.match_substring_regex(long, pattern))
    return sum(count for cell, count in _count_values(found) if confirm(cell[:_LONGEST]))


def _count_values(cells: pa.Array[Any]) -> Iterator[tuple[str, int]]:
    if not len(cells):
        return
    counted = pc.value_counts(cells)
    yield from zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
