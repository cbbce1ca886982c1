"""The waterfall of exclusions: what kept whom out, each contact point counted once at its most specific rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from yunnuo.rulebook.model import FORCES
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.flows.screening import Screening
    from yunnuo.flows.signatures import Signature
    from yunnuo.rulebook.model import Rule


def closing_rules(screening: Screening, signature: Signature) -> list[Rule]:
    """Return the rules that closed a gate for a signature, the most specific first (by rank, then id)."""
    ids = {rule for gate in signature.decision.gates if gate.outcome == Outcome.NOT_PERMITTED for rule in gate.by}
    rules = [screening.book.rule(rule_id, screening.program.day) for rule_id in ids]
    return sorted(rules, key=lambda rule: (rule.rank, rule.id))


def waterfall(screening: Screening, contacts: int) -> list[dict[str, object]]:
    """Return what excluded whom: each contact counted once at its most specific rule, and how many each rule blocks."""
    first, blocking, rules = Counter[str](), Counter[str](), dict[str, "Rule"]()
    unsure = 0
    for signature in screening.signatures:
        if signature.decision.outcome == Outcome.UNDETERMINED:
            unsure += signature.subjects
        closing = closing_rules(screening, signature)
        for rule in closing:
            rules[rule.id] = rule
            blocking[rule.id] += signature.subjects
        if closing:
            first[closing[0].id] += signature.subjects
    steps = []
    remaining = contacts
    for rule in sorted(rules.values(), key=lambda rule: (rule.rank, rule.id)):
        remaining -= first[rule.id]
        steps.append(_step(rule, first[rule.id], remaining, blocking[rule.id]))
    if unsure:
        steps.append(_unsure_step(unsure, remaining - unsure))
    return steps


def _step(rule: Rule, excluded: int, remaining: int, blocking: int) -> dict[str, object]:
    return {
        "id": rule.id,
        "zh": rule.zh,
        "citations": [rule.citation],
        "force": rule.force,
        "force_zh": FORCES.get(rule.force, rule.force),
        "gate": rule.gate,
        "confidence": rule.confidence,
        "excluded": excluded,
        "remaining": remaining,
        "blocking": blocking,
    }


def _unsure_step(excluded: int, remaining: int) -> dict[str, object]:
    return {
        "id": "undetermined",
        "zh": "事实不全，无法判断（见“还不知道什么”）",
        "citations": [],
        "force": "",
        "force_zh": "",
        "gate": "",
        "confidence": "",
        "excluded": excluded,
        "remaining": remaining,
        "blocking": excluded,
    }
