"""A small log in memory, with everything a pack can show: consent, withdrawal, erasure, lists, notice, two keys."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from yunnuo.evidence.archive import read_zip, write_json, write_zip
from yunnuo.evidence.checkpoints import Signer, make_checkpoint, rotate_keys
from yunnuo.evidence.lists import TokenList, make_token, sort_tokens
from yunnuo.evidence.merkle import TILE, consistency_proof, inclusion_proof, leaf_hash, read_above, tree_root
from yunnuo.evidence.packs import Consistency, ErasedEvent, PackParts, ShownEvent, ShownList, ShownNotice
from yunnuo.evidence.verifier import MANIFEST, SIGNATURE, seal_text

NAME = "brand.example/evidence"
OLD, NEW = Signer(NAME, b"\1" * 32), Signer(NAME, b"\2" * 32)
SUBJECT, STRANGER = b"\7" * 16, b"\x08" * 16
SALT = b"\x09" * 16
NOTICE = "<!doctype html><title>告知</title><p>我们怎样使用您的信息</p>".encode()
START = 1_777_600_000_000_000


@dataclass
class Log:
    """Entries as the ledger keeps them: salt and content, or nothing but the commitment."""

    salts: list[bytes] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)

    def append(self, kind: str, /, **body: Any) -> int:
        """Add an entry and return its number."""
        seq = len(self.contents) + 1
        content = {"at": START + seq * 1_000_000, "body": body, "kind": kind, "seq": seq}
        self.salts.append(sha256(b"salt %d" % seq).digest()[:16])
        self.contents.append(write_json(content).encode())
        return seq

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self.contents)

    def commitment(self, seq: int) -> bytes:
        """Return what the tree's leaf is made of."""
        return sha256(self.salts[seq - 1] + self.contents[seq - 1]).digest()

    def read(self, level: int, number: int, count: int) -> tuple[bytes, ...]:
        """Read the tree without any stored tile."""
        if level:
            return read_above(level, number, count, self.read)
        first = number * TILE + 1
        return tuple(leaf_hash(self.commitment(seq)) for seq in range(first, first + count))

    def checkpoint(self, size: int, signer: Signer) -> str:
        """Return the signed checkpoint of the first entries."""
        return make_checkpoint(size, tree_root(size, self.read), signer, at=START)

    def show(self, seq: int) -> ShownEvent:
        """Return an entry with its proof."""
        proof = inclusion_proof(seq - 1, self.size, self.read)
        return ShownEvent(seq, self.salts[seq - 1], self.contents[seq - 1], proof)

    def hide(self, seq: int, tombstone: int) -> ErasedEvent:
        """Return an erased entry with its proof."""
        return ErasedEvent(seq, self.commitment(seq), tombstone, inclusion_proof(seq - 1, self.size, self.read))


def make_list(*subjects: bytes) -> TokenList:
    """Return a list of these individuals and twenty others."""
    others = [bytes([number]) * 16 for number in range(100, 120)]
    return sort_tokens(make_token(SALT, subject) for subject in (*subjects, *others))


@dataclass(frozen=True)
class Sample:
    """A log, the checkpoints an inspector may have kept of it, and the parts of a pack about one person."""

    log: Log
    kept: dict[int, str]
    parts: PackParts


def make_sample() -> Sample:
    """Build the log: 300 entries, keys rotated after 100, checkpoints kept at 40, 100 and 256."""
    log, names = Log(), ("autumn-sms", "spring-sms")
    lists = dict(zip(names, (make_list(), make_list(SUBJECT)), strict=True))
    person = log.append("people.subject", individual=1, subject=SUBJECT.hex())
    notice = log.append("notice.published", version="v1", shown=sha256(NOTICE).hexdigest())
    given = log.append("consent.given", individual=1, purposes="repeated_marketing", channels="sms", evidence="勾选 ✓")
    erased = log.append("people.import", individual=1, rows=3)
    while log.size < 50:
        log.append("other", number=log.size)
    withdrawn = log.append("consent.stop", individual=1, kind="withdrawal")
    listed = {
        name: log.append("list.published", name=name, salt=SALT.hex(), root=held.root.hex(), count=held.count)
        for name, held in lists.items()
    }
    tombstone = log.append("ledger.erased", erased=[erased])
    while log.size < 300:
        log.append("other", number=log.size)
    kept = {40: log.checkpoint(40, OLD), 100: log.checkpoint(100, OLD), 256: log.checkpoint(256, NEW)}
    shown = [log.show(seq) for seq in (person, notice, given, withdrawn, *listed.values(), tombstone)]
    token = make_token(SALT, SUBJECT)
    parts = PackParts(
        kind="person",
        created_at=START,
        checkpoint=log.checkpoint(300, NEW),
        keys=(OLD.public, NEW.public),
        rotations=(rotate_keys(OLD, NEW, size=100),),
        token=SUBJECT,
        events=(*shown, log.hide(erased, tombstone)),
        lists=tuple(ShownList(name, listed[name], lists[name].prove(token)) for name in names),
        notices=(ShownNotice("v1.html", NOTICE),),
        consistency=tuple(Consistency(old, 300, consistency_proof(old, 300, log.read)) for old in kept),
    )
    return Sample(log, kept, parts)


def reseal_pack(pack: bytes, changes: dict[str, bytes | None], signer: Signer | None = None) -> bytes:
    """Return the pack with files changed or (None) left out and its manifest made to fit, sealed anew if possible."""
    files = {name: data for name, data in read_zip(pack).items() if name not in changes}
    files |= {name: data for name, data in changes.items() if data is not None}
    if MANIFEST not in changes:
        manifest = json.loads(files[MANIFEST])
        rest = {name: data for name, data in files.items() if name not in (MANIFEST, SIGNATURE)}
        manifest["files"] = {name: sha256(data).hexdigest() for name, data in rest.items()}
        files[MANIFEST] = write_json(manifest).encode()
    if signer and SIGNATURE not in changes and MANIFEST in files:
        files[SIGNATURE] = signer.sign(seal_text(files[MANIFEST])).encode()
    return write_zip(files)
