"""Reading one rule block: its keys, its conditions, and what each kind of rule must and must not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yunnuo.rulebook.conditions import Condition, literal, parse_condition
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.exposures import read_exposures
from yunnuo.rulebook.model import CONFIDENCES, FORCES, KINDS, TIMINGS, Reading, Rule
from yunnuo.rulebook.periods import Moved, parse_moved
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, line_of, pick, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.parameters import Parameter
    from yunnuo.rulebook.vocabulary import Vocabulary

KEYS = (
    "id",
    "kind",
    "gate",
    "fact",
    "value",
    "zh",
    "why",
    "rank",
    "timing",
    "due",
    "duty",
    "over",
    "when",
    "must",
    "unless",
    "overrides",
    "remedy",
    "reading",
    "exposure",
    "force",
    "confidence",
    "cites",
)
QUANTIFIERS = ("some", "every", "no", "latest", "count")


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule may refer to."""

    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class _Block:
    """One parsed block with helpers that know its file."""

    entry: dict[Text, Node]
    file: str
    line: int
    context: RuleContext

    def text(self, key: str, default: str = "") -> str:
        node = pick(self.entry, key)
        return default if node is None else str(as_text(node, self.file, key))

    def one_of(self, key: str, known: tuple[str, ...] | Mapping[str, object], default: str = "") -> str:
        node = pick(self.entry, key)
        if node is None:
            return default
        word = as_text(node, self.file, key)
        if word not in known:
            raise self.fault(f"`{key}` 没有取值 `{word}`{suggest(word, known)}", word.line)
        return str(word)

    def conditions(self, key: str) -> tuple[Condition, ...]:
        return tuple(self.condition(text) for text in texts_of(pick(self.entry, key) or [], self.file, key))

    def condition(self, text: Text) -> Condition:
        return parse_condition(text, self.file, self.context.vocabulary, self.context.parameters)

    def fault(self, what: str, line: int | None = None) -> RulebookError:
        return RulebookError([Fault(self.file, line or self.line, what)])


def parse_rule(text: str, file: str, first_line: int, not_encoded: bool, context: RuleContext) -> Rule:  # noqa: FBT001
    """Parse one fenced block; raise RulebookError with file and line."""
    entry = as_mapping(read_subset(text, file, first_line), file, "规则")
    block = _Block(entry, file, line_of(entry, first_line), context)
    for key in entry:
        if key not in KEYS:
            raise block.fault(f"规则没有键 `{key}`{suggest(key, KEYS)}", key.line)
    kind = "not_encoded" if not_encoded else block.one_of("kind", KINDS)
    quantifier, record, count = _over(block)
    rule = Rule(
        id=block.text("id"),
        kind=kind,
        gate=block.one_of("gate", context.vocabulary.lists["gates"]),
        zh=block.text("zh") or block.text("why"),
        since=date.min,
        until=None,
        when=block.conditions("when"),
        must=block.conditions("must"),
        unless=_unless(block),
        quantifier=quantifier,
        record=record,
        count=count,
        fact=block.one_of("fact", context.vocabulary.facts),
        value=block.text("value", "yes"),
        timing=block.one_of("timing", TIMINGS),
        due=_due(block),
        overrides=block.text("overrides"),
        remedies=_remedies(block),
        reading=_reading(block),
        exposures=read_exposures(block.entry, file),
        duty=block.text("duty"),
        force=block.one_of("force", FORCES),
        confidence=block.one_of("confidence", CONFIDENCES),
        citation=block.text("cites"),
        rank=_rank(block),
        file=file,
        line=block.line,
    )
    _check_shape(rule, block)
    return rule


def _due(block: _Block) -> Moved | None:
    words = block.text("due")
    if not words:
        return None
    try:
        moved = parse_moved(words, block.context.vocabulary.facts, block.context.parameters)
        if moved and moved.parameter:
            block.context.parameters[moved.parameter].periods()
    except ValueError as error:
        raise block.fault(str(error)) from None
    if moved is None:
        raise block.fault(f"`due` 应写成 `事实 plus 期间`，不是 `{words}`")
    return moved


def _rank(block: _Block) -> int:
    word = block.text("rank", "50")
    if not word.isdecimal():
        raise block.fault(f"`rank` 应是整数，不是 `{word}`")
    return int(word)


