"""The truth about each invented person: a small model of its own that knows what the generator wrote.

It must never import the rulebook or the engine, whose answers it checks. Its reading of the law, kept simple:

- Repeated marketing needs, by law, one consent record of that very individual which holds all at once: given to this
  handler; purpose, channel and category of the contact inside it; its notice published and shown before, covering
  purpose and channel, with every required element; an affirmative manner; not lapsed (its last day passed, or the
  membership it was given in was left since); under 14 a verified guardian; and no stop in the whole circle after it
  for that purpose and channel. Two half-fitting records never make a whole. The dead are not written to.
- By the platform's terms a contact point known only from platforms needs an active membership in one of these shops
  and a channel which that platform's member function allows; what no pack describes is undetermined.
- Delivery needs no consent while the order's number can be used; a number bound to one order never serves marketing.
  A platform without a pack leaves delivery undetermined too.
- Ledgers are taken as declared complete, ages too: no record means it did not happen.

Questions it leaves out, because the reading is open: delivery for children, for the dead and after a stop that names
no purpose; WeCom on a phone whose owner agreed to WeCom.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yunnuo.demo.records import Origin
from yunnuo.demo.setting import load_data
from yunnuo.demo.truth_consent import Asked, find_faults, find_owned, is_child, name_stop
from yunnuo.terms.instant import day_end
from yunnuo.terms.outcomes import CellClass, Outcome, strictest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yunnuo.demo.cast import Cast
    from yunnuo.demo.records import Consent, Contact, Person, Stop


@dataclass(frozen=True, slots=True)
class Verdict:
    """The expected answer and why; `reasons` in the order of the table, `reason` the first of the closing ones."""

    law: Outcome
    contract: Outcome
    reasons: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Return the stricter of both gates."""
        return strictest([self.law, self.contract])


@dataclass(frozen=True, slots=True)
class Truth:
    """One expected answer for one contact point of one individual.

    `known`: the brand had got the contact point by the day asked; without that no screening of that day can name it.
    """

    person: Person
    contact: Contact
    known: bool
    purpose: str
    channel: str
    day: date
    verdict: Verdict


def tell_truth(cast: Cast) -> Iterator[Truth]:
    """Yield the expected answer for every contact point and question of truth.yaml the model has a reading for."""
    table = load_data("truth.yaml")
    stops: dict[int, list[Stop]] = defaultdict(list)
    for person in cast.persons:
        stops[person.circle].extend(person.stops)
    for question in table["questions"]:
        day = cast.today if question["day"] == "today" else question["day"]
        for person in cast.persons:
            for contact in person.contacts:
                asked = Asked(person, contact, question["purpose"], question["channel"], day, table)
                if verdict := _judge(cast, asked, stops[person.circle]):
                    known = bool(find_origins(asked))
                    yield Truth(person, contact, known, asked.purpose, asked.channel, day, verdict)


def _judge(cast: Cast, asked: Asked, stops: list[Stop]) -> Verdict | None:
    earlier = [stop for stop in stops if stop.at <= day_end(asked.day)]
    if asked.purpose == "delivery":
        return _judge_delivery(asked, earlier)
    kinds = asked.table["channel_contacts"][asked.channel]
    law, reasons = _judge_law(cast, asked, earlier)
    if asked.contact.kind not in kinds or (law is Outcome.PERMITTED and asked.contact.kind != kinds[0]):
        return None
    contract, limits = _judge_contract(asked)
    if contract is not Outcome.PERMITTED:
        reasons = reasons - {"consent_covers"}
    return Verdict(law, contract, _sort(asked.table, reasons | limits))


def _judge_delivery(asked: Asked, stops: list[Stop]) -> Verdict | None:
    orders = [origin for origin in asked.contact.origins if origin.kind in {"platform_order", "own_order"}]
    unread = is_child(asked) or asked.person.deceased_at or any(not stop.purposes for stop in stops if _is_list(stop))
    if not orders or unread:
        return None
    expired = asked.contact.expires_at is not None and asked.contact.expires_at < day_end(asked.day)
    if expired:
        return Verdict(Outcome.NOT_PERMITTED, Outcome.PERMITTED, ("virtual_number_expired",))
    origins = find_origins(asked)
    bound = not any(origin.kind in asked.table["own_origins"] for origin in origins)
    if bound and {origin.platform for origin in origins} - asked.table["platforms"].keys():
        return Verdict(Outcome.PERMITTED, Outcome.UNDETERMINED, ("no_pack_for_platform",))
    return Verdict(Outcome.PERMITTED, Outcome.PERMITTED, ("order_performance",))


