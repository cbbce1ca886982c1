"""The answer to one question about one person, and everything it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yunnuo.terms.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class GateDecision:
    """How one applicable gate came out. `by`: the rules that decided; `reason`: decided, no_rule or unknown."""

    gate: str
    outcome: Outcome
    by: tuple[str, ...]
    missing: tuple[str, ...] = ()
    reason: str = "decided"


@dataclass(frozen=True, slots=True)
class Decision:
    """The overall answer, law and platform contract apart, with the rules, missing facts and duties behind it.

    `curable`: every closed gate was closed only by demands that can still be met or rules that name a remedy.
    """

    outcome: Outcome
    law: Outcome
    contract: Outcome
    gates: tuple[GateDecision, ...]
    duties: tuple[str, ...]
    curable: bool
    revision: str

    @property
    def by(self) -> tuple[str, ...]:
        """Return the rules that decided the overall outcome, in gate order."""
        return tuple(rule for gate in self.gates if gate.outcome == self.outcome for rule in gate.by)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the facts that keep an undetermined answer open; empty for any other answer."""
        if self.outcome.value != "undetermined":
            return ()
        return tuple(dict.fromkeys(fact for gate in self.gates for fact in gate.missing))
