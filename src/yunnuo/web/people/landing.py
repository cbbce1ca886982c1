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
from yunnuo.terms.errors import YunnuoError
from yunnuo.web.brakes import DISPLAYS
from yunnuo.web.guards import STYLE, write_policy
from yunnuo.web.people.askers import index_asker
from yunnuo.web.people.boxes import AGAIN, drop_box, hand_box, read_box, take_box, write_box
from yunnuo.web.people.doors import takes
from yunnuo.web.people.drafts import Draft, find_draft, find_fault, keep_draft, read_form, show_again
from yunnuo.web.people.entering import ask_code
from yunnuo.web.people.finishing import finish_choices
from yunnuo.web.people.places import SHORT, NotPublishedError, open_place
from yunnuo.web.people.refusals import refuse_bad, refuse_link, refuse_many, refuse_missing, refuse_page
from yunnuo.web.people.wording import mask_key, name_heading, name_kind, name_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from yunnuo.flows.offers import Offer
    from yunnuo.web.asked import Asked
    from yunnuo.web.people.places import Place


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
    draft = find_draft(request, place) if AGAIN in request.GET else None
    if draft is not None:
        answer = _render if draft.answer == "agree" else _show_declined
        return answer(request, place, draft, find_fault(request, place, draft))
    lost = _("之前勾选和填写的没有保留。请重新选择。") if AGAIN in request.GET else ""
    ring, now = request.desk.workspace.ring, request.now
    held = read_box(ring, "seen", take_box(request, "seen"), now=now)
    if held is not None and held["token"] == place.token:
        return _render(request, place, Draft(take_box(request, "seen")), lost)
    if request.method == "HEAD":  # nothing is displayed
        return _render(request, place, Draft(""))
    if not DISPLAYS.lets_through(index_asker(request), now):
        return refuse_many(request)
    visit = _record_display(request, place)
    seen = write_box(ring, "seen", {"token": place.token, "visit": visit.hex()}, now=now)
    response = _render(request, place, Draft(seen), lost)
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
    seen = read_box(request.desk.workspace.ring, "seen", request.POST.get("seen", ""), now=request.now)
    if seen is None or seen["token"] != place.token:
        text = _("页面打开得太久了，或者不是从我们的页面提交的。没有记录任何内容。请看过告知再选择。")
        return refuse_page(request, 409, _("请重新打开这一页"), text, link=request.path, label=_("重新打开"))
    draft = read_form(request, place)
    if draft is None:
        return refuse_bad(request)
    if (draft.answer == "none" and request.guest is None) or find_fault(request, place, draft):
        return show_again(request, place, draft)
    agreeing = draft.answer == "agree"
    errand = {
        "for": "choose",
        "token": place.token,
        "card": place.card,
        "visit": seen["visit"],
        "answer": "agree" if agreeing else "none",
        "picks": draft.picks if agreeing else [],
        "guardian": {"self": "none", "guardian": "claimed"}.get(draft.age, ""),
    }
    if request.guest is not None:
        return _finish_now(request, errand)
    response = ask_code(request, errand, lambda: show_again(request, place, draft))
    keep_draft(request, response, place, draft)  # whoever comes back to mend a number finds what they sent last
    return response


def _finish_now(request: Asked, errand: dict[str, Any]) -> HttpResponse:
    assert request.guest is not None  # noqa: S101  # the caller looked
    response = redirect("home")
    try:
        finish_choices(request, response, errand, request.guest.key)
    except YunnuoError:
        return refuse_page(request, 409, _("选择没有记录"), _("没有记录您的选择。请重新打开页面。"))
    for name in ("seen", "draft"):
        drop_box(response, name)
    return response


def _render(request: Asked, place: Place, draft: Draft, fault: str = "") -> HttpResponse:
    """Show the page; a page opened anew has an empty draft, so nothing is ticked on it."""
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
        "draft": draft,
        "fault": fault,
        "masked": mask_key(request.guest.key) if request.guest else "",
    }
    response = render(request, "people/landing.html", context)
    response["Content-Security-Policy"] = write_policy((STYLE, style))
    return response


def _show_declined(request: Asked, place: Place, draft: Draft, fault: str) -> HttpResponse:
    brand = place.document.handler.brand or place.document.handler.name
    return render(request, "people/declined.html", {"brand": brand, "draft": draft, "fault": fault})


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
