"""Saying conditions and rules in plain Chinese, from the Chinese names of facts, values and parameters.

One phrase says exactly what one condition line says, no more and no less; must never judge, cite or leave a line out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import Condition, FactRef, ParameterRef
from yunnuo.rulebook.model import FORCES, TIMINGS
from yunnuo.rulebook.periods import YEAR_START
from yunnuo.rulebook.questions import FOREVER
from yunnuo.terms.instant import NEVER, day_start, legal_day, show_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.rulebook.model import Exposure, Rule
    from yunnuo.rulebook.parameters import Parameter
    from yunnuo.rulebook.periods import Moved
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary

    Parameters = Mapping[str, Parameter]

STATUSES = {"settled": "无争议", "usual": "通行理解", "contested": "有争议"}
EXPOSURES = {"civil": "民事", "administrative": "行政", "criminal": "刑事", "contract": "平台合同"}
OVER = {"some": "有一条", "every": "每一条", "no": "没有一条", "latest": "最近一条", "count": "至少 {count} 条"}

# A name that begins so reads well with the negation; any other is quoted and said not to hold.
NEGATIONS = {"有": "没有", "已": "未", "含": "不含", "属于": "不属于", "来自": "不是来自", "是": "不是"}
UNSAFE = ("但", "、", "，", "；", "或者", "并", "且", "不")

ORDERS = {
    "instant": {"at_least": "不早于", "below": "早于", "before": "早于", "after": "晚于"},
    "int": {"at_least": "达到", "below": "少于", "before": "少于", "after": "多于"},
}


def phrase_value(fact: Fact, value: object, vocabulary: Vocabulary) -> str:
    """Return how a value of a fact is read aloud; a value without a Chinese name is returned as it is."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return "、".join(phrase_value(fact, item, vocabulary) for item in _in_order(value, fact)) or "（无）"
    if fact.type == "instant" and isinstance(value, int):
        return _phrase_instant(value)
    return _find_word(fact, str(value), vocabulary)


def phrase_condition(condition: Condition, vocabulary: Vocabulary, parameters: Parameters | None = None) -> str:
    """Return one condition as a Chinese clause; without `parameters` a dated list is named by its id."""
    fact = vocabulary.facts[condition.fact]
    operand = condition.operand
    if isinstance(operand, bool):
        return _phrase_truth(fact, holds=operand is (condition.op == "is"), vocabulary=vocabulary)
    if isinstance(operand, ParameterRef):
        return _phrase_parameter(fact, condition.op, operand.parameter, parameters or {})
    if isinstance(operand, FactRef):
        return _phrase_other(fact, condition.op, operand, vocabulary, parameters or {})
    if isinstance(operand, frozenset):
        return _phrase_members(fact, operand, vocabulary, barred=condition.op == "not in")
    return _phrase_literal(fact, condition.op, operand, vocabulary)


def phrase_rule(rule: Rule, vocabulary: Vocabulary, parameters: Parameters | None = None) -> list[str]:
    """Return a rule as Chinese lines: the sentence first, then exceptions, remedies, exposure and reading."""
    given = parameters or {}
    lines = [_phrase_sentence(rule, vocabulary, given)]
    lines += [f"例外：{_join(held, vocabulary, given)}" for held in rule.unless]
    if rule.overrides:
        lines.append(f"优先于：{rule.overrides}")
    if rule.remedies:
        lines.append(f"怎样可以：{'；'.join(vocabulary.zh('remedies', remedy) for remedy in rule.remedies)}")
    lines += [phrase_exposure(exposure) for exposure in rule.exposures]
    return [*lines, *_phrase_reading(rule, vocabulary)]


def phrase_exposure(exposure: Exposure) -> str:
    """Return what a breach may bring: 「后果（行政）：机关——处罚」."""
    authority = f"{exposure.authority}——" if exposure.authority else ""
    return f"后果（{EXPOSURES[exposure.kind]}）：{authority}{exposure.sanction}"


