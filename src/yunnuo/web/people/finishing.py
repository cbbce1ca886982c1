"""Recording what somebody chose on a notice, once they showed that the contact point is theirs.

What is recorded is read anew from the published notice: the browser carries only which boxes were ticked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from yunnuo.flows.choices import record_choices
from yunnuo.flows.offers import read_choices, refuse_offers
from yunnuo.terms.errors import InputError
from yunnuo.web.people.doors import tell_next
from yunnuo.web.people.places import open_place

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yunnuo.people.keys import KeyValue
    from yunnuo.web.asked import Asked


def finish_choices(request: Asked, response: HttpResponse, errand: dict[str, Any], key: KeyValue) -> None:
    """Record the choices of an errand and leave word of the receipts; raise YunnuoError when they cannot be."""
    place = open_place(request.desk, errand["token"], request.now, card=errand["card"])
    if place is None:
        raise InputError("web.place", "链接已经失效", todo="重新打开页面")
    if errand["answer"] == "none":
        choices = refuse_offers(place.offers)
    else:
        choices = read_choices(place.offers, errand["picks"], guardian=errand["guardian"])
    visit = bytes.fromhex(errand["visit"])
    recorded = record_choices(request.desk.workspace, key, choices, visit=visit, now=request.now)
    numbers = [item.receipt for item in recorded]
    if not any(item.new for item in recorded):
        told = _("这一页之前已经提交过，没有重复记录。下面是现在的状态。")
        tell_next(request, response, _("之前已经记下"), told, numbers)
    elif errand["answer"] == "none":
        tell_next(request, response, _("已经记下：都不同意"), _("这些事我们都不会做。"), numbers)
    else:
        told = _("只记录了您勾选的。可以随时在这一页撤回，和同意一样方便。")
        tell_next(request, response, _("已经记下您的选择"), told, numbers)
