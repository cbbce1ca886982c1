"""What somebody typed on a notice and sent: shown again, with what is wrong, on a page that was asked for, not sent.

A mistake is answered by sending the browser to an address of its own, so that going back or reloading sends no form
again. What was typed waits in a sealed box for minutes and comes back only there; the address holds nothing of it.
Nothing is ticked that was not ticked on that very display: a box that cannot be opened brings back no tick at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yunnuo.people.keys import KeyKind
from yunnuo.web.people.boxes import AGAIN, hand_box, read_box, take_box, write_box
from yunnuo.web.people.contacts import LONGEST, read_contact
from yunnuo.web.people.wording import name_term

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yunnuo.people.keys import KeyValue
    from yunnuo.web.asked import Asked
    from yunnuo.web.people.places import Place

ANSWERS: Final = ("agree", "none", "remember")
AGES: Final = ("self", "guardian")


class Draft(NamedTuple):
    """A form as it was sent: the sealed display it was filled in on, and what was ticked and typed."""

    seen: str
    answer: str = "agree"
    picks: tuple[str, ...] = ()
    age: str = ""
    contact: str = ""


def read_form(request: Asked, place: Place) -> Draft | None:
    """Return what was sent, or None when it holds an answer or a tick the page did not offer."""
    form = request.POST
    answer, picks = form.get("answer", "agree"), tuple(dict.fromkeys(form.getlist("pick")))
    if answer not in ANSWERS or not set(picks) <= {offer.id for offer in place.offers}:
        return None
    age, contact = form.get("age", ""), form.get("contact", "")
    return Draft(
        seen=form.get("seen", ""),
        answer=answer,
        picks=picks if answer == "agree" else (),
        age=age if age in AGES else "",
        # One character more than a contact point may have: one that is too long stays so. Refusing asks for none.
        contact=contact[: LONGEST + 1] if answer != "none" else "",
    )


def keep_draft(request: Asked, response: HttpResponse, place: Place, draft: Draft) -> None:
    """Let the browser carry what was sent, for the next page only it can open."""
    # Ticks as places in the list: a long list of names would not fit into what a browser carries.
    places = [number for number, offer in enumerate(place.offers) if offer.id in draft.picks]
    held = {**draft._asdict(), "token": place.token, "picks": places}
    hand_box(response, "draft", write_box(request.desk.workspace.ring, "draft", held, now=request.now))


def show_again(request: Asked, place: Place, draft: Draft) -> HttpResponse:
    """Send the browser to the page that shows what was sent, and what is wrong with it."""
    response = redirect(f"{request.path}?{AGAIN}=1#fault")
    keep_draft(request, response, place, draft)
    return response


def find_draft(request: Asked, place: Place) -> Draft | None:
    """Return what was sent a moment ago from this place, on a display that still holds; None without."""
    ring, now = request.desk.workspace.ring, request.now
    held = read_box(ring, "draft", take_box(request, "draft"), now=now)
    if held is None or held.pop("token") != place.token:
        return None
    if read_box(ring, "seen", held["seen"], now=now) is None:
        return None
    picks = tuple(place.offers[number].id for number in held["picks"])
    return Draft(held["seen"], held["answer"], picks, held["age"], held["contact"])


def find_fault(request: Asked, place: Place, draft: Draft) -> str:
    """Return what is missing before the answer can be recorded; empty when nothing is."""
    if draft.answer == "none":
        return ""
    agreeing = draft.answer == "agree"
    if agreeing and not draft.picks:
        return _("您没有勾选任何一项。勾选之后再提交，或者选“都不同意”。")
    if agreeing and place.document.children.rules and not draft.age:
        return _("请选择是谁在选择。")
    key = request.guest.key if request.guest else read_contact(draft.contact, request.desk.sender)
    if key is None:
        return _("请填写完整的手机号，或者电子邮箱。")
    return _find_misfit(request, place, draft, key) if agreeing else ""


def _find_misfit(request: Asked, place: Place, draft: Draft, key: KeyValue) -> str:
    """Return which ticked channel needs another kind of contact point; empty when none does."""
    channels = {offer.channel for offer in place.offers if offer.id in draft.picks and not offer.apart}
    words = request.desk.vocabulary
    terms = words.lists["channels"]
    for channel in sorted(channels & set(terms)):
        kinds = set(terms[channel].texts("contacts"))
        if key.kind not in kinds and kinds & {KeyKind.PHONE.value, KeyKind.EMAIL.value}:
            wanted = _("手机号") if KeyKind.PHONE.value in kinds else _("电子邮箱")
            named = {"channel": name_term(words, "channels", channel), "kind": wanted}
            return _("“%(channel)s”要用%(kind)s。请换一个联系方式，或者不勾选这一项。") % named
    return ""
