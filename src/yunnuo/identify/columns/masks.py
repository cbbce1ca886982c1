"""Examples a register may show: enough to recognise what a column holds, too little to say who.

A mask keeps at most the first and the last characters its kind allows; free text keeps only its length. It must never
return a cell as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.cells import clean_cell, fold_cell
from yunnuo.identify.recognizers import RECOGNIZERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_BY_KIND: Final = {kind: [one for one in RECOGNIZERS if kind == one.KIND] for kind in {one.KIND for one in RECOGNIZERS}}
SHOWN: Final = 3
_STARS: Final = "****"
# (characters kept in front, characters kept at the end) of a value long enough to hide the rest.
_KEPT: Final[Mapping[str, tuple[int, int]]] = {
    "phone": (3, 2),
    "landline": (3, 2),
    "top_up_account": (2, 1),
    "promoter_phone": (3, 2),
    "id_card": (2, 1),
    "passport": (1, 1),
    "bank_card": (4, 2),
    "name": (1, 0),
    "real_name": (1, 0),
    "staff": (1, 0),
    "promoter": (1, 0),
    "name_or_org": (1, 0),
    "order_number": (4, 2),
    "tracking_number": (4, 2),
    "birthday": (4, 0),
    "region": (2, 0),
    "address": (3, 0),
    "plate": (2, 1),
}
_FALLBACK: Final = (1, 1)
_CIPHER_KEPT: Final = 2
_HIDDEN_SHARE: Final = 2  # at least half of a value is hidden
_WORDS: Final = frozenset(("gender", "member_flag"))
_TEXTS: Final = frozenset(("remark", "composite", "custom_text"))
# Facts of which one character or the length says too much.
_SECRET: Final = frozenset(
    (
        *("medical", "religion", "special_identity", "biometric", "sexual_life", "document", "income", "secret"),
        *("child", "schooling", "personal_status", "balance"),
    )
)


def mask_value(kind: str, text: str) -> str:
    """Return a cell of a personal kind with most of it replaced by stars; a long text becomes its length.

    A cell the recogniser of its kind knows is masked as that recogniser masks; any other keeps less.
    """
    bare = fold_cell(clean_cell(text))
    for recognizer in _BY_KIND.get(kind, ()):
        if recognizer.is_valid(bare) and (shown := recognizer.mask(bare)) != bare:
            return shown
    if kind in _SECRET:
        return _STARS
    mask = _SPECIAL.get(kind)
    if mask:
        return mask(bare)
    if kind in _TEXTS:
        return f"（{len(bare)} 个字）"
    front, back = _KEPT.get(kind, _FALLBACK)
    while (front + back) * _HIDDEN_SHARE > len(bare):
        front, back = (front, back - 1) if back else (front - 1, 0)
    return bare[:front] + _STARS + (bare[-back:] if back else "")


def pick_examples(kind: str, cells: Sequence[str]) -> tuple[str, ...]:
    """Return up to `SHOWN` different masked examples of a personal kind, the shortest form of each first."""
    shown: dict[str, None] = {}
    for cell in cells:
        shown.setdefault(mask_value(kind, cell))
        if len(shown) == SHOWN:
            break
    return tuple(shown)


def _mask_email(text: str) -> str:
    name, _, domain = text.partition("@")
    ending = domain.rsplit(".", 1)[-1] if "." in domain else ""
    return f"{name[:1]}{_STARS}@{_STARS}{'.' + ending if ending.isalpha() else ''}" if domain else _STARS


def _mask_numbers(text: str) -> str:
    """Return coordinates or an IP address with every number but the first two digits gone."""
    return text[:2] + re.sub(r"[0-9A-Fa-f]", "*", text[2:])


def _mask_word(text: str) -> str:
    """Return one of few words as it is: it is the same for millions; anything else becomes its length."""
    return text if len(text) <= _CIPHER_KEPT else f"（{len(text)} 个字）"


def _mask_cipher(text: str) -> str:
    return f"{text[:_CIPHER_KEPT]}…（{len(text)} 个字符）"


_SPECIAL: Final[Mapping[str, Callable[[str], str]]] = {
    "email": _mask_email,
    "ip": _mask_numbers,
    "coordinates": _mask_numbers,
    "unknown_cipher": _mask_cipher,
} | dict.fromkeys(_WORDS, _mask_word)
