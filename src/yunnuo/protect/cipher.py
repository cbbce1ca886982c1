"""Authenticated encryption of single values (contact points, birthdays).

A sealed value is: version (1 byte), nonce (12 bytes), ciphertext and tag. The kind of the value is authenticated with
it, so a sealed phone cannot be passed off as an e-mail address. Limit: nonces are random, so one version should seal
fewer than 2**32 values; rotate before that. Plain values must never be logged or put into a message.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yunnuo.protect.errors import KeyringError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.protect.keys import KeyRing, KeyVersion

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_BODY: Final = 1 + NONCE_BYTES


class _Engine(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class _Sm4Gcm:
    """SM4 in Galois counter mode (GB/T 32907, RFC 8998), with the interface of `AESGCM`."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        sealing = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data or b"")
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        opening = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(associated_data or b"")
        return opening.update(body) + opening.finalize()


def seal_values(ring: KeyRing, kind: str, values: Iterable[str]) -> list[bytes]:
    """Return each value sealed under the current version; the same value seals differently every time."""
    version = ring.current
    engine, head, bound = _engine(version), bytes([version.number]), kind.encode()
    sealed: list[bytes] = []
    for value in values:
        nonce = os.urandom(NONCE_BYTES)
        sealed.append(head + nonce + engine.encrypt(nonce, value.encode(), bound))
    return sealed


def open_values(ring: KeyRing, kind: str, sealed: Iterable[bytes]) -> list[str]:
    """Return each sealed value in plain; raise KeyringError when a version is missing or a value was tampered with."""
    engines: dict[int, _Engine] = {}
    bound = kind.encode()
    opened: list[str] = []
    for item in sealed:
        number = item[0] if item else 0
        if number not in engines:
            engines[number] = _engine(ring.version(number))
        try:
            plain = engines[number].decrypt(item[1:_BODY], item[_BODY:], bound)
        except (InvalidTag, ValueError) as error:
            todo = "确认密钥与数据库属于同一工作区，或从备份恢复"
            raise KeyringError("protect.seal_broken", "密文无法解开", why="密文被改动或密钥不符", todo=todo) from error
        opened.append(plain.decode())
    return opened


def _engine(version: KeyVersion) -> _Engine:
    return _Sm4Gcm(version.data_key) if version.cipher == "sm4-gcm" else AESGCM(version.data_key)
