"""Checking proofs over Merkle trees of SHA-256 (RFC 9162, section 2.1). Part of the verifier handed out.

A leaf's data is 32 bytes: in the log a commitment, SHA-256(salt + content); in a list of people a token.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_BYTES: Final = 32
SALT_BYTES: Final = 16  # fixed, or bytes could be moved between salt and content
EMPTY_ROOT: Final = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Iterable[bytes], root: bytes) -> bool:
    """Tell whether the leaf hash stands at `index`, counted from 0, of the tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    _, top, rest = _climb(index, size - 1, proof, leaf)
    return (root, 0) == (top, rest)


def verify_consistency(old: int, new: int, proof: Iterable[bytes], roots: tuple[bytes, bytes]) -> bool:
    """Tell whether the tree of `new` leaves begins with the tree of `old`; `roots` are theirs, in that order."""
    path = list(proof)
    if old in (0, new):
        return not path and roots[0] == (roots[1] if old == new else EMPTY_ROOT)
    if old & (old - 1) == 0:
        path.insert(0, roots[0])
    if not 0 < old < new or not path:
        return False
    index, last = old - 1, new - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    return (*roots, 0) == _climb(index, last, path[1:], path[0])


def _climb(index: int, last: int, path: Iterable[bytes], seed: bytes) -> tuple[bytes, bytes, int]:
    """Fold a path upwards; return the root without what lies to the right, the whole root, and 0 if at the top."""
    left = whole = seed
    for sibling in path:
        if last == 0:  # the path is too long
            return b"", b"", 1
        if index & 1 or index == last:
            left, whole = node_hash(sibling, left), node_hash(sibling, whole)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        index, last = index >> 1, last >> 1
    return left, whole, last


class ListLeaf(NamedTuple):
    """A token of a sorted list, its place counted from 0, and the proof that it stands there."""

    place: int
    token: bytes
    proof: tuple[bytes, ...]


def make_token(salt: bytes, subject: bytes) -> bytes:
    """Return what stands for an individual in the list with that salt; both are 16 bytes."""
    return sha256(salt + subject).digest()


def has_member(token: bytes, leaves: Sequence[ListLeaf], count: int, root: bytes) -> bool:
    """Tell whether the leaves show that the sorted list of `count` tokens holds the token."""
    return len(leaves) == 1 and leaves[0].token == token and _are_held(leaves, count, root)


def lacks_member(token: bytes, leaves: Sequence[ListLeaf], count: int, root: bytes) -> bool:
    """Tell whether the leaves show that the sorted list of `count` tokens does not hold the token.

    Its two neighbours stand side by side, or it would stand before the first or after the last, or nobody is there.
    """
    if count == 0:
        return not leaves and root == EMPTY_ROOT
    if len(leaves) == 1:
        ((place, held, _),) = leaves
        gap = (place == 0 and token < held) or (place == count - 1 and held < token)
    else:
        left, right = leaves
        gap = right.place == left.place + 1 and left.token < token < right.token
    return gap and _are_held(leaves, count, root)


def _are_held(leaves: Sequence[ListLeaf], count: int, root: bytes) -> bool:
    return all(verify_inclusion(leaf_hash(leaf.token), leaf.place, count, leaf.proof, root) for leaf in leaves)
