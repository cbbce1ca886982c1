"""What a pattern cannot tell about one cell: check digits, surnames, whether a text is a sentence.

Each check is a pure function of the cleaned cell; none may keep or report the cell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.typing_lexicon import surnames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Weights and check characters of GB 11643.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_ENDS: Final = "10X98765432"
_ID_LENGTHS: Final = (15, 18)
_CARD_LENGTHS: Final = range(13, 20)
_LONG_ENOUGH: Final = 6
_NINE: Final = 9
_WORDED: Final = re.compile("[\u3400-\u9fff]")
_SENTENCE: Final = re.compile("[，。？！；：:（(]|[的了吗呢吧啊请要不别麻烦帮我你]")


def passes_check(name: str, text: str) -> bool:
    """Return whether a cleaned cell passes the check of a shape; KeyError for a check that does not exist."""
    return CHECKS[name](text)


def is_luhn(text: str) -> bool:
    """Return whether the digits of a card number end in their Luhn check digit."""
    digits = [int(char) for char in text if char.isdigit()]
    if len(digits) not in _CARD_LENGTHS:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > _NINE else doubled
    return total % 10 == 0


def is_identity(text: str) -> bool:
    """Return whether the last character of an 18-character identity number is the right one."""
    digits = text.replace(" ", "").upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:-1], _WEIGHTS, strict=True))
    return _ID_ENDS[total % 11] == digits[-1]


def has_surname(text: str) -> bool:
    """Return whether a short Chinese word begins with a surname and leaves one or two characters for the given name."""
    bare = re.sub(r"\[\d+\]|先生|女士|小姐", "", text)
    if bare[:2] in surnames():
        return len(bare) - 2 in (1, 2)
    titled = bare != text and not text.endswith("]")
    return bare[:1] in surnames() and (len(bare) - 1 in (1, 2) or titled)


def is_sentence(text: str) -> bool:
    """Return whether a cell reads like something a person wrote: Chinese words with punctuation or function words."""
    return bool(len(text) >= _LONG_ENOUGH and _WORDED.search(text) and _SENTENCE.search(text))


def _is_identity_length(text: str) -> bool:
    return len(text) in _ID_LENGTHS


def _has_both(text: str) -> bool:
    return any(char.isdigit() for char in text) and any(char.isalpha() for char in text)


def _has_letters(text: str) -> bool:
    return sum(char.isalpha() for char in text) > 1 and any(char.islower() for char in text)


def _is_long(text: str) -> bool:
    return len(text) >= _LONG_ENOUGH and bool(_WORDED.search(text))


CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "luhn": is_luhn,
    "id_card": is_identity,
    "id_length": _is_identity_length,
    "mixed": _has_both,
    "letters": _has_letters,
    "surname": has_surname,
    "long": _is_long,
    "sentence": is_sentence,
}
