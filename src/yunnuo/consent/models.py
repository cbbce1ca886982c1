"""The rows that say what was told, agreed, refused and withdrawn. They judge nothing and are never changed.

Lists (purposes, channels, categories, elements) are ids joined by `;`. Instants are microseconds UTC.
Recipients are folded names, each followed by `;`; `;` alone says that none is named, an empty text says nothing.
"""

from __future__ import annotations

from django.db import models

from yunnuo.people.models import Individual


class Notice(models.Model):
    """A published version of a notice; immutable."""

    version = models.CharField(max_length=80, unique=True)
    handler = models.CharField(max_length=160)
    published_at = models.BigIntegerField()
    purposes = models.TextField()
    channels = models.TextField()
    categories = models.TextField()
    elements = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    seq = models.BigIntegerField()


class ConsentEvent(models.Model):
    """An individual agreed (`consent`) or asked to be contacted (`request`), at `at`, to exactly what stands here."""

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    at = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    handler = models.CharField(max_length=160)
    purposes = models.TextField()
    channels = models.TextField()
    categories = models.TextField()
    manner = models.CharField(max_length=24)
    separate = models.BooleanField(null=True)
    guardian = models.CharField(max_length=8)
    recipients = models.TextField(default="")
    notice_version = models.CharField(max_length=80)
    notice_shown_at = models.BigIntegerField(null=True)
    evidence = models.CharField(max_length=200)
    touchpoint = models.CharField(max_length=160)
    member_platform = models.CharField(max_length=32)
    member_shop = models.CharField(max_length=160)
    grade = models.CharField(max_length=1)
    fingerprint = models.BinaryField(max_length=16, unique=True)
    seq = models.BigIntegerField()


class StopEvent(models.Model):
    """A withdrawal, refusal or suppression; empty purposes or channels = all of them.

    `blind` is the index of the key it came in on: it stays even when nobody is known by that key yet.
    """

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)
    blind = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=12)
    at = models.BigIntegerField()
    handler = models.CharField(max_length=160)
    purposes = models.TextField()
    channels = models.TextField()
    evidence = models.CharField(max_length=200)
    touchpoint = models.CharField(max_length=160)
    fingerprint = models.BinaryField(max_length=16, unique=True)
    seq = models.BigIntegerField(db_index=True)


class Declaration(models.Model):
    """The handler declares a ledger complete: for which record, purpose and channel ('' = all), since, through when."""

    record = models.CharField(max_length=16)
    purpose = models.CharField(max_length=32)
    channel = models.CharField(max_length=32)
    since = models.BigIntegerField()
    through = models.BigIntegerField(null=True)
    declared_by = models.CharField(max_length=160)
    at = models.BigIntegerField()
    seq = models.BigIntegerField()
