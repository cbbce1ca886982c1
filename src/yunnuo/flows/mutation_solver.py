"""Finding values of raw facts that make unfolded rules come out as wished, or showing that none do.

A goal is an expression and the truth values it may have, as bits. Goals are taken apart down to single comparisons,
which narrow the values left to each fact; what can be met in several ways is tried way by way. The values a fact may
take are finite, so the search ends. Must never give up silently: one that grows too long raises `SearchTooLongError`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunnuo.decide.expressions import And, Const, Expression, Leaf, Not, Or

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yunnuo.flows.mutation_tests import Test, Var
    from yunnuo.terms.facts import Value

TRUE, FALSE, UNKNOWN, ANY = 1, 2, 4, 7
BITS = {True: TRUE, False: FALSE, None: UNKNOWN}
SWAPPED = [(mask & TRUE) << 1 | (mask & FALSE) >> 1 | mask & UNKNOWN for mask in range(8)]
LIMIT = 4000  # branches; the rules of one article need a few dozen

Goal = tuple[Expression, int]
Values = tuple["Value | None", ...]


class SearchTooLongError(Exception):
    """A search was broken off: nothing is known about its goals."""


@dataclass(slots=True)
class _State:
    """What is left to each fact, what each expression may be, and what is still open."""

    domains: dict[Var, Values]
    masks: dict[int, int] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    choices: list[list[Goal]] = field(default_factory=list)
    changed: bool = False

    def copy(self) -> _State:
        return _State(dict(self.domains), dict(self.masks), list(self.pairs), list(self.choices))


class Solver:
    """Searches over the leaves `tests` and the values `domains` leaves to each fact, the likeliest value first."""

    def __init__(self, tests: Sequence[Test], domains: Mapping[Var, Values]) -> None:
        self.tests, self.domains = tests, domains
        self.likely = {var: values[0] for var, values in domains.items()}
        self._answers: dict[tuple[int, Value | None, Value | None], int] = {}
        self._could: dict[tuple[int, Values, Values], int] = {}
        self._steps = 0

    def solve(self, goals: Iterable[Goal]) -> dict[Var, Value | None] | None:
        """Return values that meet every goal, or None when no values do."""
        self._steps = 0
        state = _State(dict(self.domains))
        if not all(self._push(state, expression, mask) for expression, mask in goals):
            return None
        return self._search(state)

    def bit(self, expression: Expression, values: Mapping[Var, Value | None]) -> int:
        """Return the truth of an expression, as a bit, when every fact has one value."""
        return self._may(expression, _State({var: (value,) for var, value in values.items()}), {})

    def _search(self, state: _State) -> dict[Var, Value | None] | None:
        self._steps += 1
        if self._steps > LIMIT:
            raise SearchTooLongError
        if not self._settle(state):
            return None
        if state.choices:
            choice = min(state.choices, key=len)
            state.choices.remove(choice)
            memo: dict[int, int] = {}
            likely = _State({var: (value,) for var, value in self.likely.items()})
            ways = sorted(choice, key=lambda goal: not self._may(goal[0], likely, memo) & goal[1])
            return self._try(self._pushed(state, *goal) for goal in ways)
        pair = next((var for var in self._paired(state) if len(state.domains[var]) > 1), None)
        if pair is not None:
            return self._try(self._fixed(state, pair, value) for value in state.domains[pair])
        return {var: values[0] for var, values in state.domains.items()}

    def _try(self, trials: Iterable[_State | None]) -> dict[Var, Value | None] | None:
        found = (self._search(trial) for trial in trials if trial is not None)
        return next((values for values in found if values is not None), None)

    def _pushed(self, state: _State, expression: Expression, mask: int) -> _State | None:
        trial = state.copy()
        return trial if self._push(trial, expression, mask) else None

    @staticmethod
    def _fixed(state: _State, var: Var, value: Value | None) -> _State:
        trial = state.copy()
        trial.domains[var], trial.changed = (value,), True
        return trial

    def _paired(self, state: _State) -> Iterator[Var]:
        for number, _ in state.pairs:
            test = self.tests[number]
            yield test.left
            if test.other is not None:
                yield test.other

    def _push(self, state: _State, expression: Expression, mask: int) -> bool:
        """Take in a goal and what follows from it at once; return False when it cannot be met."""
        before = state.masks.get(id(expression), ANY)
        mask &= before
        if mask in (before, 0):
            return bool(mask)
        state.masks[id(expression)] = mask
        state.changed = True
        match expression:
            case Const(value):
                return bool(BITS[value] & mask)
            case Not(part):
                return self._push(state, part, SWAPPED[mask])
            case Leaf(number):
                return self._narrow(state, number, mask)
            case And(parts):
                return self._join(state, expression, parts, mask, TRUE)
            case Or(parts):
                return self._join(state, expression, parts, mask, FALSE)

    def _join(self, state: _State, whole: Expression, parts: Sequence[Expression], mask: int, neutral: int) -> bool:
        """Take in a goal for a conjunction (`neutral` is TRUE) or a disjunction (`neutral` is FALSE)."""
        absorbing = SWAPPED[neutral]
        if not mask & absorbing:
            if mask == UNKNOWN:
                state.choices.append([(part, UNKNOWN) for part in parts])
            return all(self._push(state, part, mask | neutral) for part in parts)
        if not mask & neutral:
            state.choices.append([(part, mask) for part in parts])
        elif mask != ANY:
            state.choices.append([(whole, neutral), (whole, absorbing)])
        return True

    def _narrow(self, state: _State, number: int, mask: int) -> bool:
        """Keep the values of a comparison's facts that can make it come out as wished."""
        test, domains = self.tests[number], state.domains
        left, other = domains[test.left], domains[test.other] if test.other else (None,)
        domains[test.left] = tuple(one for one in left if any(self._answer(number, one, two) & mask for two in other))
        if test.other is not None:
            kept = domains[test.left]
            domains[test.other] = tuple(
                two for two in other if any(self._answer(number, one, two) & mask for one in kept)
            )
            if len(domains[test.left]) > 1 and (number, mask) not in state.pairs:
                state.pairs.append((number, mask))
            state.changed |= len(domains[test.other]) < len(other)
        state.changed |= len(domains[test.left]) < len(left)
        return bool(domains[test.left] and (test.other is None or domains[test.other]))

    def _settle(self, state: _State) -> bool:
        """Draw every conclusion that needs no choice; return False when a goal cannot be met."""
        while True:
            state.changed = False
            if not all(self._narrow(state, number, mask) for number, mask in tuple(state.pairs)):
                return False
            if not state.changed and not self._simplify(state):
                return False
            if not state.changed:
                return True

    def _simplify(self, state: _State) -> bool:
        """Drop choices that are met, and ways that are closed; a single way left is taken."""
        choices, state.choices = state.choices, []
        memo: dict[int, int] = {}
        for choice in choices:
            # What is wished of an expression is not yet met by it: only its parts tell that.
            if any(not self._reckon(part, state, memo) & ~mask for part, mask in choice):
                continue
            ways = [(part, mask) for part, mask in choice if self._may(part, state, memo) & mask]
            if len(ways) > 1:
                state.choices.append(ways)
            elif not ways or not self._push(state, *ways[0]):
                return False
            else:
                memo = {}
        return True

    def _may(self, expression: Expression, state: _State, memo: dict[int, int]) -> int:
        """Return the truth values an expression can still take, as far as its parts tell."""
        key = id(expression)
        if key not in memo:
            memo[key] = self._reckon(expression, state, memo) & state.masks.get(key, ANY)
        return memo[key]

    def _reckon(self, expression: Expression, state: _State, memo: dict[int, int]) -> int:
        match expression:
            case Const(value):
                return BITS[value]
            case Leaf(number):
                return self._outcomes(number, state)
            case Not(part):
                return SWAPPED[self._may(part, state, memo)]
            case And(parts):
                return _conjoin([self._may(part, state, memo) for part in parts])
            case Or(parts):
                return SWAPPED[_conjoin([SWAPPED[self._may(part, state, memo)] for part in parts])]

    def _outcomes(self, number: int, state: _State) -> int:
        test = self.tests[number]
        other: Values = state.domains[test.other] if test.other else (None,)
        key = (number, state.domains[test.left], other)
        if key not in self._could:
            bits = 0
            for one in key[1]:
                for two in other:
                    bits |= self._answer(number, one, two)
            self._could[key] = bits
        return self._could[key]

    def _answer(self, number: int, one: Value | None, two: Value | None) -> int:
        key = (number, one, two)
        if key not in self._answers:
            self._answers[key] = BITS[self.tests[number].answer(one, two)]
        return self._answers[key]


def _conjoin(parts: Sequence[int]) -> int:
    """Return what a conjunction can be when its parts can be what they can."""
    may = TRUE if all(part & TRUE for part in parts) else 0
    may |= FALSE if any(part & FALSE for part in parts) else 0
    if any(part & UNKNOWN for part in parts) and all(part & (TRUE | UNKNOWN) for part in parts):
        may |= UNKNOWN
    return may
