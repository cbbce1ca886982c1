"""Keyed blind indexes: equal values of one kind and scope give equal 16 bytes; without the key they say nothing.

HMAC (RFC 2104) over kind, scope and value with SHA-256 or SM3, cut to 128 bits. Limit: whoever holds the index key can
compute the index of every 11-digit phone number in minutes and so read the indexes back; the key is as sensitive as
the list of numbers. The value must never be logged.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from yunnuo.protect.keys import Digest, KeyVersion

INDEX_BYTES: Final = 16
_DIGESTS: Final = {"sha256": SHA256(), "sm3": SM3()}
_BLOCK: Final = 64  # block size of SHA-256 and of SM3
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


def blind_index(version: KeyVersion, kind: str, scope: str, value: str) -> bytes:
    """Return the 16-byte index of one value."""
    return _index_message(version, _message(kind, scope, value))


def _index_message(version: KeyVersion, message: bytes) -> bytes:
    state = _keyed(version.index_key, version.digest).copy()
    state.update(message)
    return state.finalize()[:INDEX_BYTES]


@lru_cache(maxsize=32)  # a ring's versions; hashing the padded key is two thirds of a short HMAC
def _keyed(key: bytes, digest: Digest) -> HMAC:
    """Return an HMAC that has taken in the key, to be copied."""
    return HMAC(key, _DIGESTS[digest])


def index_sql(version: KeyVersion, message: str) -> tuple[str, dict[str, bytes]] | None:
    """Return a DuckDB expression equal to `blind_index` and its parameters, or None when DuckDB lacks the digest.

    `message` is an SQL expression giving kind, scope and value joined by `chr(0)`. The key travels as a parameter and
    never stands in the text of a query.
    """
    if version.digest != "sha256":
        return None
    key = version.index_key.ljust(_BLOCK, b"\0")
    inner, outer = f"inner_{version.number}", f"outer_{version.number}"
    digest = f"sha256(${outer} || unhex(sha256(${inner} || encode({message}))))"
    parameters = {inner: key.translate(_INNER), outer: key.translate(_OUTER)}
    return f"unhex(left({digest}, {2 * INDEX_BYTES}))", parameters


def index_messages(version: KeyVersion) -> Callable[[Iterable[str]], list[bytes]]:
    """Return a function from messages (kind, scope and value joined by NUL) to indexes, for digests DuckDB lacks."""

    def index(messages: Iterable[str]) -> list[bytes]:
        return [_index_message(version, text.encode()) for text in messages]

    return index


def _message(kind: str, scope: str, value: str) -> bytes:
    return f"{kind}\0{scope}\0{value}".encode()
