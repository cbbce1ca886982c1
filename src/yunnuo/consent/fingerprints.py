"""The fingerprint of an event: equal content gives equal 16 bytes, so that a file imported twice changes nothing.

Seven bytes of its time, then nine of a keyed digest: keyed, because an event holds a phone number; the time first,
because an index in the order of time grows at its end instead of all over. Computed under every retained key version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from yunnuo.protect.index import blind_index

if TYPE_CHECKING:
    from yunnuo.consent.reading import Event
    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant


EVENT_KIND: Final = "event"
TIME_BYTES: Final = 7
DIGEST_BYTES: Final = 9


def fingerprint_event(ring: KeyRing, event: Event) -> list[bytes]:
    """Return the fingerprints of one event under every version; the current version's is the last."""
    content, head = print_event(event), head_moment(event).to_bytes(TIME_BYTES, "big")
    return [head + blind_index(version, EVENT_KIND, "", content)[:DIGEST_BYTES] for version in ring.versions]


def head_moment(event: Event) -> Instant:
    """Return the time a fingerprint begins with; of a form sent twice, the time it was shown."""
    return max(0, (event.notice_shown_at or 0) if event.once else event.stated_at)


def print_event(event: Event) -> str:
    """Return everything the row says, in one fixed order; the row's number and the time of import are no content.

    Unless the import came before the end of the day a stop names: a second stop of that day is another event.
    """
    if event.once:
        return orjson.dumps((event.kind, *event.key, event.once)).decode()
    birthday = event.birthday.isoformat() if event.birthday else ""
    parts = (
        (event.kind, *event.key, *(event.other or ()), event.platform, event.shop),
        (
            event.stated_at,
            *([event.at] if event.at < event.stated_at else []),
            event.until,
            event.notice_shown_at,
            event.separate,
        ),
        (event.purposes, event.channels, event.categories),
        (event.handler, event.notice_version, event.manner, event.guardian),
        (event.evidence, event.touchpoint, birthday, event.age_band, *([event.recipients] if event.recipients else [])),
        *([("limited",)] if event.limited else []),
    )
    return orjson.dumps(parts).decode()
