"""Django's name for the consent room."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """诺."""

    name = "yunnuo.consent"
    label = "consent"
