"""Counts over whole columns, vectorised: cells by class, platform of ciphertext, phones and identity numbers astray.

The classes are those of `cells.classify_cell`, by the same expressions; here one scan sets the plain cells aside and
only the rest is looked at closely. A `Tally` remembers different cells beside its counts, about 20,000 at most and
those of one chunk; whoever hands it on must clear them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.cells import (
    CIPHER,
    CIPHER_MAKERS,
    CIPHER_SIGNS,
    EMPTY,
    FOLDED,
    FOLDED_SIGNS,
    MASKS,
    QUICK_MASKS,
    VIRTUAL,
    classify_cell,
    which_cipher,
)
from yunnuo.identify.columns.chunks import read_data
from yunnuo.identify.columns.doubt import (
    WORDS,
    find_ciphers,
    find_empty,
    find_odd,
    holds_any,
    holds_digits,
    trim_guards,
)
from yunnuo.identify.id_numbers import ID_NUMBER, is_id_number
from yunnuo.identify.remarks import GAP_BYTES, WRITTEN_PHONE
from yunnuo.identify.text import find_phones
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.identify.columns.chunks import Chunk

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_NONE: Final = pa.scalar(0, pa.int32())
_LONGEST: Final = 4_096  # characters of a cell that are searched for strays; a longer one is cut
_MOST_SEEN: Final = 20_000  # different cells of a column remembered at a time
_LONGEST_SEEN: Final = 200  # characters of such a cell
_SHORTEST_PHONE: Final = 11
_SHORTEST_ID: Final = 18


@dataclass(slots=True)
class Tally:
    """Counts of one column: cells by class, ciphertext by platform (`` = unknown), rows with strays."""

    classes: Counter[CellClass] = field(default_factory=Counter)
    ciphers: Counter[str] = field(default_factory=Counter)
    phones: int = 0
    id_numbers: int = 0
    seen: dict[str, _Seen] = field(default_factory=dict)
    called: dict[str, bool] = field(default_factory=dict)

    def forget_cells(self) -> None:
        """Keep nothing but the counts."""
        self.seen.clear()
        self.called.clear()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one cell is: its class, whose ciphertext, whether a phone or an identity number stands inside."""

    found: CellClass
    maker: str
    phone: bool
    id_number: bool


def count_chunk(tally: Tally, grammar: str, chunk: Chunk, *, strays: bool) -> None:
    """Add a chunk to the counts of its column; with `strays`, numbers of persons inside other text too."""
    if not chunk.values:
        count_cells(tally, grammar, chunk.cells)
        if strays:
            count_strays(tally, chunk.cells)
        return
    _look_once(tally, grammar, chunk, strays=strays)
    for value, count in zip(chunk.values, chunk.counts, strict=True):
        seen = tally.seen[value or ""]
        tally.classes[seen.found] += count
        tally.phones += seen.phone * count
        tally.id_numbers += seen.id_number * count
        if seen.found is CellClass.CIPHERTEXT:
            tally.ciphers[seen.maker] += count


def _look_once(tally: Tally, grammar: str, chunk: Chunk, *, strays: bool) -> None:
    """Make sure that each different cell of a chunk has been looked at."""
    if len(tally.seen) > _MOST_SEEN:
        tally.seen.clear()
    fresh = [cell for value in chunk.values if (cell := value or "") not in tally.seen]
    if not fresh:
        return
    phones, id_numbers = _find_strays(tally, pa.array(fresh, pa.string())) if strays else ({}, {})
    for cell in fresh:
        found = classify_cell(grammar, cell)
        maker = (which_cipher(cell) or "") if found is CellClass.CIPHERTEXT else ""
        tally.seen[cell] = _Seen(found, maker, cell in phones, cell in id_numbers)


def count_cells(tally: Tally, grammar: str, cells: pa.Array[Any]) -> None:
    """Add the classes of a chunk of text cells (nulls are empty) of a column whose masks follow `grammar`."""
    # Downloads are full of empty columns; the length of a cell costs next to nothing, a pattern does not.
    filled = drop_blanks(cells)
    tally.classes[CellClass.EMPTY] += len(cells) - len(filled)
    if not len(filled):
        return
    odd = filled if grammar == "phone" else _set_aside(tally, grammar, filled)
    if not len(odd):
        return
    bare = trim_guards(odd)
    if grammar == "phone" or len(read_data(bare)) < len(read_data(odd)):
        odd = drop_blanks(bare)
        tally.classes[CellClass.EMPTY] += len(bare) - len(odd)
        odd = _set_aside(tally, grammar, odd) if len(odd) else odd
    if len(odd):
        _look_closely(tally, grammar, odd)


def _set_aside(tally: Tally, grammar: str, cells: pa.Array[Any]) -> pa.Array[Any]:
    """Count the cells that are plain or masked beyond doubt; return the others."""
    odd = find_odd(cells, grammar)
    tally.classes[CellClass.MASKED] += odd.masked
    tally.classes[CellClass.PLAIN] += len(cells) - len(odd.cells) - odd.masked
    rest: pa.Array[Any] = odd.cells
    return rest


