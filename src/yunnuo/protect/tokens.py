"""Short tokens for links that are printed: a name in the open, sealed together with what it is bound to.

A token can be read by anybody and made by nobody without the key ring, so it must never hold or bind anything personal.
HMAC under the index key, cut to 96 bits. A printed token outlives a rotation: it opens as long as its key is retained.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from typing import TYPE_CHECKING, Final

from yunnuo.protect.errors import KeyringError, TokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yunnuo.protect.keys import KeyRing, KeyVersion

MAC_BYTES: Final = 12
NAME_BYTES: Final = 120
_HEAD: Final = 1 + MAC_BYTES  # the number of the key version, then the seal
_LONGEST: Final = -(-(_HEAD + NAME_BYTES) * 4 // 3)  # characters of the longest token


def sign_token(ring: KeyRing, use: str, name: str, bound: Sequence[str]) -> str:
    """Return the token of a name, bound to further texts; URL-safe, the same each time under one key version.

    `use` keeps tokens of one kind from being taken for another's. Raises ValueError for a name over NAME_BYTES.
    """
    body = name.encode()
    if not 0 < len(body) <= NAME_BYTES:
        raise ValueError(len(body))
    version = ring.current
    return _spell(bytes([version.number]) + _seal(version, use, name, bound) + body)


def open_token(ring: KeyRing, use: str, token: str, bind: Callable[[str], Sequence[str] | None]) -> str:
    """Return the name of a genuine token; `bind` tells what the name is bound to, None when there is no such name.

    Raises TokenError, the same for every reason, when the token was made elsewhere, altered, or bound otherwise.
    """
    number, seal, name = _read(token)
    bound = bind(name)
    try:
        version = ring.version(number)
    except KeyringError:
        raise TokenError from None
    if bound is None or not hmac.compare_digest(seal, _seal(version, use, name, bound)):
        raise TokenError
    return name


def _read(token: str) -> tuple[int, bytes, str]:
    try:
        held = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) <= _LONGEST else b""
        name = held[_HEAD:].decode()
    except (binascii.Error, ValueError):
        raise TokenError from None
    # Several spellings of one token would each count as genuine; a name with control characters was never signed.
    if not name or not name.isprintable() or _spell(held) != token:
        raise TokenError
    return held[0], held[1:_HEAD], name


def _spell(held: bytes) -> str:
    return base64.urlsafe_b64encode(held).decode().rstrip("=")


def _seal(version: KeyVersion, use: str, name: str, bound: Sequence[str]) -> bytes:
    # A list written as JSON has one reading; no index is ever made of a kind called `token`.
    content = json.dumps(["token", use, name, *bound], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(version.index_key, f"token\0{content}".encode(), version.digest)[:MAC_BYTES]
