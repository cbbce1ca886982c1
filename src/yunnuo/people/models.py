"""The rows that say who is known: individuals, their keys, contact points, origins, memberships, ages.

No column holds personal information in plain: keys are blind indexes, contact points and birthdays are sealed, names
and addresses are not kept at all. Events are appended, never changed; only a merge moves them to the individual kept.
Instants are microseconds UTC.
"""

from __future__ import annotations

from django.db import models


class Individual(models.Model):
    """One natural person as far as is known.

    `circle` is shared by everybody a stop must reach: linked by an order (buyer, recipient) or merged.
    `merged_into` is set once it turned out to be somebody already known. `erased_at` is set once everything about them
    was destroyed; their keys stay as blind indexes, so that what they stopped stays stopped.
    """

    # BigAutoField because SQLite stores it as the row id; numbers are always given, random and positive.
    id = models.BigAutoField(primary_key=True)
    circle = models.BigIntegerField(db_index=True)
    merged_into = models.BigIntegerField(null=True)
    erased_at = models.BigIntegerField(null=True)


class Key(models.Model):
    """A value that names an individual within its scope; one row for each key version it was seen under."""

    kind = models.CharField(max_length=24)
    scope = models.CharField(max_length=200)
    blind = models.BinaryField(max_length=16, unique=True)
    key_version = models.SmallIntegerField()
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)


class ImportedFile(models.Model):
    """A file whose people were imported; `seq` is its entry in the ledger."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    layout = models.CharField(max_length=80)
    platform = models.CharField(max_length=32)
    shop = models.CharField(max_length=160)
    rows = models.BigIntegerField()
    at = models.BigIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        """One import for each content, layout and shop."""

        constraints = (models.UniqueConstraint(fields=("sha256", "layout", "shop"), name="people_file_once"),)


class ContactPoint(models.Model):
    """A way to reach an individual, sealed; a virtual number expires and is never a key."""

    id = models.BigAutoField(primary_key=True)
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=24)
    cell_class = models.CharField(max_length=16)
    blind = models.BinaryField(max_length=16)
    sealed = models.BinaryField()
    expires_at = models.BigIntegerField(null=True)

    class Meta:
        """An individual has a contact point once."""

        constraints = (models.UniqueConstraint(fields=("individual", "blind"), name="people_contact_once"),)


class Origin(models.Model):
    """How the handler came to know a contact point; a set that never shrinks. `at` NULL = day unknown."""

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)
    # Found through the individual; an index and a check of its own would double the cost of an import.
    contact = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False)
    kind = models.CharField(max_length=24)
    platform = models.CharField(max_length=32)
    shop = models.CharField(max_length=160)
    at = models.BigIntegerField(null=True)
    mode = models.CharField(max_length=16)
    source = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, null=True, db_index=False)


class MembershipEvent(models.Model):
    """Somebody joined, left or hid in one shop; `at` NULL = seen as a member, since when is unknown."""

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)
    platform = models.CharField(max_length=32)
    shop = models.CharField(max_length=160)
    state = models.CharField(max_length=8)
    at = models.BigIntegerField(null=True)


class ShopStated(models.Model):
    """Somebody stated whose a shop is from `since` on; `shop` is folded, '' = every shop there, as is `platform`."""

    platform = models.CharField(max_length=32)
    shop = models.CharField(max_length=160)
    handler = models.CharField(max_length=160)
    since = models.BigIntegerField()
    declared_by = models.CharField(max_length=160)
    at = models.BigIntegerField()
    seq = models.BigIntegerField()


class AgeRecord(models.Model):
    """What a source says about age: a sealed birthday, a stated band, or both."""

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)
    band = models.CharField(max_length=16)
    birthday = models.BinaryField(null=True)
    blind = models.BinaryField(max_length=16)
    source = models.CharField(max_length=80)
    at = models.BigIntegerField()


class DeceasedRecord(models.Model):
    """Somebody reported a death."""

    individual = models.ForeignKey(Individual, on_delete=models.PROTECT)
    source = models.CharField(max_length=160)
    at = models.BigIntegerField()


class CircleJoin(models.Model):
    """Two circles became one; `merged` = two individuals turned out to be one. `seq`: its ledger entry."""

    seq = models.BigIntegerField(db_index=True)
    old = models.BigIntegerField()
    kept = models.BigIntegerField()
    merged = models.BooleanField()


class OneTimeCode(models.Model):
    """A code sent to a contact point to show who is asking; `blind`, `asker` and `digest` are keyed indexes.

    `asker` is where the request came from; both are counted to limit the rate.
    """

    blind = models.BinaryField(max_length=16, db_index=True)
    asker = models.BinaryField(max_length=16, db_index=True)
    digest = models.BinaryField(max_length=32)
    at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.BigIntegerField(null=True)
