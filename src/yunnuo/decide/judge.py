"""Judging: from the answers to a program's atoms to a decision. The only place where gates are weighed.

Per applicable gate: a rule that closes it closes it; else a closing rule that may speak leaves it undetermined; else a
rule that opens it opens it; else one that may leaves it undetermined; else its default closes it; else a gate of duties
is open, and for any other no rule decides.
Unknown never becomes "may"; prohibition beats permission.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import answer_atom, atom_facts
from yunnuo.decide.decision import Decision, GateDecision
from yunnuo.decide.expressions import Expression, Truth, evaluate, unknown_atoms
from yunnuo.terms.outcomes import Outcome, strictest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yunnuo.decide.program import Clause, GateProgram, Program
    from yunnuo.terms.facts import Facts


def decide_one(program: Program, facts: Facts) -> Decision:
    """Decide one person: answer every atom, then judge."""
    return judge_values(program, [answer_atom(atom, facts) for atom in program.atoms])


def judge_values(program: Program, values: Sequence[Truth]) -> Decision:
    """Judge one valuation of the program's atoms (same order, True/False/None)."""
    return judge_truths(program, [evaluate(part, values) for part in list_expressions(program)], values)


def list_expressions(program: Program) -> Iterator[Expression]:
    """Yield every expression of a program in the order in which `judge_truths` wants their truths."""
    for gate in program.gates:
        yield gate.applies
        for clause in (*gate.closing, *gate.opening, *gate.default, *gate.duties):
            yield clause.speaks


def judge_truths(program: Program, truths: Sequence[Truth], values: Sequence[Truth]) -> Decision:
    """Judge from the truth of every expression; `values` only tells which facts are missing."""
    verdicts, place = [], 0
    for gate in program.gates:
        end = place + 1 + len(gate.closing) + len(gate.opening) + len(gate.default) + len(gate.duties)
        verdicts.append(judge_gate(program, gate, truths[place:end], values))
        place = end
    return join_verdicts(program, verdicts)


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What one gate adds to a decision; `curable` tells of a closed gate whether what closed it can be cured."""

    outcome: str
    decided: GateDecision
    duties: tuple[str, ...]
    curable: bool


def join_verdicts(program: Program, verdicts: Iterable[GateVerdict | None]) -> Decision:
    """Return the decision of all gates; None is a gate that does not apply."""
    held = [verdict for verdict in verdicts if verdict is not None]
    law = strictest([one.decided.outcome for one in held if one.outcome == "law"] or [Outcome.UNDETERMINED])
    contract = strictest([one.decided.outcome for one in held if one.outcome == "contract"])
    closed = [one for one in held if one.decided.outcome is Outcome.NOT_PERMITTED]
    return Decision(
        outcome=strictest([law, contract]),
        law=law,
        contract=contract,
        gates=tuple(one.decided for one in held),
        duties=tuple(duty for one in held for duty in one.duties),
        curable=bool(closed) and all(one.curable for one in closed),
        revision=program.revision,
    )


def judge_gate(
    program: Program, gate: GateProgram, truths: Sequence[Truth], values: Sequence[Truth]
) -> GateVerdict | None:
    """Judge one gate from the truths of its expressions (whether it applies, then its clauses in order)."""
    applies = truths[0]
    if applies is False:
        return None
    decided, cure = _weigh(program, gate, truths, 1, values)
    if applies is None and decided.outcome is not Outcome.PERMITTED:
        missing = _missing(program, [gate.applies], values)
        facts = (*missing, *decided.missing)
        decided, cure = GateDecision(gate.id, Outcome.UNDETERMINED, decided.by, facts, "unknown"), False
    start = len(truths) - len(gate.duties)
    duties = compress(gate.duties, (truth is not False for truth in truths[start:]))
    return GateVerdict(gate.outcome, decided, tuple(clause.rule.id for clause in duties), cure)


def _weigh(
    program: Program, gate: GateProgram, truths: Sequence[Truth], place: int, values: Sequence[Truth]
) -> tuple[GateDecision, bool]:
    for clauses, outcome in (
        (gate.closing, Outcome.NOT_PERMITTED),
        (gate.opening, Outcome.PERMITTED),
        (gate.default, Outcome.NOT_PERMITTED),
    ):
        held = truths[place : place + len(clauses)]
        place += len(clauses)
        if True in held:
            speaking = list(compress(clauses, (truth is True for truth in held)))
            return GateDecision(gate.id, outcome, _ids(speaking)), _is_curable(speaking)
        if None in held:
            unsure = list(compress(clauses, (truth is None for truth in held)))
            missing = _missing(program, [clause.speaks for clause in unsure], values)
            return GateDecision(gate.id, Outcome.UNDETERMINED, _ids(unsure), missing, "unknown"), False
    if gate.opens:
        return GateDecision(gate.id, Outcome.PERMITTED, ()), False
    return GateDecision(gate.id, Outcome.UNDETERMINED, (), (), "no_rule"), False


def _is_curable(speaking: list[Clause]) -> bool:
    return all(clause.rule.kind == "requires" or clause.rule.remedies for clause in speaking)


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
