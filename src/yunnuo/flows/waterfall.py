"""The waterfall of exclusions: what kept whom out, each contact point counted once at its most specific rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from yunnuo.decide.exposure import sum_exposure
from yunnuo.rulebook.model import FORCES
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.decide.exposure import Risk
    from yunnuo.flows.screening import Screening
    from yunnuo.flows.signatures import Signature
    from yunnuo.rulebook.model import Rule


def closing_rules(screening: Screening, signature: Signature) -> list[Rule]:
    """Return the rules that closed a gate for a signature, the most specific first (by rank, then id)."""
    ids = {rule for gate in signature.decision.gates if gate.outcome == Outcome.NOT_PERMITTED for rule in gate.by}
    rules = [screening.book.rule(rule_id, screening.program.day) for rule_id in ids]
    return sorted(rules, key=lambda rule: (rule.rank, rule.id))


def waterfall(screening: Screening, contacts: int) -> list[dict[str, object]]:
    """Return what excluded whom: each contact counted once at its most specific rule, and how many each rule blocks.

    Rules that block exactly the same contacts are one step with all their citations.
    """
    first, blocking = Counter[str](), Counter[str]()
    closed_by: dict[str, set[int]] = {}
    rules: dict[str, Rule] = {}
    unsure, unruled = 0, 0
    for signature in screening.signatures:
        if signature.decision.outcome == Outcome.UNDETERMINED:
            unsure += signature.subjects if signature.decision.missing else 0
            unruled += 0 if signature.decision.missing else signature.subjects
        closing = closing_rules(screening, signature)
        for rule in closing:
            rules[rule.id] = rule
            blocking[rule.id] += signature.subjects
            closed_by.setdefault(rule.id, set()).add(signature.number)
        if closing:
            first[closing[0].id] += signature.subjects
    steps = []
    remaining = contacts
    for group in _alike(rules, closed_by):
        excluded = sum(first[rule.id] for rule in group)
        remaining -= excluded
        steps.append(_step(group, excluded, remaining, blocking[group[0].id]))
    for step_id, zh, excluded in (
        ("no_rule", "规则库没有可以适用的规则（如该平台没有规则包），无法判断", unruled),
        ("undetermined", "事实不全，无法判断（见“还不知道什么”）", unsure),
    ):
        if excluded:
            remaining -= excluded
            steps.append(_unsure_step(step_id, zh, excluded, remaining))
    return steps


def _alike(rules: dict[str, Rule], closed_by: dict[str, set[int]]) -> list[list[Rule]]:
    """Return the rules by rank, those that close the same signatures (law and contract apart) together."""
    groups: dict[tuple[bool, frozenset[int]], list[Rule]] = {}
    for rule in sorted(rules.values(), key=lambda rule: (rule.rank, rule.id)):
        groups.setdefault((rule.force == "contract", frozenset(closed_by[rule.id])), []).append(rule)
    return list(groups.values())


def _step(group: list[Rule], excluded: int, remaining: int, blocking: int) -> dict[str, object]:
    rule = group[0]
    return {
        "id": rule.id,
        "zh": rule.zh,
        "citations": list(dict.fromkeys(member.citation for member in group)),
        "force": rule.force,
        "force_zh": FORCES.get(rule.force, rule.force),
        "gate": rule.gate,
        "confidence": rule.confidence,
        "exposure": [_exposed(risk) for risk in sum_exposure(group)],
        "excluded": excluded,
        "remaining": remaining,
        "blocking": blocking,
    }


def _exposed(risk: Risk) -> dict[str, object]:
    return {
        "kind": risk.kind,
        "kind_zh": risk.kind_zh,
        "authority": risk.authority,
        "sanction": risk.sanction,
        "cites": risk.cites,
    }


def _unsure_step(step_id: str, zh: str, excluded: int, remaining: int) -> dict[str, object]:
    return {
        "id": step_id,
        "zh": zh,
        "citations": [],
        "force": "",
        "force_zh": "",
        "gate": "",
        "confidence": "",
        "exposure": [],
        "excluded": excluded,
        "remaining": remaining,
        "blocking": excluded,
    }
