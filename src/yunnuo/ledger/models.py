"""The rows of the ledger: one entry per event in the order the events were committed, and the tree over them.

An entry's commitment is SHA-256(salt + content). Content is canonical JSON of ids, indexes and facts, never personal
information in plain. Erasing a person destroys salt and content; the commitment stays, so the tree stays whole.
"""

from __future__ import annotations

from django.db import models

from yunnuo.ledger.fields import SequenceField


class LedgerEntry(models.Model):
    """Entry number `seq`, counted from 1: leaf `seq - 1` of the tree. `at` in microseconds UTC.

    `salt` and `content` are NULL once a tombstone (an entry of kind `ledger.erased`) names the entry.
    """

    seq = SequenceField(primary_key=True)
    kind = models.CharField(max_length=40)
    commitment = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16, null=True)
    content = models.BinaryField(null=True)
    at = models.BigIntegerField()


class LedgerTile(models.Model):
    """A full tile of the tree: 256 hashes; `level` 0 holds leaf hashes, `level` n roots of 256**n leaves.

    `root` is the root over its hashes, so that the level above need not compute it.
    """

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField(max_length=32)

    class Meta:
        """A tile exists once."""

        constraints = (models.UniqueConstraint(fields=("level", "number"), name="ledger_tile_once"),)


class Checkpoint(models.Model):
    """A signed statement of the first `size` entries; `note` is the text handed out."""

    size = SequenceField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.BigIntegerField()


class PublishedList(models.Model):
    """A list of people that left the product; `root` commits to it, the sorted tokens are a file."""

    seq = SequenceField(primary_key=True)
    name = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=32)
    channel = models.CharField(max_length=32)
    root = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    count = models.BigIntegerField()
    at = models.BigIntegerField()
