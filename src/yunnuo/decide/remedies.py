"""What would make it lawful: the smallest sets of acts that turn an answer into "may", each re-decided first.

A remedy is an act of the vocabulary; doing it is tried by compiling the same question with the facts it sets taken for
granted. Nothing is offered that does not come out permitted, and nothing of which a smaller part suffices. The remedy
MEET stands for doing what rules demand beforehand where they name no remedy of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.decide.judge import judge_values
from yunnuo.decide.program import compile_program
from yunnuo.rulebook.conditions import literal
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Value

LARGEST = 3  # more than three acts at once is a new campaign, not a remedy
USUAL_EFFORT = 3  # of 1..5, for a remedy whose effort nobody stated
MEET = "meet_demands"


@dataclass(frozen=True, slots=True)
class Cure:
    """A smallest set of remedies that makes the act permitted; `effort` is the sum of theirs (1 light .. 5 heavy).

    `demands` are the rules whose demands MEET stands for; `missing` is what would still have to be learnt afterwards,
    empty for a cure that is permitted as it stands.
    """

    remedies: tuple[str, ...]
    effort: int
    demands: tuple[Rule, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """The question as it would be asked once some remedies are done; shares the atom order of the original."""

    remedies: tuple[str, ...]
    program: Program
    order: tuple[int, ...]

    def project(self, values: Sequence[Truth]) -> tuple[Truth, ...]:
        """Return what of a valuation of the original program's atoms still matters."""
        return tuple(values[place] for place in self.order)

    def decide(self, values: Sequence[Truth]) -> Decision:
        """Judge a valuation of the original program's atoms."""
        return judge_values(self.program, self.project(values))


