"""How to ask lawfully: a remedy that needs the individual's word needs an act of its own, which is decided too.

The ways stand in `vocab/remedies.yaml` under `asks`: what to do, as facts of an act, and which facts doing it brings
along (`given`). Offers nothing and judges nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.remedies import read_values
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.trace import Trace
    from yunnuo.terms.facts import Value

_ORDER = (Outcome.PERMITTED, Outcome.UNDETERMINED, Outcome.NOT_PERMITTED)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking, whether it is itself permitted toward this individual, and what decided that or is missing."""

    id: str
    zh: str
    outcome: Outcome
    by: tuple[str, ...]
    missing: tuple[str, ...]


def judge_ways(trace: Trace, remedies: Iterable[str]) -> list[Way]:
    """Return every way of asking these remedies name, each once: those permitted first."""
    ways: dict[str, Way] = {}
    for remedy in remedies:
        asks = trace.book.vocabulary.term("remedies", remedy).more.get("asks", [])
        for entry in asks if isinstance(asks, list) else [asks]:
            if isinstance(entry, dict) and entry.get("zh") not in ways:
                ways[str(entry["zh"])] = _judge(trace, entry)
    return sorted(ways.values(), key=lambda way: _ORDER.index(way.outcome))


def can_ask(trace: Trace, remedies: Iterable[str]) -> bool:
    """Return whether each of these remedies needs no asking, or can be asked for in a way that is permitted."""
    for remedy in remedies:
        ways = judge_ways(trace, [remedy])
        if ways and ways[0].outcome != Outcome.PERMITTED:
            return False
    return True


def _judge(trace: Trace, entry: dict[str, object]) -> Way:
    act = {**trace.program.act, **_act_facts(trace, entry.get("facts", {}))}
    _, decision = trace.vary(act, read_values(trace.book, entry.get("given", {})), trace.readings)
    return Way(str(entry["id"]), str(entry["zh"]), decision.outcome, _deciding(trace, decision), decision.missing)


def _act_facts(trace: Trace, words: object) -> dict[str, Value]:
    """Return the facts of asking; a value that names another fact of the act (`act_at`) is that fact's value."""
    given = trace.program.act
    held = words if isinstance(words, dict) else {}
    copied = {str(name): given[str(word)] for name, word in held.items() if str(word) in given}
    return copied | read_values(trace.book, {name: word for name, word in held.items() if name not in copied})


def _deciding(trace: Trace, decision: Decision) -> tuple[str, ...]:
    """Return the rules behind the outcome, the most specific first."""
    rules = [trace.rule(rule_id) for rule_id in dict.fromkeys(decision.by)]
    return tuple(rule.id for rule in sorted(rules, key=lambda rule: (rule.rank, rule.id)))
