"""What would make it lawful: the smallest sets of acts that turn "may not" into "may", each re-decided first.

A remedy is an act of the vocabulary; doing it is tried by compiling the same question with the facts it sets taken for
granted. Nothing is offered that does not come out permitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.decide.judge import decide_one, judge_values
from yunnuo.decide.program import compile_program
from yunnuo.rulebook.conditions import literal
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Facts, Value

LARGEST = 2  # more than two acts at once is a new campaign, not a remedy


@dataclass(frozen=True, slots=True)
class Trial:
    """The question as it would be asked once some remedies are done; shares the atom order of the original."""

    remedies: tuple[str, ...]
    program: Program
    order: tuple[int, ...]

    def decide(self, values: Sequence[Truth]) -> Decision:
        """Judge a valuation of the original program's atoms."""
        return judge_values(self.program, [values[place] for place in self.order])


def assumed_values(book: Book, remedies: Iterable[str]) -> dict[str, Value]:
    """Return the facts that doing these remedies sets."""
    assumed: dict[str, Value] = {}
    for remedy in remedies:
        sets = book.vocabulary.term("remedies", remedy).more.get("sets", {})
        if isinstance(sets, dict):
            for name, word in sets.items():
                assumed[name] = literal(book.vocabulary.facts[name], str(word))
    return assumed


def build_trial(book: Book, program: Program, remedies: tuple[str, ...], readings: Mapping[str, str]) -> Trial | None:
    """Compile the trial of some remedies; None when they set nothing or ask what the original did not."""
    assumed = assumed_values(book, remedies)
    if not assumed:
        return None
    tried = compile_program(book, program.day, program.act, readings=readings, assume=assumed)
    places = {atom: place for place, atom in enumerate(program.atoms)}
    if any(atom not in places for atom in tried.atoms):
        return None
    return Trial(remedies, tried, tuple(places[atom] for atom in tried.atoms))


def offered_by(program: Program, decision: Decision) -> list[str]:
    """Return the remedies named by the rules that closed a gate, in order, each once."""
    closed = {rule for gate in decision.gates if gate.outcome == Outcome.NOT_PERMITTED for rule in gate.by}
    clauses = (clause for gate in program.gates for clause in (*gate.closing, *gate.default))
    return list(
        dict.fromkeys(remedy for clause in clauses if clause.rule.id in closed for remedy in clause.rule.remedies)
    )


def find_remedies(
    book: Book, program: Program, facts: Facts, readings: Mapping[str, str] | None = None
) -> list[tuple[str, ...]]:
    """Return the smallest sets of remedies that each make the act permitted; empty when nothing does or need be."""
    decision = decide_one(program, facts)
    if decision.outcome != Outcome.NOT_PERMITTED:
        return []
    offered = offered_by(program, decision)
    found: list[tuple[str, ...]] = []
    for size in range(1, LARGEST + 1):
        for chosen in combinations(offered, size):
            if any(set(smaller) <= set(chosen) for smaller in found):
                continue
            tried = compile_program(
                book, program.day, program.act, readings=readings, assume=assumed_values(book, chosen)
            )
            if decide_one(tried, facts).outcome == Outcome.PERMITTED:
                found.append(chosen)
    return found
