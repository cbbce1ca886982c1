"""What somebody may look at: what is held of them, the notices they agreed on, who gets it, why they are contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.consent.models import ConsentEvent, Notice, NoticePage
from yunnuo.flows.complaints import Complainer, read_complaints
from yunnuo.flows.handlers import list_handlers
from yunnuo.flows.notice_view import view_notice
from yunnuo.flows.receipt_forms import title_receipt
from yunnuo.flows.receipts import list_receipts
from yunnuo.flows.separate_items import find_document
from yunnuo.flows.standing import split_words
from yunnuo.people.models import ContactPoint, MembershipEvent, Origin
from yunnuo.protect.cipher import open_values
from yunnuo.protect.masking import mask_contact
from yunnuo.web.guards import write_policy
from yunnuo.web.people.complaining import TOPICS
from yunnuo.web.people.doors import for_guests, guest_of, takes
from yunnuo.web.people.refusals import refuse_bad, refuse_missing
from yunnuo.web.people.wording import (
    EVENTS,
    KINDS,
    MEMBERSHIPS,
    ORIGINS,
    PARTIES,
    Item,
    Line,
    choose_language,
    choose_tongue,
    list_terms,
    name_heading,
    name_sentence,
    name_term,
    name_terms,
    show_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.flows.one_person import OwnAnswer
    from yunnuo.flows.receipts import Receipt
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.web.asked import Asked

FULL = "full"
STYLE_OPEN, STYLE_END = "<style>", "</style>"


class Contact(NamedTuple):
    """A contact point as its owner sees it."""

    kind: str
    shown: str
    own: bool
    open: bool


@takes("GET")
def show_page(request: Asked, version: str, name: str = FULL) -> HttpResponse:
    """Show a page of a published notice, byte for byte as it was published."""
    published = Notice.objects.filter(version=version, published_at__lte=request.now).exists()
    page = NoticePage.objects.filter(version=version, name=name).first() if published else None
    if page is None:
        return refuse_missing(request)
    response = HttpResponse(page.body.encode())
    style = page.body.partition(STYLE_OPEN)[2].partition(STYLE_END)[0]
    response["Content-Security-Policy"] = write_policy((style,))
    response["Cache-Control"] = "public, max-age=3600"
    return response


@takes("GET", "POST")
@for_guests
def show_holdings(request: Asked) -> HttpResponse:
    """Show what is held of somebody; asked for by a form, the contact point they showed to be theirs in full."""
    who, words = guest_of(request).individual, request.desk.vocabulary
    complained = read_complaints(request.desk.workspace, Complainer(guest_of(request).key, who))
    complaints = [
        Line(str(dict(TOPICS).get(item.topic, item.topic)), show_day(item.at), number=item.receipt)
        for item in complained
    ]
    if who is None:
        return render(request, "people/holdings.html", {"known": False, "complaints": complaints})
    context = {
        "known": True,
        "contacts": list(_list_contacts(request, who, reveal=request.method == "POST")),
        "origins": [_tell_origin(item, words) for item in Origin.objects.filter(individual=who).order_by("-at")],
        "members": [
            Line(f"{name_term(words, 'platforms', item.platform)} {item.shop}", _tell_state(item))
            for item in MembershipEvent.objects.filter(individual=who).order_by("-at")
        ],
        "events": [_tell_event(item, words) for item in list_receipts(request.desk.workspace, who)],
        "complaints": complaints,
    }
    return render(request, "people/holdings.html", context)


@takes("GET")
@for_guests
def show_recipients(request: Asked) -> HttpResponse:
    """Show who handles somebody's information and who else gets it, by the notices they agreed on."""
    documents = [document for document in map(find_document, _list_versions(request)) if document is not None]
    agreed = list_receipts(request.desk.workspace, guest_of(request).individual or 0)
    who = guest_of(request).individual
    ours = list_handlers(who, now=request.now) if who is not None else []
    named = {name: "" for name in ours if name}
    named |= {item.handler: _("您向它作出过同意") for item in agreed if item.handler not in (*ours, "")}
    handlers = named | {held.handler.name: held.handler.contact for held in documents}
    context = {
        "handlers": [Line(name, more) for name, more in handlers.items()],
        "recipients": list({line.what: line for held in documents for line in _list_receivers(held, request)}.values()),
    }
    return render(request, "people/recipients.html", context)


@takes("GET")
@for_guests
def show_notices(request: Asked) -> HttpResponse:
    """Show which notices somebody agreed on, each with a link to that very version."""
    lines = [_tell_notice(request, version) for version in _list_versions(request)]
    return render(request, "people/notices.html", {"lines": lines})


@takes("GET")
@for_guests
def explain_contact(request: Asked) -> HttpResponse:
    """Say whether and why somebody may be contacted today, in words meant for them."""
    words = request.desk.vocabulary
    purpose, channel = request.GET.get("purpose", ""), request.GET.get("channel", "")
    asked, channels = bool(purpose or channel), [*words.lists["channels"], NO_CHANNEL]
    if asked and (purpose not in words.lists["purposes"] or channel not in channels):
        return refuse_bad(request)
    quiet = asked and _is_quiet(request, purpose)
    channel = NO_CHANNEL if quiet else channel
    loose = channel == NO_CHANNEL and not quiet  # a use that is a contact, asked about without its way
    context = {
        "asked": asked and not loose,
        "loose": loose,
        "quiet": quiet,
        "answers": list(_explain(request, purpose, channel)) if asked and not loose else [],
        "purpose": purpose or "repeated_marketing",
        "channel": channel or "sms",
        "purposes": list_terms(words, "purposes"),
        "channels": [Item(item, name_heading(words, "channels", item)) for item in channels],
    }
    return render(request, "people/why.html", context)


