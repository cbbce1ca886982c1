"""The rows of what individuals asked of the handler. Texts are sealed; instants are microseconds UTC."""

from __future__ import annotations

from django.db import models

from yunnuo.people.models import Individual


class Complaint(models.Model):
    """A complaint as it was made; never changed.

    `individual` is NULL when nobody was signed in, or nobody was on record by the contact point they had shown to be
    theirs. That contact point is `verified`, sealed as contact points are, with its kind and blind index; NULL when
    nobody was signed in. What they wrote down to be answered at stands in the sealed text.
    `fingerprint` makes a form sent twice one complaint.
    """

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, null=True)
    topic = models.CharField(max_length=24)
    sealed = models.BinaryField()
    verified_kind = models.CharField(max_length=24, default="")
    verified = models.BinaryField(null=True)
    verified_blind = models.BinaryField(max_length=16, null=True, db_index=True)
    at = models.BigIntegerField()
    fingerprint = models.BinaryField(max_length=16, unique=True)
    seq = models.BigIntegerField(db_index=True)
