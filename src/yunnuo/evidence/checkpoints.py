"""Signing checkpoints and handing over from key to key (C2SP tlog-checkpoint over signed-note, Ed25519).

Makes no key: the seed comes from the caller's keyring and is never shown. Reading and checking stand in `notes`.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yunnuo.evidence.errors import BadEvidenceError
from yunnuo.evidence.findings import PROBLEMS, describe_problem
from yunnuo.evidence.notes import Checkpoint, Keyring, PublicKey, Rotation, read_checkpoint, read_key, read_keyring
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from yunnuo.terms.instant import Instant

__all__ = [
    "Checkpoint",
    "Keyring",
    "PublicKey",
    "Signer",
    "make_checkpoint",
    "open_checkpoint",
    "read_key",
    "rotate_keys",
]


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs; `name` is the log's origin, `seed` its 32 secret bytes. Raises BadEvidenceError on others."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        try:
            read_key(self.public.line)
        except PROBLEMS as problem:
            raise BadEvidenceError("evidence.key", "签名密钥不能用", why=describe_problem(problem)) from None

    @property
    def public(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return PublicKey(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the note: the text, which must end with a newline, and this key's signature."""
        return f"{text}\n{self._line(text)}"

    def _line(self, text: str) -> str:
        held = bytes.fromhex(self.public.fingerprint[:8]) + self._private.sign(text.encode())
        return f"— {self.name} {b64encode(held).decode()}\n"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def make_checkpoint(size: int, root: bytes, signer: Signer, *, at: Instant) -> str:
    """Return the signed note that the log had this root after `size` entries."""
    moment = to_datetime(at).isoformat(timespec="seconds")
    return signer.sign(Checkpoint(signer.name, size, root, (f"time {moment}",)).text)


def rotate_keys(old: Signer, new: Signer, *, size: int) -> str:
    """Return the statement, signed by both, that `new` signs from `size` entries on."""
    text = Rotation(old.public, new.public, size).text
    return old.sign(text) + new.sign(text).removeprefix(text + "\n")


def open_checkpoint(note: str, keys: tuple[PublicKey, ...], rotations: tuple[str, ...] = ()) -> Checkpoint:
    """Return what a checkpoint says, once a key in office at its size has signed it. Raises BadEvidenceError."""
    try:
        point = read_checkpoint(note)
        ring = read_keyring("".join(f"{key.line}\n" for key in keys), rotations)
        if ring.find_signer(note, point.size).name == point.origin:
            return point
    except PROBLEMS as problem:
        raise BadEvidenceError("evidence.checkpoint", "检查点不成立", why=describe_problem(problem)) from None
    raise BadEvidenceError("evidence.checkpoint", "检查点不成立", why="是另一本日志的")
