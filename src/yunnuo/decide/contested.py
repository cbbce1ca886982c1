"""The contested points an answer may hang on: which option was taken, and what another would have answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import answer_atom
from yunnuo.decide.compiler import Compiler
from yunnuo.decide.expressions import evaluate
from yunnuo.rulebook.conditions import FactRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.vocabulary import Term
    from yunnuo.terms.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Choice:
    """One contested point; `others` are the options not taken with what they would have answered."""

    point: str
    zh: str
    option: str
    option_zh: str
    chosen: bool
    others: tuple[tuple[str, str, Outcome], ...]


def list_choices(trace: Trace) -> list[Choice]:
    """Return the contested points some rule behind this question belongs to; every other option is tried."""
    touched = _touched(trace)
    terms = trace.book.vocabulary.lists["readings"].values()
    return [_choice(trace, term) for term in terms if term.id in touched]


def chosen_option(term: Term, readings: dict[str, str]) -> str:
    """Return the option taken at a point: what was chosen, else the strictest, which stands first."""
    return readings.get(term.id, term.texts("options")[0])


def _choice(trace: Trace, term: Term) -> Choice:
    options = dict(zip(term.texts("options"), term.texts("options_zh"), strict=True))
    taken = chosen_option(term, dict(trace.readings))
    others = tuple(
        (option, zh, trace.vary(trace.program.act, {}, {**trace.readings, term.id: option})[1].outcome)
        for option, zh in options.items()
        if option != taken
    )
    return Choice(term.id, term.zh, taken, options[taken], term.id in trace.readings, others)


def _touched(trace: Trace) -> set[str]:
    """Return the points of rules that can bear on this question: of its gates, or of facts those ask for.

    A rule that the act or the person rules out by what is known of them bears on nothing.
    """
    reach = _Reach(trace)
    gates = {gate.id for gate in trace.program.gates}
    asked = [item.fact for gate in gates for lines in trace.book.gates[gate] for item in lines]
    reach.follow([rule for rule in reach.rules if rule.kind != "defines" and rule.gate in gates])
    reach.follow([rule for fact in asked for rule in reach.defining.get(fact, [])])
    return {rule.reading.point for rule in reach.reached if rule.reading.point}


class _Reach:
    """Which rules of a day can bear on a question, whatever option they belong to."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._compiler = Compiler(trace.book, trace.day, trace.program.act, trace.readings, {})
        self.rules = trace.book.rules_on(trace.day)
        self.defining: dict[str, list[Rule]] = {}
        for rule in self.rules:
            self.defining.setdefault(rule.fact, []).append(rule)
        self.reached: list[Rule] = []
        self._seen: set[int] = set()

    def follow(self, rules: list[Rule]) -> None:
        """Reach these rules and all that define what they ask for."""
        waiting = list(rules)
        while waiting:
            rule = waiting.pop()
            if id(rule) not in self._seen and self._can_speak(rule):
                self.reached.append(rule)
                waiting += [other for fact in _facts_of(rule) for other in self.defining.get(fact, [])]
            self._seen.add(id(rule))

    def _can_speak(self, rule: Rule) -> bool:
        return not any(self._is_false(item) for item in rule.when)

    def _is_false(self, item: Condition) -> bool:
        """Tell whether what is known of the act or the person already answers no."""
        if self._trace.book.vocabulary.facts[item.fact].level not in ("act", "person"):
            return False
        expression = self._compiler.conditions([item])
        values = [answer_atom(atom, self._trace.facts) for atom in self._compiler.atoms]
        return evaluate(expression, values) is False


def _facts_of(rule: Rule) -> Iterator[str]:
    for item in (*rule.when, *rule.must, *(line for lines in rule.unless for line in lines)):
        yield item.fact
        if isinstance(item.operand, FactRef):
            yield item.operand.fact
