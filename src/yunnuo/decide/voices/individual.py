"""The trace told to the individual it is about: may this be done with my information, why, and what can I do about it.

Plain Chinese without rule ids or articles; it never blames, never promises, and names nobody but the handler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.decide.voices.reasons import find_reasons
from yunnuo.decide.voices.words import collect_words
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.trace import Trace
    from yunnuo.decide.voices.words import Words
    from yunnuo.rulebook.vocabulary import Term

SHOWN: Final = 3  # reasons; more would not be read
ON_CONSENT: Final = "consent"  # the reason of vocab/reasons.yaml that rests on the individual's consent
ON_ORDER: Final = "order"
BASIS: Final = "basis"  # the gate that consent opens
CHILD: Final = "under_14"
AUTOMATED: Final = "automated"  # the gate of automated decisions


def tell_individual(trace: Trace) -> list[str]:
    """Return the explanation for the person concerned as lines."""
    words = collect_words(trace)
    act = trace.book.vocabulary.lists["plain"].get(f"act={trace.known('act')}")
    if act is None or "about" in act.more:
        return _besides(words, act)
    doing = words.fill(act.texts("texts"))
    match trace.decision.outcome:
        case Outcome.PERMITTED:
            return list(_permitted(trace, words, doing))
        case Outcome.NOT_PERMITTED:
            return list(_refused(trace, words, doing))
    return [
        f"现在还不能确定{_we(words)}可不可以{doing}。",
        f"{words.say('voice=unsure')}。",
        *_rights(trace, words),
    ]


def _besides(words: Words, act: Term | None) -> list[str]:
    """Return what is said of an act that handles nobody's information: the handler's own, or an answer owed."""
    if act is None:
        return ["这里判断的不是对您个人信息的处理。"]
    owed = "voice=request" if act.more["about"] == "request" else "voice=handler_act"
    return [f"这里判断的是：{act.zh}。", f"{words.say(owed)}。"]


def _permitted(trace: Trace, words: Words, doing: str) -> Iterator[str]:
    yield f"{_we(words)}可以{doing}。"
    reasons = dict(_reasons(trace, words))
    if reasons:
        yield "为什么："
    yield from (f"  - {said}。" for said in list(reasons.values())[:SHOWN])
    way_out = [words.say(f"voice={name}") for key, name in _WAYS_OUT if key in reasons]
    if way_out:
        yield "不想继续怎么办："
    yield from (f"  - {said}。" for said in way_out)
    yield from _rights(trace, words)


_WAYS_OUT: Final = ((ON_CONSENT, "withdraw"), (ON_ORDER, "order_only"))


def _refused(trace: Trace, words: Words, doing: str) -> Iterator[str]:
    yield f"{_we(words)}不可以{doing}。"
    reasons = list(dict(_reasons(trace, words)).values()) or [words.say("voice=other")]
    yield "为什么："
    yield from (f"  - {said}。" for said in reasons[:SHOWN])
    groundless = [gate for gate in trace.decision.gates if gate.gate == BASIS and gate.outcome != Outcome.PERMITTED]
    if groundless and trace.known("age_band") != CHILD:
        yield f"{words.say('voice=agree')}。"
    yield f"{words.say('voice=stray')}。"
    yield from _rights(trace, words)


def _rights(trace: Trace, words: Words) -> Iterator[str]:
    yield "您的权利："
    if any(gate.gate == AUTOMATED for gate in trace.decision.gates):
        yield f"  - {words.say('voice=automated')}。"
    yield f"  - {words.say('voice=explain')}。"
    if trace.known("age_band") == CHILD:
        yield f"  - {words.say('voice=guardian')}。"


def _reasons(trace: Trace, words: Words) -> Iterator[tuple[str, str]]:
    """Yield the reasons that have a sentence for the individual, by id; a rule without one says nothing here."""
    for _, reason in find_reasons(trace):
        said = _say(words, reason)
        if reason and said:
            yield reason.id, said


def _say(words: Words, reason: Term | None) -> str:
    return words.fill(reason.texts("individual")) if reason else ""


def _we(words: Words) -> str:
    return f"{words.known['handler']}（下称“我们”）" if "handler" in words.known else "我们"
