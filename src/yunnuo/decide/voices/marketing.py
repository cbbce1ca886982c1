"""The trace told to marketing in one line: the answer, why, and the cheapest way on. No rule ids, no articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.asking import can_ask, judge_ways
from yunnuo.decide.duties import list_duties
from yunnuo.decide.missing import ask_for
from yunnuo.decide.remedies import MEET
from yunnuo.decide.voices.reasons import find_reasons
from yunnuo.decide.voices.words import collect_words
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.decide.remedies import Cure
    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.vocabulary import Term


def tell_marketing(trace: Trace, cures: Sequence[Cure]) -> list[str]:
    """Return the one line for marketing."""
    match trace.decision.outcome:
        case Outcome.PERMITTED:
            return [f"可以：{_reason(trace, '没有规则挡住')}。{_duties(trace)}"]
        case Outcome.NOT_PERMITTED:
            return [f"不可以：{_reason(trace, '有规则挡住')}。{_cheapest(trace, cures)}"]
    return [f"还不能判断，先不要做：{_learn(trace)}。"]


def _reason(trace: Trace, otherwise: str) -> str:
    """Return the most specific reason that has a phrase; without any, the most specific rule speaks for itself."""
    reasons = find_reasons(trace)
    words = collect_words(trace)
    phrases = [said for _, term in reasons if term and (said := words.fill([term.zh]))]
    return next(iter(phrases), "") or next((_speak(rule) for rule, _ in reasons), otherwise)


def _speak(rule: Rule) -> str:
    return f"没有做到“{rule.zh}”" if rule.kind == "requires" else rule.zh


def _duties(trace: Trace) -> str:
    duties = list_duties(trace)
    if not duties:
        return "没有附带的义务。"
    return f"附带 {len(duties)} 项义务，做不到就先不要做。"


def _cheapest(trace: Trace, cures: Sequence[Cure]) -> str:
    if not cures:
        return "没有找到能变得可以的办法，这次不要做。"
    cure = next((cure for cure in cures if can_ask(trace, cure.remedies)), cures[0])
    terms = [trace.book.vocabulary.term("remedies", remedy) for remedy in cure.remedies]
    how = "；".join(f"{term.zh}——{_how(term, cure)}" for term in terms) + _asking(trace, cure)
    if not cure.missing:
        return f"最省事的办法：{how}。"
    return f"先这样做：{how}；再弄清“{ask_for(trace.book, cure.missing[0])[0]}”等 {len(cure.missing)} 项。"


def _asking(trace: Trace, cure: Cure) -> str:
    """Return the first lawful way of asking, or that there is none, where the cure needs the individual's word."""
    ways = judge_ways(trace, cure.remedies)
    if not ways:
        return ""
    best = ways[0]
    return f"。可以这样问：{best.zh}" if best.outcome == Outcome.PERMITTED else "。但还没有一种问法可以确定是合法的"


def _how(term: Term, cure: Cure) -> str:
    if term.id == MEET:
        return "；".join(rule.duty or rule.zh for rule in cure.demands)
    return str(term.more.get("how", ""))


def _learn(trace: Trace) -> str:
    missing = trace.decision.missing
    if not missing:
        return "规则库里没有可以适用的规则，请问法务"
    zh, how = ask_for(trace.book, missing[0])
    more = f"；另外还缺 {len(missing) - 1} 项" if len(missing) > 1 else ""
    return f"要先弄清“{zh}”——{how}{more}"
