"""The key ring: numbered versions of keys, kept in a folder of its own, outside the database.

The newest version seals and indexes; older ones still open and still look up. A key must never be logged, put into a
message, or stored beside the data it protects.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from yunnuo.protect.errors import KeyringError
from yunnuo.protect.files import read_private, write_private

if TYPE_CHECKING:
    from pathlib import Path

Cipher = Literal["aes-256-gcm", "sm4-gcm"]
Digest = Literal["sha256", "sm3"]

RING_FILE: Final = "keyring.json"
DATA_KEY_BYTES: Final[dict[str, int]] = {"aes-256-gcm": 32, "sm4-gcm": 16}
INDEX_KEY_BYTES: Final = 32
LAST_VERSION: Final = 255  # a version is one byte of every sealed value


@dataclass(frozen=True, slots=True)
class KeyVersion:
    """One generation of keys; `number` stands in front of everything sealed with it."""

    number: int
    cipher: Cipher
    digest: Digest
    data_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Every retained version, oldest first; never empty."""

    versions: tuple[KeyVersion, ...]

    @property
    def current(self) -> KeyVersion:
        """Return the version that seals and indexes from now on."""
        return self.versions[-1]

    def version(self, number: int) -> KeyVersion:
        """Return a retained version; raise KeyringError when it is not held."""
        for held in self.versions:
            if held.number == number:
                return held
        raise KeyringError("protect.key_missing", f"缺少第 {number} 版密钥", todo="恢复该版本的密钥文件")


def create_keyring(folder: Path, *, cipher: Cipher = "aes-256-gcm", digest: Digest = "sha256") -> KeyRing:
    """Make the folder (mode 700) and its first key version; raise KeyringError when a ring stands there already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if (folder / RING_FILE).exists():
        raise KeyringError("protect.key_exists", "密钥已存在，不会覆盖", todo="使用现有密钥，或轮换出新版本")
    ring = KeyRing((_generate(1, cipher, digest),))
    _write(folder, ring)
    return ring


def load_keyring(folder: Path) -> KeyRing:
    """Read the ring; raise KeyringError when it is missing, damaged, or open to anybody but its owner."""
    path = folder / RING_FILE
    if not path.is_file():
        raise KeyringError("protect.key_missing", "找不到密钥文件", todo="从备份恢复 keys 文件夹")
    text = read_private(path)
    try:
        held = json.loads(text)
        versions = tuple(_decode(entry) for entry in held["versions"])
    except (ValueError, KeyError, TypeError) as error:
        raise KeyringError("protect.key_damaged", "密钥文件损坏", todo="从备份恢复 keys 文件夹") from error
    if not versions:
        raise KeyringError("protect.key_damaged", "密钥文件里没有密钥", todo="从备份恢复 keys 文件夹")
    return KeyRing(versions)


def rotate_keyring(folder: Path, *, cipher: Cipher | None = None, digest: Digest | None = None) -> KeyRing:
    """Add a version, which becomes the current one; older versions are retained. Return the new ring."""
    ring = load_keyring(folder)
    last = ring.current
    if last.number == LAST_VERSION:
        raise KeyringError("protect.key_versions", "密钥版本已用尽", todo="联系维护者")
    fresh = _generate(last.number + 1, cipher or last.cipher, digest or last.digest)
    grown = KeyRing((*ring.versions, fresh))
    _write(folder, grown)
    return grown


def _generate(number: int, cipher: Cipher, digest: Digest) -> KeyVersion:
    data_key = secrets.token_bytes(DATA_KEY_BYTES[cipher])
    return KeyVersion(number, cipher, digest, data_key, secrets.token_bytes(INDEX_KEY_BYTES))


def _decode(entry: dict[str, str]) -> KeyVersion:
    cipher, digest = entry["cipher"], entry["digest"]
    data_key, index_key = bytes.fromhex(entry["data_key"]), bytes.fromhex(entry["index_key"])
    if len(data_key) != DATA_KEY_BYTES[cipher] or len(index_key) != INDEX_KEY_BYTES:
        raise ValueError("length")
    return KeyVersion(
        number=int(entry["number"]),
        cipher="sm4-gcm" if cipher == "sm4-gcm" else "aes-256-gcm",
        digest="sm3" if digest == "sm3" else "sha256",
        data_key=data_key,
        index_key=index_key,
    )


def _write(folder: Path, ring: KeyRing) -> None:
    entries = [
        {
            "number": held.number,
            "cipher": held.cipher,
            "digest": held.digest,
            "data_key": held.data_key.hex(),
            "index_key": held.index_key.hex(),
        }
        for held in ring.versions
    ]
    write_private(folder / RING_FILE, json.dumps({"versions": entries}, indent=1))
