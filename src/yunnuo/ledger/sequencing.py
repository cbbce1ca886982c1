"""The tree over the ledger: tiles are stored once they are full, and a signed checkpoint states its root.

Leaf number n is the commitment of entry n + 1. An entry is pending until a checkpoint covers it. Full tiles never
change, so they are stored without the writers' lock; only the checkpoint itself is made under it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from django.db import transaction

from yunnuo.evidence.checkpoints import make_checkpoint
from yunnuo.evidence.merkle import (
    TILE,
    complete_tiles,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tile_root,
    tree_root,
)
from yunnuo.evidence.merkle import read_above as compute_above
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.ledger.models import Checkpoint, LedgerEntry, LedgerTile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.evidence.checkpoints import Signer
    from yunnuo.evidence.merkle import Tile
    from yunnuo.terms.instant import Instant

_HASH: Final = 32
_BATCH: Final = 512


def read_hashes(level: int, number: int, count: int) -> Sequence[bytes]:
    """Return the first `count` hashes of a tile: as stored when it is full, else from the entries."""
    stored = LedgerTile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    if stored is not None:
        held = bytes(stored)
        return [held[start : start + _HASH] for start in range(0, count * _HASH, _HASH)]
    if level:
        first = number * TILE
        below = LedgerTile.objects.filter(level=level - 1, number__gte=first, number__lt=first + count)
        roots = [bytes(root) for root in below.order_by("number").values_list("root", flat=True)]
        return roots if len(roots) == count else compute_above(level, number, count, read_hashes)
    first = number * TILE + 1
    span = LedgerEntry.objects.filter(seq__gte=first, seq__lt=first + count).order_by("seq")
    return [leaf_hash(bytes(commitment)) for commitment in span.values_list("commitment", flat=True)]


def store_tiles(size: int) -> None:
    """Store every tile that is full at `size` entries; what is stored already stays."""
    stored = LedgerTile.objects.filter(level=0).count() * TILE
    tiles = complete_tiles(stored, size, read_hashes)
    while batch := list(islice(tiles, _BATCH)):
        LedgerTile.objects.bulk_create(map(_make_row, batch), ignore_conflicts=True)


def write_checkpoint(signer: Signer, *, at: Instant) -> Checkpoint:
    """Sign the ledger as it stands and return the checkpoint; the last one when nothing came since.

    The first checkpoint of an empty ledger covers an entry that says the log began.
    """
    with transaction.atomic():
        if lock_ledger() == 0:
            append_entries("ledger.begun", [{"origin": signer.name}], at=at)
        size = lock_ledger()
    store_tiles(size)
    held = Checkpoint.objects.filter(size=size).first()
    if held is not None:
        return held
    root = tree_root(size, read_hashes)
    note = make_checkpoint(size, root, signer, at=at)
    row, _ = Checkpoint.objects.get_or_create(size=size, defaults={"root": root, "note": note, "at": at})
    return row


def prove_entry(seq: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that entry `seq` is in the tree of `size` entries; ValueError when it is pending there."""
    return inclusion_proof(seq - 1, size, read_hashes)


def prove_growth(old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of `new` entries begins with that of `old`; ValueError when it is shorter."""
    return consistency_proof(old, new, read_hashes)


def _make_row(tile: Tile) -> LedgerTile:
    return LedgerTile(level=tile.level, number=tile.number, hashes=b"".join(tile.hashes), root=tile_root(tile.hashes))
