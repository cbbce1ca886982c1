"""Putting a proof pack together: one ZIP that anybody can check without the product. Values in, bytes out.

The same parts give the same bytes. What goes into `content` is ids, indexes and facts, as the ledger holds them; the
flow that feeds this decides what the receiver may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from yunnuo.evidence.archive import read_json, write_json, write_zip
from yunnuo.evidence.errors import BadEvidenceError, BrokenPackError
from yunnuo.evidence.findings import BROKEN, PROBLEMS, describe_problem
from yunnuo.evidence.handout import build_page, build_program, read_guide
from yunnuo.evidence.notes import read_checkpoint
from yunnuo.evidence.verifier import FORMAT, MANIFEST, SIGNATURE, seal_text, verify_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.evidence.checkpoints import Signer
    from yunnuo.evidence.lists import Listing
    from yunnuo.evidence.notes import PublicKey
    from yunnuo.terms.instant import Instant

SubjectKind = Literal["person", "campaign", "notice"]


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An entry of the ledger and its content: canonical JSON of `at`, `body`, `kind`, `seq`. `seq` counts from 1."""

    seq: int
    salt: bytes
    content: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ErasedEvent:
    """An entry whose content was erased; `tombstone` is the number of the entry that says so, shown in the same pack.

    A tombstone is of kind `ledger.erased` and its body's `erased` lists the numbers of the erased entries.
    """

    seq: int
    commitment: bytes
    tombstone: int
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ShownList:
    """Whether the subject is on a list. Entry `event`, shown in the same pack, committed to the list.

    The body of that entry has `name` (which must equal this one), `salt`, `root` (both hexadecimal) and `count`.
    """

    name: str
    event: int
    listing: Listing


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """What an individual was shown, `name` ending in `.html` or `.json`; an event's content holds its SHA-256."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that the log of `new` entries, those of the pack's checkpoint, begins with that of `old`."""

    old: int
    new: int
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PackParts:
    """Everything that goes into a pack. `token` is the secret subject token of the person, where lists are shown.

    `keys` and `rotations` are those of the log, oldest first; the last key seals the pack.
    """

    kind: SubjectKind
    created_at: Instant
    checkpoint: str
    keys: tuple[PublicKey, ...]
    rotations: tuple[str, ...] = ()
    token: bytes | None = None
    events: tuple[ShownEvent | ErasedEvent, ...] = ()
    lists: tuple[ShownList, ...] = ()
    notices: tuple[ShownNotice, ...] = ()
    consistency: tuple[Consistency, ...] = ()


def write_pack(parts: PackParts, signer: Signer) -> bytes:
    """Return the pack, sealed by `signer`.

    Raises BadEvidenceError when the parts cannot be written, BrokenPackError when the pack would not verify.
    """
    try:
        files = _write_files(parts)
        manifest = _write_manifest(parts, files)
        files |= {MANIFEST: manifest, SIGNATURE: signer.sign(seal_text(manifest)).encode()}
        pack = write_zip(files)
    except PROBLEMS as problem:
        raise BadEvidenceError("evidence.parts", "证据包做不出来", why=describe_problem(problem)) from None
    broken = [found.text for found in verify_pack(pack, {}, ()) if found.state == BROKEN]
    if broken:  # INVARIANT: no pack leaves that its receiver could not verify
        todo = "运行 yunnuo evidence fsck 查明原因"
        raise BrokenPackError("evidence.broken", "做出的证据包核对不上，没有交出", why=broken[0], todo=todo)
    return pack


def _write_files(parts: PackParts) -> dict[str, bytes]:
    texts = {"checkpoint.txt": parts.checkpoint, "keys.txt": "".join(f"{key.line}\n" for key in parts.keys)}
    texts |= {f"rotations/{number:04d}.txt": note for number, note in enumerate(parts.rotations, 1)}
    in_order = sorted(parts.events, key=lambda event: event.seq)
    values = {f"events/{number:04d}.json": _describe_event(event) for number, event in enumerate(in_order, 1)}
    values |= {f"lists/{shown.name}.json": _describe_list(shown, parts.token) for shown in parts.lists}
    values |= {
        f"consistency/{one.old}-{one.new}.json": {"proof": _write_hashes(one.proof)} for one in parts.consistency
    }
    files = {f"notices/{notice.name}": notice.body for notice in parts.notices}
    files |= {name: text.encode() for name, text in texts.items()}
    files |= {name: write_json(value).encode() for name, value in values.items()}
    return files | {"README.txt": read_guide(), "verify.py": build_program(), "verify.html": build_page()}


def _write_manifest(parts: PackParts, files: Mapping[str, bytes]) -> bytes:
    manifest = {
        "format": FORMAT,
        "subject": {"kind": parts.kind, "token": parts.token.hex() if parts.token else None},
        "created_at": parts.created_at,
        "checkpoint": read_checkpoint(parts.checkpoint).size,
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    return write_json(manifest).encode()


def _describe_event(event: ShownEvent | ErasedEvent) -> dict[str, Any]:
    common = {"seq": event.seq, "proof": _write_hashes(event.proof)}
    if isinstance(event, ErasedEvent):
        return common | {"commitment": event.commitment.hex(), "erased": event.tombstone}
    content = event.content.decode()
    stated = read_json(content)
    return common | {"kind": stated["kind"], "at": stated["at"], "salt": event.salt.hex(), "content": content}


def _describe_list(shown: ShownList, token: bytes | None) -> dict[str, Any]:
    leaves = [
        {"place": leaf.place, "token": leaf.token.hex(), "proof": _write_hashes(leaf.proof)}
        for leaf in shown.listing.leaves
    ]
    subject = token.hex() if token else None
    return {"event": shown.event, "subject": subject, "member": shown.listing.member, "leaves": leaves}


def _write_hashes(hashes: tuple[bytes, ...]) -> list[str]:
    return [held.hex() for held in hashes]
