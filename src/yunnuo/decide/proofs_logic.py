"""Three-valued logic and the weighing of gates as Z3 formulas: a truth is a pair, certainly true and certainly false.

The twin of `expressions.evaluate` and of `judge`; every counterexample built on it is decided again by the ordinary
engine, and the cases of the rulebook hold the two together. Must never be used to decide about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yunnuo.decide.expressions import And, Const, Expression, Leaf, Not, Or

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from yunnuo.decide.program import Clause, GateProgram

Term = Any  # a Z3 formula; the library declares no types


@dataclass(frozen=True, slots=True)
class Pair:
    """A three-valued truth: `true` where it is certainly true, `false` where certainly false, unknown where neither."""

    true: Term
    false: Term

    @property
    def possible(self) -> Term:
        """Return where it is true or unknown."""
        return negate_term(self.false)


@dataclass(frozen=True, slots=True)
class GateTerms:
    """How one gate comes out: `absent` where it does not apply; where none of the three holds it is undetermined."""

    id: str
    outcome: str
    absent: Term
    permitted: Term
    closed: Term

    @property
    def passed(self) -> Term:
        """Return where the gate does not stand in the way."""
        return any_term([self.absent, self.permitted])


def constant(*, value: bool) -> Term:
    """Return a settled formula."""
    import z3

    return z3.BoolVal(value)


def flag_term(name: str) -> Term:
    """Return a formula that may hold or not."""
    import z3

    return z3.Bool(name)


def all_term(terms: Iterable[Term]) -> Term:
    """Return the conjunction of formulas."""
    import z3

    held = list(terms)
    return held[0] if len(held) == 1 else z3.And(held)


def any_term(terms: Iterable[Term]) -> Term:
    """Return the disjunction of formulas."""
    import z3

    held = list(terms)
    return held[0] if len(held) == 1 else z3.Or(held)


def negate_term(term: Term) -> Term:
    """Return the negation of a formula."""
    import z3

    return z3.Not(term)


def settled_pair(value: bool | None) -> Pair:  # noqa: FBT001  # a truth, not a switch
    """Return a pair that is the same for everybody."""
    return Pair(constant(value=value is True), constant(value=value is False))


def state_pair(expression: Expression, leaf: Callable[[int], Pair]) -> Pair:
    """Return an expression as a pair; `leaf` tells the pair of an atom by its number."""
    match expression:
        case Leaf(atom):
            return leaf(atom)
        case Not(part):
            inner = state_pair(part, leaf)
            return Pair(inner.false, inner.true)
        case And(parts):
            pairs = [state_pair(part, leaf) for part in parts]
            return Pair(all_term(pair.true for pair in pairs), any_term(pair.false for pair in pairs))
        case Or(parts):
            pairs = [state_pair(part, leaf) for part in parts]
            return Pair(any_term(pair.true for pair in pairs), all_term(pair.false for pair in pairs))
        case Const(value):
            return settled_pair(value)


def weigh_gate(
    gate: GateProgram, leaf: Callable[[int], Pair], keeps: Callable[[Clause], Term] | None = None
) -> GateTerms:
    """Return how a gate comes out; `keeps`, when given, tells where a closing clause is kept (else it is left out)."""
    applies = state_pair(gate.applies, leaf)
    closing = [_closing(clause, leaf, keeps) for clause in gate.closing]
    opening = [state_pair(clause.speaks, leaf) for clause in gate.opening]
    default = [state_pair(clause.speaks, leaf) for clause in gate.default]
    quiet = [pair.false for pair in closing]
    silent = [*quiet, *(pair.false for pair in opening)]
    opens = [all_term([*quiet, any_term(pair.true for pair in opening)])] if opening else []
    if gate.opens:
        opens.append(all_term([*silent, *(pair.false for pair in default), constant(value=True)]))
    shuts = [pair.true for pair in closing]
    if default:
        shuts.append(all_term([*silent, any_term(pair.true for pair in default)]))
    return GateTerms(
        id=gate.id,
        outcome=gate.outcome,
        absent=applies.false,
        permitted=all_term([applies.possible, any_term([*opens, constant(value=False)])]),
        closed=all_term([applies.true, any_term([*shuts, constant(value=False)])]),
    )


def _closing(clause: Clause, leaf: Callable[[int], Pair], keeps: Callable[[Clause], Term] | None) -> Pair:
    pair = state_pair(clause.speaks, leaf)
    if keeps is None:
        return pair
    kept = keeps(clause)
    return Pair(all_term([kept, pair.true]), any_term([negate_term(kept), pair.false]))


def permit_law(gates: Iterable[GateTerms]) -> Term:
    """Return where the law permits: some gate of the law applies, and every one that applies is open."""
    held = [gate for gate in gates if gate.outcome == "law"]
    some = [negate_term(gate.absent) for gate in held]
    return all_term([any_term([*some, constant(value=False)]), *(gate.passed for gate in held)])


def permit_contract(gates: Iterable[GateTerms]) -> Term:
    """Return where the platform contract permits: every gate of it that applies is open."""
    held = [gate.passed for gate in gates if gate.outcome == "contract"]
    return all_term([*held, constant(value=True)])


def permit_act(gates: Iterable[GateTerms]) -> Term:
    """Return where the act is permitted: by the law and by the contract."""
    held = list(gates)
    return all_term([permit_law(held), permit_contract(held)])
