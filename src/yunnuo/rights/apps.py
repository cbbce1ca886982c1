"""Django's name for the rights room."""

from __future__ import annotations

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """权."""

    name = "yunnuo.rights"
    label = "rights"
