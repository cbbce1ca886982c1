"""The rows of consents, requests and stops of resolved individuals, and what their entries in the ledger say.

Judges nothing and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.fields import CONSENTS
from yunnuo.consent.grading import grade_evidence
from yunnuo.ledger.journal import spell_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.consent.reading import Event

GIVEN: Final = "consent.given"
STOPPED: Final = "consent.stop"


@dataclass(frozen=True, slots=True)
class Resolved:
    """An event whose individual is known; `blind` is the current index of the key it came in on.

    `subject` is the individual's secret token on committed lists. `visit` and `batch` say on which display and from
    which card a choice was made, where the pages know it.
    """

    event: Event
    individual: int
    subject: bytes
    blind: bytes
    fingerprint: bytes
    visit: bytes | None = None
    batch: str = ""


_CONSENT = (
    *("individual_id", "kind", "at", "until", "handler", "purposes", "channels", "categories", "manner", "separate"),
    *("guardian", "notice_version", "notice_shown_at", "evidence", "touchpoint", "member_platform", "member_shop"),
    *("recipients", "grade", "visit", "batch", "fingerprint"),
)
_STOP = (
    *("individual_id", "blind", "kind", "at", "handler", "purposes", "channels", "categories", "recipients"),
    *("evidence", "touchpoint", "fingerprint"),
)
CONSENT_COLUMNS: Final = (*_CONSENT, "seq")
STOP_COLUMNS: Final = (*_STOP, "seq")


def consent_body(item: Resolved) -> dict[str, Any]:
    """Return the row of a consent or request, column by column."""
    event = item.event
    if event.kind not in CONSENTS:
        raise ValueError(event.kind)
    row = (
        *(item.individual, event.kind, event.at, event.until, event.handler),
        *(";".join(event.purposes), ";".join(event.channels), ";".join(event.categories)),
        *(event.manner, event.separate, event.guardian, event.notice_version, event.notice_shown_at),
        *(event.evidence, event.touchpoint, event.platform, event.shop),
        *(event.recipients, grade_evidence(event), item.visit, item.batch, item.fingerprint),
    )
    return dict(zip(_CONSENT, row, strict=True))


def stop_body(item: Resolved) -> dict[str, Any]:
    """Return the row of a stop, column by column."""
    event = item.event
    limits = (";".join(event.categories), event.recipients.removeprefix(";")) if event.limited else ("", "")
    row = (
        *(item.individual, item.blind, event.kind, event.at, event.handler),
        *(";".join(event.purposes), ";".join(event.channels), *limits),
        *(event.evidence, event.touchpoint, item.fingerprint),
    )
    return dict(zip(_STOP, row, strict=True))


def tell_row(body: Mapping[str, Any], item: Resolved) -> dict[str, Any]:
    """Return what the entry of a row says: the row, and the token of whose it is; spelled as JSON keeps it.

    What is empty or NULL is left out: of a million consents most columns say nothing.
    """
    return {
        **{name: value for name, value in body.items() if value is not None and value != ""},
        "individual_id": spell_id(item.individual),
        "fingerprint": item.fingerprint.hex(),
        "subject": item.subject.hex(),
    }
