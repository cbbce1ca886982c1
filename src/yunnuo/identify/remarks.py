"""Phone numbers people typed into free text: with blanks and dashes, full-width, or in Chinese numerals.

What a phone is, the recognisers say; the patterns here only count rows in engines that cannot call Python, and know
the ways of writing a machine meets by the million.
It must never return or log the number itself, only where it stands.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.cells import quote_sql

# 〇零O and 幺 are how people write 0 and 1 by hand or to slip past filters.
_DIGITS: Final = ("〇零０", "一幺壹１", "二贰２", "三叁３", "四肆４", "五伍５", "六陆６", "七柒７", "八捌８", "九玖９")
_WRITTEN: Final = "".join(_DIGITS)
_PLAIN: Final = "".join(str(value) * len(written) for value, written in enumerate(_DIGITS))

# Eleven digits with at most two separators between any two of them; a longer run of digits is some other number.
GAPS: Final = "- \t._,"  # the ASCII ones
_GAP: Final = "[- \t.·・_,，－—\u3000\xa0]{0,2}"
_PREFIX: Final = rf"(?:(?:\+|００|00)?86{_GAP})?"
_NUMBER: Final = rf"1{_GAP}[3-9]" + rf"{_GAP}[0-9]" * 9
_SHORTEST: Final = 11
_PHONE: Final = rf"(?:^|[^0-9])({_PREFIX}{_NUMBER})(?:[^0-9]|$)"


def _write_digits(low: int, high: int) -> str:
    return "".join(_DIGITS[low : high + 1]) + f"{low}-{high}"


# The same for engines that do not fold first: every digit in each way people write it.
_ANY: Final = _write_digits(0, 9)
_FIGURE: Final = rf"[{_write_digits(1, 1)}]{_GAP}[{_write_digits(3, 9)}]" + rf"{_GAP}[{_ANY}]" * 9
_CALL: Final = rf"(?:(?:\+|[{_write_digits(0, 0)}]{{2}})?[{_write_digits(8, 8)}][{_write_digits(6, 6)}]{_GAP})?"
WRITTEN_PHONE: Final = rf"(?:^|[^{_ANY}]){_CALL}{_FIGURE}(?:[^{_ANY}]|$)"


def phones_sql(column: str) -> str:
    """Return the DuckDB condition that is true when `column` (text, NULL allowed) holds a mobile number."""
    folded = f"translate({column}, {quote_sql(_WRITTEN)}, {quote_sql(_PLAIN)})"
    written = f"regexp_matches({column}, {quote_sql(f'[{_WRITTEN}]')})"
    plain = f"CASE WHEN {written} THEN {folded} ELSE {column} END"
    return f"CASE WHEN length({column}) >= {_SHORTEST} THEN regexp_matches({plain}, {quote_sql(_PHONE)}) ELSE false END"
