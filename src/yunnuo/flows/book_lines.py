"""What the condition lines of a rule name: facts, parameters; and where a rule stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import FactRef, ParameterRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Rule

Place = tuple[str, int]


def place_of(rule: Rule) -> Place:
    """Return where a rule stands; no two stand in the same place."""
    return rule.file, rule.line


def lines_of(rule: Rule) -> list[Condition]:
    """Return every condition line of a rule."""
    return [*rule.when, *rule.must, *(line for lines in rule.unless for line in lines)]


def facts_in(line: Condition) -> Iterator[str]:
    """Yield the facts a line names, `year_start` among them."""
    yield line.fact
    if isinstance(line.operand, FactRef):
        yield line.operand.fact


def parameters_in(line: Condition) -> tuple[str, ...]:
    """Return the parameter a line names, if it names one."""
    if isinstance(line.operand, ParameterRef):
        return (line.operand.parameter,)
    if isinstance(line.operand, FactRef) and line.operand.moved and line.operand.moved.parameter:
        return (line.operand.moved.parameter,)
    return ()