def assumed_values(
    book: Book, remedies: Iterable[str], demands: Iterable[Rule] = (), act: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """Return the facts that doing these remedies sets; MEET sets what `demands` ask of an act."""
    assumed: dict[str, Value] = {}
    for remedy in remedies:
        if remedy == MEET:
            assumed |= met_values(demands, act or {})
        else:
            assumed |= read_values(book, book.vocabulary.term("remedies", remedy).more.get("sets", {}))
    return assumed


def met_values(demands: Iterable[Rule], act: Mapping[str, Value]) -> dict[str, Value]:
    """Return the act facts that meet these demands; a set keeps what it already holds."""
    met: dict[str, Value] = {}
    for item in (item for rule in demands for item in rule.must):
        if item.op == "includes":
            held = met.get(item.fact, act.get(item.fact, frozenset()))
            met[item.fact] = (held if isinstance(held, frozenset) else frozenset()) | {str(item.operand)}
        elif isinstance(item.operand, bool | int | str):
            met[item.fact] = item.operand
    return met


def can_meet(book: Book, rule: Rule) -> bool:
    """Return whether a rule demands plain facts of the act and names no remedy of its own."""
    facts = book.vocabulary.facts
    plain = all(
        facts[item.fact].level == "act" and item.op in ("is", "includes") and isinstance(item.operand, bool | int | str)
        for item in rule.must
    )
    return rule.kind == "requires" and plain and not rule.remedies


def read_values(book: Book, words: object) -> dict[str, Value]:
    """Return the facts a mapping of the vocabulary sets, as typed values; anything else sets nothing."""
    held = words if isinstance(words, dict) else {}
    return {name: _value(book.vocabulary.facts[name], word) for name, word in held.items()}


def _value(fact: Fact, word: object) -> Value:
    if isinstance(word, list):
        return frozenset(str(literal(fact, str(item))) for item in word)
    return frozenset(fact.values) if word == "all" else literal(fact, str(word))


def build_trial(
    book: Book,
    program: Program,
    remedies: tuple[str, ...],
    readings: Mapping[str, str],
    demands: Iterable[Rule] = (),
) -> Trial | None:
    """Compile the trial of some remedies; None when they set nothing or ask what the original did not."""
    assumed = assumed_values(book, remedies, demands, program.act)
    if not assumed:
        return None
    tried = compile_program(book, program.day, program.act, readings=readings, assume=assumed)
    places = {atom: place for place, atom in enumerate(program.atoms)}
    if any(atom not in places for atom in tried.atoms):
        return None
    return Trial(remedies, tried, tuple(places[atom] for atom in tried.atoms))


def standing_rules(program: Program, decision: Decision) -> list[Rule]:
    """Return the rules that keep a gate from being open, in order.

    Where a gate is only in doubt, the rules that may close it and the default that waits behind them count too.
    """
    rules: list[Rule] = []
    for gate in decision.gates:
        if gate.outcome == Outcome.PERMITTED:
            continue
        held = next(own for own in program.gates if own.id == gate.gate)
        doubtful = gate.outcome == Outcome.UNDETERMINED
        rules += [
            clause.rule
            for clause in (*held.closing, *held.default)
            if clause.rule.id in gate.by or (doubtful and clause.rule.kind == "default")
        ]
    return rules


def offered_by(book: Book, program: Program, decision: Decision) -> list[str]:
    """Return the remedies named by the rules that stand in the way, each once; none for what is permitted."""
    named: dict[str, None] = {}
    if decision.outcome != Outcome.PERMITTED:
        for rule in standing_rules(program, decision):
            named.update(dict.fromkeys(rule.remedies or ((MEET,) if can_meet(book, rule) else ())))
    return list(named)


def find_cures(trace: Trace) -> list[Cure]:
    """Return every smallest set of at most three remedies that makes the act permitted, the cheapest first.

    Empty when nothing does, or when it is permitted as it stands. What is still unknown stays unknown: a cure holds
    whatever the missing facts turn out to be.
    """
    return _find(trace, {Outcome.PERMITTED}) if trace.decision.outcome != Outcome.PERMITTED else []


def find_openings(trace: Trace) -> list[Cure]:
    """Return the smallest sets that take a prohibition away but leave facts to learn; none of them suffices alone."""
    if trace.decision.outcome != Outcome.NOT_PERMITTED:
        return []
    found = _find(trace, {Outcome.PERMITTED, Outcome.UNDETERMINED})
    return [cure for cure in found if cure.missing]


def _find(trace: Trace, good: set[Outcome]) -> list[Cure]:
    search = _Search(trace)
    found: list[tuple[str, ...]] = []
    edge: list[tuple[str, ...]] = [()]
    for _ in range(LARGEST):
        grown = {tuple(sorted({*held, more}, key=search.rank)) for held in edge for more in search.offers(held)}
        edge = []
        for chosen in sorted(grown, key=lambda held: [search.rank(remedy) for remedy in held]):
            if any(set(smaller) <= set(chosen) for smaller in found) or search.is_idle(chosen):
                continue
            if search.outcome(chosen) not in good:
                edge.append(chosen)
            elif not any(search.outcome(part) in good for part in _parts(chosen)):
                found.append(chosen)
    return sorted(map(search.describe, found), key=lambda cure: (cure.effort, len(cure.remedies)))


def _parts(chosen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every smaller set within a set, but not the empty one."""
    return (part for size in range(1, len(chosen)) for part in combinations(chosen, size))


def effort_of(book: Book, remedy: str) -> int:
    """Return how heavy a remedy is, 1 (a word changed) to 5 (a system built)."""
    return int(str(book.vocabulary.term("remedies", remedy).more.get("effort", USUAL_EFFORT)))


class _Search:
    """The trials of one question, each compiled once."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._tried: dict[tuple[str, ...], tuple[Decision, list[str]]] = {}
        self._order = list(trace.book.vocabulary.lists["remedies"])
        standing = standing_rules(trace.program, trace.decision)
        self._demands = tuple(rule for rule in standing if can_meet(trace.book, rule))

    def rank(self, remedy: str) -> int:
        """Return the place of a remedy in the vocabulary, so that a set has one spelling."""
        return self._order.index(remedy)

    def describe(self, chosen: tuple[str, ...]) -> Cure:
        """Return a set of remedies as a cure."""
        effort = sum(effort_of(self.trace.book, remedy) for remedy in chosen)
        demands = self._demands if MEET in chosen else ()
        return Cure(chosen, effort, demands, self._try(chosen)[0].missing)

    def outcome(self, chosen: tuple[str, ...]) -> Outcome:
        """Return how the act comes out once these are done."""
        return self._try(chosen)[0].outcome

    def offers(self, chosen: tuple[str, ...]) -> list[str]:
        """Return what the rules that still stand in the way name, beyond what is already chosen."""
        return [remedy for remedy in self._try(chosen)[1] if remedy not in chosen]

    def is_idle(self, chosen: tuple[str, ...]) -> bool:
        """Return whether some remedy of a set changes nothing that the others do not."""
        whole = self._assume(chosen)
        return any(self._assume(part) == whole for part in combinations(chosen, len(chosen) - 1))

    def _assume(self, chosen: tuple[str, ...]) -> dict[str, Value]:
        return assumed_values(self.trace.book, chosen, self._demands, self.trace.program.act)

    def _try(self, chosen: tuple[str, ...]) -> tuple[Decision, list[str]]:
        if chosen not in self._tried:
            trace, assume = self.trace, self._assume(chosen)
            program, decision = trace.program, trace.decision
            if assume:
                program, decision = trace.vary(program.act, assume, trace.readings)
            self._tried[chosen] = (decision, offered_by(trace.book, program, decision))
        return self._tried[chosen]
