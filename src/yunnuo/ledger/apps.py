"""Django's name for the ledger room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """簿."""

    name = "yunnuo.ledger"
    label = "ledger"
