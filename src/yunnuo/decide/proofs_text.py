"""Saying what was proved, and showing a counterexample as a file of facts that `yunnuo decide` reads.

Must never show a person who was not decided by the ordinary engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.proofs import WHAT
from yunnuo.rulebook.phrasing import phrase_value
from yunnuo.terms.instant import day_start, legal_day, to_datetime
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yunnuo.decide.decision import Decision, GateDecision
    from yunnuo.decide.proofs import Counterexample
    from yunnuo.decide.proofs_drafts import Draft
    from yunnuo.decide.proofs_run import Proof
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary
    from yunnuo.terms.facts import Record, Value

SHOWN = 5  # rules named for a gate


def tell_proof(proof: Proof, vocabulary: Vocabulary, seconds: float) -> list[str]:
    """Return what became of a promise, with the person who breaks it if there is one."""
    lines = [f"{_mark(proof)} {proof.zh}", f"    {_measure(proof, vocabulary)}；{seconds:.1f} 秒"]
    if proof.counterexample:
        lines += ["    反例（由判断引擎重新判断过）：", *_indent(tell_counterexample(proof.counterexample, vocabulary))]
    for options, shown in proof.excused.items():
        chosen = "、".join(f"{point}={option}" for point, option in sorted(options))
        lines += [f"    采用口径 {chosen} 时除外，例如：", *_indent(tell_counterexample(shown, vocabulary))]
    return lines


def _mark(proof: Proof) -> str:
    if proof.counterexample:
        return "✘ 不成立："
    if proof.undecided:
        return f"？ 没有证完（{proof.undecided} 个程序超时）："
    return "✔ 已证明："


def _measure(proof: Proof, vocabulary: Vocabulary) -> str:
    if proof.counterexample:
        return f"查到第 {proof.programs} 个程序为止"
    parts = f"化为 {proof.pieces} 个不同的部分逐一求解" if proof.pieces else "从结构上即成立，不必求解"
    asked = f"{proof.programs} 个不同的程序，{parts}，每类记录条数不限"
    if proof.example is None:
        return f"{asked}；空话：没有人满足前提"
    return f"{asked}；不是空话：确有人满足前提（如 {proof.example.scope.day}，{_act_of(proof.example, vocabulary)}）"


def _act_of(example: Counterexample, vocabulary: Vocabulary) -> str:
    act = example.views[0][1].act
    told = [phrase_value(vocabulary.facts[name], act[name], vocabulary) for name in WHAT if name in act]
    return "、".join(told) or "行为未定"


def _indent(lines: Sequence[str]) -> list[str]:
    return [f"      {line}" for line in lines]


def tell_counterexample(shown: Counterexample, vocabulary: Vocabulary) -> list[str]:
    """Return the question and the person as a file of facts, then what the engine decides of each view."""
    label, first, _ = shown.views[0]
    chosen = "".join(f" --reading {point}={option}" for point, option in first.readings.items())
    lines = [
        f"# {label}；存成文件，可用 yunnuo decide 文件{chosen} 复核",
        *write_draft(first, vocabulary, shown.scope.day.isoformat()),
    ]
    for other, draft, _ in shown.views[1:]:
        changes = _changes(first, draft, vocabulary)
        lines += [f"# {other}：" + ("同一个人、同一件事" if not changes else ""), *(f"#   {line}" for line in changes)]
    lines += [f"=> {name}：{_outcome(decision)}" for name, _, decision in shown.views]
    return [*lines, *_gate_lines(shown, vocabulary)]


def _outcome(decision: Decision) -> str:
    return f"{decision.outcome.zh}（法律：{decision.law.zh}；平台合同：{decision.contract.zh}）"


def _gate_lines(shown: Counterexample, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the gates in which the views differ, or every gate of a single view."""
    decisions = [(name, {gate.gate: gate for gate in decision.gates}) for name, _, decision in shown.views]
    for gate in dict.fromkeys(gate for _, gates in decisions for gate in gates):
        held = [gates.get(gate) for _, gates in decisions]
        if len(held) > 1 and len({(item.outcome, item.by) if item else None for item in held}) == 1:
            continue
        for (name, _), item in zip(decisions, held, strict=True):
            yield f"   【{vocabulary.zh('gates', gate)}】{name}：{_gate_outcome(item)}"


