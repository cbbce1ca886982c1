"""Which cells of a column need a closer look: told from the bytes of the whole column where a pattern per cell is dear.

What it leaves aside is plain or masked beyond doubt, by the expressions of `identify.cells`. It must never leave aside
a cell those call anything else; looking at one too many only costs time.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.cells import BACK, EMPTY_WORDS, FRONT, QUICK_MASKS, QUICK_MOBILE, STARS
from yunnuo.identify.columns.chunks import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_CIPHERS: Final = ("#", "$", "~", "AAS")  # what ciphertext begins with
_DIGEST: Final = 70  # characters of ciphertext that begins with anything: digits and letters a to f
WORDS: Final = pa.array(["", *EMPTY_WORDS])
_LONGEST_WORD: Final = max(len(word.encode()) for word in EMPTY_WORDS)
# Numbers made once: making one, the library looks for a module that may not be there, file by file.
_ONE: Final = pa.scalar(1, pa.int32())
_WORD_LENGTH: Final = pa.scalar(_LONGEST_WORD, pa.int32())
_DIGEST_LENGTH: Final = pa.scalar(_DIGEST, pa.int32())
_FALSE: Final = pa.scalar(value=False)
_CHAINS: Final = ("null;", "NULL;", "Null;")
_DIGITS: Final = b"0123456789"
_FIGURES: Final = bytes(b"0"[0] if code in b"0123456789OolI" else 0x20 for code in range(256))
_SECOND: Final = b"3456789"  # what a mobile may have behind its 1, as in `QUICK_MOBILE`
_MOBILE: Final = 11
_WORD_FRONTS: Final = frozenset(word.encode()[0] for word in EMPTY_WORDS)


class Odd(NamedTuple):
    """Of trimmed cells: those that need a closer look, and how many of the others are masked."""

    cells: Any  # an array of text
    masked: int


def trim_guards(cells: pa.Array[Any]) -> Any:  # an array of text
    """Return the cells without blanks and Excel guards around them."""
    data = read_data(cells)
    return _trim(_trim(cells, data, "ltrim", FRONT), data, "rtrim", BACK)


def find_odd(cells: pa.Array[Any], grammar: str) -> Odd:
    """Return which filled cells are not plain or masked beyond doubt in a column whose masks follow `grammar`.

    A cell with a blank or a guard at an end is always among them.
    """
    data, masked = read_data(cells), 0
    if grammar == "phone":
        odd = _find_others(cells, data)
    else:
        odd = _find_ends(cells, data, grammar)
        if grammar in QUICK_MASKS and holds_any(data, STARS):
            stars = pc.match_substring_regex(cells, f"[{STARS}]" if holds_any(data, STARS[1:]) else r"\*")
            masked = pc.sum(pc.and_not(stars, odd)).as_py() or 0
    return Odd(cells.filter(odd) if odd is not None and pc.any(odd).as_py() else cells.slice(0, 0), masked)


def find_empty(cells: pa.Array[Any], data: bytes) -> Any:  # an array of text or of truth
    """Return for each cell whether it is a way to write nothing, or begins like a row of such words."""
    begun = _begin_with(cells, data, _CHAINS)
    if _has_length(cells, range(_LONGEST_WORD + 1)):
        return pc.or_(begun, pc.is_in(cells, value_set=WORDS))
    return begun


def find_ciphers(cells: pa.Array[Any], data: bytes) -> Any:  # an array of text or of truth
    """Return for each cell whether it begins or is as long as ciphertext."""
    begun = _begin_with(cells, data, _CIPHERS)
    if _has_length(cells, range(_DIGEST, _DIGEST + 1)):
        return pc.or_(begun, pc.equal(pc.binary_length(cells), _DIGEST))
    return begun


def holds_any(data: bytes, signs: Iterable[str]) -> bool:
    """Return whether any of the signs stands in bytes of text."""
    # One byte is found at memory speed, several are not; the first bytes of these signs are rare in Chinese text.
    return any(sign[:1] in data and sign in data for sign in map(str.encode, signs))


def holds_digits(data: bytes, count: int, *, between: bytes = b"") -> bool:
    """Return whether `count` digits stand together in bytes of text, any of the signs `between` them left out.

    Letters that look like digits count as such.
    """
    return b"0" * count in data.translate(_FIGURES, between)


def _find_ends(cells: pa.Array[Any], data: bytes, grammar: str) -> Any:  # an array of truth
    """Return for each cell whether its first or last byte, or its length, is that of something that is not plain."""
    offsets, held = cells.buffers()[1:]
    if held is None:  # of filled cells there are some
        return pa.repeat(_FALSE, len(cells))
    # The bytes of all cells as numbers, and where each cell begins and ends among them.
    values = pa.Array.from_buffers(pa.uint8(), held.size, [None, held])
    ends = pa.Array.from_buffers(pa.int32(), len(cells) + 1, [None, offsets], offset=cells.offset)
    first, last = values.take(ends[:-1]), values.take(pc.subtract(ends[1:], _ONE))
    odd = [_table_fronts(data, grammar).take(first), _table_backs(data).take(last)]
    lengths = pc.binary_length(cells)
    least, most = pc.min_max(lengths).as_py().values()
    if least <= _LONGEST_WORD:
        odd.append(pc.and_(pc.less_equal(lengths, _WORD_LENGTH), _make_table(_WORD_FRONTS).take(first)))
    if least <= _DIGEST <= most:
        odd.append(pc.equal(lengths, _DIGEST_LENGTH))
    return reduce(pc.or_, odd)


def _table_fronts(data: bytes, grammar: str) -> Any:  # an array of truth
    signs = [*FRONT, *(sign for sign in (*_CIPHERS, *_CHAINS) if len(sign) == 1 or holds_any(data, (sign,)))]
    return _make_table(frozenset(sign.encode()[0] for sign in (*signs, *(STARS if grammar == "text" else ""))))


def _table_backs(data: bytes) -> Any:  # an array of truth
    # The last bytes of blanks beyond ASCII are those of many Chinese characters.
    return _make_table(frozenset(sign.encode()[-1] for sign in BACK if sign.isascii() or holds_any(data, (sign,))))


@cache
def _make_table(codes: frozenset[int]) -> Any:  # an array of truth
    return pa.array([code in codes for code in range(256)])


def _find_others(cells: pa.Array[Any], data: bytes) -> Any:  # an array of truth, or None where all are mobiles
    """Return for each cell whether it is anything but a bare mobile."""
    rows = len(cells)
    if len(data) == rows * _MOBILE and not data.translate(None, _DIGITS) and data[::_MOBILE] == b"1" * rows:
        lengths = pc.min_max(pc.binary_length(cells)).as_py()
        if lengths["min"] == lengths["max"] and not data[1::_MOBILE].translate(None, _SECOND):
            return None
    return pc.invert(pc.match_substring_regex(cells, QUICK_MOBILE))


def _trim(cells: pa.Array[Any], data: bytes, name: str, signs: str) -> Any:  # an array of text or of truth
    # Trimming ASCII signs alone costs half; other blanks are rare.
    if holds_any(data, (sign for sign in signs if not sign.isascii())):
        return pc.call_function(f"utf8_{name}", [cells], pc.TrimOptions(signs))
    narrow = "".join(sign for sign in signs if sign.isascii())
    return pc.call_function(f"ascii_{name}", [cells], pc.TrimOptions(narrow))


def _begin_with(cells: pa.Array[Any], data: bytes, signs: Iterable[str]) -> Any:  # an array of text or of truth
    begun = [pc.starts_with(cells, sign) for sign in signs if holds_any(data, (sign,))]
    return reduce(pc.or_, begun) if begun else pa.repeat(_FALSE, len(cells))


def _has_length(cells: pa.Array[Any], lengths: range) -> bool:
    held = pc.min_max(pc.binary_length(cells)).as_py()
    return held["min"] is not None and held["min"] <= lengths[-1] and held["max"] >= lengths[0]
