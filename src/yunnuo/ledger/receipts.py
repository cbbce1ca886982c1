"""The number on a receipt: the ledger sequence of what it confirms, with a check nobody can guess.

A number says nothing about the person. It is read as people type it: case, blanks and dashes do not matter, and
O is 0, I and L are 1. Limit: 25 check bits are no secret; a receipt shows that something was recorded, not who asks.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.protect.keys import KeyVersion

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_READ_AS: Final = str.maketrans("OIL", "011")
_CHECK_LETTERS: Final = 5
_LEAST: Final = 7
_GROUP: Final = 4
_HEAD: Final = "YN"


def number_receipt(version: KeyVersion, seq: int) -> str:
    """Return the number of the receipt for an entry, such as `YN-0000-0QX7-M4TB`, under one key version."""
    letters = _spell(seq, _LEAST) + _check(version, seq)
    letters = letters.rjust(-(-len(letters) // _GROUP) * _GROUP, "0")
    groups = (letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
    return "-".join((_HEAD, *groups))


def read_receipt(versions: Sequence[KeyVersion], text: str) -> int | None:
    """Return the sequence a number stands for, or None when it was never given out under any of the versions."""
    bare = "".join(text.upper().split()).replace("-", "").removeprefix(_HEAD).translate(_READ_AS)
    if len(bare) <= _CHECK_LETTERS or any(letter not in _LETTERS for letter in bare):
        return None
    seq = 0
    for letter in bare[:-_CHECK_LETTERS]:
        seq = seq * len(_LETTERS) + _LETTERS.index(letter)
    given = bare[-_CHECK_LETTERS:]
    return seq if any(hmac.compare_digest(given, _check(version, seq)) for version in versions) else None


def _check(version: KeyVersion, seq: int) -> str:
    digest = hmac.digest(version.index_key, b"receipt\0%d" % seq, hashlib.sha256)
    return _spell(int.from_bytes(digest[:4], "big") % len(_LETTERS) ** _CHECK_LETTERS, _CHECK_LETTERS)


def _spell(number: int, least: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters.rjust(least, "0")
