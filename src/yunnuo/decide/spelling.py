"""How an atom is written down, the same in every process: sets in order, nothing left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.atoms import AbsentAtom, Atom, BlankAtom, Comparison, FieldOf, GapAtom, RecordAtom, ScalarAtom
from yunnuo.decide.expressions import And, Const, Expression, Leaf, Not, Or

if TYPE_CHECKING:
    from collections.abc import Sequence


def spell_atom(atom: Atom) -> str:
    """Return an atom as text; two atoms have one spelling only when they ask the same."""
    match atom:
        case ScalarAtom(comparison):
            return _comparison(comparison)
        case GapAtom(record):
            return f"{record} complete"
        case AbsentAtom(fact):
            return f"{fact} not given"
        case BlankAtom(_, fact):
            return f"some {fact} blank"
        case RecordAtom():
            over = f"{atom.count} {atom.record}" if atom.count > 1 else atom.record
            return f"{atom.quantifier} {over}: {_expression(atom.condition, atom.comparisons)}"


def _expression(expression: Expression, comparisons: Sequence[Comparison]) -> str:
    match expression:
        case Leaf(number):
            return _comparison(comparisons[number])
        case Not(part):
            return f"not ({_expression(part, comparisons)})"
        case And(parts):
            return "(" + " and ".join(_expression(part, comparisons) for part in parts) + ")"
        case Or(parts):
            return "(" + " or ".join(_expression(part, comparisons) for part in parts) + ")"
        case Const(value):
            return str(value).lower()


def _comparison(comparison: Comparison) -> str:
    operand = comparison.operand
    if isinstance(operand, FieldOf):
        return f"{comparison.fact} {comparison.op} {operand.fact} {operand.shift:+d}"
    shown = f"[{', '.join(sorted(operand))}]" if isinstance(operand, frozenset) else str(operand)
    return f"{comparison.fact} {comparison.op} {shown}"
