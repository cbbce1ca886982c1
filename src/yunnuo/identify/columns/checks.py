"""What a pattern cannot tell about one cell: check digits, surnames, whether a text is a sentence.

Each check is a pure function of the cleaned cell; none may keep or report the cell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.check_digits import is_identity_check, is_luhn
from yunnuo.identify.columns.lexicon import surnames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ID_LENGTHS: Final = (15, 18)
_CARD_LENGTHS: Final = range(13, 20)
_LONG_ENOUGH: Final = 6
_WORDED: Final = re.compile("[\u3400-\u9fff]")
_SENTENCE: Final = re.compile("[，。？！；：:（(]|[的了吗呢吧啊请要不别麻烦帮我你]")


def passes_check(name: str, text: str) -> bool:
    """Return whether a cleaned cell passes the check of a shape; KeyError for a check that does not exist."""
    return CHECKS[name](text)


def is_card(text: str) -> bool:
    """Return whether the digits are as many as a card number's and end in their Luhn check digit."""
    digits = "".join(str(int(char)) for char in text if char.isdigit())
    return len(digits) in _CARD_LENGTHS and is_luhn(digits)


def is_identity(text: str) -> bool:
    """Return whether the last character of an 18-character identity number is the right one."""
    return is_identity_check(text.replace(" ", ""))


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
    "luhn": is_card,
    "id_card": is_identity,
    "id_length": _is_identity_length,
    "mixed": _has_both,
    "letters": _has_letters,
    "surname": has_surname,
    "long": _is_long,
    "sentence": is_sentence,
}
