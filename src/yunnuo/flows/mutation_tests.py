"""The leaves of an unfolded rule: one comparison of one raw fact of a question, answered True, False or None."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import Comparison, compare
from yunnuo.decide.calendar import move_instant

if TYPE_CHECKING:
    from yunnuo.decide.expressions import Truth
    from yunnuo.rulebook.periods import Period
    from yunnuo.terms.facts import Value

HAS, GAP = "has", "gap"
POSSIBLE, CERTAIN = "possible", "certain"


@dataclass(frozen=True, slots=True)
class Var:
    """A raw fact: of the act or the person, or a field of the record in one slot.

    Without a name it asks whether a record stands in the slot; without a slot too, whether the list is complete.
    """

    name: str
    record: str = ""
    slot: int = -1
    field: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """An operand that is another raw fact, or a fixed `value`, moved by a period."""

    var: Var | None
    period: Period | None = None
    value: int | None = None

    def moved(self, held: Value | None) -> Value | None:
        """Return the operand, given what the other fact holds."""
        value = self.value if self.var is None else held
        if self.period is None or not isinstance(value, int) or isinstance(value, bool):
            return value
        return _move(value, self.period)


@cache
def _move(instant: int, period: Period) -> int | None:
    """Move an instant; counting working days is slow, and a search asks for the same again and again."""
    return move_instant(instant, period)


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison; `folds` asks what the act alone settles: `possible` unless false, `certain` only if true."""

    left: Var
    op: str
    right: Value | Other
    folds: str = ""

    @property
    def other(self) -> Var | None:
        """Return the second fact a comparison rests on."""
        return self.right.var if isinstance(self.right, Other) else None

    def answer(self, left: Value | None, other: Value | None) -> Truth:
        """Answer the comparison, given the values of its facts; None is unknown."""
        if self.op == HAS:
            return bool(left)
        if self.op == GAP:
            return False if left else None
        right = self.right.moved(other) if isinstance(self.right, Other) else self.right
        truth = None if left is None or right is None else compare(Comparison("", self.op, right), {"": left})
        if self.folds:
            return truth is not False if self.folds == POSSIBLE else truth is True
        return truth