def _gate_outcome(gate: GateDecision | None) -> str:
    if gate is None:
        return "不适用"
    more = f" 等 {len(gate.by)} 条" if len(gate.by) > SHOWN else ""
    by = "、".join(gate.by[:SHOWN]) + more
    unsure = "可能适用 " if gate.outcome == Outcome.UNDETERMINED and by else ""
    return gate.outcome.zh + (f"，{unsure}{by}" if by else "")


def write_draft(draft: Draft, vocabulary: Vocabulary, day: str) -> list[str]:
    """Return a person and a question as the lines of a file of facts, with the Chinese name of each fact."""
    facts = vocabulary.facts
    lines = [f"on: {day}", "facts:"]
    for name, word in _said(draft, facts).items():
        lines.append(f"  {name}: {word}  # {_name(facts, name, draft)}")
    for kind, items in draft.records.items():
        held = [item for item in items if item is not None]
        lines.append(f"  {kind}:" + ("" if held else " []"))
        for record in held:
            lines += _record_lines(kind, record, facts, vocabulary)
    return [*lines, f"complete: [{', '.join(sorted(draft.complete))}]"]


def _said(draft: Draft, facts: Mapping[str, Fact]) -> dict[str, str]:
    """Return the facts to write: those known whose default does not say them, and those unknown against a default."""
    said = {}
    for name, fact in facts.items():
        value = draft.act.get(name, draft.scalars.get(name))
        word = "unknown" if value is None else write_value(value, fact)
        if word.strip("'") != (fact.default or "unknown"):
            said[name] = word
    return said


def _name(facts: Mapping[str, Fact], name: str, draft: Draft) -> str:
    value = draft.act.get(name, draft.scalars.get(name))
    return facts[name].zh + ("（不知道）" if value is None else "")


def _record_lines(kind: str, record: Record, facts: Mapping[str, Fact], vocabulary: Vocabulary) -> Iterator[str]:
    if not record:
        yield "  - {}  # 什么也不知道的一条" + vocabulary.records[kind].zh
    mark = "-"
    for name, value in record.items():
        fact = facts[f"{kind}.{name}"]
        yield f"  {mark} {name}: {write_value(value, fact)}  # {fact.zh}：{phrase_value(fact, value, vocabulary)}"
        mark = " "


def write_value(value: Value, fact: Fact) -> str:
    """Return a value as a file of facts writes it."""
    if isinstance(value, bool):
        return "'yes'" if value else "'no'"
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(value))}]"
    if fact.type == "instant" and isinstance(value, int):
        day = legal_day(value)
        return day.isoformat() if day_start(day) == value else to_datetime(value).isoformat()
    return str(value)


def _changes(first: Draft, draft: Draft, vocabulary: Vocabulary) -> list[str]:
    """Return what another view has otherwise than the first."""
    before, after = (dict(_flat(item, vocabulary)) for item in (first, draft))
    paths = [path for path in dict.fromkeys([*before, *after]) if before.get(path) != after.get(path)]
    return [f"{path}：{before.get(path, '没有或者不知道')} → {after.get(path, '没有或者不知道')}" for path in paths]


def _flat(draft: Draft, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    facts = vocabulary.facts
    for name, value in {**draft.act, **draft.scalars}.items():
        yield facts[name].zh, write_value(value, facts[name])
    for kind, items in draft.records.items():
        for number, record in enumerate(items, 1):
            title = f"{vocabulary.records[kind].zh} {number}"
            if record is not None:
                yield title, "有"
            for name, value in (record or {}).items():
                fact = facts[f"{kind}.{name}"]
                yield f"{title}的{fact.zh}", write_value(value, fact)
    for kind in sorted(draft.complete):
        yield f"{vocabulary.records[kind].zh}已声明完整", "是"
