"""One condition line: `fact op operand`. Nothing else is logic in a rule.

Operators: is, is not, in, not in, includes, at_least, below, before, after, same_as. An operand is a value of the fact,
a list `[a, b]`, a parameter, another fact, a fact `plus|minus PERIOD`, or a number or date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.parameters import Parameter
    from yunnuo.rulebook.subset import Text
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary
    from yunnuo.terms.facts import Value

LINE = re.compile(r"^(\S+)\s+(is not|is|not in|in|includes|at_least|below|before|after|same_as)\s+(.+)$")
SHIFT = re.compile(r"^(\S+)\s+(plus|minus)\s+(\d+)\s+(hours?|days?)$")
ORDER_OPS = frozenset({"at_least", "below", "before", "after"})


@dataclass(frozen=True, slots=True)
class FactRef:
    """An operand that is another fact, moved by `shift` microseconds."""

    fact: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """An operand that is a dated list of the rulebook."""

    parameter: str


Operand = FactRef | ParameterRef | bool | int | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition line; `line` counts from 1 in its file."""

    fact: str
    op: str
    operand: Operand
    line: int
    text: str


def parse_condition(text: Text, file: str, vocabulary: Vocabulary, parameters: Mapping[str, Parameter]) -> Condition:
    """Parse and type-check one line; raise RulebookError naming file, line and the nearest known word."""
    match = LINE.match(text.strip())
    if match is None:
        raise RulebookError(
            [Fault(file, text.line, f"条件 `{text}` 应写成 `事实 比较 值`，如 `consent_covers is yes`")]
        )
    name, op, right = match.groups()
    fact = vocabulary.facts.get(name)
    if fact is None:
        raise RulebookError([Fault(file, text.line, f"没有事实 `{name}`{suggest(name, vocabulary.facts)}")])
    try:
        operand = _operand(fact, op, right.strip(), vocabulary, parameters)
    except ValueError as error:
        raise RulebookError([Fault(file, text.line, str(error))]) from None
    return Condition(name, op, operand, text.line, str(text))


def _operand(fact: Fact, op: str, right: str, vocabulary: Vocabulary, parameters: Mapping[str, Parameter]) -> Operand:
    shift = SHIFT.match(right)
    if shift:
        return _shifted(shift, vocabulary)
    if op in ("in", "not in"):
        return _members(fact, right, parameters)
    if right in parameters and op in ORDER_OPS:
        return ParameterRef(right)
    if right in vocabulary.facts and right not in fact.values:
        return FactRef(right)
    if op == "same_as":
        raise ValueError(f"`same_as` 后应是事实；没有事实 `{right}`{suggest(right, vocabulary.facts)}")
    return literal(fact, right)


def _shifted(match: re.Match[str], vocabulary: Vocabulary) -> FactRef:
    name, sign, count, unit = match.groups()
    if name not in vocabulary.facts:
        raise ValueError(f"没有事实 `{name}`{suggest(name, vocabulary.facts)}")
    span = timedelta(days=int(count)) if unit.startswith("day") else timedelta(hours=int(count))
    return FactRef(name, (1 if sign == "plus" else -1) * (span // timedelta(microseconds=1)))


def _members(fact: Fact, right: str, parameters: Mapping[str, Parameter]) -> Operand:
    if not right.startswith("["):
        if right not in parameters:
            raise ValueError(f"没有参数 `{right}`{suggest(right, parameters)}")
        return ParameterRef(right)
    members = [word.strip() for word in right.strip("[]").split(",") if word.strip()]
    for word in members:
        literal(fact, word)
    return frozenset(members)


def literal(fact: Fact, word: str) -> Value:
    """Return a word as a value of a fact; ValueError tells the values it may take."""
    if fact.type == "bool":
        if word not in ("yes", "no"):
            raise ValueError(f"`{fact.id}` 只能是 yes 或 no，不是 `{word}`")
        return word == "yes"
    if fact.type == "instant":
        return _instant(fact, word)
    if fact.type == "int":
        if not word.lstrip("-").isdigit():
            raise ValueError(f"`{fact.id}` 应是整数，不是 `{word}`")
        return int(word)
    if fact.values and word not in fact.values:
        raise ValueError(f"`{fact.id}` 没有取值 `{word}`{suggest(word, fact.values)}")
    return word


def _instant(fact: Fact, word: str) -> int:
    try:
        return parse_instant(word)
    except ValueError:
        raise ValueError(f"`{fact.id}` 应是日期或时间（YYYY-MM-DD），`{word}` 不是或不存在") from None
