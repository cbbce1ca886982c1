"""Signing in by a one-time code, and what waits for the code: seeing one's records, stopping, or choosing.

Page, status and work are the same whether somebody is known by the contact point or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yunnuo.flows.codes import LIFE, MINUTE, Checked, check_code, send_code
from yunnuo.flows.stopping import stop_contact
from yunnuo.people.keys import KeyValue
from yunnuo.terms.errors import RefusedError, YunnuoError
from yunnuo.web.asked import end_visit, write_pass
from yunnuo.web.people.askers import find_asker
from yunnuo.web.people.boxes import AGAIN, drop_box, hand_box, read_box, take_box, write_box
from yunnuo.web.people.contacts import read_contact
from yunnuo.web.people.doors import takes, tell_next
from yunnuo.web.people.finishing import finish_choices
from yunnuo.web.people.refusals import refuse_page
from yunnuo.web.people.wording import mask_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from yunnuo.web.asked import Asked

ERRANDS = ("enter", "stop")
TOUCHPOINT = "web.me"


@takes("POST")
def enter(request: Asked) -> HttpResponse:
    """Send a code to the contact point that was typed."""
    errand = request.POST.get("for", "enter")
    return ask_code(request, {"for": errand if errand in ERRANDS else "enter"}, lambda: _turn_back("home"))


def show_entry(request: HttpRequest) -> HttpResponse:
    """Show the page that asks for a contact point."""
    fault = _("请填写完整的手机号，或者电子邮箱。") if AGAIN in request.GET else ""
    return render(request, "people/enter.html", {"fault": fault})


def ask_code(request: Asked, errand: dict[str, Any], refuse: Callable[[], HttpResponse]) -> HttpResponse:
    """Send a code to what stands in `contact` and go on to the page that asks for it.

    `errand` is what waits for the code; `refuse` answers when what stands there is no contact point.
    """
    key = read_contact(request.POST.get("contact", ""), request.desk.sender)
    return refuse() if key is None else send_again(request, {**errand, "key": list(key)})


def send_again(request: Asked, errand: dict[str, Any]) -> HttpResponse:
    """Send a code for an errand whose contact point is known, and show the page that asks for it."""
    workspace, key = request.desk.workspace, KeyValue(*errand["key"])
    try:
        number = send_code(workspace, request.desk.sender, key, find_asker(request), now=request.now)
    except RefusedError:
        text = _(
            "一小时内已经发过多次验证码，或者暂时发不出去。请过一会儿再试。"
            "着急停止的话，可以直接提交投诉，不需要验证码。"
        )
        return refuse_page(request, 429, _("验证码没有发出"), text, link="/me/complain/", label=_("提交投诉"))
    response = redirect("code")
    hand_box(response, "ask", write_box(workspace.ring, "ask", {**errand, "code": number}, now=request.now))
    return response


@takes("GET", "POST")
def code(request: Asked) -> HttpResponse:
    """Ask for the code; when it is right, do what was waiting for it."""
    ring = request.desk.workspace.ring
    errand = read_box(ring, "ask", take_box(request, "ask"), now=request.now)
    if errand is None:
        return redirect("home") if request.method == "GET" else _refuse_late(request)
    key = KeyValue(*errand["key"])
    if request.method != "POST":
        return _show_code(request, errand, key)
    typed = request.POST.get("code", "")
    if check_code(request.desk.workspace, key, errand["code"], typed, now=request.now) is Checked.WRONG:
        return _turn_back("code")
    return _run_errand(request, errand, key)


@takes("POST")
def code_again(request: Asked) -> HttpResponse:
    """Send another code for the same errand."""
    ring = request.desk.workspace.ring
    errand = read_box(ring, "ask", take_box(request, "ask"), now=request.now)
    return send_again(request, errand) if errand is not None else _refuse_late(request)


@takes("POST")
def leave(request: Asked) -> HttpResponse:
    """Sign out; every copy of the pass becomes worthless."""
    if request.guest is not None:
        end_visit(request.guest)
    response = redirect("home")
    for name in ("pass", "ask", "news", "draft", "sent"):
        drop_box(response, name)
    return response


@takes("POST")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language the reader chose and go back to the page."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "/me/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/me/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _run_errand(request: Asked, errand: dict[str, Any], key: KeyValue) -> HttpResponse:
    desk, now = request.desk, request.now
    response = redirect("home")
    if errand["for"] == "stop":
        once = f"door {errand['code']}"
        recorded = stop_contact(desk.workspace, key, touchpoint=TOUCHPOINT, once=once, now=now)
        told = _("营销联系已经全部停止，立即生效。订单、配送、售后的必要通知不受影响。")
        tell_next(request, response, _("已停止"), told, [recorded.receipt])
    elif errand["for"] == "choose":
        try:
            finish_choices(request, response, errand, key)
        except YunnuoError:
            text = _("这份告知已经变化，或者页面打开得太久。没有记录您的选择。请重新打开页面。")
            return refuse_page(request, 409, _("选择没有记录"), text)
    hand_box(response, "pass", write_pass(desk, key, errand["code"], now))
    for name in ("ask", "seen", "draft"):  # another choice is made on another display
        drop_box(response, name)
    return response


def _turn_back(name: str) -> HttpResponse:
    """Answer a mistake with an address that tells it, so that going back or reloading sends no form again."""
    return redirect(f"{reverse(name)}?{AGAIN}=1")


def _show_code(request: HttpRequest, errand: dict[str, Any], key: KeyValue) -> HttpResponse:
    fault = _("验证码不对，或者已经过期、用过。请核对，或者重新发送。") if AGAIN in request.GET else ""
    context = {"fault": fault, "purpose": errand["for"], "masked": mask_key(key), "minutes": LIFE // MINUTE}
    return render(request, "people/code.html", context)


def _refuse_late(request: HttpRequest) -> HttpResponse:
    text = _("等待的时间太长了，或者浏览器没有保存 Cookie。没有记录任何内容。请重新开始。")
    return refuse_page(request, 409, _("这一步已经过期"), text)
