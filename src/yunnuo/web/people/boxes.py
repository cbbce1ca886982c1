"""What a browser carries between two pages: sealed, so that it can be neither read nor changed on the way.

    yn_ask    a contact point being checked, and what waits for it: signing in, or choices on a notice
    yn_pass   who signed in, by which code
    yn_news   what to tell on the next page
    yn_sent   the number of a complaint that was just made
    yn_draft  what was ticked and typed on a notice, until it could be taken

A box is opened only within its time. Nothing of it ever stands in an address or a log.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from yunnuo.protect.cipher import open_values, seal_values
from yunnuo.protect.errors import KeyringError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

MINUTE: Final = 60_000_000
LIVES: Final = {
    "ask": 30 * MINUTE,
    "pass": 30 * MINUTE,
    "news": 10 * MINUTE,
    "draft": 10 * MINUTE,
    "sent": 10 * MINUTE,
    "seen": 120 * MINUTE,
    "once": 240 * MINUTE,
}
AGAIN: Final = "again"  # in the address of a page that tells a mistake; what was typed is never there


def write_box(ring: KeyRing, name: str, content: Mapping[str, Any], *, now: Instant) -> str:
    """Return the content sealed with the time it was made."""
    text = json.dumps({"at": now, **content}, ensure_ascii=False, separators=(",", ":"))
    (sealed,) = seal_values(ring, f"web.{name}", [text])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read_box(ring: KeyRing, name: str, text: str, *, now: Instant) -> dict[str, Any] | None:
    """Return the content of a box, or None when it is not ours, was changed, or its time is over."""
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        (plain,) = open_values(ring, f"web.{name}", [sealed])
    except (binascii.Error, ValueError, KeyringError):
        return None
    held: dict[str, Any] = json.loads(plain)
    return held if 0 <= now - held["at"] < LIVES[name] else None


def hand_box(response: HttpResponse, name: str, text: str) -> None:
    """Give the browser a box to carry; it is gone when the browser closes."""
    response.set_cookie(
        f"yn_{name}",
        text,
        max_age=LIVES[name] // 1_000_000,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_box(request: HttpRequest, name: str) -> str:
    """Return the box a browser carries; empty when it has none."""
    return request.COOKIES.get(f"yn_{name}", "")


def drop_box(response: HttpResponse, name: str) -> None:
    """Take a box away from the browser."""
    response.delete_cookie(f"yn_{name}", samesite="Lax")
