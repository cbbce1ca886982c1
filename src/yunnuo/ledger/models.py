"""The rows of the ledger: one salted commitment per event, in the order the events were committed.

A commitment says that something was recorded, not what: the salt stays here and is destroyed with the record.
"""

from __future__ import annotations

from django.db import models


class LedgerHead(models.Model):
    """The one row every writer locks; `sequence` is the number of the last entry."""

    sequence = models.BigIntegerField(default=0)


class LedgerEntry(models.Model):
    """Entry number `seq`: `commitment` = SHA-256(salt + canonical content); `at` in microseconds UTC."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    commitment = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    at = models.BigIntegerField()
