"""Reading signed notes, keys and checkpoints (C2SP signed-note, tlog-checkpoint). Part of the verifier handed out.

Only Ed25519. Nothing a note says counts before `has_signed` of a key that is trusted.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.evidence.findings import Fault
from yunnuo.evidence.proofs import HASH_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

ROTATION: Final = "yunnuo.rotation/1"
_SIGNATURES: Final = re.compile(r"(?:— [^\s+]+ [A-Za-z0-9+/]+=*\n){1,16}")
# More than the format forbids: nothing that a terminal acts on or that turns the order of what is read.
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_KEY_NAME: Final = re.compile(r"[^\s+]{1,200}")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,14}")


class PublicKey(NamedTuple):
    """An Ed25519 key that signs notes; the first 8 digits of its fingerprint are its key id."""

    name: str
    raw: bytes

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits."""
        return sha256(self.name.encode() + b"\n\x01" + self.raw).hexdigest()

    @property
    def line(self) -> str:
        """The key on one line: `name+id+base64`."""
        return f"{self.name}+{self.fingerprint[:8]}+{b64encode(bytes([1]) + self.raw).decode()}"

    def has_signed(self, note: str) -> bool:
        """Tell whether the note bears a signature of this key, and only good ones. Raises Fault."""
        text, signatures = split_note(note)
        sender = (self.name, self.fingerprint[:8])
        mine = [held[4:] for name, held in signatures if (name, held[:4].hex()) == sender]
        return bool(mine) and all(_is_signed(self.raw, one, text.encode()) for one in mine)


def _is_signed(raw: bytes, signature: bytes, text: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a note, and of each signature the key's name and its bytes, key id first. Raises Fault."""
    text, _, tail = note.rpartition("\n\n")
    if not text or not _SIGNATURES.fullmatch(tail) or _CONTROL.search(note):
        raise Fault("签名文本的格式不对")
    lines = [line.split(" ") for line in tail[:-1].split("\n")]
    return text + "\n", [(name, read_base64(code)) for _, name, code in lines]


def read_base64(code: str) -> bytes:
    """Read base64 that is written in the one right way. Raises Fault."""
    held = b64decode(code, validate=True)
    if b64encode(held).decode() != code:
        raise Fault("base64 的写法不对")
    return held


def read_key(line: str) -> PublicKey:
    """Read a key written as `name+id+base64`. Raises Fault."""
    name, _, tail = line.partition("+")
    key = PublicKey(name, read_base64(tail.partition("+")[2])[1:])
    if len(key.raw) != HASH_BYTES or not _KEY_NAME.fullmatch(name) or key.line != line:
        raise Fault("公钥的格式不对")
    return key


class Checkpoint(NamedTuple):
    """What a note says about the log: its first `size` entries have this root. `extras` are free lines."""

    origin: str
    size: int
    root: bytes
    extras: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "\n".join([self.origin, str(self.size), b64encode(self.root).decode(), *self.extras, ""])

    def __str__(self) -> str:
        return f"共 {self.size} 条，根 {self.root.hex()[:16]}…" + "".join(f"，{extra}" for extra in self.extras)


def read_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint; says nothing about its signatures. Raises Fault."""
    lines = split_note(note)[0][:-1].split("\n")
    if len(lines) < len(("origin", "size", "root")) or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise Fault("检查点的格式不对")
    point = Checkpoint(lines[0], int(lines[1]), read_base64(lines[2]), tuple(lines[3:]))
    if len(point.root) != HASH_BYTES:
        raise Fault("检查点的格式不对")
    return point


class Rotation(NamedTuple):
    """The statement of two keys that the second takes over from the first after `size` entries."""

    old: PublicKey
    new: PublicKey
    size: int

    @property
    def text(self) -> str:
        """The text that both keys sign."""
        return f"{ROTATION}\nsize {self.size}\nold {self.old.line}\nnew {self.new.line}\n"


class Keyring(NamedTuple):
    """The keys of one log, oldest first, and after how many entries each handed over to the next."""

    keys: tuple[PublicKey, ...]
    sizes: tuple[int, ...]

    def find_signer(self, note: str, size: int) -> PublicKey:
        """Return the key that signed the note and was in office when the log had `size` entries. Raises Fault."""
        terms = zip(self.keys, (0, *self.sizes), (*self.sizes, size), strict=True)
        signers = [(key, start <= size <= end) for key, start, end in terms if key.has_signed(note)]
        for key, in_office in signers:
            if in_office:
                return key
        raise Fault("签名的密钥当时不在任期内" if signers else "没有包内密钥的有效签名")


def read_keyring(lines: str, notes: Sequence[str]) -> Keyring:
    """Read the keys, one a line, and the signed rotations between them, both oldest first. Raises Fault."""
    keys = tuple(read_key(line) for line in lines[:-1].split("\n"))
    if lines[-1:] != "\n" or len(notes) != len(set(keys)) - 1 or len({key.name for key in keys}) > 1:
        raise Fault("密钥和轮换声明对不上")
    sizes = [_read_rotation(note, old, new) for note, (old, new) in zip(notes, pairwise(keys), strict=True)]
    if sizes != sorted(sizes):
        raise Fault("轮换声明的次序不对")
    return Keyring(keys, tuple(sizes))


def _read_rotation(note: str, old: PublicKey, new: PublicKey) -> int:
    text = split_note(note)[0]
    size = int(text.split("\n")[1].removeprefix("size "))
    if Rotation(old, new, size).text != text or size < 0 or not (old.has_signed(note) and new.has_signed(note)):
        raise Fault(f"密钥 {old.fingerprint[:8]} 到 {new.fingerprint[:8]} 的轮换声明不成立")
    return size
