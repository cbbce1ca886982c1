"""Why, in words of the vocabulary: which reason a rule gives for the gate it opened or closed.

A reason is matched to what the rule itself asserts, so it can only say what is true when the rule speaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.vocabulary import Term, Vocabulary


def asserted_lines(rule: Rule) -> frozenset[str]:
    """Return what holds whenever a rule speaks, line by line as `vocab/reasons.yaml` writes them."""
    lines = {condition.text for condition in rule.when}
    lines |= {f"not {held[0].text}" for held in rule.unless if len(held) == 1}
    if len(rule.must) == 1:
        lines.add(f"not {rule.must[0].text}")
    return frozenset(lines | {f"rule {rule.id}"} | ({f"default {rule.gate}"} if rule.kind == "default" else set()))


def match_reason(vocabulary: Vocabulary, rule: Rule, role: str) -> Term | None:
    """Return the first reason of a role (closes, opens) that a rule gives, or None."""
    lines = asserted_lines(rule)
    return next((term for term in vocabulary.lists["reasons"].values() if lines & set(term.texts(role))), None)


def deciding_rules(trace: Trace, outcome: Outcome) -> list[Rule]:
    """Return the rules behind every gate that came out so, the most specific first."""
    named = (rule for gate in trace.decision.gates if gate.outcome == outcome for rule in gate.by)
    rules = [trace.rule(rule_id) for rule_id in dict.fromkeys(named)]
    return sorted(rules, key=lambda rule: (rule.rank, rule.id))


def find_reasons(trace: Trace) -> list[tuple[Rule, Term | None]]:
    """Return the rules behind the outcome with the reason each gives, the most specific first, no reason twice.

    A reason that another one says better is left out, and so is a last resort beside a better one.
    """
    role = "closes" if trace.decision.outcome == Outcome.NOT_PERMITTED else "opens"
    rules = deciding_rules(trace, trace.decision.outcome)
    found = [(rule, match_reason(trace.book.vocabulary, rule, role)) for rule in rules]
    given = {term.id: term for _, term in found if term}
    hidden = {name for term in given.values() for name in term.texts("instead_of")}
    if any("alone" not in term.more for term in given.values()):
        hidden |= {term.id for term in given.values() if "alone" in term.more}
    return list(_without(found, hidden))


def _without(found: list[tuple[Rule, Term | None]], hidden: set[str]) -> Iterator[tuple[Rule, Term | None]]:
    seen = set(hidden)
    for rule, term in found:
        if term is None:
            yield rule, None
        elif term.id not in seen:
            seen.add(term.id)
            yield rule, term
