"""One decided question with everything it was decided on: what explanations, remedies and records are made from.

Making a trace costs what deciding costs and nothing more; whatever is said about it is worked out on demand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.decide.decision import Decision, GateDecision
    from yunnuo.decide.program import Clause, Program
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.terms.facts import Facts, Value


@dataclass(frozen=True, slots=True)
class Trace:
    """A compiled question, the facts it was asked of, and the decision; `readings` holds only what somebody chose.

    `rests`: facts that are unknown only because another one is; learning that one tells them.
    `tried` keeps the variants already decided, for explanations ask for the same ones again.
    """

    book: Book
    program: Program
    facts: Facts
    decision: Decision
    readings: Mapping[str, str] = field(default_factory=dict)
    rests: Mapping[str, str] = field(default_factory=dict)
    tried: dict[frozenset[object], tuple[Program, Decision]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def day(self) -> date:
        """Return the legal day whose rules decided."""
        return self.program.day

    def rule(self, rule_id: str) -> Rule:
        """Return the version of a rule that was in force."""
        return self.book.rule(rule_id, self.program.day)

    def known(self, fact: str) -> Value | None:
        """Return a fact of the act or of the person, or None when it is unknown."""
        held = self.program.act.get(fact)
        return self.facts.scalars.get(fact) if held is None else held

    def clauses(self, gate: GateDecision) -> list[Clause]:
        """Return the clauses of the rules that decided a gate, in order."""
        program = next(held for held in self.program.gates if held.id == gate.gate)
        everything = (*program.closing, *program.opening, *program.default)
        return [clause for clause in everything if clause.rule.id in gate.by]

    def vary(
        self, act: Mapping[str, Value], assume: Mapping[str, Value], readings: Mapping[str, str]
    ) -> tuple[Program, Decision]:
        """Decide the same person with other act facts, with facts taken for granted, or under other readings; once."""
        parts = {"act": act, "assume": assume, "readings": readings}
        key = frozenset((part, *item) for part, held in parts.items() for item in held.items())
        if key not in self.tried:
            program = compile_program(self.book, self.day, act, readings=readings, assume=assume)
            self.tried[key] = (program, decide_one(program, self.facts))
        return self.tried[key]


def trace_decision(
    book: Book, day: date, act: Mapping[str, Value], facts: Facts, readings: Mapping[str, str] | None = None
) -> Trace:
    """Decide one question and keep what it was decided on."""
    program = compile_program(book, day, act, readings=readings)
    return Trace(book, program, facts, decide_one(program, facts), readings or {})
