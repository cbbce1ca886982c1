"""Checking the ledger against itself: every entry, every tile, every checkpoint, and checkpoints kept elsewhere.

One pass in the order of entries, in bounded memory; the tree is computed anew and nothing stored is believed. Says what
it found, where, and nothing about anybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yunnuo.evidence.checkpoints import open_checkpoint
from yunnuo.evidence.errors import BadEvidenceError
from yunnuo.evidence.merkle import EMPTY_ROOT, TILE, leaf_hash, node_hash, tile_root
from yunnuo.ledger.journal import read_content
from yunnuo.ledger.models import Checkpoint, LedgerEntry, LedgerTile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yunnuo.evidence.checkpoints import PublicKey

ERASED: Final = "ledger.erased"
UPGRADED: Final = "ledger.upgraded"
KEPT: Final = 50  # findings listed; all are counted
_CHUNK: Final = 2_000
Blob = bytes | memoryview
Row = tuple[int, str, Blob, Blob | None, Blob | None, int]


@dataclass(slots=True)
class Findings:
    """What is wrong, in words, the first fifty; `total` counts all."""

    lines: list[str] = field(default_factory=list)
    total: int = 0

    def note(self, line: str) -> None:
        """Add a finding."""
        self.total += 1
        if len(self.lines) < KEPT:
            self.lines.append(line)


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What was checked: entries, of these erased and unreadable from an earlier release, and what no checkpoint covers.

    `held_against` are the sizes of outside checkpoints the ledger agrees with.
    """

    entries: int
    erased: int
    opaque: int
    checkpoints: int
    pending: int
    held_against: tuple[int, ...]
    findings: Findings


def check_ledger(keys: tuple[PublicKey, ...], rotations: tuple[str, ...], outside: Sequence[str] = ()) -> LedgerCheck:
    """Check the whole ledger; `outside` are texts of checkpoints kept elsewhere."""
    findings = Findings()
    erased, opaque = read_absences()
    asked = _read_checkpoints(keys, rotations, findings)
    theirs = _read_outside(keys, rotations, outside, findings)
    wanted = {size for size, _ in asked} | {size for size, _ in theirs}
    tree, seen = _Tree(findings), 0
    roots: dict[int, bytes] = {0: EMPTY_ROOT}
    for row in _read_entries():
        seen += 1
        _check_entry(row, seen, erased, opaque, findings)
        tree.add(row[2])
        if seen in wanted:
            roots[seen] = tree.root()
    _check_surplus(tree, findings)
    _compare_roots(asked, roots, seen, "检查点", findings)
    agreed = _compare_roots(theirs, roots, seen, "外部检查点", findings)
    covered = max((size for size, _ in asked), default=0)
    return LedgerCheck(seen, len(erased), opaque, len(asked), max(0, seen - covered), tuple(agreed), findings)


def _read_entries() -> Iterator[Row]:
    last = 0
    while True:
        span = LedgerEntry.objects.filter(seq__gt=last).order_by("seq")[:_CHUNK]
        rows = list(span.values_list("seq", "kind", "commitment", "salt", "content", "at"))
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


def read_absences() -> tuple[set[int], int]:
    """Return which entries a tombstone names, and up to which entry contents were never kept."""
    erased: set[int] = set()
    opaque = 0
    for kind, content in LedgerEntry.objects.filter(kind__in=(ERASED, UPGRADED)).values_list("kind", "content"):
        try:
            body = read_content(bytes(content or b""))["body"]
            erased |= set(body["erased"]) if kind == ERASED else set()
            opaque = max(opaque, body["opaque_through"]) if kind == UPGRADED else opaque
        except (ValueError, KeyError, TypeError):
            continue  # a damaged entry is found when its turn comes
    return erased, opaque


def _check_entry(row: Row, place: int, erased: set[int], opaque: int, findings: Findings) -> None:
    seq, kind, commitment, salt, content, at = row
    if seq != place:
        findings.note(f"第 {place} 条不见了或次序被改（这里是第 {seq} 条）")
    if content is None or salt is None:
        if seq in erased or seq <= opaque:
            return
        findings.note(f"第 {seq} 条的内容没有了，也没有删除记录")
        return
    held = bytes(content)
    if hashlib.sha256(bytes(salt) + held).digest() != bytes(commitment):
        findings.note(f"第 {seq} 条的内容和承诺值对不上")
        return
    if _read_head(held) != (seq, kind, at):
        findings.note(f"第 {seq} 条的编号、种类或时间被改")
    if seq in erased:
        findings.note(f"第 {seq} 条有删除记录，内容却还在")


