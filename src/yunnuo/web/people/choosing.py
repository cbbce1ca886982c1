"""The preference centre: where each purpose on each channel, and each separate sentence, stands.

One tap withdraws it, and only it; another withdraws everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.flows.separate_items import tell_agreement
from yunnuo.flows.separate_standing import read_separate
from yunnuo.flows.standing import read_standing
from yunnuo.flows.stopping import find_full, find_silence, stop_contact
from yunnuo.web.people.boxes import drop_box, read_box, take_box
from yunnuo.web.people.doors import for_guests, guest_of, takes, tell_next
from yunnuo.web.people.entering import TOUCHPOINT, show_entry
from yunnuo.web.people.refusals import refuse_bad
from yunnuo.web.people.weighing import SOUND, tell_unweighed, weigh_rows
from yunnuo.web.people.wording import ASKED, STATES, mask_key, name_heading, name_sentence, name_term, show_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from yunnuo.flows.separate_standing import SeparateStanding
    from yunnuo.flows.standing import Standing
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.web.asked import Asked

WITHDRAWN = gettext_lazy("已经撤回，立即生效。撤回之前已经做的不受影响。")


class Row(NamedTuple):
    """One purpose on one channel as the page shows it."""

    purpose_id: str
    channel_id: str
    apart: str
    channel: str
    state: str
    word: str
    day: str
    lost: str
    on: bool
    note: str = ""
    why: tuple[str, ...] = ()


class Group(NamedTuple):
    """One purpose with its channels."""

    name: str
    lines: list[Row]


class ApartRow(NamedTuple):
    """One separate sentence as the page shows it; `agreement` names it when it is withdrawn."""

    agreement: int | None
    text: str
    about: str
    state: str
    word: str
    day: str
    lost: str
    halted: str = ""


@takes("GET")
def home(request: Asked) -> HttpResponse:
    """Show what somebody decided, or ask who they are."""
    if request.guest is None:
        return show_entry(request)
    standings = _standings(request)
    individual = request.guest.individual
    stopped = find_silence(individual) if individual is not None else None
    apart = [_show_apart(request.desk.vocabulary, item) for item in _apart(request)]
    context = {
        "masked": mask_key(guest_of(request).key),
        "news": read_box(request.desk.workspace.ring, "news", take_box(request, "news"), now=request.now),
        "apart": apart,
        "unweighed": tell_unweighed() if any(line.state == "given" for line in apart) else "",
        "groups": _group(request, [item for item in standings if item.purpose]),
        "stopped": show_day(stopped) if stopped is not None else "",
    }
    response = render(request, "people/home.html", context)
    drop_box(response, "news")
    return response


@takes("POST")
@for_guests
def withdraw(request: Asked) -> HttpResponse:
    """Withdraw one purpose on one channel, or everything; in force before the answer, and the same when sent twice."""
    if "all" in request.POST:
        return _stop_all(request)
    if "agreement" in request.POST:
        return _withdraw_apart(request, request.POST["agreement"])
    purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
    asked = (purpose, channel, request.POST.get("apart", ""))
    found = next((item for item in _standings(request) if (item.purpose, item.channel, _mark(item)) == asked), None)
    if found is None:
        return refuse_bad(request)
    if found.state != "given":
        return redirect("home")
    # One agreement may cover several channels: its receipt alone would make two withdrawals one.
    once = " ".join(("one", found.receipt, *asked)).rstrip()
    limits = {"recipients": found.recipients, "categories": found.categories}
    what = {"purposes": (found.purpose,), "channels": (found.channel,), **limits}
    return _stop(request, _("已撤回"), str(WITHDRAWN), once, **what)


def _withdraw_apart(request: Asked, agreement: str) -> HttpResponse:
    """Withdraw one separate agreement, named by its entry, and nothing else."""
    found = next((item for item in _apart(request) if str(item.agreement) == agreement), None)
    if found is None or found.agreement is None:
        return refuse_bad(request)
    if found.state != "given":
        return redirect("home")
    limits = {"recipients": found.recipients} if found.recipients else {"categories": found.categories}
    return _stop(
        request,
        _("已撤回"),
        str(WITHDRAWN),
        f"apart {agreement}",
        purposes=found.purposes,
        channels=(NO_CHANNEL,),
        evidence=tell_agreement(found.agreement),
        **limits,
    )


def _mark(item: Standing) -> str:
    """Return what tells a separate agreement from the others of its purpose and channel."""
    return ";".join(item.recipients or item.categories)


def _stop_all(request: Asked) -> HttpResponse:
    guest = guest_of(request)
    if guest.individual is not None and find_full(guest.individual) is not None:
        return redirect("home")
    receipts = [item.receipt for item in _standings(request)] + [item.receipt for item in _apart(request)]
    latest = max(receipts, default="")
    told = _("营销联系已经全部停止，立即生效。订单、配送、售后的必要通知不受影响。")
    return _stop(request, _("已停止"), told, f"all {guest.door} {latest}")


def _stop(request: Asked, title: str, told: str, once: str, **what: Any) -> HttpResponse:
    """Record a withdrawal of what is named, of everything when nothing is, and leave word of its receipt."""
    key, now = guest_of(request).key, request.now
    recorded = stop_contact(request.desk.workspace, key, touchpoint=TOUCHPOINT, once=once, now=now, **what)
    response = redirect("home")
    tell_next(request, response, title, told, [recorded.receipt])
    return response


def _standings(request: Asked) -> Sequence[Standing]:
    individual = guest_of(request).individual
    return () if individual is None else read_standing(request.desk.workspace, individual, now=request.now)


def _apart(request: Asked) -> Sequence[SeparateStanding]:
    individual = guest_of(request).individual
    return () if individual is None else read_separate(request.desk.workspace, individual, now=request.now)


def _show_apart(words: Vocabulary, item: SeparateStanding) -> ApartRow:
    return ApartRow(
        item.agreement,
        item.sentence.text,
        name_sentence(words, item.sentence),
        item.state,
        str(STATES[item.state]),
        show_day(item.since),
        _name_loss(words, item),
        show_day(item.halted) if item.halted is not None else "",
    )


def _name_matter(words: Vocabulary, item: Standing) -> str:
    channel = name_heading(words, "channels", item.channel) if item.channel else _("全部渠道")
    if item.recipients:
        return _("%(channel)s · 提供给 %(names)s") % {"channel": channel, "names": "、".join(item.recipients)}
    named = "、".join(name_term(words, "categories", word) for word in item.categories)
    return _("%(channel)s · 使用 %(names)s") % {"channel": channel, "names": named} if named else channel


def _name_loss(words: Vocabulary, item: Standing | SeparateStanding) -> str:
    """Return what was stopped within an agreement that stands for the rest; empty when nothing was."""
    parts = []
    if item.lost_recipients:
        parts.append(_("提供给 %(names)s") % {"names": "、".join(item.lost_recipients)})
    if item.lost_categories:
        named = "、".join(name_term(words, "categories", word) for word in item.lost_categories)
        parts.append(_("使用 %(names)s") % {"names": named})
    return _("其中已停止：%(parts)s") % {"parts": "；".join(parts)} if parts else ""


def _group(request: Asked, standings: Sequence[Standing]) -> list[Group]:
    words, worths = request.desk.vocabulary, weigh_rows(request, standings)
    groups: dict[str, list[Row]] = {}
    for item in standings:
        doubt = worths.get(item, SOUND)
        row = Row(
            item.purpose,
            item.channel,
            _mark(item),
            _name_matter(words, item),
            item.state,
            doubt.word or str(ASKED if item.state == "given" and item.kind == "request" else STATES[item.state]),
            show_day(item.since),
            _name_loss(words, item),
            item.state == "given" and not doubt.void,
            doubt.note,
            doubt.why,
        )
        groups.setdefault(item.purpose, []).append(row)
    return [Group(name_heading(words, "purposes", purpose), rows) for purpose, rows in groups.items()]