def phrase_move(moved: Moved, vocabulary: Vocabulary, parameters: Parameters | None = None) -> str:
    """Return a moved fact in Chinese: 「行为时点之后 30 日」."""
    start = _zh_of(moved.fact, vocabulary)
    way = "之后" if moved.sign > 0 else "之前"
    if moved.period:
        return f"{start}{way} {moved.period.zh}"
    return f"{start}{way}“{_zh_parameter(moved.parameter, parameters or {})}”"


def phrase_weight(rule: Rule) -> str:
    """Return force, confidence and standing of the reading: 「法律、V1、通行理解」."""
    words = (FORCES.get(rule.force, rule.force), rule.confidence, STATUSES[rule.reading.status])
    return "、".join(word for word in words if word)


def _phrase_sentence(rule: Rule, vocabulary: Vocabulary, parameters: Parameters) -> str:
    when = _join(rule.when, vocabulary, parameters)
    if rule.quantifier:
        when = _phrase_record(rule, vocabulary, parameters)
    if rule.kind == "not_encoded":
        return f"当{when} → 没有编码，不作判断：{rule.zh}" if when else f"没有编码：{rule.zh}"
    gate = f"“{vocabulary.zh('gates', rule.gate)}”这一关"
    parts = [part for part in (when, f"没有规则打开{gate}" if rule.kind == "default" else "") if part]
    weight = phrase_weight(rule)
    if rule.kind == "permits":
        weight = f"只打开{gate}；{weight}"
    start = f"当{'，而'.join(parts)}" if parts else "任何情形"
    return f"{start} → {_phrase_outcome(rule, vocabulary, parameters)}（{weight}）"


def _phrase_outcome(rule: Rule, vocabulary: Vocabulary, parameters: Parameters) -> str:
    if rule.kind == "defines":
        fact = vocabulary.facts[rule.fact]
        if fact.type == "bool":
            named = _phrase_truth(fact, holds=rule.value == "yes", vocabulary=vocabulary)
            return f"算作“{named.strip('“”')}”"
        return f"算作“{fact.zh}是{_find_word(fact, rule.value, vocabulary)}”"
    if rule.kind == "requires":
        limit = f"，不迟于{phrase_move(rule.due, vocabulary, parameters)}" if rule.due else ""
        return f"必须做到：{_join(rule.must, vocabulary, parameters)}（{TIMINGS[rule.timing]}{limit}）"
    return "可以" if rule.kind == "permits" else "不可以"


def _phrase_record(rule: Rule, vocabulary: Vocabulary, parameters: Parameters) -> str:
    """Return the conditions of a rule over records: those on the record itself after those on anything else."""
    facts = vocabulary.facts
    free = [item for item in rule.when if facts[item.fact].record != rule.record]
    bound = [item for item in rule.when if facts[item.fact].record == rule.record]
    kind = vocabulary.records[rule.record].zh
    over = f"{OVER[rule.quantifier].format(count=rule.count)}{kind}"
    inside = f"{over}同时符合：{'；'.join(phrase_condition(item, vocabulary, parameters) for item in bound)}"
    if not bound:
        inside = over
    return "，且".join(filter(None, [_join(free, vocabulary, parameters), inside]))


def _phrase_reading(rule: Rule, vocabulary: Vocabulary) -> list[str]:
    reading = rule.reading
    lines = [f"理解：{reading.says}"] if reading.says else []
    if reading.because:
        lines.append(f"理由：{reading.because}")
    if reading.point:
        term = vocabulary.term("readings", reading.point)
        named = dict(zip(term.texts("options"), term.texts("options_zh"), strict=False))
        choice = named.get(reading.option, reading.option)
        lines.append(f"口径：{term.zh}——选“{choice}”时适用（{reading.point}={reading.option}）")
    return lines


def _join(conditions: Iterable[Condition], vocabulary: Vocabulary, parameters: Parameters) -> str:
    return "，且".join(phrase_condition(item, vocabulary, parameters) for item in conditions)