def _tell_notice(request: Asked, version: str) -> Line:
    """Return what is held of a notice version: its pages, or only what it was recorded to name, or nothing."""
    words, notice, document = (
        request.desk.vocabulary,
        Notice.objects.filter(version=version).first(),
        find_document(version),
    )
    title = document.title if document and document.title else _("告知 %s") % version
    if notice is None:
        return Line(title, _("没有保存这一版，也没有登记它写了什么"))
    day = _("%s 发布") % show_day(notice.published_at)
    if NoticePage.objects.filter(version=version).exists():
        kept = _("当时的全文，一字未改")
        return Line(title, f"{version} · {day} · {kept}", reverse("notice", args=[version]))
    named = {key: name_terms(words, key, split_words(getattr(notice, key))) for key in ("purposes", "channels")}
    told = _("没有保存全文，只登记了它写明的目的（%(purposes)s）和渠道（%(channels)s）") % named
    return Line(title, f"{day} · {told}")


def _is_quiet(request: Asked, purpose: str) -> bool:
    from yunnuo.flows.one_person import is_quiet  # brings the column engine along

    return is_quiet(request.desk.book, purpose, request.now)


def _explain(request: Asked, purpose: str, channel: str) -> Iterator[dict[str, object]]:
    from yunnuo.flows.one_person import answer_person  # brings the column engine along

    who = guest_of(request).individual
    for handler in list_handlers(who, now=request.now) if who is not None else ():
        answers = answer_person(
            request.desk.workspace,
            request.desk.book,
            who or 0,
            purpose=purpose,
            channel=channel,
            handler=handler,
            now=request.now,
            language=choose_language(),
        )
        shown = {contact.pk: contact for contact in ContactPoint.objects.filter(individual=who)}
        for answer in answers:
            yield {**_arrange(answer), "contact": _mask(request, shown[answer.contact])}


def _arrange(answer: OwnAnswer) -> dict[str, object]:
    """Return the lines of an explanation as a title, and parts with sentences and points."""
    title, *rest = answer.lines
    parts: list[dict[str, list[str] | str]] = [{"title": "", "texts": [], "points": []}]
    for line in rest:
        if line.startswith("  - "):
            parts[-1]["points"] = [*parts[-1]["points"], line.removeprefix("  - ")]
        elif line.endswith(("：", ":")):
            parts.append({"title": line[:-1], "texts": [], "points": []})
        else:
            parts.append({"title": "", "texts": [line], "points": []})
    return {"title": title, "parts": parts}


def _list_contacts(request: Asked, who: int, *, reveal: bool) -> Iterator[Contact]:
    """Yield every contact point masked; only the one that was shown to be theirs may be seen in full."""
    key = guest_of(request).key
    for point in ContactPoint.objects.filter(individual=who).order_by("kind", "pk"):
        (value,) = open_values(request.desk.workspace.ring, point.kind, [bytes(point.sealed)])
        own = (point.kind, value) == (key.kind, key.value)
        shown = value.removeprefix("+86") if own and reveal else mask_contact(point.kind, value)
        yield Contact(str(KINDS.get(point.kind, point.kind)), shown, own, own and reveal)


def _mask(request: Asked, point: ContactPoint) -> str:
    (value,) = open_values(request.desk.workspace.ring, point.kind, [bytes(point.sealed)])
    return f"{KINDS.get(point.kind, point.kind)} {mask_contact(point.kind, value)}"


def _tell_origin(item: Origin, words: Vocabulary) -> Line:
    place = " ".join(filter(None, (name_term(words, "platforms", item.platform) if item.platform else "", item.shop)))
    return Line(str(ORIGINS.get(item.kind, _("来源不详"))), " · ".join(filter(None, (place, show_day(item.at)))))


def _tell_state(item: MembershipEvent) -> str:
    return f"{MEMBERSHIPS[item.state]} · {show_day(item.at)}"


def _tell_event(item: Receipt, words: Vocabulary) -> Line:
    if item.sentence is not None:
        kind = _("单独同意") if item.is_consent else EVENTS[item.kind]
        what = name_sentence(words, item.sentence)
        told = _("%(kind)s：%(what)s") % {"kind": kind, "what": what}
        return Line(told, f"{show_day(item.at)} · {item.sentence.text}", number=item.number)
    title = title_receipt(item, choose_tongue(words))
    told = _("%(kind)s：%(what)s") % {"kind": title.kind, "what": title.about}
    return Line(told, show_day(item.at), number=item.number)


def _list_versions(request: Asked) -> list[str]:
    held = ConsentEvent.objects.filter(individual=guest_of(request).individual).order_by("-at")
    return [version for version in dict.fromkeys(held.values_list("notice_version", flat=True)) if version]


def _list_receivers(document: NoticeDocument, request: Asked) -> Iterator[Line]:
    for item in view_notice(document).receivers:
        used = name_terms(request.desk.vocabulary, "categories", (named.id for named in item.categories))
        yield Line(item.name, " · ".join(filter(None, (str(PARTIES[item.kind.id]), item.purpose, used, item.contact))))
