"""Numbers as people read them, and the geometry of the bars; every length is a share of 100, without units.

A bar never hides a count: what is not zero is drawn at least `SLIVER` wide, and what is zero is not drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SLIVER: Final = 0.6
_FULL: Final = 100.0
_KINDS: Final = ("administrative", "civil", "criminal", "contract")
_SMALLEST: Final = 0.1  # the smallest share, in percent, that is printed as a number


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle: where it starts and how wide it is, both of 100."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Remainder:
    """What the reasons leave over besides the permitted: the undetermined, and whatever does not add up."""

    undetermined: int
    unexplained: int


def show_count(count: int) -> str:
    """Return a count with thousands separators, exact at any size."""
    return f"{count:,}"


def show_share(part: int, whole: int) -> str:
    """Return a percentage; 0% and 100% are shown only when exact, and a share of nothing is a dash."""
    if not whole:
        return "—"
    share = _FULL * part / whole
    if part in (0, whole):
        return f"{share:.0f}%"
    if share < _SMALLEST:
        return "<0.1%"
    return ">99.9%" if share > _FULL - _SMALLEST else f"{share:.1f}%"


def draw_bar(part: int, whole: int, before: int = 0) -> Bar:
    """Return the bar of `part`, starting where `before` ends, on a scale where `whole` is 100."""
    if not part or not whole:
        return Bar(0.0, 0.0)
    width = min(_FULL, max(SLIVER, _FULL * part / whole))
    return Bar(round(min(_FULL * before / whole, _FULL - width), 2), round(width, 2))


def stack_bars(parts: Sequence[int]) -> list[Bar]:
    """Return bars side by side that fill 100 together; a sliver is taken from the others in proportion."""
    whole = sum(parts)
    widths = [max(SLIVER, _FULL * part / whole) if part else 0.0 for part in parts]
    scale = _FULL / sum(widths) if whole else 0.0
    bars, x = [], 0.0
    for width in widths:
        bars.append(Bar(round(x, 2), round(width * scale, 2)))
        x += width * scale
    return bars


def find_remainder(summary: Mapping[str, Any]) -> Remainder:
    """Return what is left of the contact points after all reasons and the permitted are taken away.

    Reasons may or may not include those that leave a person undetermined; both add up. Anything else is unexplained.
    """
    overall = summary["outcomes"]["overall"]
    left = summary["contacts"] - sum(step["excluded"] for step in summary["waterfall"]) - overall["permitted"]
    if left == overall["undetermined"]:
        return Remainder(left, 0)
    return Remainder(0, left)


def gather_exposure(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every consequence of the reasons once, with the number of reasons it stands behind; kinds together."""
    gathered: dict[tuple[str, str, str], dict[str, Any]] = {}
    for risk in (risk for step in summary["waterfall"] for risk in step["exposure"]):
        held = gathered.setdefault((risk["kind"], risk["authority"], risk["sanction"]), {**risk, "reasons": 0})
        held |= {"reasons": held["reasons"] + 1, "cites": held["cites"] or risk["cites"]}
    return sorted(gathered.values(), key=lambda risk: (_KINDS.index(risk["kind"]), -risk["reasons"]))


def keep_plain(text: str) -> str:
    """Return text that may stand inside a CSS string: letters of any script, digits and `. _ : -` only."""
    return re.sub(r"[^\w.:\- ]", "", text)
