"""How rules, facts and parameters hang together: nothing undefined, unused, circular, contradictory or undated.

Reads the loaded book only; must never decide anything.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import Condition, FactRef, ParameterRef
from yunnuo.rulebook.errors import Fault, suggest
from yunnuo.rulebook.periods import YEAR_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule

DERIVED = ("derived", "record_derived")


def check_wiring(book: Book) -> Iterator[Fault]:
    """Yield what is wrong between the rules, facts and parameters of a loaded book."""
    rules = [rule for article in book.articles for rule in article.rules]
    yield from _check_facts(book, rules)
    yield from _check_parameters(book, rules)
    yield from _check_cycles(book, rules)
    for rule in rules:
        yield from _check_override(book, rule)
        yield from _check_contradictions(rule)
        yield from _check_levels(book, rule)


def _conditions(rule: Rule) -> list[Condition]:
    return [*rule.when, *rule.must, *(line for lines in rule.unless for line in lines)]


def _facts_of(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield condition.fact
        if isinstance(condition.operand, FactRef) and condition.operand.fact != YEAR_START:
            yield condition.operand.fact


def _check_facts(book: Book, rules: list[Rule]) -> Iterator[Fault]:
    asked = {fact for rule in rules for fact in _facts_of(_conditions(rule))}
    asked |= {fact for held in book.gates.values() for conditions in held for fact in _facts_of(conditions)}
    asked |= {f"{kind.id}.{kind.at}" for kind in book.vocabulary.records.values()}
    asked |= {rule.due.fact for rule in rules if rule.due}
    defined: dict[str, Rule] = {}
    for rule in rules:
        if rule.kind == "defines":
            defined.setdefault(rule.fact, rule)
    for name, rule in defined.items():
        if name not in asked:
            yield Fault(rule.file, rule.line, f"`{rule.id}` 给出的 `{name}` 没有规则用到", "用它，或者删去")
    for name, fact in book.vocabulary.facts.items():
        if fact.level in DERIVED and name not in defined:
            what = f"事实 `{name}` 没有任何一条 defines 规则给出"
            yield Fault(fact.file, fact.line, what, "写一条 defines，或者从词表删去")
        elif fact.level not in DERIVED and (name in asked) is bool(fact.kept):
            told = "有规则用到，却写着 `kept`" if fact.kept else "没有规则用到"
            todo = "删去 `kept`" if fact.kept else "删去，或者用 `kept` 写明为什么留着"
            yield Fault(fact.file, fact.line, f"事实 `{name}` {told}", todo, warning=True)


def _check_parameters(book: Book, rules: list[Rule]) -> Iterator[Fault]:
    used: set[str] = set()
    conditions = [(rule, condition) for rule in rules for condition in _conditions(rule)]
    named = [(rule, condition.line, _parameter_of(condition)) for rule, condition in conditions]
    named += [(rule, rule.line, rule.due.parameter) for rule in rules if rule.due]
    for rule, line, name in named:
        used.add(name)
        if name and book.parameters[name].at(rule.since) is None:
            what = f"`{rule.id}` 自 {rule.since} 起，参数 `{name}` 那天还没有取值"
            yield Fault(rule.file, line, what, "给参数补上更早的取值")
    used |= {_parameter_of(item) for held in book.gates.values() for conditions in held for item in conditions}
    for name, parameter in book.parameters.items():
        if name not in used:
            yield Fault(parameter.file, 1, f"参数 `{name}` 没有规则用到", "用它，或者删去")


def _parameter_of(condition: Condition) -> str:
    """Return the parameter a condition rests on, or an empty string."""
    operand = condition.operand
    if isinstance(operand, ParameterRef):
        return operand.parameter
    return operand.moved.parameter if isinstance(operand, FactRef) and operand.moved else ""


def _check_cycles(book: Book, rules: list[Rule]) -> Iterator[Fault]:
    """Yield each circle of definitions once, with its path, on any day rules come into force."""
    reported: set[frozenset[str]] = set()
    for day in sorted({rule.since for rule in rules}):
        path = _find_cycle(book, day)
        if path and frozenset(path) not in reported:
            reported.add(frozenset(path))
            rule = next(rule for rule in book.rules_on(day) if rule.fact == path[0])
            yield Fault(rule.file, rule.line, f"定义成环：{' → '.join(path)}", "去掉其中一处引用")


def _find_cycle(book: Book, day: date) -> list[str]:
    needs: dict[str, set[str]] = {}
    for rule in book.rules_on(day):
        if rule.kind == "defines":
            named = set(_facts_of(_conditions(rule)))
            needs.setdefault(rule.fact, set()).update(name for name in named if _is_derived(book, name))
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return [str(name) for name in reversed(error.args[1])]
    return []


def _is_derived(book: Book, name: str) -> bool:
    return book.vocabulary.facts[name].level in DERIVED


def _check_override(book: Book, rule: Rule) -> Iterator[Fault]:
    if not rule.overrides:
        return
    if rule.overrides not in book.rules:
        near = suggest(rule.overrides, book.rules)
        yield Fault(rule.file, rule.line, f"`overrides` 的规则 `{rule.overrides}` 不存在{near}", "写被它排除的规则编号")
    elif all(other.gate != rule.gate for other in book.rules[rule.overrides]):
        yield Fault(
            rule.file, rule.line, f"`{rule.overrides}` 在另一个关口，不能由 `{rule.id}` 排除", "两条须在同一关口"
        )


def _check_contradictions(rule: Rule) -> Iterator[Fault]:
    whole = [*rule.when, *rule.must]
    clash = _find_clash(whole)
    if clash:
        yield Fault(rule.file, clash.line, f"`{rule.id}`：`{clash.text}` 与同一条里的另一行矛盾", "两行只能有一行成立")
        return
    for lines in rule.unless:
        dead = _find_clash([*whole, *lines])
        if dead:
            yield Fault(rule.file, dead.line, f"`{rule.id}`：例外 `{dead.text}` 与 when 矛盾，永远不成立", "删去或改正")


def _find_clash(conditions: list[Condition]) -> Condition | None:
    """Return the first line that cannot hold together with the lines before it."""
    for number, condition in enumerate(conditions):
        if any(_clashes(condition, other) for other in conditions[:number]):
            return condition
    return None


def _clashes(one: Condition, other: Condition) -> bool:
    if one.fact != other.fact or isinstance(one.operand, FactRef | ParameterRef):
        return False
    if isinstance(other.operand, FactRef | ParameterRef):
        return False
    allowed = [_members(item) for item in (one, other) if item.op in ("is", "in")]
    barred = [_members(item) for item in (one, other) if item.op in ("is not", "not in")]
    if len(allowed) == len((one, other)):
        return allowed[0].isdisjoint(allowed[1])
    return len(allowed) == len(barred) == 1 and allowed[0] <= barred[0]


def _members(condition: Condition) -> frozenset[object]:
    return condition.operand if isinstance(condition.operand, frozenset) else frozenset({condition.operand})


def _check_levels(book: Book, rule: Rule) -> Iterator[Fault]:
    """Yield conditions about the person inside one record, where only the record and the act can be asked."""
    facts = book.vocabulary.facts
    inside = _conditions(rule) if rule.fact and facts[rule.fact].level == "record_derived" else []
    if rule.record:
        bound = [lines for lines in rule.unless if any(facts[item.fact].record == rule.record for item in lines)]
        inside = [item for lines in bound for item in lines]
    for condition in inside:
        if any(_asks_person(book, name, frozenset()) for name in _facts_of([condition])):
            what = f"`{rule.id}`：`{condition.fact}` 是这个人的事实，不能放在一条记录的条件里"
            yield Fault(rule.file, condition.line, what, "移到用 `over` 的规则的 when 里")


def _asks_person(book: Book, name: str, seen: frozenset[str]) -> bool:
    """Tell whether a fact rests on anything beyond the act and one record."""
    fact = book.vocabulary.facts[name]
    if fact.level != "derived" or name in seen:
        return fact.level == "person"
    rules = [rule for article in book.articles for rule in article.rules if rule.fact == name]
    if any(rule.quantifier for rule in rules):
        return True
    needs = {needed for rule in rules for needed in _facts_of(_conditions(rule))}
    return any(_asks_person(book, needed, seen | {name}) for needed in needs)
