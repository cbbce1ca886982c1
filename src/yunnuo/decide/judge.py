"""Judging: from the answers to a program's atoms to a decision. The only place where gates are weighed.

Per applicable gate: a rule that closes it closes it; else a closing rule that may speak leaves it undetermined; else a
rule that opens it opens it; else one that may leaves it undetermined; else its default closes it; else a gate of duties
is open, and for any other no rule decides.
Unknown never becomes "may"; prohibition beats permission.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.atoms import answer_atom, atom_facts
from yunnuo.decide.decision import Decision, GateDecision
from yunnuo.decide.expressions import Expression, Truth, evaluate, unknown_atoms
from yunnuo.terms.outcomes import Outcome, strictest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yunnuo.decide.program import Clause, GateProgram, Program
    from yunnuo.terms.facts import Facts


def decide_one(program: Program, facts: Facts) -> Decision:
    """Decide one person: answer every atom, then judge."""
    return judge_values(program, [answer_atom(atom, facts) for atom in program.atoms])


def judge_values(program: Program, values: Sequence[Truth]) -> Decision:
    """Judge one valuation of the program's atoms (same order, True/False/None)."""
    gates = []
    for gate in program.gates:
        decided = _judge_gate(program, gate, values)
        if decided is not None:
            gates.append((gate, decided))
    law = strictest([decided.outcome for gate, decided in gates if gate.outcome == "law"] or [Outcome.UNDETERMINED])
    contract = strictest([decided.outcome for gate, decided in gates if gate.outcome == "contract"])
    duties = tuple(
        clause.rule.id
        for gate in program.gates
        if evaluate(gate.applies, values) is not False
        for clause in gate.duties
        if evaluate(clause.speaks, values) is not False
    )
    return Decision(
        outcome=strictest([law, contract]),
        law=law,
        contract=contract,
        gates=tuple(decided for _, decided in gates),
        duties=duties,
        curable=_curable(gates, values),
        revision=program.revision,
    )


def _judge_gate(program: Program, gate: GateProgram, values: Sequence[Truth]) -> GateDecision | None:
    """Return how a gate comes out, or None when it does not apply."""
    applies = evaluate(gate.applies, values)
    if applies is False:
        return None
    decided = _weigh(program, gate, values)
    if applies is None and decided.outcome != Outcome.PERMITTED:
        missing = _missing(program, [gate.applies], values)
        return GateDecision(gate.id, Outcome.UNDETERMINED, decided.by, (*missing, *decided.missing), "unknown")
    return decided


def _weigh(program: Program, gate: GateProgram, values: Sequence[Truth]) -> GateDecision:
    stages = (
        (gate.closing, Outcome.NOT_PERMITTED),
        (gate.opening, Outcome.PERMITTED),
        (gate.default, Outcome.NOT_PERMITTED),
    )
    for clauses, outcome in stages:
        speaking, unsure = _split(clauses, values)
        if speaking:
            return GateDecision(gate.id, outcome, _ids(speaking))
        if unsure:
            missing = _missing(program, [clause.speaks for clause in unsure], values)
            return GateDecision(gate.id, Outcome.UNDETERMINED, _ids(unsure), missing, "unknown")
    if gate.opens:
        return GateDecision(gate.id, Outcome.PERMITTED, ())
    return GateDecision(gate.id, Outcome.UNDETERMINED, (), (), "no_rule")


def _split(clauses: Iterable[Clause], values: Sequence[Truth]) -> tuple[list[Clause], list[Clause]]:
    """Return the clauses that speak and those that may."""
    speaking, unsure = [], []
    for clause in clauses:
        answer = evaluate(clause.speaks, values)
        if answer is True:
            speaking.append(clause)
        elif answer is None:
            unsure.append(clause)
    return speaking, unsure


def _missing(program: Program, expressions: Iterable[Expression], values: Sequence[Truth]) -> tuple[str, ...]:
    facts: dict[str, None] = {}
    for expression in expressions:
        for atom in unknown_atoms(expression, values):
            named = atom_facts(program.atoms[atom])
            blank = [fact for fact in named if fact in program.blanks and values[program.blanks[fact]]]
            facts.update(dict.fromkeys(blank or named))
    return tuple(facts)


def _ids(clauses: list[Clause]) -> tuple[str, ...]:
    return tuple(clause.rule.id for clause in clauses)


def _curable(gates: list[tuple[GateProgram, GateDecision]], values: Sequence[Truth]) -> bool:
    closed = [gate for gate, decided in gates if decided.outcome == Outcome.NOT_PERMITTED]
    for gate in closed:
        speaking, _ = _split(gate.closing, values)
        rules = [clause.rule for clause in speaking] or [clause.rule for clause in gate.default]
        if not all(rule.kind == "requires" or rule.remedies for rule in rules):
            return False
    return bool(closed)
