"""Building roots and proofs of a Merkle tree (RFC 9162, section 2.1) from tiles. Stores nothing, keeps nothing.

A tile holds up to 256 hashes. Tile i of level 0 holds the hashes of leaves 256*i and up; a hash of level L is the root
of 256**L leaves, all of them there, so a full tile never changes. A proof among a million leaves reads a few tiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from yunnuo.evidence.proofs import EMPTY_ROOT, leaf_hash, node_hash, verify_consistency, verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "EMPTY_ROOT",
    "TILE",
    "ReadHashes",
    "Tile",
    "complete_tiles",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "read_above",
    "tile_root",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]

_BITS: Final = 8
TILE: Final = 1 << _BITS


class ReadHashes(Protocol):
    """How the tree is read: the first `count` hashes (1 to 256) of tile `number` of `level`, all of them there."""

    def __call__(self, level: int, number: int, count: int, /) -> Sequence[bytes]:
        """Return exactly `count` hashes."""


class Tile(NamedTuple):
    """A full tile."""

    level: int
    number: int
    hashes: tuple[bytes, ...]


def tree_root(size: int, read: ReadHashes) -> bytes:
    """Return the root of the first `size` leaves."""
    return _Tree(size, read).find_root(0, size) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: ReadHashes) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` (from 0) stands among the first `size`. Raises ValueError when it does not."""
    if not 0 <= index < size:
        raise ValueError(index)
    tree, proof, start, end = _Tree(size, read), [], 0, size
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            proof.append(tree.find_root(middle, end))
            end = middle
        else:
            proof.append(tree.find_root(start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, new: int, read: ReadHashes) -> tuple[bytes, ...]:
    """Return the proof that the first `new` leaves begin with the first `old`. Raises ValueError when old > new."""
    if not 0 <= old <= new:
        raise ValueError(old)
    if old == 0:
        return ()
    tree, proof, start, end = _Tree(new, read), [], 0, new
    while end != old:
        middle = start + _left_size(end - start)
        if old <= middle:
            proof.append(tree.find_root(middle, end))
            end = middle
        else:
            proof.append(tree.find_root(start, middle))
            start = middle
    if start:  # otherwise this is the old root itself, which the verifier has
        proof.append(tree.find_root(start, end))
    return tuple(reversed(proof))


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes of one level."""
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def read_above(level: int, number: int, count: int, read: ReadHashes) -> tuple[bytes, ...]:
    """Return hashes of a level from 1 up by computing the roots of the full tiles below; for what is not stored."""
    return tuple(tile_root(read(level - 1, number * TILE + at, TILE)) for at in range(count))


def complete_tiles(old: int, new: int, read: ReadHashes) -> Iterator[Tile]:
    """Yield the tiles that become full when the tree grows from `old` to `new` leaves, lower levels first.

    `read` must serve the tree of `new` leaves; it may count on the tiles yielded before being stored.
    """
    level = 0
    while old >> _BITS != new >> _BITS:
        old, new = old >> _BITS, new >> _BITS
        for number in range(old, new):
            yield Tile(level, number, tuple(read(level, number, TILE)))
        level += 1


def _left_size(count: int) -> int:
    """Return how many of more than one leaves go to the left: the largest power of two below their number."""
    return 1 << (count - 1).bit_length() - 1


class _Tree:
    """The tree of one size, each tile read at most once."""

    def __init__(self, size: int, read: ReadHashes) -> None:
        self._size, self._read = size, read
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def find_root(self, start: int, end: int) -> bytes:
        """Return the root of the leaves from `start` up to `end`, a subtree of this tree."""
        if (end - start).bit_count() > 1:
            middle = start + _left_size(end - start)
            return node_hash(self.find_root(start, middle), self.find_root(middle, end))
        level, height = divmod((end - start).bit_length() - 1, _BITS)
        number, at = divmod(start >> level * _BITS, TILE)
        return tile_root(self._find_tile(level, number)[at : at + (1 << height)])

    def _find_tile(self, level: int, number: int) -> Sequence[bytes]:
        if (level, number) not in self._tiles:
            count = min(TILE, (self._size >> level * _BITS) - number * TILE)
            self._tiles[level, number] = self._read(level, number, count)
        return self._tiles[level, number]
