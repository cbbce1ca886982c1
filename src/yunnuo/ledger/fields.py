"""The column of a ledger sequence number used as primary key.

On SQLite an `integer` primary key is the row id itself; any other type would cost a second index and a page of every
commit. Numbers are always given, never made by the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class SequenceField(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs only
    """A BigIntegerField that is SQLite's row id."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the column type of a database."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
