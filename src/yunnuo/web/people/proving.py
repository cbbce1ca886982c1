"""Receipts: the list, one of them, and the two files that can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from yunnuo.flows.receipt_forms import tell_receipt, title_receipt, write_text
from yunnuo.flows.receipt_jsonld import write_jsonld
from yunnuo.flows.receipt_words import Tongue
from yunnuo.flows.receipts import find_receipt, list_receipts
from yunnuo.web.people.doors import for_guests, guest_of, takes
from yunnuo.web.people.refusals import refuse_missing
from yunnuo.web.people.wording import choose_tongue, show_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.flows.receipts import Receipt
    from yunnuo.web.asked import Asked


class Shown(NamedTuple):
    """A receipt in the list."""

    number: str
    kind: str
    about: str
    day: str


@takes("GET")
@for_guests
def list_mine(request: Asked) -> HttpResponse:
    """List every receipt of whoever signed in."""
    individual, tongue = guest_of(request).individual, choose_tongue(request.desk.vocabulary)
    held = list_receipts(request.desk.workspace, individual) if individual is not None else []
    titles = [(item, title_receipt(item, tongue)) for item in held]
    lines = [Shown(item.number, *title, show_day(item.at)) for item, title in titles]
    return render(request, "people/receipts.html", {"lines": lines})


@takes("GET")
@for_guests
def show_receipt(request: Asked, number: str) -> HttpResponse:
    """Show one receipt."""
    held = _find(request, number)
    if held is None:
        return refuse_missing(request)
    tongue = choose_tongue(request.desk.vocabulary)
    title = title_receipt(held, tongue)
    told = {"number": held.number, "agreed": held.is_consent, "lines": tell_receipt(held, tongue), **title._asdict()}
    return render(request, "people/receipt.html", {"receipt": told})


@takes("GET")
@for_guests
def save_text(request: Asked, number: str) -> HttpResponse:
    """Hand a receipt over as plain text, in the language of the page."""
    return _save(
        request, number, "txt", "text/plain; charset=utf-8", write_text, choose_tongue(request.desk.vocabulary)
    )


@takes("GET")
@for_guests
def save_jsonld(request: Asked, number: str) -> HttpResponse:
    """Hand a receipt over as JSON-LD."""
    return _save(request, number, "json", "application/ld+json", write_jsonld, Tongue(request.desk.vocabulary))


def _save(
    request: Asked,
    number: str,
    ending: str,
    kind: str,
    write: Callable[[Receipt, Tongue], str],
    tongue: Tongue,
) -> HttpResponse:
    held = _find(request, number)
    if held is None:
        return refuse_missing(request)
    file = f'attachment; filename="{held.number}.{ending}"'
    return HttpResponse(write(held, tongue), content_type=kind, headers={"Content-Disposition": file})


def _find(request: Asked, number: str) -> Receipt | None:
    individual = guest_of(request).individual
    return find_receipt(request.desk.workspace, individual, number) if individual is not None else None
