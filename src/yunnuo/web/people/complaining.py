"""The complaint form: open to everybody, signed in or not; sealed, numbered, and no more asked than needed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yunnuo.flows.complaints import LONGEST, Complainer, take_complaint
from yunnuo.terms.errors import InputError
from yunnuo.web.brakes import COMPLAINTS
from yunnuo.web.people.askers import index_asker
from yunnuo.web.people.boxes import hand_box, read_box, take_box, write_box
from yunnuo.web.people.doors import takes
from yunnuo.web.people.refusals import refuse_many, refuse_page
from yunnuo.web.people.wording import Item

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yunnuo.web.asked import Asked

SENT = "sent"
TOPICS = (
    ("unwanted", gettext_lazy("还在收到不想要的消息")),
    ("stop", gettext_lazy("要求停止联系")),
    ("access", gettext_lazy("查阅、复制、转移我的信息")),
    ("correct", gettext_lazy("更正、补充我的信息")),
    ("erase", gettext_lazy("删除我的信息、注销账号")),
    ("other", gettext_lazy("其他")),
)


@takes("GET", "POST")
def complain(request: Asked) -> HttpResponse:
    """Show the form, or take a complaint and show its number; a form sent twice is one complaint."""
    if request.method != "POST":
        return _show_number(request) or _show_form(request)
    form, ring = request.POST, request.desk.workspace.ring
    once = read_box(ring, "once", form.get("once", ""), now=request.now)
    if once is None:
        text = _("页面打开得太久了，没有记录任何内容。请把要说的话先复制下来，重新打开页面再提交。")
        return refuse_page(request, 409, _("请重新打开这一页"), text, link=request.path, label=_("重新打开"))
    if not COMPLAINTS.lets_through(index_asker(request), request.now):
        return refuse_many(request)
    topic = form.get("topic", "")
    try:
        number = take_complaint(
            request.desk.workspace,
            topic if topic in dict(TOPICS) else "other",
            form.get("text", ""),
            contact=form.get("contact", ""),
            who=Complainer(request.guest.key, request.guest.individual) if request.guest else None,
            once=once["mark"],
            now=request.now,
        )
    except InputError:
        return _show_form(request, _("请写清楚发生了什么，不要超过 %s 字。") % LONGEST, 400)
    response = redirect(f"{request.path}?{SENT}=1")  # so that going back or reloading sends no form again
    hand_box(response, SENT, write_box(ring, SENT, {"number": number}, now=request.now))
    return response


def _show_number(request: Asked) -> HttpResponse | None:
    """Show the number of a complaint sent a moment ago; None without one, and on the form's own address."""
    ring = request.desk.workspace.ring
    held = read_box(ring, SENT, take_box(request, SENT), now=request.now) if SENT in request.GET else None
    return render(request, "people/complained.html", {"number": held["number"]}) if held else None


def _show_form(request: Asked, fault: str = "", status: int = 200) -> HttpResponse:
    mark = write_box(request.desk.workspace.ring, "once", {"mark": secrets.token_hex(16)}, now=request.now)
    form = request.POST
    context: dict[str, Any] = {
        "once": mark,
        "topics": [Item(topic, str(name)) for topic, name in TOPICS],
        "topic": form.get("topic", ""),
        "text": form.get("text", ""),
        "contact": form.get("contact", ""),
        "longest": LONGEST,
        "fault": fault,
    }
    return render(request, "people/complain.html", context, status=status)