def _over(block: _Block) -> tuple[str, str, int]:
    words = block.text("over").split()
    if not words:
        return "", "", 0
    records = block.context.vocabulary.records
    if len(words) not in (2, 3) or words[0] not in QUANTIFIERS or words[1] not in records:
        raise block.fault(f"`over` 应写成 `some|every|no|latest|count 记录`，记录有 {'、'.join(records)}")
    if (words[0] == "count") != (len(words) == 3 and words[-1].isdigit()):  # noqa: PLR2004  # quantifier, record, number
        raise block.fault("`count` 后写记录和最少条数，如 `count consent 2`")
    return words[0], words[1], int(words[2]) if words[0] == "count" else 0


def _unless(block: _Block) -> tuple[tuple[Condition, ...], ...]:
    lines = as_list(pick(block.entry, "unless"), block.file, "unless")
    return tuple(tuple(block.condition(text) for text in texts_of(node, block.file, "unless")) for node in lines)


def _remedies(block: _Block) -> tuple[str, ...]:
    known = block.context.vocabulary.lists["remedies"]
    words = texts_of(pick(block.entry, "remedy") or [], block.file, "remedy")
    for word in words:
        if word not in known:
            raise block.fault(f"没有补救办法 `{word}`{suggest(word, known)}", word.line)
    return tuple(str(word) for word in words)


def _reading(block: _Block) -> Reading:
    node = pick(block.entry, "reading")
    if node is None:
        return Reading()
    entry = as_mapping(node, block.file, "reading")
    inner = _Block(entry, block.file, line_of(entry, block.line), block.context)
    point = inner.one_of("point", block.context.vocabulary.lists["readings"])
    status = inner.one_of("status", ("settled", "usual", "contested"), "settled")
    reading = Reading(inner.text("says"), status, inner.text("because"), point, inner.text("option"))
    if point and reading.option not in block.context.vocabulary.term("readings", point).texts("options"):
        raise inner.fault(f"`{point}` 没有选项 `{reading.option}`")
    return reading


def _check_shape(rule: Rule, block: _Block) -> None:
    if rule.kind == "not_encoded":
        _check_records(rule, block)
        return
    for key, held in (("kind", rule.kind), ("id", rule.id), ("zh", rule.zh)):
        if not held:
            raise block.fault(f"规则{f' `{rule.id}` ' if rule.id else ''}缺 `{key}`")
    if (rule.kind == "defines") != bool(rule.fact):
        raise block.fault(f"`{rule.id}`：`fact` 只用于 defines，且 defines 必须有")
    if (rule.kind == "requires") != bool(rule.must and rule.timing):
        raise block.fault(f"`{rule.id}`：requires 须有 `must` 和 `timing`，其他种类不得有")
    if rule.kind != "defines" and not rule.gate:
        raise block.fault(f"`{rule.id}` 缺 `gate`")
    if rule.quantifier and rule.kind != "defines":
        raise block.fault(f"`{rule.id}`：只有 defines 可以用 `over`")
    _check_target(rule, block)


def _check_target(rule: Rule, block: _Block) -> None:
    if rule.due and rule.timing != "within":
        raise block.fault(f"`{rule.id}`：`due` 只用于 `timing: within`")
    facts = block.context.vocabulary.facts
    if rule.fact:
        target = facts[rule.fact]
        if target.level not in ("derived", "record_derived"):
            raise block.fault(f"`{rule.id}`：`{rule.fact}` 不是 derived 事实，不能由规则给出")
        try:
            literal(target, rule.value)
        except ValueError as error:
            raise block.fault(f"`{rule.id}`：{error}") from None
    _check_records(rule, block)


def _check_records(rule: Rule, block: _Block) -> None:
    facts = block.context.vocabulary.facts
    allowed = {rule.record, facts[rule.fact].record if rule.fact else ""}
    for condition in (*rule.when, *rule.must, *(line for lines in rule.unless for line in lines)):
        named = facts[condition.fact].record
        if named and named not in allowed:
            way = "须写" if rule.kind == "defines" else "须先用一条 defines 命名，写"
            what = f"{f'`{rule.id}`：' if rule.id else ''}`{condition.fact}` 是记录里的事实，{way} `over: some {named}`"
            raise block.fault(what, condition.line)
