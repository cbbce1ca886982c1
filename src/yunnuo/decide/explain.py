"""Saying a decision in plain Chinese from its trace, in three voices: to counsel, to marketing, to the individual.

All three tell the same trace; none decides anything, and no personal information is in any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.decide.missing import ask_for
from yunnuo.decide.remedies import find_cures, find_openings
from yunnuo.decide.voices.counsel import tell_counsel
from yunnuo.decide.voices.individual import tell_individual
from yunnuo.decide.voices.marketing import tell_marketing
from yunnuo.rulebook.model import FORCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.decide.remedies import Cure
    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.model import Rule

__all__ = ["VOICES", "RuleNote", "ask_for", "explain_decision", "note_rule"]

VOICES: Final = ("counsel", "marketing", "individual")


@dataclass(frozen=True, slots=True)
class RuleNote:
    """One rule as people read it. `confidence` is the code V1..K, `status` how settled the reading is."""

    id: str
    zh: str
    citation: str
    force: str
    force_zh: str
    confidence: str
    status: str
    because: str


def note_rule(rule: Rule) -> RuleNote:
    """Return how a rule reads."""
    return RuleNote(
        rule.id,
        rule.zh,
        rule.citation,
        rule.force,
        FORCES.get(rule.force, rule.force),
        rule.confidence,
        rule.reading.status,
        rule.reading.because,
    )


def explain_decision(trace: Trace, voice: str = "counsel", cures: Sequence[Cure] | None = None) -> list[str]:
    """Return the explanation in one of VOICES as lines.

    `cures`: the cures of the trace, or where it has none its openings, when already worked out.
    """
    if voice == "individual":
        return tell_individual(trace)
    known = (find_cures(trace) or find_openings(trace)) if cures is None else cures
    return tell_marketing(trace, known) if voice == "marketing" else tell_counsel(trace, known)
