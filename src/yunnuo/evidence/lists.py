"""A list of people as a sorted Merkle tree: who is on it and who is not can be proved without showing the list.

A list stands for people by tokens, SHA-256(list salt + subject token). The subject token is 16 secret random bytes of
each individual, so it must never be derived from a phone number or anything else that can be guessed.

Limits: a proof shows one or two neighbours' tokens, the length of the list and a place in it. A token discloses nobody:
to try whether it is a certain person's one needs that person's subject token, 128 random bits, and the next list has
another salt, so tokens of two lists cannot be compared. Whoever is handed a subject token in a pack can test that one
person against every list whose salt and tokens he holds; he can test nobody else. The place of a token among random
tokens says nothing about the person. (Sorted-tree non-membership as in certificate revocation trees, Kocher 1998.)
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunnuo.evidence.merkle import TILE, inclusion_proof, tile_root, tree_root
from yunnuo.evidence.proofs import HASH_BYTES, ListLeaf, has_member, lacks_member, leaf_hash, make_token

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ListLeaf", "Listing", "TokenList", "has_member", "lacks_member", "make_token", "sort_tokens"]


@dataclass(frozen=True, slots=True)
class Listing:
    """The proof that a token is on a list (`member`), or that it is not."""

    member: bool
    leaves: tuple[ListLeaf, ...]


@dataclass(frozen=True, slots=True)
class TokenList:
    """Sorted tokens end to end, and the hashes of the tree's levels from 1 up, which may be stored beside them.

    `upper` is not believed anywhere: with a wrong one the proofs do not verify.
    """

    tokens: bytes = field(repr=False)
    upper: tuple[bytes, ...] = field(repr=False)

    @property
    def count(self) -> int:
        """How many are on the list."""
        return len(self.tokens) // HASH_BYTES

    @property
    def root(self) -> bytes:
        """What commits to the whole list."""
        return tree_root(self.count, self._read)

    def prove(self, token: bytes) -> Listing:
        """Return the proof that the token is on the list, or that it is not."""
        place = bisect_left(range(self.count), token, key=self._token)
        if place < self.count and self._token(place) == token:
            return Listing(member=True, leaves=(self._leaf(place),))
        around = [near for near in (place - 1, place) if 0 <= near < self.count]
        return Listing(member=False, leaves=tuple(self._leaf(near) for near in around))

    def _token(self, place: int) -> bytes:
        return self.tokens[place * HASH_BYTES : (place + 1) * HASH_BYTES]

    def _leaf(self, place: int) -> ListLeaf:
        return ListLeaf(place, self._token(place), inclusion_proof(place, self.count, self._read))

    def _read(self, level: int, index: int, count: int) -> list[bytes]:
        held = self.upper[level - 1] if level else self.tokens
        hashes = _cut(held[index * TILE * HASH_BYTES :][: count * HASH_BYTES])
        return hashes if level else [leaf_hash(token) for token in hashes]


def sort_tokens(tokens: Iterable[bytes]) -> TokenList:
    """Return the list of the tokens; one that comes twice is on it once."""
    joined = b"".join(sorted(set(tokens)))
    level, upper = [leaf_hash(token) for token in _cut(joined)], []
    while len(level) >= TILE:
        level = [tile_root(level[at : at + TILE]) for at in range(0, len(level) - TILE + 1, TILE)]
        upper.append(b"".join(level))
    return TokenList(joined, tuple(upper))


def _cut(joined: bytes) -> list[bytes]:
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
