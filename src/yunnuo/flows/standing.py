"""Where an individual's agreements stand: for each purpose, channel and what was agreed apart, which it is now.

Folded from events each time, so it can never disagree with them. Judges no validity: whether a standing agreement is a
consent the law accepts is for the decision engine. A stop of anybody linked to the individual counts as their own. A
separate sentence of a notice is no purpose on a channel: where that stands is told by `separate_standing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.flows.separate_items import find_agreed, is_apart, is_limited
from yunnuo.ledger.receipts import number_receipt
from yunnuo.people.models import Individual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.flows.separate_items import Opened
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

Words = tuple[str, ...]
ENDED: Final = {"withdrawal": "withdrawn", "refusal": "refused", "suppression": "refused"}


@dataclass(frozen=True, slots=True)
class Standing:
    """State of one purpose on one channel: given, refused, withdrawn or lapsed, since when, by which receipt.

    What a file says was agreed separately stands by itself: for its recipients, or else for the categories nothing else
    covers. Those are what a stop that is to end this alone must be limited to. `lost_recipients` and `lost_categories`
    are what limited stops took out of an agreement that stands for the rest. `handler` and `kind` are the event's.
    """

    purpose: str
    channel: str
    state: str
    since: Instant
    receipt: str
    version: str
    recipients: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lost_recipients: tuple[str, ...] = ()
    lost_categories: tuple[str, ...] = ()
    handler: str = ""
    kind: str = ""


class Matter(NamedTuple):
    """What one standing is about; recipients and categories are sorted, and empty for all of an agreement."""

    purpose: str
    channel: str
    recipients: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def read_standing(workspace: Workspace, individual: int, *, now: Instant) -> tuple[Standing, ...]:
    """Return one standing for each matter the individual ever decided about, in order.

    A stop of everything, with nothing agreed to before, gives one standing with empty purpose and channel.
    """
    circle = Individual.objects.values_list("circle", flat=True).get(pk=individual)
    held = list(ConsentEvent.objects.filter(individual=individual, at__lte=now).order_by("at", "seq"))
    opened: Opened = {}
    apart = [item for item in held if find_agreed(item, opened)]
    consents = [item for item in held if item not in apart]
    stops = list(StopEvent.objects.filter(individual__circle=circle, at__lte=now).order_by("at", "seq"))
    given = _sort_consents(consents)
    told_apart = (stop for stop in stops if is_apart(stop) or any(_ends_apart(stop, item) for item in apart))
    elsewhere = {stop.seq for stop in told_apart}
    matters = {*given, *(matter for stop in stops if stop.seq not in elsewhere for matter in _matters(stop))}
    known = sorted(matter for matter in matters if matter.purpose and matter.channel)
    version = workspace.ring.current
    told = [
        Standing(
            *matter[:2],
            state,
            since,
            number_receipt(version, event.seq),
            getattr(event, "notice_version", ""),
            *matter[2:],
            *lost,
            event.handler,
            event.kind,
        )
        for matter in known or sorted(matters)
        for state, event, lost in [_fold(matter, given.get(matter), stops, now)]
        for since in [_date_state(state, event)]
    ]
    return tuple(item for item in told if not any(_tells_of(other, item) for other in told))


def _tells_of(agreement: Standing, stop: Standing) -> bool:
    """Return whether a standing agreement already tells, as its loss, all that a limited stop is about."""
    if (agreement.purpose, agreement.channel, agreement.state) != (stop.purpose, stop.channel, "given"):
        return False
    limits = bool(stop.recipients or stop.categories) and stop.state != "given"
    told = set(stop.recipients) <= set(agreement.lost_recipients)
    return limits and told and set(stop.categories) <= set(agreement.lost_categories)


def _sort_consents(consents: Sequence[ConsentEvent]) -> dict[Matter, ConsentEvent]:
    """Return the latest consent of each matter; `consents` come in the order of their time."""
    plain: dict[tuple[str, str], set[str]] = {}
    for item in consents:
        if not item.separate:
            for purpose, channel in _pairs(item):
                plain.setdefault((purpose, channel), set()).update(split_words(item.categories))
    latest: dict[Matter, ConsentEvent] = {}
    for item in consents:
        recipients = split_words(item.recipients)
        for pair in _pairs(item):
            apart = item.separate and not recipients and pair in plain
            categories = tuple(sorted(set(split_words(item.categories)) - plain[pair])) if apart else ()
            latest[Matter(*pair, recipients, categories)] = item
    return latest


def _fold(
    matter: Matter, given: ConsentEvent | None, stops: Sequence[StopEvent], now: Instant
) -> tuple[str, ConsentEvent | StopEvent, tuple[Words, Words]]:
    """Return the state of a matter, the event that made it so, and what it lost; on the same instant the stop wins."""
    meant = [stop for stop in stops if _speaks_of(stop, matter, given) and (given is None or stop.at >= given.at)]
    if given is None:
        if not meant:
            raise LookupError(matter)
        whole = [stop for stop in meant if not is_limited(stop)] or meant
        return ENDED[whole[-1].kind], whole[-1], ((), ())
    lost = _lose(matter, given, meant)
    emptied = _is_emptied(matter, given, lost)
    ended = [stop for stop in meant if not is_limited(stop)] or (meant if emptied else [])
    if ended:
        return ENDED[ended[-1].kind], ended[-1], ((), ())
    return ("lapsed" if given.until is not None and given.until <= now else "given"), given, lost


def _date_state(state: str, event: ConsentEvent | StopEvent) -> Instant:
    """Return since when a state holds: of what lapsed, since its period ended."""
    until = event.until if isinstance(event, ConsentEvent) else None
    return until if state == "lapsed" and until is not None else event.at


def _lose(matter: Matter, given: ConsentEvent, stops: Sequence[StopEvent]) -> tuple[Words, Words]:
    """Return the recipients and the categories limited stops took out of what was agreed."""
    recipients = {name for stop in stops for name in split_words(stop.recipients)}
    categories = {word for stop in stops if not stop.recipients for word in split_words(stop.categories)}
    return (
        tuple(sorted(recipients.intersection(split_words(given.recipients)))),
        tuple(sorted(categories.intersection(matter.categories or split_words(given.categories)))),
    )


def _is_emptied(matter: Matter, given: ConsentEvent, lost: tuple[Words, Words]) -> bool:
    """Return whether every recipient, or every category, was taken from what was agreed."""
    whom, what = set(matter.recipients), set(matter.categories or split_words(given.categories))
    return bool(whom and whom <= set(lost[0])) or bool(what and what <= set(lost[1]))


def _ends_apart(stop: StopEvent, agreed: ConsentEvent) -> bool:
    """Return whether a limited stop takes from a separate sentence only what that was agreed for."""
    taken, held = (split_words(item.recipients) or split_words(item.categories) for item in (stop, agreed))
    return is_limited(stop) and set(taken) <= set(held)


def _speaks_of(stop: StopEvent, matter: Matter, given: ConsentEvent | None) -> bool:
    """Return whether a stop is of the matter's purpose and channel; an empty list speaks of all."""
    purposes, channels = split_words(stop.purposes), split_words(stop.channels)
    if is_apart(stop):  # of what was agreed apart, or perhaps so, whatever its channel
        channels = () if given is not None and given.separate is not False else ("",)
    return (not purposes or matter.purpose in purposes) and (not channels or matter.channel in channels)


def _matters(stop: StopEvent) -> Iterator[Matter]:
    """Yield what a stop of its own accord is about, agreed to before or not."""
    recipients = split_words(stop.recipients)
    categories = () if recipients else tuple(sorted(split_words(stop.categories)))
    for purpose, channel in _pairs(stop):
        yield Matter(purpose, channel, recipients, categories)


def _pairs(item: ConsentEvent | StopEvent) -> Iterator[tuple[str, str]]:
    for purpose in item.purposes.split(";"):
        for channel in item.channels.split(";"):
            yield purpose, channel


def split_words(joined: str) -> tuple[str, ...]:
    """Return the words of a joined list."""
    return tuple(word for word in joined.split(";") if word)
