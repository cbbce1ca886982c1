"""Values of any type as the text a cell would hold: Arrow columns, and lists of whatever Python has.

A long number stays a row of digits, in whatever type a frame or an engine hands it over. It must never put a value
into an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

if TYPE_CHECKING:
    from collections.abc import Iterable

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_EXACT: Final = 2.0**53  # beyond, a decimal has lost digits
_NOTHING: Final = frozenset(("NAType", "NaTType"))  # what frames write for nothing
_NO_DECIMAL: Final = pa.scalar(None, pa.float64())


def as_text(column: pa.Array[Any]) -> pa.Array[Any]:
    """Return any Arrow column as text; dictionaries are unfolded, nested values become what Python prints.

    Whole decimals become their digits, a number that is none becomes nothing.
    """
    if pa.types.is_string(column.type):
        return column
    try:
        if pa.types.is_dictionary(column.type):
            return as_text(column.cast(column.type.value_type))
        if pa.types.is_floating(column.type):
            return _write_decimals(column.cast(pa.float64()))
        return column.cast(pa.string())
    except pa.ArrowException:
        return write_texts(column.to_pylist())


def write_texts(values: Iterable[object]) -> pa.Array[Any]:
    """Return values of any types as text, None for each way to write nothing."""
    texts = [_write_text(value) for value in values]
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half a character
        return pa.array([text and text.encode(errors="replace").decode() for text in texts], pa.string())


def _write_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ in _NOTHING:
        return None
    if isinstance(value, float):
        return _write_decimal(value)
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _write_decimal(value: float) -> str | None:
    if value != value:  # noqa: PLR0124  # nothing else is not itself
        return None
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(float(value))


def _write_decimals(column: pa.Array[Any]) -> pa.Array[Any]:
    numbers = pc.if_else(pc.is_nan(column), _NO_DECIMAL, column)
    whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), pa.scalar(_EXACT)))
    digits = pc.if_else(whole, numbers, _NO_DECIMAL).cast(pa.int64()).cast(pa.string())
    written: pa.Array[Any] = pc.coalesce(digits, numbers.cast(pa.string()))
    return written
