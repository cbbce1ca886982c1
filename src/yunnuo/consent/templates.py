"""Events of a file that say the same but for whose they are and when: what repeats is spelled once.

A million consents of one campaign differ in a handful of values. Each text is cut at those values; filled in again it
equals what `fingerprints` and `rows` spell for a single event, byte for byte. Writes nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.fields import CONSENTS, STOPS
from yunnuo.consent.fingerprints import print_event
from yunnuo.consent.rows import GIVEN, STOPPED, Resolved, consent_body, stop_body, tell_row
from yunnuo.ledger.journal import cut_text, split_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.consent.reading import Event
    from yunnuo.terms.instant import Instant

# What differs between the fingerprints of one template, in the order of their text.
PRINTED: Final = ("value", "stated_at", "until", "notice_shown_at", "evidence", "touchpoint")
# What differs between the entries of one template, in the order of their JSON; its number comes last.
HOLES: Final = {
    GIVEN: ("at", "evidence", "fingerprint", "individual_id", "notice_shown_at", "subject", "touchpoint", "until"),
    STOPPED: ("at", "blind", "evidence", "fingerprint", "individual_id", "subject", "touchpoint"),
}
# Whether there is an end, a time of display, evidence or a touchpoint makes grades and entries: within a template it is
# the same.
_ALIKE: Final = attrgetter(
    *("kind", "key.kind", "key.scope", "platform", "shop", "purposes", "channels", "categories", "handler"),
    *("notice_version", "manner", "separate", "guardian", "recipients", "limited"),
)


def match_event(event: Event) -> tuple[object, ...]:
    """Return what the events of one template have in common."""
    there = (event.until is None, event.notice_shown_at is None, not event.evidence, not event.touchpoint)
    return (*_ALIKE(event), *there)


def is_plain(event: Event) -> bool:
    """Return whether the text of its fingerprint is its template's; `print_event` spells that of any other."""
    return not (
        event.other
        or event.birthday
        or event.age_band
        or event.once
        or event.at < event.stated_at
        or not (event.key.value + event.evidence + event.touchpoint).isprintable()  # JSON spells those in two ways
    )


@dataclass(frozen=True, slots=True)
class Template:
    """The kind of entry (empty for an event that leaves none here), its texts in parts, and its row.

    `printed` stands around the values of PRINTED, `spelled` around those of HOLES and the number.
    """

    kind: str
    printed: list[str]
    spelled: list[str]
    row: dict[str, Any]


def make_template(event: Event, *, now: Instant) -> Template:
    """Return the template of an event; `now` is the time of the entries."""
    if event.kind not in CONSENTS | STOPS:
        return Template("", [], [], {})
    item = Resolved(event, 0, b"", b"", b"")
    kind, body = (GIVEN, consent_body(item)) if event.kind in CONSENTS else (STOPPED, stop_body(item))
    return Template(kind, _split_print(event), _split_entry(kind, tell_row(body, item), now), body)


def _split_entry(kind: str, told: Mapping[str, Any], now: Instant) -> list[str]:
    """Return the parts of an entry's content around HOLES, and the number; nothing stands between those left out."""
    holes = HOLES[kind]
    parts = split_content(kind, told, [name for name in holes if name in told], now)
    for place, name in enumerate(holes):
        if name not in told:
            parts.insert(place + 1, "")
    return parts


def _split_print(event: Event) -> list[str]:
    """Return the parts of the text of a fingerprint around the values of PRINTED."""
    marks: dict[str, Any] = {name: secrets.token_hex(16) for name in PRINTED}
    key = event.key._replace(value=marks["value"])
    times = {name: marks[name] for name in PRINTED[1:]}
    marked = replace(event, key=key, other=None, birthday=None, age_band="", once="", at=marks["stated_at"], **times)
    return cut_text(print_event(marked), [f'"{marks[name]}"' for name in PRINTED])
