"""Where a link or a parcel card leads: the notice first, then the choices, none of them ticked.

What was displayed is recorded before anything can be chosen on it. Refusing needs no contact point, agreeing needs the
one it is about; neither is ever a condition of anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from yunnuo.flows.cards import record_scan
from yunnuo.flows.choices import show_notice
from yunnuo.flows.notice_pages import split_page
from yunnuo.flows.offers import list_pairs
from yunnuo.people.keys import KeyKind
from yunnuo.terms.errors import YunnuoError
from yunnuo.web.brakes import DISPLAYS
from yunnuo.web.guards import STYLE, write_policy
from yunnuo.web.people.askers import index_asker
from yunnuo.web.people.boxes import drop_box, hand_box, read_box, take_box, write_box
from yunnuo.web.people.contacts import read_contact
from yunnuo.web.people.doors import takes
from yunnuo.web.people.entering import ask_code
from yunnuo.web.people.finishing import finish_choices
from yunnuo.web.people.places import SHORT, NotPublishedError, open_place
from yunnuo.web.people.refusals import refuse_bad, refuse_link, refuse_many, refuse_missing, refuse_page
from yunnuo.web.people.wording import mask_key, name_heading, name_kind, name_term, name_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from yunnuo.flows.offers import Offer
    from yunnuo.web.asked import Asked
    from yunnuo.web.people.places import Place

ANSWERS = ("agree", "none", "remember")


class Box(NamedTuple):
    """One box to tick."""

    id: str
    name: str
    kind: str = ""
    text: str = ""
    more: str = ""


class Boxes(NamedTuple):
    """The boxes of one purpose."""

    name: str
    text: str
    boxes: list[Box]


@takes("GET", "POST")
def open_touchpoint(request: Asked, token: str) -> HttpResponse:
    """Answer a link to a touchpoint."""
    return _open(request, token, card=False)


@takes("GET", "POST")
def open_scan(request: Asked, token: str) -> HttpResponse:
    """Answer the scan of a parcel card."""
    return _open(request, token, card=True)


def _open(request: Asked, token: str, *, card: bool) -> HttpResponse:
    try:
        place = open_place(request.desk, token, request.now, card=card)
    except NotPublishedError:
        return refuse_missing(request)
    if place is None:
        return refuse_link(request)
    return _answer_form(request, place) if request.method == "POST" else _show_place(request, place)


def _show_place(request: Asked, place: Place) -> HttpResponse:
    """Show the notice and the boxes; the display is recorded once for a browser that comes back soon."""
    ring, now = request.desk.workspace.ring, request.now
    held = read_box(ring, "seen", take_box(request, "seen"), now=now)
    if held is not None and held["token"] == place.token:
        return _render(request, place, take_box(request, "seen"))
    if request.method == "HEAD":  # nothing is displayed
        return _render(request, place, "")
    if not DISPLAYS.lets_through(index_asker(request), now):
        return refuse_many(request)
    visit = _record_display(request, place)
    seen = write_box(ring, "seen", {"token": place.token, "visit": visit.hex()}, now=now)
    response = _render(request, place, seen)
    hand_box(response, "seen", seen)
    return response


def _record_display(request: Asked, place: Place) -> bytes:
    pairs = list_pairs(place.offers)
    visit = show_notice(
        version=place.document.version,
        page=SHORT,
        touchpoint=place.touchpoint,
        asked=pairs,
        batch=place.batch,
        now=request.now,
    )
    if place.card:
        record_scan(place.batch, visit, request.now)
    return visit


def _answer_form(request: Asked, place: Place) -> HttpResponse:
    form, ring = request.POST, request.desk.workspace.ring
    seen = read_box(ring, "seen", form.get("seen", ""), now=request.now)
    answer, picks = form.get("answer", "agree"), form.getlist("pick")
    if seen is None or seen["token"] != place.token:
        text = _("页面打开得太久了，或者不是从我们的页面提交的。没有记录任何内容。请看过告知再选择。")
        return refuse_page(request, 409, _("请重新打开这一页"), text, link=request.path, label=_("重新打开"))
    if answer not in ANSWERS or not set(picks) <= {offer.id for offer in place.offers}:
        return refuse_bad(request)
    errand = {
        "for": "choose",
        "token": place.token,
        "card": place.card,
        "visit": seen["visit"],
        "answer": "agree" if answer == "agree" else "none",
        "picks": picks if answer == "agree" else [],
        "guardian": {"self": "none", "guardian": "claimed"}.get(form.get("age", ""), ""),
    }
    if answer == "none" and request.guest is None:
        return _show_declined(request, place)
    fault = _find_fault(request, place, picks) if answer == "agree" else ""
    if fault:
        return _render(request, place, form.get("seen", ""), fault, 400)
    if request.guest is not None:
        return _finish_now(request, errand)
    again = _show_declined if answer == "remember" else _render_again
    return ask_code(request, errand, lambda _request, told, status: again(request, place, told, status))


def _finish_now(request: Asked, errand: dict[str, Any]) -> HttpResponse:
    assert request.guest is not None  # noqa: S101  # the caller looked
    response = redirect("home")
    try:
        finish_choices(request, response, errand, request.guest.key)
    except YunnuoError:
        return refuse_page(request, 409, _("选择没有记录"), _("没有记录您的选择。请重新打开页面。"))
    drop_box(response, "seen")
    return response


def _find_fault(request: Asked, place: Place, picks: list[str]) -> str:
    """Return what is missing before the ticked boxes can be agreed to."""
    if not picks:
        return _("您没有勾选任何一项。勾选之后再提交，或者选“都不同意”。")
    if place.document.children.rules and request.POST.get("age") not in ("self", "guardian"):
        return _("请选择是谁在选择。")
    key = request.guest.key if request.guest else read_contact(request.POST.get("contact", ""), request.desk.sender)
    channels = {offer.channel for offer in place.offers if offer.id in picks and not offer.apart}
    terms = request.desk.vocabulary.lists["channels"]
    for channel in sorted(channels & set(terms)):
        kinds = set(terms[channel].texts("contacts"))
        if key is not None and key.kind not in kinds and kinds & {KeyKind.PHONE.value, KeyKind.EMAIL.value}:
            wanted = _("手机号") if KeyKind.PHONE.value in kinds else _("电子邮箱")
            name = name_term(request.desk.vocabulary, "channels", channel)
            return _("“%(channel)s”要用%(kind)s。请换一个联系方式，或者不勾选这一项。") % {
                "channel": name,
                "kind": wanted,
            }
    return ""


def _render_again(request: Asked, place: Place, fault: str, status: int) -> HttpResponse:
    return _render(request, place, request.POST.get("seen", ""), fault, status)


def _render(request: Asked, place: Place, seen: str, fault: str = "", status: int = 200) -> HttpResponse:
    style, main = split_page(place.page)
    style = f"\n{style}"
    version = place.document.version
    guardian = bool(place.document.children.rules)
    context = {
        "place": place,
        "brand": place.document.handler.brand or place.document.handler.name,
        "notice_style": mark_safe(style),  # noqa: S308  # a published page, escaped when it was rendered
        "notice_main": mark_safe(main),  # noqa: S308
        "full": reverse("notice", args=[version]),
        "groups": _group(request, place),
        "apart": list(_list_apart(request, place)),
        "guardian": guardian,
        "guardian_page": reverse("notice_page", args=[version, "guardian"]) if guardian else "",
        "seen": seen,
        "fault": fault,
        # What somebody ticked comes back only with their own form; a page opened anew has nothing ticked.
        "picks": request.POST.getlist("pick"),
        "age": request.POST.get("age", ""),
        "contact": request.POST.get("contact", ""),
        "masked": mask_key(request.guest.key) if request.guest else "",
    }
    response = render(request, "people/landing.html", context, status=status)
    response["Content-Security-Policy"] = write_policy((STYLE, style))
    return response


def _show_declined(request: Asked, place: Place, fault: str = "", status: int = 200) -> HttpResponse:
    brand = place.document.handler.brand or place.document.handler.name
    context = {"brand": brand, "seen": request.POST.get("seen", ""), "fault": fault}
    return render(request, "people/declined.html", context, status=status)


def _group(request: Asked, place: Place) -> list[Boxes]:
    words = request.desk.vocabulary
    groups: dict[str, Boxes] = {}
    for offer in place.offers:
        if not offer.apart:
            purpose = offer.purposes[0]
            group = groups.setdefault(purpose, Boxes(name_heading(words, "purposes", purpose), offer.text, []))
            group.boxes.append(Box(offer.id, name_heading(words, "channels", offer.channel)))
    return list(groups.values())


def _list_apart(request: Asked, place: Place) -> Iterator[Box]:
    held = [offer for offer in place.offers if offer.apart]
    for offer in held:
        yield Box(offer.id, "", _name_kind(offer, place), offer.text, _tell_more(request, offer))


def _name_kind(offer: Offer, place: Place) -> str:
    return name_kind(place.document.separate[int(offer.id.rpartition("/")[2])].kind)


def _tell_more(request: Asked, offer: Offer) -> str:
    used = name_terms(request.desk.vocabulary, "categories", offer.categories)
    named = _("、").join(offer.recipients)
    parts = [_("用到：%s") % used if used else "", _("提供给：%s") % named if named else ""]
    return _("；").join(part for part in parts if part)
