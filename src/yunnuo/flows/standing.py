"""Where an individual's agreements stand: for each purpose and channel ever agreed to or stopped, which it is now.

Folded from events each time, so it can never disagree with them. Judges no validity: whether a standing agreement is a
consent the law accepts is for the decision engine. A stop of anybody linked to the individual counts as their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.ledger.receipts import number_receipt
from yunnuo.people.models import Individual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

T = TypeVar("T", ConsentEvent, StopEvent)
ENDED: Final = {"withdrawal": "withdrawn", "refusal": "refused", "suppression": "refused"}


@dataclass(frozen=True, slots=True)
class Standing:
    """State of one purpose on one channel: given, refused, withdrawn or lapsed, since when, by which receipt."""

    purpose: str
    channel: str
    state: str
    since: Instant
    receipt: str
    version: str


def read_standing(workspace: Workspace, individual: int, *, now: Instant) -> tuple[Standing, ...]:
    """Return one standing for each purpose and channel the individual ever decided about, by purpose and channel.

    A stop of everything, with nothing agreed to before, gives one standing with empty purpose and channel.
    """
    circle = Individual.objects.values_list("circle", flat=True).get(pk=individual)
    consents = list(ConsentEvent.objects.filter(individual=individual, at__lte=now))
    stops = list(StopEvent.objects.filter(individual__circle=circle, at__lte=now))
    pairs = {pair for item in consents for pair in _pairs(item)} | {pair for item in stops for pair in _pairs(item)}
    known = sorted(pair for pair in pairs if all(pair))
    version = workspace.ring.current
    return tuple(
        Standing(*pair, state, event.at, number_receipt(version, event.seq), getattr(event, "notice_version", ""))
        for pair in known or sorted(pairs)
        for state, event in [_fold(pair, consents, stops, now)]
    )


def _fold(
    pair: tuple[str, str], consents: Sequence[ConsentEvent], stops: Sequence[StopEvent], now: Instant
) -> tuple[str, ConsentEvent | StopEvent]:
    """Return the state of a pair and the event that made it so; on the same instant the stop wins."""
    given = max(_meant(pair, consents), key=lambda item: (item.at, item.seq), default=None)
    stop = max(_meant(pair, stops), key=lambda item: (item.at, item.seq), default=None)
    if given is None or (stop is not None and stop.at >= given.at):
        if stop is None:
            raise LookupError(pair)
        return ENDED[stop.kind], stop
    return ("lapsed" if given.until is not None and given.until < now else "given"), given


def _meant(pair: tuple[str, str], events: Iterable[T]) -> Iterator[T]:
    """Yield the events that speak of the pair; an empty list of a stop speaks of all."""
    purpose, channel = pair
    for item in events:
        if purpose in _listed(item.purposes, purpose) and channel in _listed(item.channels, channel):
            yield item


def _pairs(item: ConsentEvent | StopEvent) -> Iterator[tuple[str, str]]:
    for purpose in item.purposes.split(";"):
        for channel in item.channels.split(";"):
            yield purpose, channel


def _listed(joined: str, fallback: str) -> list[str]:
    return joined.split(";") if joined else [fallback]
