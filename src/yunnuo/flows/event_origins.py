"""How the key of an event became known: what the event itself proves about it. Reads and writes no record."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from yunnuo.consent.fields import CONSENTS
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.people.keys import KeyKind
from yunnuo.people.origins import MODES

if TYPE_CHECKING:
    from yunnuo.consent.reading import Event
    from yunnuo.people.keys import KeyValue


def name_origin(event: Event, key: KeyValue) -> str:
    """Return what the event proves about how the key was obtained; empty when nothing.

    Given on a platform it comes with that platform's membership. A consent at a touchpoint of the brand's own shows
    that the individual handed the key over directly.
    """
    if event.platform:
        return "platform_member" if event.platform in _platforms() else "own_form"
    if event.kind != "consent" or not event.touchpoint or event.manner == "reply":
        return ""  # a reply comes to a number already held: it hands nothing over
    return "wecom_add" if key.kind == KeyKind.WECOM_ID else "own_form"


def tell_origin(event: Event, key: KeyValue) -> tuple[str, str] | tuple[None, None]:
    """Return origin and mode of the contact point the event gives; None for both when it gives none.

    A stop or a leaving gives none, and a unionid reaches nobody.
    """
    if event.kind not in CONSENTS | {"join"} or key.kind == KeyKind.UNION_ID:
        return None, None
    origin = name_origin(event, key)
    return origin, MODES.get(origin, "")


@cache
def _platforms() -> frozenset[str]:
    """Return the platforms whose exports prove a platform origin; a shop system of the brand's own is none."""
    return frozenset(layout.platform for layout in LAYOUTS.values() if layout.origin.startswith("platform"))