def _judge_law(cast: Cast, asked: Asked, stops: list[Stop]) -> tuple[Outcome, set[str]]:
    """Judge the law's side of repeated marketing; return its outcome and every ground found."""
    person, moment = asked.person, day_end(asked.day)
    closing: set[str] = set()
    if asked.contact.cell_class is CellClass.VIRTUAL_NUMBER:
        closing.add("virtual_number")
    if person.deceased_at is not None and person.deceased_at <= moment:
        closing.add("deceased")
    records = [(consent, find_faults(cast, asked, consent)) for consent in find_owned(asked)]
    fitting = [consent for consent, faults in records if not faults]
    last_stop = _last_stop(asked, stops)
    live = [consent for consent in fitting if last_stop is None or consent.at > last_stop.at]
    if live and not closing:
        return Outcome.PERMITTED, {"consent_covers"}
    if last_stop is not None and not live:
        closing.add(name_stop(asked, last_stop))
    if not fitting:
        closing |= _explain(asked, records)
    if closing == {"manner_unknown"}:
        return Outcome.UNDETERMINED, closing
    return Outcome.NOT_PERMITTED, closing


def _explain(asked: Asked, records: list[tuple[Consent, set[str]]]) -> set[str]:
    """Return why no record fits: the faults of the best one, or that there is none at all."""
    if not records:
        requests = [one for one in asked.person.consents if one.event == "request" and one.at <= day_end(asked.day)]
        missing = "no_consent_order_purpose_change" if asked.person.ordered else "no_consent"
        return {missing, "request_is_no_basis"} if requests else {missing}
    halves = [
        (consent, faults) for consent, faults in records if faults <= {"purpose_not_covered", "channel_not_covered"}
    ]
    purposes = {purpose for consent, _ in halves for purpose in consent.purposes}
    channels = {channel for consent, _ in halves for channel in consent.channels}
    if asked.purpose in purposes and asked.channel in channels:
        return {"half_fitting"}
    return min((faults for _, faults in records), key=len)


def _last_stop(asked: Asked, stops: list[Stop]) -> Stop | None:
    """Return the latest stop of the circle that touches this purpose and channel."""
    touching = [
        stop
        for stop in stops
        if (not stop.purposes or asked.purpose in stop.purposes)
        and (not stop.channels or asked.channel in stop.channels)
    ]
    return max(touching, key=lambda stop: stop.at, default=None)


def _judge_contract(asked: Asked) -> tuple[Outcome, set[str]]:
    """Judge the platforms' side of repeated marketing; a contact point not yet known then is under no platform."""
    origins = find_origins(asked)
    if not origins or any(origin.kind in asked.table["own_origins"] for origin in origins):
        return Outcome.PERMITTED, set()
    outcomes, reasons = [Outcome.NOT_PERMITTED], {"platform_limit"}
    for platform, shop in sorted({(origin.platform, origin.shop) for origin in origins}):
        channels = asked.table["platforms"].get(platform, {}).get("member_channels", "unknown")
        state = _member_state(asked, platform, shop)
        if channels == "unknown":
            outcomes.append(Outcome.UNDETERMINED)
        elif state == "join" and asked.channel in channels:
            outcomes.append(Outcome.PERMITTED)
        elif state == "hide":
            reasons.add("member_hidden")
    if Outcome.PERMITTED in outcomes:
        return Outcome.PERMITTED, set()
    if Outcome.UNDETERMINED in outcomes:
        return Outcome.UNDETERMINED, {"no_pack_for_platform"}
    return Outcome.NOT_PERMITTED, reasons


def _member_state(asked: Asked, platform: str, shop: str) -> str:
    """Return what the individual last did about the membership of this shop by the day asked, or nothing."""
    events = [
        event
        for event in asked.person.memberships
        if (event.key.platform, event.key.shop) == (platform, shop) and event.at <= day_end(asked.day)
    ]
    return max(events, key=lambda event: event.at).event if events else ""


def find_origins(asked: Asked) -> list[Origin]:
    """Return the origins of the contact point by the day asked, own touchpoints of consents among them."""
    moment = day_end(asked.day)
    origins = [origin for origin in asked.contact.origins if origin.at <= moment]
    if asked.table["own_touchpoint_adds_origin"]:
        for consent in find_owned(asked):
            keys = {consent.key.value} | ({consent.other_key.value} if consent.other_key else set())
            if not consent.platform and asked.contact.value in keys:
                origins.append(Origin("own_form", "", "", consent.at))
    return origins


def _is_list(stop: Stop) -> bool:
    return stop.event == "suppression"


def _sort(table: dict[str, Any], reasons: set[str]) -> tuple[str, ...]:
    order = {reason: place for place, reason in enumerate(table["reason_order"])}
    return tuple(sorted(reasons, key=order.__getitem__))