def drop_blanks(cells: pa.Array[Any]) -> pa.Array[Any]:
    """Return a chunk of text cells without nulls and without cells of no character."""
    lengths = pc.binary_length(cells)
    if not (cells.null_count or pc.min(lengths).as_py() == 0):
        return cells
    return cells.filter(pc.greater(lengths, _NONE), null_selection_behavior="drop")


def count_strays(tally: Tally, cells: pa.Array[Any]) -> None:
    """Add the rows of a chunk in which a mobile or an identity number stands inside other text."""
    phones, id_numbers = _find_strays(tally, cells)
    tally.phones += sum(phones.values())
    tally.id_numbers += sum(id_numbers.values())


def _find_strays(tally: Tally, cells: pa.Array[Any]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the cells in which a mobile stands inside other text, and those with an identity number, with rows."""
    data = read_data(cells)
    phones: dict[str, int] = {}
    id_numbers: dict[str, int] = {}
    if not data.isascii() or holds_digits(data, _SHORTEST_PHONE, between=GAP_BYTES):
        phones = _find_cells(cells, _SHORTEST_PHONE, WRITTEN_PHONE, partial(_holds_phone, tally.called))
    if holds_digits(data, _SHORTEST_ID - 1):
        id_numbers = _find_cells(cells, _SHORTEST_ID, ID_NUMBER, is_id_number)
    return phones, id_numbers


def _holds_phone(called: dict[str, bool], cell: str) -> bool:
    """Return whether a mobile stands inside a cell; remarks repeat, and finding out is dear."""
    if len(cell) > _LONGEST_SEEN:  # it seldom comes again
        return bool(find_phones(cell))
    if cell not in called:
        if len(called) >= _MOST_SEEN:
            called.clear()
        called[cell] = bool(find_phones(cell))
    return called[cell]


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


def _look_closely(tally: Tally, grammar: str, cells: pa.Array[Any]) -> None:
    words = pc.is_in(cells, value_set=WORDS)
    tally.classes[CellClass.EMPTY] += pc.sum(words).as_py() or 0
    cells = cells.filter(pc.invert(words))
    odd, rest = _split_cells(cells, FOLDED) if holds_any(read_data(cells), FOLDED_SIGNS) else (cells.slice(0, 0), cells)
    for cell, count in _count_values(odd):
        tally.classes[classify_cell(grammar, cell)] += count
    empty, rest = _take_cells(rest, find_empty(rest, read_data(rest)), EMPTY)
    tally.classes[CellClass.EMPTY] += len(empty)
    rest = _take_ciphers(tally, rest)
    masked, rest = _split_cells(rest, QUICK_MASKS.get(grammar, f"^(?:{MASKS[grammar]})$"))
    tally.classes[CellClass.MASKED] += len(masked)
    if grammar == "phone":
        virtual, rest = _split_cells(rest, f"^(?:{VIRTUAL})$")
        tally.classes[CellClass.VIRTUAL_NUMBER] += len(virtual)
    tally.classes[CellClass.PLAIN] += len(rest)


def _take_ciphers(tally: Tally, cells: pa.Array[Any]) -> pa.Array[Any]:
    """Count the ciphertext among cells; return the rest."""
    for signs, maker in CIPHER_SIGNS.items():
        begun = pc.starts_with(cells, signs)
        if found := pc.sum(begun).as_py():
            cells = cells.filter(pc.invert(begun))
            tally.classes[CellClass.CIPHERTEXT] += found
            tally.ciphers[maker] += found
    cipher, rest = _take_cells(cells, find_ciphers(cells, read_data(cells)), CIPHER)
    tally.classes[CellClass.CIPHERTEXT] += len(cipher)
    _count_makers(tally, cipher)
    return rest


def _take_cells(cells: pa.Array[Any], maybe: pa.Array[Any], pattern: str) -> tuple[pa.Array[Any], pa.Array[Any]]:
    """Return the cells among those in question that match as a whole, and all others."""
    found, left = _split_cells(cells.filter(maybe), f"^(?:{pattern})$")
    rest = cells.filter(pc.invert(maybe))
    return found, pa.concat_arrays([rest, left]) if len(left) else rest


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


def _find_cells(cells: pa.Array[Any], shortest: int, pattern: str, confirm: Callable[[str], bool]) -> dict[str, int]:
    lengths = pc.binary_length(cells)
    if (pc.min(lengths).as_py() or 0) < shortest:
        cells = cells.filter(pc.greater_equal(lengths, pa.scalar(shortest, pa.int32())))
    if not len(cells):
        return {}
    found = cells.filter(pc.match_substring_regex(cells, pattern))
    return {cell: count for cell, count in _count_values(found) if confirm(cell[:_LONGEST])}


def _count_values(cells: pa.Array[Any]) -> Iterator[tuple[str, int]]:
    if not len(cells):
        return
    counted = pc.value_counts(cells)
    yield from zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
