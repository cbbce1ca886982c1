"""Django's name for the people room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """人."""

    name = "yunnuo.people"
    label = "people"
