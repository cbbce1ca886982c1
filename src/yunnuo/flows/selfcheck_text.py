"""Telling a self-check in a terminal: the four counts, what to ask first, then every obligation.

Must never leave out an open or unknown demand, nor call anything done that the check does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.decide.selfcheck import DutyState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.flows.selfcheck import Demand, Question, SelfCheck, Theme

MARKS: Final = {DutyState.OPEN: "✗", DutyState.UNKNOWN: "？", DutyState.MET: "✓", DutyState.NOT_APPLICABLE: "－"}
PRESSING: Final = (DutyState.OPEN, DutyState.UNKNOWN)
FIRST: Final = 5  # so many questions are worth a list of what to ask first
MOST: Final = 6  # so many missing facts of one demand are named in full
ACTS: Final = "acts."
GENERAL: Final = "补充这项事实后重新判断"


def tell_selfcheck(held: SelfCheck, *, pressing: bool = False) -> list[str]:
    """Return the self-check as lines; `pressing` leaves out what is met and what does not apply."""
    lines = [*_tell_head(held)]
    for theme in held.themes:
        shown = [one for one in theme.demands if not pressing or one.state in PRESSING]
        if shown:
            lines += ["", f"{theme.id} {theme.zh}", *_tell_theme(theme, shown)]
    return lines


def _tell_head(held: SelfCheck) -> Iterator[str]:
    counts = held.counts
    yield f"持续义务自查　{held.on}　{sum(counts.values())} 条规则、{len(held.themes)} 项义务　未经律师核对"
    yield "　".join(f"{MARKS[state]} {state.zh} {count}" for state, count in counts.items())
    yield f"写明了 {held.stated} 项事实；没有写的一律按不知道看，不当作做到，也不当作不适用。只看写的事实，没有核实过。"
    yield "有争议的要求，没有选口径（--reading）就按缺省的口径。"
    questions = held.questions
    if questions:
        first = "、".join(f"{question.zh}（{question.id}，{count} 条）" for question, count in questions[:FIRST])
        yield f"先弄清这些最省事：{first}{' 等' if len(questions) > FIRST else ''}"
    if not held.stated:
        yield "从这里开始：yunnuo duties facts --out 自查.yaml，填好以后 yunnuo duties check --facts 自查.yaml"


def _tell_theme(theme: Theme, shown: list[Demand]) -> Iterator[str]:
    if theme.state is DutyState.NOT_APPLICABLE:
        count = sum(len(demand.checks) for demand in shown)
        yield f"  {MARKS[theme.state]} {theme.state.zh}（{count} 条规则）"
        return
    for demand in shown:
        yield f"  {MARKS[demand.state]} {demand.state.zh}　{demand.text}"
        if demand.state is not DutyState.NOT_APPLICABLE:
            yield from _tell_demand(demand)


def _tell_demand(demand: Demand) -> Iterator[str]:
    if demand.state is DutyState.UNKNOWN and demand.kept:
        yield "      要求的已经做到，只是是否适用还说不清"
    limit = _tell_limit(demand)
    if limit:
        yield f"      期限：{limit}"
    if demand.where and demand.state in PRESSING:
        yield f"      在：{'、'.join(demand.where)}"
    if demand.questions:
        yield f"      缺：{'；'.join(_tell_questions(demand.questions))}"
    for check in demand.checks:
        rule = check.rule
        yield f"      依据：{rule.citation}（{rule.confidence}）[{rule.id}]"


def _tell_questions(questions: Sequence[Question]) -> Iterator[str]:
    """Yield what to ask: whether acts are done in one, then the facts."""
    acts = [question.zh for question in questions if question.id.startswith(ACTS)]
    facts = [question for question in questions if not question.id.startswith(ACTS)]
    if acts:
        yield f"有没有做（写在 acts 里）：{'、'.join(acts[:MOST])}{f'等 {len(acts)} 件事' if len(acts) > MOST else ''}"
    yield from map(_name, facts[:MOST])
    if len(facts) > MOST:
        yield f"还有 {len(facts) - MOST} 项"


def _tell_limit(demand: Demand) -> str:
    deadline = demand.first.deadline
    if deadline is None:
        return ""
    met = demand.state is DutyState.MET
    if deadline.due_on is None and demand.state is DutyState.OPEN and demand.repeats:
        return f"{deadline.limit}；还没有做过"
    if deadline.due_on is None:
        return f"{deadline.limit}；{deadline.why}"
    day = f"最晚 {deadline.due_on}"
    if met:
        return f"下一次{day}" if demand.repeats else f"{day}；是不是按时做的，要看做的日期，这里没有判断"
    return f"{deadline.limit}，{day}{'，已经过了' if demand.first.late else ''}"


def _name(question: Question) -> str:
    advice = "" if question.ask == GENERAL or question.id.startswith(ACTS) else f"——{question.ask}"
    return f"{question.zh}（{question.id}）{advice}"
