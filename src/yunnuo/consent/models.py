"""The rows that say what was told, agreed, refused and withdrawn. They judge nothing and are never changed.

Lists (purposes, channels, categories, elements) are ids joined by `;`. Instants are microseconds UTC.
Recipients are folded names, each followed by `;`; `;` alone says that none is named, an empty text says nothing.
"""

from __future__ import annotations

from django.db import models

from yunnuo.ledger.fields import SequenceField
from yunnuo.people.models import Individual


class Notice(models.Model):
    """A published version of a notice; immutable.

    `document` is the canonical JSON it was published from; empty when only its elements were stated.
    """

    version = models.CharField(max_length=80, unique=True)
    handler = models.CharField(max_length=160)
    published_at = models.BigIntegerField()
    purposes = models.TextField()
    channels = models.TextField()
    categories = models.TextField()
    elements = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    document = models.TextField(default="")
    seq = models.BigIntegerField()


class NoticePage(models.Model):
    """A rendering of a published notice, byte for byte as it is shown; `name` says for which surface."""

    version = models.CharField(max_length=80)
    name = models.CharField(max_length=24)
    sha256 = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        """A notice has one rendering for each surface."""

        constraints = (models.UniqueConstraint(fields=("version", "name"), name="consent_page_once"),)


class NoticeShown(models.Model):
    """A page of a notice was displayed at a touchpoint, with which elements, and with which choices ticked before.

    `visit` is random and names nobody; a choice made in that visit refers to it. `asked` lists the choices offered as
    `purpose/channel` joined by `;`, `ticked` those that were ticked beforehand (there should be none).
    """

    visit = models.BinaryField(max_length=16, unique=True)
    version = models.CharField(max_length=80)
    page_sha256 = models.CharField(max_length=64)
    touchpoint = models.CharField(max_length=160)
    batch = models.CharField(max_length=40)
    elements = models.TextField()
    asked = models.TextField()
    ticked = models.TextField()
    at = models.BigIntegerField()
    seq = models.BigIntegerField()


class CardBatch(models.Model):
    """A print run of parcel cards: the notice version, shop and choices every card of it is pinned to."""

    batch = models.CharField(max_length=40, unique=True)
    version = models.CharField(max_length=80)
    handler = models.CharField(max_length=160)
    platform = models.CharField(max_length=32)
    shop = models.CharField(max_length=160)
    purposes = models.TextField()
    channels = models.TextField()
    printed = models.BigIntegerField()
    at = models.BigIntegerField()
    seq = models.BigIntegerField()


class CardScan(models.Model):
    """A card of a batch was scanned; says nothing about who did it."""

    batch = models.CharField(max_length=40, db_index=True)
    visit = models.BinaryField(max_length=16)
    at = models.BigIntegerField()


class ConsentEvent(models.Model):
    """An individual agreed (`consent`) or asked to be contacted (`request`), at `at`, to exactly what stands here.

    `visit` is the display of the notice it was given on, `batch` the print run of the card that led there.
    """

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, db_index=False)  # the constraint has one
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
    visit = models.BinaryField(max_length=16, null=True)
    batch = models.CharField(max_length=40, default="")
    fingerprint = models.BinaryField(max_length=16)
    seq = SequenceField(primary_key=True)

    class Meta:
        """An event counts once, however often it arrives."""

        constraints = (models.UniqueConstraint(fields=["individual", "fingerprint"], name="consent_event_once"),)


class StopEvent(models.Model):
    """A withdrawal, refusal or suppression; empty purposes or channels = all of them.

    With recipients it ends what was agreed for them only, with categories the use of those only; empty = everything.
    `blind` is the index of the key it came in on: it stays even when nobody is known by that key yet.
    """

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, db_index=False)  # the constraint has one
    blind = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=12)
    at = models.BigIntegerField()
    handler = models.CharField(max_length=160)
    purposes = models.TextField()
    channels = models.TextField()
    categories = models.TextField(default="")
    recipients = models.TextField(default="")
    evidence = models.CharField(max_length=200)
    touchpoint = models.CharField(max_length=160)
    fingerprint = models.BinaryField(max_length=16)
    seq = SequenceField(primary_key=True)

    class Meta:
        """An event counts once, however often it arrives."""

        constraints = (models.UniqueConstraint(fields=["individual", "fingerprint"], name="consent_stop_once"),)


class Declaration(models.Model):
    """A handler declares a ledger complete: for which record, purpose and channel ('' = all), since, through when.

    `handler` '' = whoever is the only one in the workspace: what one has on record says nothing of another's.
    """

    handler = models.CharField(max_length=160, default="")
    record = models.CharField(max_length=16)
    purpose = models.CharField(max_length=32)
    channel = models.CharField(max_length=32)
    since = models.BigIntegerField()
    through = models.BigIntegerField(null=True)
    declared_by = models.CharField(max_length=160)
    at = models.BigIntegerField()
    seq = models.BigIntegerField()
