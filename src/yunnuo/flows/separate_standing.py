"""Where each separate agreement stands: one state for each sentence that was agreed to or refused apart.

Folded from events each time. A stop of its purposes on a channel leaves it; a stop of the purposes as a whole, of
everything, or of what it names ends it, whoever linked to the individual made it. Judges no validity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.flows.separate_items import find_agreed, find_stopped, is_limited
from yunnuo.flows.standing import ENDED, split_words
from yunnuo.ledger.receipts import number_receipt
from yunnuo.people.models import Individual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.consent.documents import Separate
    from yunnuo.flows.separate_items import Opened
    from yunnuo.flows.standing import Words
    from yunnuo.flows.workspace import Workspace
    from yunnuo.protect.keys import KeyVersion
    from yunnuo.terms.instant import Instant


@dataclass(frozen=True, slots=True)
class SeparateStanding:
    """A separate sentence and its state: given, refused, withdrawn or lapsed, since when, by which receipt.

    `agreement` is the consent's entry, None when it was only ever refused; `purposes`, `recipients` and `categories`
    are what a stop of this alone must name. `lost_...` is what limited stops took out of one that stands for the rest.
    `halted`: since when an earlier stop of the purpose as a whole still keeps one that is given from being acted on;
    only agreeing to be contacted for that purpose lifts it.
    """

    sentence: Separate
    state: str
    since: Instant
    receipt: str
    agreement: int | None = None
    recipients: Words = ()
    categories: Words = ()
    lost_recipients: Words = ()
    lost_categories: Words = ()
    halted: Instant | None = None

    @property
    def purposes(self) -> Words:
        """Return the purposes the sentence is for."""
        return self.sentence.purposes


def read_separate(workspace: Workspace, individual: int, *, now: Instant) -> tuple[SeparateStanding, ...]:
    """Return one standing for each separate sentence the individual ever decided about, in the order of the first."""
    circle = Individual.objects.values_list("circle", flat=True).get(pk=individual)
    stops = list(StopEvent.objects.filter(individual__circle=circle, at__lte=now).order_by("at", "seq"))
    held = list(ConsentEvent.objects.filter(individual=individual, at__lte=now).order_by("at", "seq"))
    opened: Opened = {}
    agreed = {item: consent for consent in held if (item := find_agreed(consent, opened))}
    contacts = [consent for consent in held if consent.channels != NO_CHANNEL]
    own = [stop for stop in stops if stop.individual_id == individual and stop.kind == "refusal"]
    refused = {item: stop for stop in own if (item := find_stopped(stop, opened)) and item not in agreed}
    version = workspace.ring.current
    return (
        *(
            replace(told, halted=_find_halt(consent, stops, contacts)) if told.state == "given" else told
            for item, consent in agreed.items()
            for told in [_fold(item, consent, stops, version, now)]
        ),
        *(
            SeparateStanding(item, "refused", stop.at, number_receipt(version, stop.seq))
            for item, stop in refused.items()
        ),
    )


def _fold(
    item: Separate, given: ConsentEvent, stops: Sequence[StopEvent], version: KeyVersion, now: Instant
) -> SeparateStanding:
    """Return where an agreement stands; on the same instant the stop wins."""
    meant = [stop for stop in stops if stop.at >= given.at and _speaks_of(stop, given)]
    whole, limited = ([stop for stop in meant if is_limited(stop) is limits] for limits in (False, True))
    whom, what = split_words(given.recipients), split_words(given.categories)
    no_whom = {name for stop in limited for name in split_words(stop.recipients)}
    no_what = {word for stop in limited if not stop.recipients for word in split_words(stop.categories)}
    emptied = bool(whom and no_whom.issuperset(whom)) or bool(what and no_what.issuperset(what))
    ended = whole if _covers(whole, given) else limited if emptied else []
    lapsed = given.until is not None and given.until < now
    event = ended[-1] if ended else given
    return SeparateStanding(
        sentence=item,
        state=ENDED[ended[-1].kind] if ended else "lapsed" if lapsed else "given",
        since=event.at,
        receipt=number_receipt(version, event.seq),
        agreement=given.seq,
        recipients=whom,
        categories=what,
        lost_recipients=() if ended else tuple(sorted(no_whom.intersection(whom))),
        lost_categories=() if ended else tuple(sorted(no_what.intersection(what))),
    )


def _find_halt(given: ConsentEvent, stops: Sequence[StopEvent], contacts: Sequence[ConsentEvent]) -> Instant | None:
    """Return since when the purposes are stopped as a whole in spite of the agreement; None when they are not."""
    purposes = set(split_words(given.purposes))
    halts = [
        stop.at
        for stop in stops
        if stop.at < given.at
        and not is_limited(stop)
        and stop.channels in ("", NO_CHANNEL)
        and (not stop.purposes or purposes.intersection(split_words(stop.purposes)))
    ]
    lifted = [consent.at for consent in contacts if purposes.intersection(split_words(consent.purposes))]
    return halts[-1] if halts and max(lifted, default=0) <= halts[-1] else None


def _speaks_of(stop: StopEvent, given: ConsentEvent) -> bool:
    """Return whether a stop is of any purpose of the agreement and, unless it is limited, of more than some channel."""
    purposes, channels = split_words(stop.purposes), split_words(stop.channels)
    if purposes and not set(purposes).intersection(split_words(given.purposes)):
        return False
    wide = not channels or NO_CHANNEL in channels
    return wide or (is_limited(stop) and bool(set(channels).intersection(split_words(given.channels))))


def _covers(whole: Sequence[StopEvent], given: ConsentEvent) -> bool:
    """Return whether stops together end every purpose of the agreement."""
    stopped = {purpose for stop in whole for purpose in split_words(stop.purposes)}
    everything = any(not stop.purposes for stop in whole)
    return everything or stopped.issuperset(split_words(given.purposes))
