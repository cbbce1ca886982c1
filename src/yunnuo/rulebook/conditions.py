"""One condition line: `fact op operand`. Nothing else is logic in a rule.

Operators: is, is not, in, not in, includes, at_least, below, before, after, same_as. An operand is a value of the fact,
a list `[a, b]`, a parameter (a dated list or number), another fact, a fact `plus|minus PERIOD` (`30 days`, or a
parameter that holds a period), `year_start`, or a number or date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.periods import YEAR_START, Moved, parse_moved
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.parameters import Parameter
    from yunnuo.rulebook.subset import Text
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary
    from yunnuo.terms.facts import Value

LINE = re.compile(r"^(\S+)\s+(is not|is|not in|in|includes|at_least|below|before|after|same_as)\s+(.+)$")
ORDER_OPS = frozenset({"at_least", "below", "before", "after"})


@dataclass(frozen=True, slots=True)
class FactRef:
    """An operand that is another fact, or `year_start`; `moved` says how far it is moved, if it is."""

    fact: str
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """An operand that is a dated list of the rulebook, or with `number` its single number."""

    parameter: str
    number: bool = False


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
    moved = parse_moved(right, vocabulary.facts, parameters)
    if moved:
        return FactRef(moved.fact, _checked_move(moved, vocabulary, parameters))
    if op in ("in", "not in"):
        return _members(fact, right, parameters)
    if right == YEAR_START:
        return FactRef(YEAR_START)
    if right in parameters and op in ORDER_OPS:
        return _number(right, parameters)
    if right in vocabulary.facts and right not in fact.values:
        return FactRef(right)
    if op == "same_as":
        raise ValueError(f"`same_as` 后应是事实；没有事实 `{right}`{suggest(right, vocabulary.facts)}")
    return literal(fact, right)


def _checked_move(moved: Moved, vocabulary: Vocabulary, parameters: Mapping[str, Parameter]) -> Moved:
    """Refuse months, years and working days on a fact of a person: its SQL can only add a length of time."""
    known = vocabulary.facts.get(moved.fact)
    periods = [moved.period] if moved.period else parameters[moved.parameter].periods()
    if known and known.level != "act" and not all(period.is_linear for period in periods):
        raise ValueError(f"`{moved.fact}` 是人或记录的事实，只能加减 hours 或 days")
    return moved


def _number(name: str, parameters: Mapping[str, Parameter]) -> ParameterRef:
    if not all(len(held.value) == 1 and held.value[0].isdecimal() for held in parameters[name].values):
        raise ValueError(f"参数 `{name}` 是名单，比大小要用只有一个数字的参数")
    return ParameterRef(name, number=True)


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
        if not word.isdigit():
            raise ValueError(f"`{fact.id}` 是数目，应是不小于零的整数，不是 `{word}`")
        return int(word)
    if fact.values and word not in fact.values:
        near = suggest(word, fact.values) or f"；取值有 {'、'.join(fact.values)}"
        raise ValueError(f"`{fact.id}` 没有取值 `{word}`{near}")
    return word


def _instant(fact: Fact, word: str) -> int:
    try:
        return parse_instant(word)
    except ValueError:
        raise ValueError(f"`{fact.id}` 应是日期或时间（YYYY-MM-DD），`{word}` 不是或不存在") from None
