"""How the truth model reads one consent record: every condition it misses, by a short code.

Knows the generator's records and truth.yaml only; it must never import the rulebook or the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from yunnuo.terms.instant import day_end

if TYPE_CHECKING:
    from yunnuo.demo.cast import Cast
    from yunnuo.demo.records import Consent, Contact, Person, Stop


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about one contact point of one individual on a legal day, under one table of readings."""

    person: Person
    contact: Contact
    purpose: str
    channel: str
    day: date
    table: dict[str, Any]


def find_owned(asked: Asked) -> list[Consent]:
    """Return the individual's own consent records given by the end of the day asked, requests left out."""
    return [
        consent
        for consent in asked.person.consents
        if consent.at <= day_end(asked.day) and (consent.event == "consent" or asked.table["request_is_basis"])
    ]


def find_faults(cast: Cast, asked: Asked, consent: Consent) -> set[str]:
    """Return the code of every condition this record misses for the act asked; empty when it covers the act."""
    category = asked.table["contact_categories"][asked.contact.kind]
    checks = {
        "handler_other": consent.handler != cast.setting.handler,
        "purpose_not_covered": asked.purpose not in consent.purposes,
        "channel_not_covered": asked.channel not in consent.channels,
        "category_not_covered": category not in consent.categories,
        "expired": consent.until is not None and consent.until < asked.day,
        "member_left": _lapsed(asked, consent),
        "under_14_no_guardian": is_child(asked) and consent.guardian != "verified",
    }
    faults = {code for code, missed in checks.items() if missed}
    return faults | _notice_faults(cast, asked, consent, category) | _manner_faults(asked, consent)


def name_stop(asked: Asked, stop: Stop) -> str:
    """Return the code for a standing stop: which kind, and whether it came on the consent's key or another one."""
    if stop.event != "withdrawal":
        return {"refusal": "refused", "suppression": "suppressed"}[stop.event]
    ended = [consent for consent in find_owned(asked) if consent.at < stop.at]
    if any(consent.late for consent in ended):
        return "late_old_consent"
    return "withdrawn" if any(consent.key == stop.key for consent in ended) else "withdrawn_elsewhere"


def is_child(asked: Asked) -> bool:
    """Return whether the individual is under the age of the table on the day asked."""
    birthday = asked.person.birthday
    if birthday is None:
        return asked.person.age_band == "under_14"
    return asked.day < birthday.replace(year=birthday.year + int(asked.table["child_age"]))


def _notice_faults(cast: Cast, asked: Asked, consent: Consent, category: str) -> set[str]:
    notice = cast.setting.notices[consent.notice]
    checks = {
        "notice_lacked_purpose": asked.purpose not in notice.purposes,
        "notice_lacked_channel": asked.channel not in notice.channels,
        "notice_lacked_category": category not in notice.categories,
        "notice_incomplete": not set(asked.table["required_elements"]) <= set(notice.elements),
    }
    faults = {code for code, missed in checks.items() if missed}
    shown = consent.shown_at is not None and notice.published_at <= consent.shown_at <= consent.at
    return faults if shown else faults | {"notice_incomplete"}


def _manner_faults(asked: Asked, consent: Consent) -> set[str]:
    """Return nothing for an affirmative act, `manner_unknown` when it cannot be told, else `manner_invalid`."""
    counts = asked.table["manners"][consent.manner]
    if counts == "unknown":
        return {"manner_unknown"}
    if isinstance(counts, date):
        counts = asked.day < counts
    return set() if counts else {"manner_invalid"}


def _lapsed(asked: Asked, consent: Consent) -> bool:
    """Return whether the membership the consent was given in was left between the consent and the day asked."""
    return bool(consent.platform) and any(
        event.event == "leave"
        and (event.key.platform, event.key.shop) == (consent.platform, consent.shop)
        and consent.at < event.at <= day_end(asked.day)
        for event in asked.person.memberships
    )
