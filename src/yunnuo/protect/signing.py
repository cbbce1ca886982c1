"""The keys that sign checkpoints, kept beside the key ring and never in the database.

The newest key signs; the public halves of all, and the statements by which one handed over to the next, are handed out.
Limit: whoever holds a key can sign a rewritten history; only a checkpoint somebody else keeps shows it.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.evidence.checkpoints import Signer, rotate_keys
from yunnuo.protect.errors import KeyringError
from yunnuo.protect.files import read_private, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.evidence.checkpoints import PublicKey

SIGNING_FILE: Final = "signing.json"
SEED_BYTES: Final = 32
NAME_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class SigningRing:
    """Every signing key, oldest first, and the hand-overs between them; never empty."""

    signers: tuple[Signer, ...]
    rotations: tuple[str, ...]

    @property
    def current(self) -> Signer:
        """Return the key that signs from now on."""
        return self.signers[-1]

    @property
    def publics(self) -> tuple[PublicKey, ...]:
        """Return the public halves, oldest first."""
        return tuple(signer.public for signer in self.signers)


def open_signing(folder: Path) -> SigningRing:
    """Read the signing keys, making the first one when there is none.

    Raises KeyringError when the file is damaged or open to anybody but its owner.
    """
    path = folder / SIGNING_FILE
    if not path.exists():
        name = f"yunnuo-{secrets.token_hex(NAME_BYTES)}"
        ring = SigningRing((Signer(name, secrets.token_bytes(SEED_BYTES)),), ())
        _write(folder, ring)
        return ring
    try:
        held: dict[str, Any] = json.loads(read_private(path))
        signers = tuple(Signer(held["name"], bytes.fromhex(seed)) for seed in held["seeds"])
        return SigningRing(signers, tuple(held["rotations"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise KeyringError("protect.key_damaged", "签名密钥文件损坏", todo="从备份恢复 keys 文件夹") from error


def rotate_signing(folder: Path, *, size: int) -> SigningRing:
    """Add a key that signs from `size` entries on, with the statement of both keys that it does; return the ring."""
    ring = open_signing(folder)
    fresh = Signer(ring.current.name, secrets.token_bytes(SEED_BYTES))
    statement = rotate_keys(ring.current, fresh, size=size)
    grown = SigningRing((*ring.signers, fresh), (*ring.rotations, statement))
    _write(folder, grown)
    return grown


def _write(folder: Path, ring: SigningRing) -> None:
    held = {
        "name": ring.current.name,
        "seeds": [signer.seed.hex() for signer in ring.signers],
        "rotations": list(ring.rotations),
    }
    write_private(folder / SIGNING_FILE, json.dumps(held, indent=1))
