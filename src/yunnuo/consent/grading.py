"""The grade of evidence an imported consent carries: what is held, not whether it is valid.

A  notice version, when it was shown, by which act, where, and a proof
B  notice version, act and proof, but not when or where it was shown
C  notice version, without proof or without the act
D  no notice version, but a proof or a touchpoint
E  only the assertion that there was a consent
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from yunnuo.consent.reading import Event

# What evidence is made of, in the order in which it is asked for: id -> Chinese.
PIECES: Final = {
    "notice_version": "告知版本",
    "notice_shown_at": "告知展示时间",
    "manner": "作出的方式",
    "touchpoint": "触点",
    "evidence": "证据",
}
GRADES: Final = "ABCDE"


def grade_evidence(event: Event) -> str:
    """Return the grade, A to E."""
    held = {
        "notice_version": event.notice_version,
        "notice_shown_at": event.notice_shown_at is not None,
        "manner": event.manner != "unknown",
        "touchpoint": event.touchpoint,
        "evidence": event.evidence,
    }
    return grade_pieces([piece for piece, there in held.items() if there])


def grade_pieces(held: Collection[str]) -> str:
    """Return the grade of these pieces of evidence."""
    if "notice_version" not in held:
        return "D" if "evidence" in held or "touchpoint" in held else "E"
    if "evidence" not in held or "manner" not in held:
        return "C"
    return "A" if "notice_shown_at" in held and "touchpoint" in held else "B"


def find_raise(held: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return the next better grade and the fewest pieces that lead to it; the grade itself and none for A."""
    grade, lacking = grade_pieces(held), [piece for piece in PIECES if piece not in held]
    for size in range(1, len(lacking) + 1):
        for pieces in combinations(lacking, size):
            better = grade_pieces({*held, *pieces})
            if better < grade:
                return better, pieces
    return grade, ()
