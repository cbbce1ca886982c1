"""What a breach may bring, added up over the rules that decided: each consequence once, with the rules behind it.

Civil, administrative, criminal and contract stay apart. Says what the texts threaten, never how likely it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.model import Rule

KINDS: Final = {"administrative": "行政", "civil": "民事", "criminal": "刑事", "contract": "平台合同"}


@dataclass(frozen=True, slots=True)
class Risk:
    """One consequence: who imposes it, how much, where it stands, and which rules it stands behind."""

    kind: str
    kind_zh: str
    authority: str
    sanction: str
    cites: str
    rules: tuple[str, ...]


def sum_exposure(rules: Iterable[Rule]) -> list[Risk]:
    """Return the consequences of breaking these rules, kind by kind, none twice."""
    behind: dict[tuple[str, str, str], dict[str, None]] = {}
    cites: dict[tuple[str, str, str], str] = {}
    for rule in rules:
        for held in rule.exposures:
            key = (held.kind, held.authority, held.sanction)
            behind.setdefault(key, {})[rule.id] = None
            cites[key] = cites.get(key) or held.cites
    risks = [
        Risk(kind, KINDS[kind], authority, sanction, cites[kind, authority, sanction], tuple(ids))
        for (kind, authority, sanction), ids in behind.items()
    ]
    return sorted(risks, key=lambda risk: list(KINDS).index(risk.kind))


def exposed_rules(trace: Trace) -> list[Rule]:
    """Return the rules whose breach is at stake: those that close a gate, or may; once permitted, the duties."""
    decision = trace.decision
    if decision.outcome == Outcome.PERMITTED:
        return [trace.rule(rule_id) for rule_id in decision.duties]
    named = (rule for gate in decision.gates if gate.outcome == decision.outcome for rule in gate.by)
    return [trace.rule(rule_id) for rule_id in dict.fromkeys(named)]
