"""Counts over whole columns, vectorised: cells by class, platform of ciphertext, what of persons is astray in them.

The classes are those of `cells.classify_cell`, by the same expressions; here one scan sets the plain cells aside and
only the rest is looked at closely. A `Tally` remembers different cells beside its counts, about 20,000 at most and
those of one chunk; whoever hands it on must clear them.
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
from yunnuo.identify.columns.chunks import count_values, read_data
from yunnuo.identify.columns.doubt import (
    WORDS,
    find_ciphers,
    find_empty,
    find_odd,
    holds_any,
    trim_guards,
)
from yunnuo.identify.columns.strays import Search, find_strays
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from yunnuo.identify.columns.chunks import Chunk

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_NONE: Final = pa.scalar(0, pa.int32())
_MOST_SEEN: Final = 20_000  # different cells of a column remembered at a time


@dataclass(slots=True)
class Tally:
    """Counts of one column: cells by class, ciphertext by platform (`` = unknown), rows with strays."""

    classes: Counter[CellClass] = field(default_factory=Counter)
    ciphers: Counter[str] = field(default_factory=Counter)
    phones: int = 0
    id_numbers: int = 0
    emails: int = 0
    seen: dict[str, _Seen] = field(default_factory=dict)
    called: dict[str, bool] = field(default_factory=dict)

    def forget_cells(self) -> None:
        """Keep nothing but the counts."""
        self.seen.clear()
        self.called.clear()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one cell is: its class, whose ciphertext, whether a phone, identity number or e-mail stands inside."""

    found: CellClass
    maker: str
    phone: bool
    id_number: bool
    email: bool


def count_chunk(tally: Tally, grammar: str, chunk: Chunk, search: Search = Search.NOTHING) -> None:
    """Add a chunk to the counts of its column, and what of persons is astray in it where it is to be searched."""
    if not chunk.values:
        count_cells(tally, grammar, chunk.cells)
        if search is not Search.NOTHING:
            count_strays(tally, chunk.cells, search)
        return
    _look_once(tally, grammar, chunk, search)
    for value, count in zip(chunk.values, chunk.counts, strict=True):
        seen = tally.seen[value or ""]
        tally.classes[seen.found] += count
        tally.phones += seen.phone * count
        tally.id_numbers += seen.id_number * count
        tally.emails += seen.email * count
        if seen.found is CellClass.CIPHERTEXT:
            tally.ciphers[seen.maker] += count


def _look_once(tally: Tally, grammar: str, chunk: Chunk, search: Search) -> None:
    """Make sure that each different cell of a chunk has been looked at."""
    if len(tally.seen) > _MOST_SEEN:
        tally.seen.clear()
    fresh = [cell for value in chunk.values if (cell := value or "") not in tally.seen]
    if not fresh:
        return
    strays = find_strays(tally.called, pa.array(fresh, pa.string()), search)
    for cell in fresh:
        found = classify_cell(grammar, cell)
        maker = (which_cipher(cell) or "") if found is CellClass.CIPHERTEXT else ""
        tally.seen[cell] = _Seen(found, maker, *(cell in held for held in strays))


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


def count_strays(tally: Tally, cells: pa.Array[Any], search: Search = Search.INSIDE) -> None:
    """Add the rows of a chunk in which a number or an e-mail address of a person stands among other things."""
    found = find_strays(tally.called, cells, search)
    tally.phones += sum(found.phones.values())
    tally.id_numbers += sum(found.id_numbers.values())
    tally.emails += sum(found.emails.values())


def _look_closely(tally: Tally, grammar: str, cells: pa.Array[Any]) -> None:
    words = pc.is_in(cells, value_set=WORDS)
    tally.classes[CellClass.EMPTY] += pc.sum(words).as_py() or 0
    cells = cells.filter(pc.invert(words))
    odd, rest = _split_cells(cells, FOLDED) if holds_any(read_data(cells), FOLDED_SIGNS) else (cells.slice(0, 0), cells)
    for cell, count in count_values(odd):
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
