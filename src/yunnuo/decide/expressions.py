"""Three-valued (Kleene) expressions over numbered atoms: True, False, or None for unknown.

An expression is And, Or, Not, Leaf (an atom by its number) or Const. Building through `all_of`, `any_of` and `negate`
folds constants, so what the campaign already settles disappears.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Const:
    """A settled value."""

    value: Truth


@dataclass(frozen=True, slots=True)
class Leaf:
    """The value of an atom, by its number in the program."""

    atom: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """False when any part is False, else unknown when any is, else True."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when any part is True, else unknown when any is, else False."""

    parts: tuple[Expression, ...]


Expression = Const | Leaf | Not | And | Or

TRUE = Const(value=True)
FALSE = Const(value=False)
UNKNOWN = Const(value=None)


def all_of(parts: Iterable[Expression]) -> Expression:
    """Return the conjunction, folded."""
    kept: list[Expression] = []
    for part in parts:
        if part == FALSE:
            return FALSE
        if isinstance(part, And):
            kept += [inner for inner in part.parts if inner not in kept]
        elif part != TRUE and part not in kept:
            kept.append(part)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else And(tuple(kept))


def any_of(parts: Iterable[Expression]) -> Expression:
    """Return the disjunction, folded."""
    kept: list[Expression] = []
    for part in parts:
        if part == TRUE:
            return TRUE
        if isinstance(part, Or):
            kept += [inner for inner in part.parts if inner not in kept]
        elif part != FALSE and part not in kept:
            kept.append(part)
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Or(tuple(kept))


def negate(part: Expression) -> Expression:
    """Return the negation, folded."""
    if isinstance(part, Const):
        return Const(None if part.value is None else not part.value)
    return part.part if isinstance(part, Not) else Not(part)


def evaluate(expression: Expression, values: Sequence[Truth]) -> Truth:
    """Return the value of an expression under a valuation of the atoms."""
    match expression:
        case Leaf(atom):
            return values[atom]
        case And(parts):
            return _fold(parts, values, absorbing=False)
        case Or(parts):
            return _fold(parts, values, absorbing=True)
        case Not(part):
            inner = evaluate(part, values)
            return None if inner is None else not inner
        case Const(value):
            return value


def _fold(parts: tuple[Expression, ...], values: Sequence[Truth], *, absorbing: bool) -> Truth:
    result: Truth = not absorbing
    for part in parts:
        value = evaluate(part, values)
        if value is absorbing:
            return absorbing
        if value is None:
            result = None
    return result


def unknown_atoms(expression: Expression, values: Sequence[Truth]) -> Iterator[int]:
    """Yield the atoms whose being unknown keeps an unknown expression unknown."""
    if evaluate(expression, values) is not None:
        return
    match expression:
        case Leaf(atom):
            yield atom
        case And(parts) | Or(parts):
            for part in parts:
                yield from unknown_atoms(part, values)
        case Not(part):
            yield from unknown_atoms(part, values)
        case Const():
            return


def atoms_of(expression: Expression) -> Iterator[int]:
    """Yield every atom an expression mentions, with repeats."""
    match expression:
        case Leaf(atom):
            yield atom
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms_of(part)
        case Not(part):
            yield from atoms_of(part)
        case Const():
            return


def renumber(expression: Expression, numbers: Mapping[int, int]) -> Expression:
    """Return the expression with its atoms renumbered."""
    match expression:
        case Leaf(atom):
            return Leaf(numbers[atom])
        case And(parts):
            return And(tuple(renumber(part, numbers) for part in parts))
        case Or(parts):
            return Or(tuple(renumber(part, numbers) for part in parts))
        case Not(part):
            return Not(renumber(part, numbers))
        case Const():
            return expression
