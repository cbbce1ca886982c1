"""The fingerprint of an event: equal content gives equal 16 bytes, so that a file imported twice changes nothing.

It is keyed, because an event holds a phone number; it is computed under every retained key version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.protect.index import blind_index, index_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.consent.reading import Event
    from yunnuo.protect.keys import KeyRing


def fingerprint_events(ring: KeyRing, events: Sequence[Event]) -> list[tuple[bytes, ...]]:
    """Return, for each event, its fingerprints under every version; the current version's is the last."""
    contents = [_content(event) for event in events]
    columns = [index_values(version, "event", "", contents) for version in ring.versions]
    return list(zip(*columns, strict=True))


def fingerprint_event(ring: KeyRing, event: Event) -> list[bytes]:
    """Return the fingerprints of one event under every version; the current version's is the last."""
    content = _content(event)
    return [blind_index(version, "event", "", content) for version in ring.versions]


def _content(event: Event) -> str:
    """Return everything the row says, in one fixed order; the row's number and the time of import are no content.

    Unless the import came before the end of the day a stop names: a second stop of that day is another event.
    """
    if event.once:
        return repr((event.kind, *event.key, event.once))
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
    )
    return repr(parts)
