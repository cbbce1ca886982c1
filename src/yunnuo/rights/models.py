"""The rows of what individuals asked of the handler. Texts are sealed; instants are microseconds UTC."""

from __future__ import annotations

from django.db import models

from yunnuo.people.models import Individual


class Complaint(models.Model):
    """A complaint as it was made; never changed.

    `individual` is NULL when nobody was signed in; what they gave to be answered at then stands in the sealed text.
    `fingerprint` makes a form sent twice one complaint.
    """

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, null=True)
    topic = models.CharField(max_length=24)
    sealed = models.BinaryField()
    at = models.BigIntegerField()
    fingerprint = models.BinaryField(max_length=16, unique=True)
    seq = models.BigIntegerField(db_index=True)
