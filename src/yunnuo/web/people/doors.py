"""Who may open a view, and with which method; everything else gets one clear page."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yunnuo.web.people.boxes import hand_box, write_box
from yunnuo.web.people.refusals import refuse_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from yunnuo.web.asked import Asked, Guest

    View = Callable[..., HttpResponse]


def takes(*methods: str) -> Callable[[View], View]:
    """Return a decorator that lets only these methods through."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                refused = refuse_page(request, 405, _("不能这样打开"), _("请从页面上的按钮进来。没有记录任何内容。"))
                refused["Allow"] = ", ".join(methods)
                return refused
            return view(request, *arguments, **named)

        return guarded

    return decorate


def for_guests(view: View) -> View:
    """Let only somebody through who showed that a contact point is theirs; others are asked for it first."""

    @wraps(view)
    def guarded(request: Asked, *arguments: Any, **named: Any) -> HttpResponse:
        return view(request, *arguments, **named) if request.guest is not None else redirect("home")

    return guarded


def guest_of(request: Asked) -> Guest:
    """Return the guest of a view that is for guests."""
    return cast("Guest", request.guest)


def tell_next(request: Asked, response: HttpResponse, title: str, text: str, numbers: Sequence[str] = ()) -> None:
    """Leave word for the next page."""
    news = {"title": title, "text": text, "numbers": list(numbers)}
    hand_box(response, "news", write_box(request.desk.workspace.ring, "news", news, now=request.now))
