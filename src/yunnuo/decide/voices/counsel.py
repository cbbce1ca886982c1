"""The trace told to counsel: every gate, the rules with place, force, reading, confidence, duties, exposure, ways out.

Says everything the decision rests on and nothing it does not; nothing in it is legal advice, and it says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.decide.asking import judge_ways
from yunnuo.decide.contested import list_choices
from yunnuo.decide.duties import list_duties
from yunnuo.decide.exposure import exposed_rules, sum_exposure
from yunnuo.decide.missing import ask_for
from yunnuo.decide.remedies import MEET
from yunnuo.rulebook.model import CONFIDENCES, FORCES
from yunnuo.rulebook.phrasing import STATUSES, phrase_value
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.decide.contested import Choice
    from yunnuo.decide.decision import GateDecision
    from yunnuo.decide.duties import Duty
    from yunnuo.decide.remedies import Cure
    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.model import Rule

SHOWN_DOUBTS: Final = 3  # rules that may apply, named for each gate; the missing facts say more
ASKED: Final = ("act", "purpose", "channel", "category", "recipient", "act_at")
RISK_HEADS: Final = {
    Outcome.PERMITTED: "少做上面任何一项的后果（条文所定，不是预测）：",
    Outcome.NOT_PERMITTED: "照做的后果（条文所定，不是预测）：",
    Outcome.UNDETERMINED: "如果这些规则确实适用，照做的后果（条文所定，不是预测）：",
}


def tell_counsel(trace: Trace, cures: Sequence[Cure]) -> list[str]:
    """Return the explanation for counsel as lines, the answer first."""
    decision = trace.decision
    apart = f"法律：{decision.law.zh}；平台合同：{decision.contract.zh}"
    lines = [f"结论：{decision.outcome.zh}（{apart}）", _question(trace)]
    for gate in decision.gates:
        lines += _gate_lines(trace, gate)
    lines += _missing_lines(trace)
    lines += _cure_lines(trace, cures)
    lines += _duty_lines(trace)
    lines += _choice_lines(trace)
    lines += _risk_lines(trace)
    lines.append(f"规则库 {decision.revision}，按 {trace.day.isoformat()} 有效的规则判断。未经律师核对，不是法律意见。")
    return lines


def _question(trace: Trace) -> str:
    facts = trace.book.vocabulary.facts
    parts = [
        f"{facts[name].zh} {phrase_value(facts[name], held, trace.book.vocabulary)}"
        for name in ASKED
        if (held := trace.program.act.get(name)) is not None
    ]
    return f"所问：{'；'.join(parts)}"


def _gate_lines(trace: Trace, gate: GateDecision) -> Iterator[str]:
    yield f"【{trace.book.vocabulary.zh('gates', gate.gate)}】{gate.outcome.zh}"
    if gate.reason == "no_rule":
        yield "  - 规则库里没有可以适用的规则（如该平台没有规则包，或者当日尚无规定）"
    elif not gate.by:
        yield "  - 没有规则挡住"
    rules = sorted((trace.rule(rule_id) for rule_id in gate.by), key=lambda rule: (rule.rank, rule.id))
    doubtful = gate.reason == "unknown"
    shown = rules[:SHOWN_DOUBTS] if doubtful else rules
    for rule in shown:
        yield from _rule_lines(rule, "可能适用：" if doubtful else "")
    if len(shown) < len(rules):
        yield f"  - 另有 {len(rules) - len(shown)} 条可能适用"


def _rule_lines(rule: Rule, before: str) -> Iterator[str]:
    confidence = f"{rule.confidence}（{explain_confidence(rule.confidence)}）"
    yield f"  - {before}{rule.zh} [{rule.id}]"
    yield f"    依据：{rule.citation}；{FORCES.get(rule.force, rule.force)}；把握 {confidence}"
    reading = rule.reading
    if reading.says or reading.status != "settled":
        because = f"；理由：{reading.because}" if reading.because else ""
        says = f"：{reading.says}" if reading.says else ""
        yield f"    理解（{STATUSES[reading.status]}）{says}{because}"


def explain_confidence(code: str) -> str:
    """Return the meaning of a confidence code; a mixed one is explained part by part."""
    return "；".join(CONFIDENCES.get(part, "未说明") for part in code.split("/"))


def _missing_lines(trace: Trace) -> Iterator[str]:
    if trace.decision.missing:
        yield "还要弄清（补上之后重新判断，结果可能是可以，也可能是不可以）："
        for fact in trace.decision.missing:
            zh, ask = ask_for(trace.book, fact)
            yield f"  - {zh}——{ask} [{fact}]"


def _cure_lines(trace: Trace, cures: Sequence[Cure]) -> Iterator[str]:
    outcome = trace.decision.outcome
    if outcome == Outcome.PERMITTED:
        return
    if not cures and outcome == Outcome.UNDETERMINED:
        return
    if not cures:
        yield "没有找到能使这次处理变得可以的办法（最多三项同做，逐一重新判断过）。"
        return
    yield _cure_head(outcome, partial=any(cure.missing for cure in cures))
    remedies = trace.book.vocabulary.lists["remedies"]
    for cure in cures:
        terms = [remedies[remedy] for remedy in cure.remedies]
        yield f"  - {'＋'.join(term.zh for term in terms)}（费力程度 {cure.effort}）"
        if cure.missing:
            yield f"    之后还要弄清：{'、'.join(ask_for(trace.book, fact)[0] for fact in cure.missing)}"
        for term in terms:
            yield from (f"    要做到：{rule.duty or rule.zh} [{rule.id}]" for rule in cure.demands if term.id == MEET)
            yield f"    做法：{term.more.get('how', '')}"
            if term.more.get("caution"):
                yield f"    注意：{term.more['caution']}"
    yield from _way_lines(trace, cures)


def _cure_head(outcome: Outcome, *, partial: bool) -> str:
    if partial:
        return "光靠做还不够，事实也不全。这样做可以去掉挡住的规则（重新判断过），之后还要弄清事实才知道可不可以："
    if outcome == Outcome.UNDETERMINED:
        return "不等弄清，也可以这样做（都重新判断过，省事的在前）："
    return "怎样可以（都重新判断过，省事的在前）："


def _way_lines(trace: Trace, cures: Sequence[Cure]) -> Iterator[str]:
    ways = judge_ways(trace, dict.fromkeys(remedy for cure in cures for remedy in cure.remedies))
    if ways:
        yield "怎么问才合法（征求同意本身也判断过）："
    for way in ways:
        why = f"——{trace.rule(way.by[0]).zh} [{way.by[0]}]" if way.by and way.outcome == Outcome.NOT_PERMITTED else ""
        if way.outcome == Outcome.UNDETERMINED:
            names = "、".join(ask_for(trace.book, fact)[0] for fact in way.missing)
            why = f"——还不知道：{names}" if names else "——规则库里没有可以适用的规则，或者规则原文没有读到"
        yield f"  - {way.zh}：{way.outcome.zh}{why}"


def _duty_lines(trace: Trace) -> Iterator[str]:
    duties = list_duties(trace)
    if duties:
        yield "同时必须：" if trace.decision.outcome == Outcome.PERMITTED else "期限照样在走："
    for duty in duties:
        cites = "、".join(dict.fromkeys(rule.citation for rule in duty.rules))
        ids = "、".join(rule.id for rule in duty.rules)
        yield f"  - [{duty.timing_zh}] {duty.text}{_limit(duty)}（{cites}）[{ids}]"


def _limit(duty: Duty) -> str:
    deadline = duty.deadline
    if deadline is None:
        return ""
    last = f"最迟 {deadline.due_on.isoformat()}" if deadline.due_on else deadline.why
    return f"；{last}（{deadline.limit}）"


def _choice_lines(trace: Trace) -> Iterator[str]:
    choices = list_choices(trace)
    if choices:
        yield "有争议处采用的口径："
    steady = [choice for choice in choices if not _turns(trace, choice)]
    for choice in (choice for choice in choices if choice not in steady):
        how = "已选定" if choice.chosen else "未选定，取最严"
        yield f"  - {choice.zh}：{choice.option_zh}（{how}）[{choice.point}={choice.option}]"
        for option, zh, outcome in _turns(trace, choice):
            yield f"    若选“{zh}”，结论变为“{outcome.zh}” [{choice.point}={option}]"
    if steady:
        taken = "；".join(f"{choice.zh}——{choice.option_zh} [{choice.point}={choice.option}]" for choice in steady)
        yield f"  - 以下各点不论选哪一种，结论都不变：{taken}"


def _turns(trace: Trace, choice: Choice) -> list[tuple[str, str, Outcome]]:
    """Return the options that would have given another answer."""
    return [other for other in choice.others if other[2] != trace.decision.outcome]


def _risk_lines(trace: Trace) -> Iterator[str]:
    risks = sum_exposure(exposed_rules(trace))
    if risks:
        yield RISK_HEADS[trace.decision.outcome]
    for risk in risks:
        cites = f"（{risk.cites}）" if risk.cites else ""
        yield f"  - {risk.kind_zh}：{risk.authority}——{risk.sanction}{cites}；{len(risk.rules)} 条规则"
