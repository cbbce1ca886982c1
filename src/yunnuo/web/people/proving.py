"""Receipts: the list, one of them, and the two files that can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from yunnuo.flows.receipt_forms import tell_receipt, title_receipt, write_jsonld, write_text
from yunnuo.flows.receipts import find_receipt, list_receipts
from yunnuo.web.people.doors import for_guests, guest_of, takes
from yunnuo.web.people.refusals import refuse_missing
from yunnuo.web.people.wording import show_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.flows.receipts import Receipt
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.web.asked import Asked


class Shown(NamedTuple):
    """A receipt in the list."""

    number: str
    what: str
    day: str


@takes("GET")
@for_guests
def list_mine(request: Asked) -> HttpResponse:
    """List every receipt of whoever signed in."""
    individual, words = guest_of(request).individual, request.desk.vocabulary
    held = list_receipts(request.desk.workspace, individual) if individual is not None else []
    lines = [Shown(item.number, title_receipt(item, words), show_day(item.at)) for item in held]
    return render(request, "people/receipts.html", {"lines": lines})


@takes("GET")
@for_guests
def show_receipt(request: Asked, number: str) -> HttpResponse:
    """Show one receipt."""
    held = _find(request, number)
    if held is None:
        return refuse_missing(request)
    words = request.desk.vocabulary
    kind, _, about = title_receipt(held, words).partition("：")
    told = {"number": held.number, "kind": kind, "about": about, "lines": tell_receipt(held, words)}
    return render(request, "people/receipt.html", {"receipt": told})


@takes("GET")
@for_guests
def save_text(request: Asked, number: str) -> HttpResponse:
    """Hand a receipt over as plain text."""
    return _save(request, number, "txt", "text/plain; charset=utf-8", write_text)


@takes("GET")
@for_guests
def save_jsonld(request: Asked, number: str) -> HttpResponse:
    """Hand a receipt over as JSON-LD."""
    return _save(request, number, "json", "application/ld+json", write_jsonld)


def _save(
    request: Asked, number: str, ending: str, kind: str, write: Callable[[Receipt, Vocabulary], str]
) -> HttpResponse:
    held = _find(request, number)
    if held is None:
        return refuse_missing(request)
    file = f'attachment; filename="{held.number}.{ending}"'
    return HttpResponse(write(held, request.desk.vocabulary), content_type=kind, headers={"Content-Disposition": file})


def _find(request: Asked, number: str) -> Receipt | None:
    individual = guest_of(request).individual
    return find_receipt(request.desk.workspace, individual, number) if individual is not None else None
