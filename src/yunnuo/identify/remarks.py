"""Which cells of a column are worth a search for phone numbers people typed into free text, as one pattern.

What a phone is, the recognisers say; the pattern only keeps whole columns from them. It takes its signs from the
folding they work on, and must never leave aside a cell in which they find a number; one too many only costs time.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.folding import GAPS, list_digits, list_signs

_SIGNS: Final = list_signs(GAPS) + "xX"  # two x are a mask, and so a gap
GAP_BYTES: Final = "".join(sign for sign in _SIGNS if sign.isascii()).encode()


def _write_class(signs: str) -> str:
    return "".join(rf"\x{{{ord(sign):x}}}" for sign in signs)


def _write_digits(low: int, high: int) -> str:
    return "".join(_write_class(list_digits(value)) for value in range(low, high + 1))


# Eleven digits in any way people write them, at most two signs between any two; a longer run is some other number.
_GAP: Final = f"[{_write_class(_SIGNS)}]{{0,2}}"
_FIGURE: Final = rf"[{_write_digits(1, 1)}]{_GAP}[{_write_digits(3, 9)}]" + rf"{_GAP}[{_write_digits(0, 9)}]" * 9
_CALL: Final = rf"(?:[{_write_digits(0, 0)}]{{2}})?[{_write_digits(8, 8)}][{_write_digits(6, 6)}]{_GAP}"
# A Chinese numeral may touch a number written in figures.
WRITTEN_PHONE: Final = rf"(?:^|[^0-9０-９])(?:{_CALL})?{_FIGURE}(?:[^0-9０-９]|$)"