def _read_head(content: bytes) -> tuple[object, ...] | None:
    """Return number, kind and time as the content says them; None when it says nothing readable."""
    try:
        told = read_content(content)
        return told["seq"], told["kind"], told["at"]
    except (ValueError, KeyError, TypeError):
        return None


class _Tree:
    """The tree grown leaf by leaf: roots of full subtrees, and stored tiles compared as they fill up."""

    def __init__(self, findings: Findings) -> None:
        self._stack: list[tuple[int, bytes]] = []  # height, root
        self._filling: list[list[bytes]] = [[]]
        self._findings = findings
        self.counts = [0]

    def add(self, commitment: Blob) -> None:
        leaf = leaf_hash(bytes(commitment))
        self._fill(0, leaf)
        height = 0
        while self._stack and self._stack[-1][0] == height:
            leaf = node_hash(self._stack.pop()[1], leaf)
            height += 1
        self._stack.append((height, leaf))

    def root(self) -> bytes:
        held = self._stack[-1][1]
        for _, left in reversed(self._stack[:-1]):
            held = node_hash(left, held)
        return held

    def _fill(self, level: int, value: bytes) -> None:
        if level == len(self._filling):
            self._filling.append([])
            self.counts.append(0)
        self._filling[level].append(value)
        if len(self._filling[level]) == TILE:
            hashes, self._filling[level] = self._filling[level], []
            self._compare(level, hashes)
            self._fill(level + 1, tile_root(hashes))

    def _compare(self, level: int, hashes: list[bytes]) -> None:
        number, self.counts[level] = self.counts[level], self.counts[level] + 1
        stored = LedgerTile.objects.filter(level=level, number=number).values_list("hashes", "root").first()
        if stored is None:
            return
        if (bytes(stored[0]), bytes(stored[1])) != (b"".join(hashes), tile_root(hashes)):
            self._findings.note(f"树的第 {level} 层第 {number} 块和条目对不上")


def _check_surplus(tree: _Tree, findings: Findings) -> None:
    """Find tiles that stand for entries that are not there; a full tile not stored yet is none."""
    for level, number in LedgerTile.objects.values_list("level", "number"):
        if not 0 <= number < (tree.counts[level] if level < len(tree.counts) else 0):
            findings.note(f"树的第 {level} 层第 {number} 块没有对应的条目")


def _read_checkpoints(
    keys: tuple[PublicKey, ...], rotations: tuple[str, ...], findings: Findings
) -> list[tuple[int, bytes]]:
    asked = []
    for row in Checkpoint.objects.order_by("size"):
        told = _open_note(row.note, keys, rotations)
        if told is None or told != (row.size, bytes(row.root)):
            findings.note(f"检查点（到第 {row.size} 条）被改或签名不对")
            continue
        asked.append(told)
    return asked


def _read_outside(
    keys: tuple[PublicKey, ...], rotations: tuple[str, ...], outside: Iterable[str], findings: Findings
) -> list[tuple[int, bytes]]:
    theirs = []
    for number, note in enumerate(outside, start=1):
        told = _open_note(note, keys, rotations)
        if told is None:
            findings.note(f"第 {number} 个外部检查点不是这本台账签的")
        else:
            theirs.append(told)
    return theirs


def _open_note(note: str, keys: tuple[PublicKey, ...], rotations: tuple[str, ...]) -> tuple[int, bytes] | None:
    try:
        point = open_checkpoint(note, keys, rotations)
    except BadEvidenceError:
        return None
    return point.size, point.root


def _compare_roots(
    points: Iterable[tuple[int, bytes]], roots: dict[int, bytes], seen: int, word: str, findings: Findings
) -> list[int]:
    """Return the sizes at which the ledger has the root that was signed."""
    agreed = []
    for size, root in points:
        if size > seen:
            findings.note(f"{word}签到第 {size} 条，台账只有 {seen} 条：后面的被截掉了")
        elif roots.get(size) != root:
            findings.note(f"前 {size} 条和{word}签的不一样：有条目被改、增、删或换了次序")
        else:
            agreed.append(size)
    return agreed
