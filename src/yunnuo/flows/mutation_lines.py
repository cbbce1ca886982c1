"""Changing one condition line: negated, or with a number, a day, a period or a member of its own moved by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from yunnuo.rulebook.conditions import Condition, FactRef
from yunnuo.terms.instant import legal_day

if TYPE_CHECKING:
    from collections.abc import Iterator

Item = TypeVar("Item")

# Operators that say exactly the opposite; `after` and `includes` have none.
OPPOSITES = {
    "is": "is not",
    "is not": "is",
    "same_as": "is not",
    "in": "not in",
    "not in": "in",
    "at_least": "below",
    "below": "at_least",
    "before": "at_least",
}
ORDERED = ("at_least", "below", "before", "after")
DAY = timedelta(days=1) // timedelta(microseconds=1)
YEAR = 366 * DAY  # a number of microseconds below it is a count, not an instant


def drop_item(items: tuple[Item, ...], number: int) -> tuple[Item, ...]:
    """Return the items without one."""
    return (*items[:number], *items[number + 1 :])


def put_item(items: tuple[Item, ...], number: int, item: Item) -> tuple[Item, ...]:
    """Return the items with one replaced."""
    return (*items[:number], item, *items[number + 1 :])


def negate_line(line: Condition) -> Condition | None:
    """Return the line that says the opposite; None when no operator does."""
    op = OPPOSITES.get(line.op)
    return None if op is None else replace(line, op=op, text=line.text.replace(f" {line.op} ", f" {op} ", 1))


def change_operand(line: Condition) -> Iterator[Condition]:
    """Yield the line with each number, day or period moved by one, and with each member of its own list left out."""
    operand = line.operand
    if isinstance(operand, frozenset) and len(operand) > 1:
        for member in sorted(operand):
            kept = sorted(operand - {member})
            yield replace(line, operand=frozenset(kept), text=f"{line.fact} {line.op} [{', '.join(kept)}]")
    elif isinstance(operand, FactRef) and operand.moved and operand.moved.period:
        yield from _change_period(line, operand)
    elif isinstance(operand, int) and not isinstance(operand, bool) and line.op in ORDERED:
        step = DAY if abs(operand) > YEAR else 1
        for other in (operand - step, operand + step):
            shown = legal_day(other).isoformat() if step == DAY else str(other)
            yield replace(line, operand=other, text=f"{line.fact} {line.op} {shown}")


def _change_period(line: Condition, operand: FactRef) -> Iterator[Condition]:
    moved = operand.moved
    if moved is None or moved.period is None:
        return
    for step in (-1, 1):
        period = replace(moved.period, count=moved.period.count + step)
        way = "plus" if period.count >= 0 else "minus"
        text = f"{line.fact} {line.op} {moved.fact} {way} {abs(period.count)} {period.unit}s"
        yield replace(line, operand=replace(operand, moved=replace(moved, period=period)), text=text)
