"""Where a request comes from, used as a keyed index only: to count, never to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from yunnuo.protect.index import blind_index

if TYPE_CHECKING:
    from django.http import HttpRequest

    from yunnuo.web.asked import Asked


def find_asker(request: HttpRequest) -> str:
    """Return the address a request came from; behind a proxy, what the proxy saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.CSRF_TRUSTED_ORIGINS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def index_asker(request: Asked) -> bytes:
    """Return the keyed index of where a request came from."""
    return blind_index(request.desk.workspace.ring.current, "asker", "", find_asker(request))
