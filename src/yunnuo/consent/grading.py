"""The grade of evidence an imported consent carries: what is held, not whether it is valid.

A  notice version, when it was shown, by which act, where, and a proof
B  notice version, act and proof, but not when or where it was shown
C  notice version, without proof or without the act
D  no notice version, but a proof or a touchpoint
E  only the assertion that there was a consent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yunnuo.consent.reading import Event


def grade_evidence(event: Event) -> str:
    """Return the grade, A to E."""
    if not event.notice_version:
        return "D" if event.evidence or event.touchpoint else "E"
    if not event.evidence or event.manner == "unknown":
        return "C"
    return "A" if event.notice_shown_at is not None and event.touchpoint else "B"
