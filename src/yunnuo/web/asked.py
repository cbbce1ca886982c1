"""A request as the views see it: with the desk that answers it and, when somebody signed in, the guest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from yunnuo.flows.codes import close_door, is_open
from yunnuo.people.keys import KeyValue
from yunnuo.people.models import Key
from yunnuo.protect.index import blind_index
from yunnuo.web.people.boxes import read_box, take_box, write_box

if TYPE_CHECKING:
    from yunnuo.terms.instant import Instant
    from yunnuo.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who showed that a contact point is theirs; `individual` is None when nobody is known by it."""

    key: KeyValue
    door: int
    individual: int | None
    seen: Instant


class Asked(HttpRequest):
    """What the middleware adds to a request; used as a type only."""

    desk: Desk
    guest: Guest | None
    now: Instant


def find_guest(request: HttpRequest, desk: Desk, now: Instant) -> Guest | None:
    """Return who a request's pass belongs to, or None without a pass that still holds.

    Whoever the contact point belongs to is looked up anew each time: merging and erasing take hold at once.
    """
    held = read_box(desk.workspace.ring, "pass", take_box(request, "pass"), now=now)
    if held is None or not is_open(held["door"], now=now):
        return None
    key = KeyValue(*held["key"])
    return Guest(key, held["door"], find_individual(desk, key), held["at"])


def find_individual(desk: Desk, key: KeyValue) -> int | None:
    """Return who is known by a key, under any retained key version."""
    blinds = [blind_index(version, *key) for version in desk.workspace.ring.versions]
    return Key.objects.filter(blind__in=blinds).values_list("individual_id", flat=True).order_by("pk").first()


def write_pass(desk: Desk, key: KeyValue, door: int, now: Instant) -> str:
    """Return the pass of somebody who showed that a contact point is theirs."""
    return write_box(desk.workspace.ring, "pass", {"key": list(key), "door": door}, now=now)


def end_visit(guest: Guest) -> None:
    """Make every copy of a guest's pass worthless."""
    close_door(guest.door)
