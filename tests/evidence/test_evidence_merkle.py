"""The tree is the one of RFC 9162: public test vectors, and agreement with the definition written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunnuo.evidence.merkle import (
    EMPTY_ROOT,
    TILE,
    Tile,
    complete_tiles,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    read_above,
    tile_root,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.evidence.merkle import ReadHashes

# The tree of certificate-transparency's own tests: its eight leaves, and the root after each.
LEAVES = [
    bytes.fromhex(data)
    for data in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
GROWTHS = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
MANY = 1_000_000


def read_leaves(leaves: Sequence[bytes]) -> ReadHashes:
    """Return a reader of the tree over these leaves."""

    def read(level: int, number: int, count: int) -> Sequence[bytes]:
        if level:
            return read_above(level, number, count, read)
        return [leaf_hash(data) for data in leaves[number * TILE :][:count]]

    return read


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root as section 2.1.1 defines it."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(naive_root(leaves[:middle]), naive_root(leaves[middle:]))


@pytest.mark.parametrize("size", range(9))
def test_public_roots(size: int) -> None:
    """The roots over the public leaves are the published ones."""
    assert ROOTS[size] == tree_root(size, read_leaves(LEAVES)).hex()


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_public_paths(index: int, size: int) -> None:
    """The inclusion proofs over the public leaves are the published ones."""
    assert PATHS[index, size] == [held.hex() for held in inclusion_proof(index, size, read_leaves(LEAVES))]


@pytest.mark.parametrize(("old", "new"), GROWTHS)
def test_public_growths(old: int, new: int) -> None:
    """The consistency proofs over the public leaves are the published ones."""
    assert GROWTHS[old, new] == [held.hex() for held in consistency_proof(old, new, read_leaves(LEAVES))]


def make_leaves(size: int) -> list[bytes]:
    """Return leaves that differ."""
    return [b"%d" % number for number in range(size)]


SIZES = st.one_of(st.integers(1, 40), st.integers(250, 260), st.integers(500, 1100))


@given(SIZES, st.data())
def test_inclusion_agrees(size: int, data: st.DataObject) -> None:
    """A proof leads to the root the definition gives, for its own leaf and place only."""
    leaves, index = make_leaves(size), data.draw(st.integers(0, size - 1))
    read, root = read_leaves(leaves), naive_root(leaves)
    proof, other = inclusion_proof(index, size, read), data.draw(st.integers(-1, size))

    assert root == tree_root(size, read)
    assert (other == index) == verify_inclusion(leaf_hash(leaves[index]), other, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(leaf_hash(leaves[index]), index, size, (*proof, root), root)
    assert not proof or not verify_inclusion(leaf_hash(leaves[index]), index, size, proof[:-1], root)


@given(SIZES, st.data())
def test_consistency_agrees(new: int, data: st.DataObject) -> None:
    """A tree is shown to go on from its own beginning, and from no other."""
    leaves, old = make_leaves(new), data.draw(st.integers(1, new))
    read = read_leaves(leaves)
    proof, roots = consistency_proof(old, new, read), (naive_root(leaves[:old]), naive_root(leaves))
    forged = naive_root([b"changed", *leaves[1:old]])

    assert verify_consistency(old, new, proof, roots)
    assert not verify_consistency(old, new, proof, (forged, roots[1]))
    assert not verify_consistency(old, new, proof, (roots[0], forged))
    assert not verify_consistency(old, new, (*proof, forged), roots)


def test_everything_goes_on_from_nothing() -> None:
    """Any tree goes on from the empty one, whose root is the hash of nothing."""
    root = tree_root(3, read_leaves(make_leaves(3)))

    assert () == consistency_proof(0, 3, read_leaves(make_leaves(3)))
    assert verify_consistency(0, 3, (), (EMPTY_ROOT, root))
    assert not verify_consistency(0, 3, (), (root, root))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4)])
def test_inclusion_outside(index: int, size: int) -> None:
    """A leaf that is not in the tree gets no proof."""
    with pytest.raises(ValueError, match=str(index)):
        inclusion_proof(index, size, read_leaves(make_leaves(size)))


def test_consistency_backwards() -> None:
    """A smaller tree does not go on from a larger one."""
    with pytest.raises(ValueError, match="5"):
        consistency_proof(5, 4, read_leaves(make_leaves(5)))


def test_few_tiles_are_read() -> None:
    """A proof among a million leaves reads a handful of tiles, each once."""
    asked: list[tuple[int, int]] = []

    def read(level: int, number: int, count: int) -> list[bytes]:
        asked.append((level, number))
        return [b"%d %d" % (level, number * TILE + at) for at in range(count)]

    reads = []
    for index in (0, 255, 256, 65_535, 65_536, 777_777, MANY - 1):
        inclusion_proof(index, MANY, read)
        reads.append(len(asked))
        assert len(set(asked)) == len(asked)
        asked.clear()
    consistency_proof(333_333, MANY, read)

    assert 5 >= max(reads)
    assert 6 >= len(asked)


@given(st.lists(st.integers(1, 70_000), min_size=1, max_size=4))
def test_tiles_complete_once(steps: list[int]) -> None:
    """However the tree grows, each full tile is yielded once, with the hashes of its place."""
    found: dict[tuple[int, int], Tile] = {}
    size = 0

    def read(level: int, number: int, count: int) -> tuple[bytes, ...]:
        if level:
            return tuple(tile_root(found[level - 1, number * TILE + at].hashes) for at in range(count))
        return tuple(b"%d" % (number * TILE + at) for at in range(count))

    for step in steps:
        for tile in complete_tiles(size, size + step, read):
            assert (tile.level, tile.number) not in found
            found[tile.level, tile.number] = tile
        size += step

    expected = {(level, number) for level in range(3) for number in range(size >> 8 * (level + 1))}
    assert expected == set(found)
    assert all(TILE == len(tile.hashes) for tile in found.values())
