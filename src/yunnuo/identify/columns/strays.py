"""Numbers and e-mail addresses of persons astray in columns of other things, found over whole columns.

In text they stand anywhere in a cell; in a column of numbers they are whole cells among the others, or stand in what
somebody wrote there. It must never take a date or an amount for a phone.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.cells import BACK, FRONT, MOBILE
from yunnuo.identify.columns.chunks import count_values, read_data
from yunnuo.identify.columns.doubt import holds_digits
from yunnuo.identify.id_numbers import ID_NUMBER, is_id_number
from yunnuo.identify.remarks import GAP_BYTES, WRITTEN_PHONE
from yunnuo.identify.text import find_phones

if TYPE_CHECKING:
    from collections.abc import Callable

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
_LONGEST: Final = 4_096  # characters of a cell that are searched; a longer one is cut
_MOST_SEEN: Final = 20_000  # different cells of a column remembered at a time
_LONGEST_SEEN: Final = 200  # characters of such a cell
_SHORTEST_PHONE: Final = 11
_SHORTEST_ID: Final = 18
_SHORTEST_EMAIL: Final = 6
_MOMENT: Final = pa.scalar(19, pa.int32())  # bytes of a date and a time; numbers of persons are shorter
_EMAIL: Final = r"[A-Za-z0-9._%+-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_AROUND: Final = "".join(rf"\x{{{ord(sign):x}}}" for sign in {*FRONT, *BACK})
# Under a header that names a code only what is written as a phone: thirteen bare digits are some other number.
_CODED_PHONE: Final = (
    rf"^[{_AROUND}]*(?:\(?\+86\)?[- ]?|(?:00)?86[- ])?1[3-9][0-9][- ]?(?:[0-9]{{4}}|\*{{4}})[- ]?[0-9]{{4}}"
    rf"(?:\.0{{1,6}}|[-,转][0-9]{{3,4}})?[{_AROUND}]*$"
)
_PHONE_BYTES: Final = pa.scalar(_SHORTEST_PHONE, pa.int32())
_WHOLE_PHONE: Final = rf"^[{_AROUND}]*{MOBILE}(?:[-,转][0-9]{{3,4}})?[{_AROUND}]*$"
# What numbers, amounts and times are written with; any other sign was written by somebody.
_FIGURES: Final = b"0123456789.,:/- +TZ"
_WRITTEN: Final = r"[^0-9.,:/ +TZ¥￥元年月日时分秒-]"


class Search(Enum):
    """Where in a column to look: nowhere, for phones among codes, among numbers, anywhere inside its cells."""

    NOTHING = auto()
    CODES = auto()
    AMONG = auto()
    INSIDE = auto()


class Strays(NamedTuple):
    """Rows by cell: cells with a mobile, with an identity number, with an e-mail address."""

    phones: dict[str, int]
    id_numbers: dict[str, int]
    emails: dict[str, int]


def find_strays(called: dict[str, bool], cells: pa.Array[Any], search: Search) -> Strays:
    """Return the cells of an array of text with something of a person astray; `called` remembers cells looked at."""
    if search is Search.NOTHING:
        return Strays({}, {}, {})
    if search is Search.CODES:
        return Strays(_find_coded(cells), {}, {})
    if search is Search.AMONG:
        cells = _drop_moments(cells)
    data = read_data(cells)
    emails = _find_cells(cells, _SHORTEST_EMAIL, _EMAIL) if b"@" in data else {}
    id_numbers = {}
    if holds_digits(data, _SHORTEST_ID - 1):
        id_numbers = _find_cells(cells, _SHORTEST_ID, ID_NUMBER, is_id_number)
    phones = {}
    if not data.isascii() or holds_digits(data, _SHORTEST_PHONE, between=GAP_BYTES):
        phones = _find_calls(called, cells) if search is Search.INSIDE else _find_among(called, cells, data)
    return Strays(phones, id_numbers, emails)


def _find_calls(called: dict[str, bool], cells: pa.Array[Any]) -> dict[str, int]:
    return _find_cells(cells, _SHORTEST_PHONE, WRITTEN_PHONE, partial(_holds_phone, called))


def _find_among(called: dict[str, bool], cells: pa.Array[Any], data: bytes) -> dict[str, int]:
    """Return the cells that are a phone as a whole, and those with one in writing: others are amounts and times."""
    whole = _find_cells(cells, _SHORTEST_PHONE, _WHOLE_PHONE)
    if _is_figures(data):
        return whole
    written = cells.filter(pc.match_substring_regex(cells, _WRITTEN))
    return _find_calls(called, written) | whole


def _find_coded(cells: pa.Array[Any]) -> dict[str, int]:
    """Return the cells that are a phone as a whole, as people write phones; codes may hold anything else."""
    lengths = pc.binary_length(cells)
    if (pc.max(lengths).as_py() or 0) < _SHORTEST_PHONE:
        return {}
    if read_data(cells).isdigit():  # most codes are, and a phone of digits alone has eleven
        cells = cells.filter(pc.equal(lengths, _PHONE_BYTES))
    return _find_cells(cells, 0, _CODED_PHONE)


def _drop_moments(cells: pa.Array[Any]) -> pa.Array[Any]:
    """Return the cells without long ones of figures alone: dates with a time are many, and no number of a person."""
    short = pc.less(pc.binary_length(cells), _MOMENT)
    if not _is_figures(read_data(cells)):
        short = pc.or_(short, pc.match_substring_regex(cells, _WRITTEN))
    return cells.filter(short)


def _is_figures(data: bytes) -> bool:
    return data.isascii() and not data.translate(None, _FIGURES)


def _holds_phone(called: dict[str, bool], cell: str) -> bool:
    """Return whether a mobile stands inside a cell; remarks repeat, and finding out is dear."""
    if len(cell) > _LONGEST_SEEN:  # it seldom comes again
        return bool(find_phones(cell))
    if cell not in called:
        if len(called) >= _MOST_SEEN:
            called.clear()
        called[cell] = bool(find_phones(cell))
    return called[cell]


def _find_cells(
    cells: pa.Array[Any], shortest: int, pattern: str, confirm: Callable[[str], bool] | None = None
) -> dict[str, int]:
    lengths = pc.binary_length(cells)
    if (pc.min(lengths).as_py() or 0) < shortest:
        cells = cells.filter(pc.greater_equal(lengths, pa.scalar(shortest, pa.int32())))
    if not len(cells):
        return {}
    found = cells.filter(pc.match_substring_regex(cells, pattern))
    return {cell: count for cell, count in count_values(found) if confirm is None or confirm(cell[:_LONGEST])}
