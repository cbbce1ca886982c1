"""What every request and answer goes through: size, headers, language, and the desk that answers.

No answer leaves without the headers; pages run no script at all, and the one style sheet is named by its hash.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.utils import translation

from yunnuo.flows.notice_versions import name_handler
from yunnuo.web.asked import find_guest, write_pass
from yunnuo.web.desk import find_desk
from yunnuo.web.people.boxes import MINUTE, hand_box
from yunnuo.web.people.refusals import refuse_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

    from yunnuo.web.asked import Asked

    Handler = Callable[[HttpRequest], HttpResponse]

STYLE: Final = (Path(__file__).parent / "people" / "pages.css").read_text("utf-8")
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), interest-cohort=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


def write_policy(styles: Iterable[str] = (STYLE,)) -> str:
    """Return a content security policy that allows these style sheets, forms to ourselves, and nothing else."""
    hashes = " ".join(f"'sha256-{_hash(style)}'" for style in styles) or "'none'"
    return (
        f"default-src 'none'; style-src {hashes}; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


class HeaderGuard:
    """Adds the security headers to every answer; a page may have set its own policy for its own style sheet."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer
        self.policy = write_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class SizeGuard:
    """Refuses a form that is too large before anything of it is read."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if not stated.isdigit() or int(stated) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            return refuse_size(request)
        return self.answer(request)


class LanguageChoice:
    """Speaks simplified Chinese unless the reader chose English; what a browser prefers is not asked."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.answer(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AtDesk:
    """Gives the request its desk, the time and the guest; renews the pass of a guest who is still here."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        asked = cast("Asked", request)
        asked.desk = find_desk()
        asked.now = asked.desk.clock()
        asked.guest = find_guest(request, asked.desk, asked.now)
        response = self.answer(request)
        guest = asked.guest
        if guest is not None and asked.now - guest.seen > MINUTE and "yn_pass" not in response.cookies:
            hand_box(response, "pass", write_pass(asked.desk, guest.key, guest.door, asked.now))
        return response


def shared_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every template may use."""
    from django.utils.safestring import mark_safe

    now = getattr(request, "now", None)  # there is none before a desk is open
    return {
        "handler": cache(partial(name_handler, now)) if now is not None else "",  # asked where it is shown, once
        "style": mark_safe(STYLE),  # noqa: S308  # our own file
        "request": request,
        "guest": getattr(request, "guest", None),
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
    }
