"""The trace told to the individual it is about: may this be done with my information, why, and what can I do about it.

Plain Chinese or English without rule ids or articles; it never blames, never promises, names nobody but the handler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.decide.missing import ask_for, order_missing
from yunnuo.decide.voices.reasons import find_reasons
from yunnuo.decide.voices.shortfalls import tell_shortfall
from yunnuo.decide.voices.words import collect_words, list_values, name_term
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.decide.decision import GateDecision
    from yunnuo.decide.trace import Trace
    from yunnuo.decide.voices.words import Language, Words
    from yunnuo.rulebook.vocabulary import Term

SHOWN: Final = 3  # reasons, or things to learn; more would not be read
ON_CONSENT: Final = "consent"  # the reason of vocab/reasons.yaml that rests on the individual's consent
ON_ORDER: Final = "order"
NO_CONSENT: Final = "no_consent"
ORDERS: Final = "contract_purposes"  # the parameter that lists what an order is needed for
HAS_ORDER: Final = "has_order"
SHORTFALL: Final = "shortfall"
BASIS: Final = "basis"  # the gate that consent opens
CHILD: Final = "under_14"
POINT: Final = "  - "
COLONS: Final = {"zh": "：", "en": ":"}
AUTOMATED: Final = "automated"  # the gate of automated decisions


def tell_individual(trace: Trace, language: Language = "zh") -> list[str]:
    """Return the explanation for the person concerned as lines."""
    words = collect_words(trace, language)
    act = trace.book.vocabulary.lists["plain"].get(f"act={trace.known('act')}")
    if act is None or "about" in act.more:
        return _besides(words, act)
    doing = words.fill(words.texts(act, "texts"))
    match trace.decision.outcome:
        case Outcome.PERMITTED:
            return list(_permitted(trace, words, doing))
        case Outcome.NOT_PERMITTED:
            return list(_refused(trace, words, doing))
    return list(_unsure(trace, words, doing))


def _besides(words: Words, act: Term | None) -> list[str]:
    """Return what is said of an act that handles nobody's information: the handler's own, or an answer owed."""
    if act is None:
        return [words.sentence(words.head("nobody"))]
    owed = "voice=request" if act.more["about"] == "request" else "voice=handler_act"
    return [words.sentence(words.head("about", act=name_term(act, words.language))), words.sentence(words.say(owed))]


def _permitted(trace: Trace, words: Words, doing: str) -> Iterator[str]:
    yield _first(words, "may", doing)
    reasons = dict(_reasons(trace, words))
    yield from _part(words, "why", list(reasons.values())[:SHOWN])
    yield from _part(words, "way_out", [words.say(f"voice={name}") for key, name in _WAYS_OUT if key in reasons])
    yield from _rights(trace, words)


_WAYS_OUT: Final = ((ON_CONSENT, "withdraw"), (ON_ORDER, "order_only"))


def _refused(trace: Trace, words: Words, doing: str) -> Iterator[str]:
    yield _first(words, "may_not", doing)
    reasons = list(_told(trace, words).values()) or [words.say("voice=other")]
    yield from _part(words, "why", reasons[:SHOWN])
    groundless = [gate for gate in trace.decision.gates if gate.gate == BASIS and gate.outcome != Outcome.PERMITTED]
    if groundless and trace.known("age_band") != CHILD and not _needs_order(trace):
        yield words.sentence(words.say("voice=agree"))
    yield words.sentence(words.say("voice=stray"))
    yield from _rights(trace, words)


def _unsure(trace: Trace, words: Words, doing: str) -> Iterator[str]:
    yield _first(words, "unsure", doing)
    yield from _part(words, "learn", tell_missing(trace, words.language))
    yield words.sentence(words.say("voice=unsure"))
    yield words.sentence(words.say("voice=stray"))
    yield from _rights(trace, words)


def _first(words: Words, head: str, doing: str) -> str:
    known = words.known.get("handler")
    we = words.head("we", handler=known) if known else {"zh": "我们", "en": "we"}[words.language]
    return words.sentence(words.head(head, we=we, doing=doing))


def _part(words: Words, head: str, points: Sequence[str]) -> Iterator[str]:
    """Yield a heading and its points; nothing without points."""
    if points:
        yield words.head(head) + COLONS[words.language]
    yield from (f"{POINT}{words.sentence(said)}" for said in points)


def _rights(trace: Trace, words: Words) -> Iterator[str]:
    automated = any(gate.gate == AUTOMATED for gate in trace.decision.gates)
    said = ["automated"] if automated else []
    said += ["explain", *(["guardian"] if trace.known("age_band") == CHILD else [])]
    yield from _part(words, "rights", [words.say(f"voice={name}") for name in said])


def tell_missing(trace: Trace, language: Language = "zh") -> list[str]:
    """Return what an undetermined answer waits for, in words for the individual, without full stops.

    First the fewest that every open gate waits for; no more than `SHOWN`, then how many others there are.
    """
    words = collect_words(trace, language)
    asked: dict[str, set[tuple[str, str]]] = {}
    for gate in trace.decision.gates:
        for fact in gate.missing if gate.outcome == Outcome.UNDETERMINED else ():
            asked.setdefault(_ask(trace, words, gate, fact), set()).add((gate.gate, fact))
    said, more = order_missing(asked)
    if any(gate.outcome == Outcome.UNDETERMINED and not gate.missing for gate in trace.decision.gates):
        said.append(words.say("voice=no_rule"))
    more += max(len(said) - SHOWN, 0)
    return said[:SHOWN] + ([words.head("more", count=str(more))] if more else [])


def _ask(trace: Trace, words: Words, gate: GateDecision, fact: str) -> str:
    """Return the sentence for a missing fact, or for the fact behind it where that would tell this one."""
    if gate.gate == BASIS and fact.partition(".")[0] in ("consent", "origin") and _needs_order(trace):
        asked = HAS_ORDER
    else:
        asked = trace.rests.get(fact, fact)
    return words.say(f"missing={asked}") or words.head("item", fact=ask_for(trace.book, fact)[0])


def _needs_order(trace: Trace) -> bool:
    return trace.known("purpose") in list_values(trace, ORDERS)


def tell_reasons(trace: Trace, language: Language = "zh") -> dict[str, str]:
    """Return the reasons behind a settled answer that have a sentence for the individual, by their id.

    Of a refusal the shortfall of a consent that was found comes first, under `SHORTFALL`.
    """
    return _told(trace, collect_words(trace, language))


def _told(trace: Trace, words: Words) -> dict[str, str]:
    """Return the reasons as told; that no consent was found is not said beside one that was."""
    reasons = dict(_reasons(trace, words))
    if trace.decision.outcome != Outcome.NOT_PERMITTED:
        return reasons
    terms = trace.book.vocabulary.lists["reasons"]
    shortfall = tell_shortfall(trace, words)
    if shortfall or any("found" in terms[name].more for name in reasons):
        reasons = {name: said for name, said in reasons.items() if "denies" not in terms[name].more}
    if NO_CONSENT in reasons and _needs_order(trace):
        reasons[NO_CONSENT] = words.say("voice=no_order")
    return {SHORTFALL: shortfall, **reasons} if shortfall else reasons


def _reasons(trace: Trace, words: Words) -> Iterator[tuple[str, str]]:
    """Yield the reasons that have a sentence for the individual, by id; a rule without one says nothing here."""
    for _, reason in find_reasons(trace):
        said = words.fill(words.texts(reason, "individual")) if reason else ""
        if reason and said:
            yield reason.id, said
