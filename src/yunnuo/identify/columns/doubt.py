"""Which cells of a column need a closer look: told from the bytes of the whole column where a pattern per cell is dear.

What it leaves aside is plain beyond doubt, by the expressions of `identify.cells`. It must never leave aside a cell
those call anything else; looking at one too many only costs time.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.cells import BACK, EMPTY_WORDS, FRONT, QUICK_MOBILE, STARS
from yunnuo.identify.columns.chunks import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_CIPHERS: Final = ("#", "$", "~", "AAS")  # what ciphertext begins with
_DIGEST: Final = 70  # characters of ciphertext that begins with anything: digits and letters a to f
_WORDS: Final = pa.array(["", *EMPTY_WORDS])
_LONGEST_WORD: Final = max(len(word.encode()) for word in EMPTY_WORDS)
_CHAINS: Final = ("null;", "NULL;", "Null;")
_FIGURES: Final = b"0123456789OolI"  # letters disguise 0 and 1
_DIGITS: Final = bytes(b"0"[0] if code in _FIGURES else 0x20 for code in range(256))


def trim_guards(cells: pa.Array[Any]) -> Any:  # an array of text
    """Return the cells without blanks and Excel guards around them."""
    data = read_data(cells)
    if len(read_data(_trim(cells, data, "trim", FRONT))) == len(data):
        return cells
    return _trim(_trim(cells, data, "ltrim", FRONT), data, "rtrim", BACK)


def find_doubtful(cells: pa.Array[Any], grammar: str) -> Any:  # an array of text or of truth
    """Return those of trimmed cells that are not plain beyond doubt in a column whose masks follow `grammar`."""
    if grammar == "phone":
        return cells.filter(pc.invert(pc.match_substring_regex(cells, QUICK_MOBILE)))
    data = read_data(cells)
    signs = [find_empty(cells, data), find_ciphers(cells, data)]
    if grammar == "text":
        signs.append(_begin_with(cells, data, STARS))
    elif holds_any(data, STARS):
        signs.append(pc.match_substring_regex(cells, f"[{STARS}]" if holds_any(data, STARS[1:]) else r"\*"))
    return cells.filter(reduce(pc.or_, signs))


def find_empty(cells: pa.Array[Any], data: bytes) -> Any:  # an array of text or of truth
    """Return for each cell whether it is a way to write nothing, or begins like a row of such words."""
    begun = _begin_with(cells, data, _CHAINS)
    if _has_length(cells, range(_LONGEST_WORD + 1)):
        return pc.or_(begun, pc.is_in(cells, value_set=_WORDS))
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
    return b"0" * count in data.translate(_DIGITS, between)


def _trim(cells: pa.Array[Any], data: bytes, name: str, signs: str) -> Any:  # an array of text or of truth
    # Trimming ASCII signs alone costs half; other blanks are rare.
    if holds_any(data, (sign for sign in signs if not sign.isascii())):
        return pc.call_function(f"utf8_{name}", [cells], pc.TrimOptions(signs))
    narrow = "".join(sign for sign in signs if sign.isascii())
    return pc.call_function(f"ascii_{name}", [cells], pc.TrimOptions(narrow))


def _begin_with(cells: pa.Array[Any], data: bytes, signs: Iterable[str]) -> Any:  # an array of text or of truth
    begun = [pc.starts_with(cells, sign) for sign in signs if sign.encode() in data]
    return reduce(pc.or_, begun) if begun else pa.repeat(pa.scalar(value=False), len(cells))


def _has_length(cells: pa.Array[Any], lengths: range) -> bool:
    held = pc.min_max(pc.binary_length(cells)).as_py()
    return held["min"] is not None and held["min"] <= lengths[-1] and held["max"] >= lengths[0]
