"""Whose agreement rests on a notice: counted, never named.

A choice (individual, purpose, channel) rests on the version of its latest consent, unless a stop of anybody linked to
the individual came at the same time or later, or it has lapsed. Judges no validity.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.terms.instant import Instant


@dataclass(frozen=True, slots=True)
class Reliance:
    """How many individuals rest on a version: in all, by purpose, and by (purpose, channel)."""

    people: int = 0
    by_purpose: Mapping[str, int] = field(default_factory=dict)
    by_pair: Mapping[tuple[str, str], int] = field(default_factory=dict)


def count_reliance(version: str, *, now: Instant) -> Reliance:
    """Count the individuals whose standing agreement was given on a version."""
    from yunnuo.consent.models import ConsentEvent

    concerned = ConsentEvent.objects.filter(notice_version=version, kind="consent").values("individual")
    rows = (
        ConsentEvent.objects.filter(individual__in=concerned, kind="consent", at__lte=now)
        .order_by("individual", "at", "seq")
        .values_list("individual", "individual__circle", "at", "until", "purposes", "channels", "notice_version")
    )
    stops = _read_stops(concerned, now)
    people, purposes, pairs = 0, Counter[str](), Counter[tuple[str, str]]()
    for _, held in groupby(rows.iterator(), key=itemgetter(0)):
        resting = _list_resting(list(held), stops, version, now)
        people += bool(resting)
        purposes.update({purpose for purpose, _ in resting})
        pairs.update(resting)
    return Reliance(people, dict(purposes), dict(pairs))


def _read_stops(concerned: Any, now: Instant) -> dict[int, list[tuple[int, set[str], set[str]]]]:
    """Return the stops of everybody linked to the individuals, by circle."""
    from yunnuo.consent.models import StopEvent
    from yunnuo.people.models import Individual

    circles = Individual.objects.filter(pk__in=concerned).values("circle")
    rows = StopEvent.objects.filter(individual__circle__in=circles, at__lte=now, recipients="", categories="")
    stops: dict[int, list[tuple[int, set[str], set[str]]]] = defaultdict(list)
    for circle, at, purposes, channels in rows.values_list("individual__circle", "at", "purposes", "channels"):
        stops[circle].append((at, _split(purposes), _split(channels)))
    return stops


def _list_resting(
    events: list[tuple[Any, ...]],
    stops: Mapping[int, list[tuple[int, set[str], set[str]]]],
    version: str,
    now: Instant,
) -> set[tuple[str, str]]:
    latest: dict[tuple[str, str], tuple[Any, ...]] = {}
    for event in events:
        for purpose in _split(event[4]):
            for channel in _split(event[5]) or {""}:
                latest[purpose, channel] = event
    return {
        pair
        for pair, (_, circle, at, until, _, _, held) in latest.items()
        if held == version
        and (until is None or until >= now)
        and not any(
            stopped >= at and _covers(purposes, pair[0]) and _covers(channels, pair[1])
            for stopped, purposes, channels in stops.get(circle, ())
        )
    }


def _split(joined: str) -> set[str]:
    return set(joined.split(";")) - {""}


def _covers(named: Iterable[str], word: str) -> bool:
    return not named or word in named
