"""Django's name for the pages: it finds templates and translations by it. The room stores nothing."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """门."""

    name = "yunnuo.web"
    label = "web"