def _phrase_truth(fact: Fact, *, holds: bool, vocabulary: Vocabulary) -> str:
    own = vocabulary.lists.get("words", {}).get(f"{fact.id}={'yes' if holds else 'no'}")
    if own:
        return own.zh
    if "是否" in fact.zh:
        return f"{fact.zh}：{'是' if holds else '否'}"
    if holds:
        return f"“{fact.zh}”" if "，" in fact.zh else fact.zh
    for start, negated in NEGATIONS.items():
        if fact.zh.startswith(start) and not any(word in fact.zh for word in UNSAFE):
            return negated + fact.zh.removeprefix(start)
    return f"“{fact.zh}”不成立"


def _phrase_literal(fact: Fact, op: str, operand: int | str, vocabulary: Vocabulary) -> str:
    shown = phrase_value(fact, operand, vocabulary)
    if op in ORDERS["int"]:
        return f"{fact.zh}{_order(fact, op)} {shown}"
    if op == "includes":
        return f"{fact.zh}里有{shown}"
    if "还是" in fact.zh:
        return f"{'不属于' if op == 'is not' else '属于'}{shown}"
    return f"{fact.zh}{'不是' if op == 'is not' else '是'}{shown}"


def _phrase_parameter(fact: Fact, op: str, parameter: str, parameters: Parameters) -> str:
    named = f"“{_zh_parameter(parameter, parameters).removeprefix('属于')}”"
    if op in ORDERS["int"]:
        return f"{fact.zh}{_order(fact, op)}{named}"
    return f"{fact.zh}{'不属于' if op.startswith(('not', 'is not')) else '属于'}{named}"


def _phrase_other(fact: Fact, op: str, other: FactRef, vocabulary: Vocabulary, parameters: Parameters) -> str:
    named = phrase_move(other.moved, vocabulary, parameters) if other.moved else _zh_of(other.fact, vocabulary)
    if op in ORDERS["int"]:
        return f"{fact.zh}{_order(fact, op)}{named}"
    if op == "includes":
        return f"{fact.zh}里有{named}"
    return f"{fact.zh}与{named}{'不同' if op == 'is not' else '相同'}"


def _phrase_members(fact: Fact, members: frozenset[str], vocabulary: Vocabulary, *, barred: bool) -> str:
    words = [_find_word(fact, member, vocabulary) for member in _in_order(members, fact)]
    if len(words) == 1:
        return f"{fact.zh}{'不是' if barred else '是'}{words[0]}"
    return f"{fact.zh}{'不是' if barred else '是'}{'、'.join(words)}{'中的任何一种' if barred else '之一'}"


def _in_order(members: frozenset[str], fact: Fact) -> list[str]:
    places = {value: place for place, value in enumerate(fact.values)}
    return sorted(members, key=lambda member: (places.get(member, len(places)), member))


def _find_word(fact: Fact, value: str, vocabulary: Vocabulary) -> str:
    """Return the Chinese name of a value: its own word, its closed list's, a word of all facts, or the value."""
    words = vocabulary.lists.get("words", {})
    if f"{fact.id}={value}" in words:
        return words[f"{fact.id}={value}"].zh
    for terms in vocabulary.lists.values():
        if value in terms and tuple(terms) == fact.values:
            return terms[value].zh
    if value in words:
        return words[value].zh
    return {"yes": "是", "no": "否"}.get(value, value) if fact.type == "bool" else value


def _phrase_instant(value: int) -> str:
    if value in (NEVER, FOREVER):
        return "从未" if value == NEVER else "长期"
    day = legal_day(value)
    return day.isoformat() if day_start(day) == value else show_instant(value)


def _order(fact: Fact, op: str) -> str:
    return ORDERS["instant" if fact.type == "instant" else "int"][op]


def _zh_of(name: str, vocabulary: Vocabulary) -> str:
    if name == YEAR_START:
        return "当年 1 月 1 日"
    fact = vocabulary.facts[name]
    return f"本次的{fact.zh}" if fact.level == "act" and fact.type != "instant" else fact.zh


def _zh_parameter(name: str, parameters: Parameters) -> str:
    return parameters[name].zh if name in parameters else name
