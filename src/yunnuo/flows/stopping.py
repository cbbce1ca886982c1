"""An individual stops from their own pages: one purpose on one channel, or everything; in force once it returns.

A form sent twice stops once: `once` names what it was pressed on. A contact point nobody is known by is kept, so the
stop takes hold when it appears. Reads no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.consent.cells import join_names
from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.consent.reading import Event
from yunnuo.flows.one_event import record_events
from yunnuo.people.models import Individual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.event_writer import Recorded
    from yunnuo.flows.workspace import Workspace
    from yunnuo.people.keys import KeyValue
    from yunnuo.terms.instant import Instant


def make_stop(  # noqa: PLR0913  # what is stopped, on which key, where and when
    kind: str,
    key: KeyValue,
    purposes: Sequence[str],
    channels: Sequence[str],
    *,
    recipients: str = "",
    categories: Sequence[str] = (),
    touchpoint: str = "",
    evidence: str = "",
    once: str = "",
    now: Instant,
) -> Event:
    """Return a refusal or withdrawal of this moment, to the microsecond: a consent of the same second is ended too.

    With recipients (as `join_names` writes them) or categories it is limited to those.
    """
    platform, _, shop = key.scope.partition("|")
    return Event(
        kind=kind,
        key=key,
        platform=platform,
        shop=shop,
        stated_at=now,
        at=now,
        purposes=tuple(purposes),
        channels=tuple(channels),
        categories=tuple(categories),
        recipients=recipients,
        limited=bool(recipients.strip(";") or categories),
        touchpoint=touchpoint,
        evidence=evidence,
        once=once,
    )


def stop_contact(  # noqa: PLR0913  # whose, what, where, on which form, when
    workspace: Workspace,
    key: KeyValue,
    *,
    purposes: Sequence[str] = (),
    channels: Sequence[str] = (),
    recipients: Sequence[str] = (),
    categories: Sequence[str] = (),
    touchpoint: str,
    evidence: str = "",
    once: str,
    now: Instant,
) -> Recorded:
    """Record a withdrawal by the individual themselves; empty purposes or channels mean all.

    With recipients or categories it ends what was agreed for those, and nothing else.
    """
    event = make_stop(
        "withdrawal",
        key,
        purposes,
        channels,
        recipients=join_names(recipients),
        categories=categories,
        touchpoint=touchpoint,
        evidence=evidence,
        once=once,
        now=now,
    )
    (recorded,) = record_events(workspace, [event], now=now)
    return recorded


FULL: Final = {"purposes": "", "channels": "", "categories": "", "recipients": ""}  # a stop of everything


def find_full(individual: int) -> Instant | None:
    """Return since when everything is stopped for an individual; None when it is not, or they agreed again since."""
    at = _find_latest(individual)
    agreed = ConsentEvent.objects.filter(individual=individual, at__gt=at or 0)
    return None if at is None or agreed.exists() else at


def find_silence(individual: int) -> Instant | None:
    """Return since when an individual is not to be contacted at all: everything was stopped, and stays so.

    What they agreed to since without being contacted for it, such as a separate sentence, does not end that.
    """
    at = _find_latest(individual)
    agreed = ConsentEvent.objects.filter(individual=individual, at__gt=at or 0).exclude(channels=NO_CHANNEL)
    return None if at is None or agreed.exists() else at


def _find_latest(individual: int) -> Instant | None:
    circle = Individual.objects.values_list("circle", flat=True).get(pk=individual)
    stops = StopEvent.objects.filter(individual__circle=circle, **FULL).order_by("-at")
    return stops.values_list("at", flat=True).first()
