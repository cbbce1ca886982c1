"""Rows and entries of many consents that say the same but for whose they are and when: what repeats is spelled once.

A million rows of one campaign differ in a handful of values. Equal to `rows.consent_body` and `rows.tell_row` as the
journal writes them, byte for byte; what is constant here is taken from those two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from yunnuo.consent.rows import CONSENT_COLUMNS, GIVEN, consent_body, tell_row
from yunnuo.ledger.journal import spell_id, split_content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.consent.reading import Event
    from yunnuo.consent.rows import Resolved
    from yunnuo.terms.instant import Instant

# What differs between the rows of one template, sorted as the entry's JSON has it.
_HOLES: Final = ("at", "evidence", "fingerprint", "individual_id", "notice_shown_at", "subject", "until")
_HANDLER, _SHOWN, _TOUCHPOINT, _VISIT = map(
    CONSENT_COLUMNS.index, ("handler", "notice_shown_at", "touchpoint", "visit")
)


def match_templates(given: Sequence[Resolved], *, now: Instant) -> list[Template]:
    """Return the template of each consent; consents alike but in whose and when they are share one."""
    made: dict[tuple[object, ...], Template] = {}
    matched = []
    for item in given:
        key = (item.visit, item.batch, *_constants(item.event))
        template = made.get(key)
        if template is None:
            template = made[key] = Template(item, now)
        matched.append(template)
    return matched


class Template:
    """What the consents of one template have in common: the middle of the row, and the parts of the entry's content."""

    def __init__(self, item: Resolved, now: Instant) -> None:
        body = consent_body(item)
        row = tuple(body.values())
        self._early, self._late = row[_HANDLER:_SHOWN], row[_TOUCHPOINT:_VISIT]
        self._parts = split_content(GIVEN, tell_row(body, item), _HOLES, now)

    def write_row(self, item: Resolved, seq: int) -> tuple[Any, ...]:
        """Return the row in the order of CONSENT_COLUMNS."""
        event = item.event
        head = (item.individual, event.kind, event.at, event.until)
        proof = (event.notice_shown_at, event.evidence)
        return (*head, *self._early, *proof, *self._late, item.visit, item.batch, item.fingerprint, seq)

    def write_content(self, item: Resolved, seq: int) -> bytes:
        """Return the content of the entry of that number."""
        event, parts = item.event, self._parts
        return b"".join(
            (
                *(parts[0], b"%d" % event.at, parts[1], orjson.dumps(event.evidence)),
                *(parts[2], b'"%s"' % item.fingerprint.hex().encode()),
                *(parts[3], b'"%s"' % spell_id(item.individual).encode()),
                *(parts[4], _spell(event.notice_shown_at), parts[5], b'"%s"' % item.subject.hex().encode()),
                *(parts[6], _spell(event.until), parts[7], b"%d" % seq, parts[8]),
            )
        )


def _spell(number: int | None) -> bytes:
    return b"null" if number is None else b"%d" % number


def _constants(event: Event) -> tuple[object, ...]:
    """Return everything a row says of an event but what differs; of evidence, whether there is any: it makes grades."""
    return (
        *(event.kind, event.handler, event.purposes, event.channels, event.categories, event.manner, event.separate),
        *(event.guardian, event.notice_version, event.touchpoint, event.platform, event.shop, event.recipients),
        *(event.notice_shown_at is None, not event.evidence),
    )
