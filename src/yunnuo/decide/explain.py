"""Saying a decision in plain Chinese from its trace: the answer, what decided each gate, what is missing or due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.rulebook.model import CONFIDENCES, FORCES, TIMINGS
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from yunnuo.decide.decision import Decision, GateDecision
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule

SHOWN_DOUBTS = 3  # rules that may apply, named for each gate; the missing facts say more


@dataclass(frozen=True, slots=True)
class RuleNote:
    """One rule as people read it. `confidence` is the code V1..K, `status` how settled the reading is."""

    id: str
    zh: str
    citation: str
    force: str
    force_zh: str
    confidence: str
    status: str
    because: str


def note_rule(rule: Rule) -> RuleNote:
    """Return how a rule reads."""
    return RuleNote(
        rule.id,
        rule.zh,
        rule.citation,
        rule.force,
        FORCES.get(rule.force, rule.force),
        rule.confidence,
        rule.reading.status,
        rule.reading.because,
    )


def ask_for(book: Book, fact_id: str) -> tuple[str, str]:
    """Return the Chinese name of a missing fact and what to do to learn it."""
    records = book.vocabulary.records
    if fact_id in records:
        return f"{records[fact_id].zh}是否完整", records[fact_id].ask
    fact = book.vocabulary.facts[fact_id]
    kind = f"{records[fact.record].zh}：" if fact.record else ""
    return kind + fact.zh, fact.ask or "补充这项事实后重新判断"


def explain_decision(book: Book, day: date, decision: Decision, remedies: Sequence[tuple[str, ...]] = ()) -> list[str]:
    """Return the explanation as lines of text, most important first; no personal information is in it."""
    lines = [f"结论：{decision.outcome.zh}（法律：{decision.law.zh}；平台合同：{decision.contract.zh}）"]
    for gate in decision.gates:
        lines += _gate_lines(book, day, gate)
    if decision.missing:
        lines.append("还缺：")
        lines += [f"  - {zh}——{ask}" for zh, ask in (ask_for(book, fact) for fact in decision.missing)]
    if decision.outcome == Outcome.PERMITTED and decision.duties:
        lines.append("同时必须：")
        lines += [_duty_line(book.rule(rule_id, day)) for rule_id in decision.duties]
    lines += _remedy_lines(book, decision, remedies)
    lines.append(f"规则库 {decision.revision}，按 {day.isoformat()} 有效的规则判断。未经律师核对。")
    return lines


def _gate_lines(book: Book, day: date, gate: GateDecision) -> Iterable[str]:
    yield f"【{book.vocabulary.zh('gates', gate.gate)}】{gate.outcome.zh}"
    if gate.reason == "no_rule":
        yield "  - 规则库里没有可以适用的规则（如该平台没有规则包，或者当日尚无规定）"
    rules = sorted((book.rule(rule_id, day) for rule_id in gate.by), key=lambda rule: (rule.rank, rule.id))
    shown = rules[:SHOWN_DOUBTS] if gate.reason == "unknown" else rules
    prefix = "可能适用：" if gate.reason == "unknown" else ""
    for rule in shown:
        yield f"  - {prefix}{rule.zh}（{rule.citation}；{_weight(rule)}）[{rule.id}]"
    if len(shown) < len(rules):
        yield f"  - 另有 {len(rules) - len(shown)} 条可能适用"


def _weight(rule: Rule) -> str:
    status = {"settled": "", "usual": "，通行理解", "contested": "，有争议"}[rule.reading.status]
    return f"{FORCES.get(rule.force, rule.force)}，{rule.confidence} {CONFIDENCES[rule.confidence]}{status}"


def _duty_line(rule: Rule) -> str:
    return f"  - [{TIMINGS[rule.timing]}] {rule.duty or rule.zh}（{rule.citation}）[{rule.id}]"


def _remedy_lines(book: Book, decision: Decision, remedies: Sequence[tuple[str, ...]]) -> Iterable[str]:
    if decision.outcome != Outcome.NOT_PERMITTED:
        return
    if not remedies:
        yield "没有找到能使这次处理变得可以的办法。"
        return
    yield "怎样可以（每一种都重新判断过）："
    for chosen in remedies:
        terms = [book.vocabulary.term("remedies", remedy) for remedy in chosen]
        cautions = "；".join(str(term.more["caution"]) for term in terms if term.more.get("caution"))
        how = "；".join(str(term.more["how"]) for term in terms)
        yield f"  - {'＋'.join(term.zh for term in terms)}：{how}" + (f"（注意：{cautions}）" if cautions else "")
