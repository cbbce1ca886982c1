"""What an agreement that stands is worth today: whether the engine lets anything rest on it, and if not, why.

Where agreements stand is folded from events and judges nothing; what they are worth is asked of the engine, through
the same facts a screening uses, so that no page calls something agreed that a decision calls void. Decides nothing
itself, writes nothing, reads no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.decide.voices.individual import tell_missing, tell_reasons
from yunnuo.decide.voices.shortfalls import is_void
from yunnuo.flows.one_person import open_person, trace_person
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.decide.trace import Trace
    from yunnuo.decide.voices.words import Language
    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.instant import Instant

    Pair = tuple[str, str]

ORDER: Final = (Outcome.PERMITTED, Outcome.UNDETERMINED, Outcome.NOT_PERMITTED)


@dataclass(frozen=True, slots=True)
class Worth:
    """What the engine says today of one purpose on one channel, by the contact point that fares best.

    `void`: what was agreed to does not count as a consent to it. `why`: the reason why not, or what is to be learnt
    first, in words for the individual; empty where the vocabulary has none. `outcome` is None when nothing is held that
    the channel could use.
    """

    outcome: Outcome | None
    void: bool = False
    why: tuple[str, ...] = ()


def weigh_agreements(  # who, what of theirs, by whom it would be used, and how it is told
    workspace: Workspace,
    book: Book,
    individual: int,
    pairs: Iterable[Pair],
    *,
    handler: str,
    now: Instant,
    language: Language = "zh",
) -> dict[Pair, Worth]:
    """Return the worth of each (purpose id, channel id); a channel nobody is contacted on is left out."""
    asked = [pair for pair in dict.fromkeys(pairs) if pair[1] in book.vocabulary.lists["channels"]]
    if not asked:
        return {}
    told: dict[Pair, Worth] = {}
    with open_person(workspace, individual, now=now) as scratch:
        for purpose, channel in asked:
            held = trace_person(scratch, book, purpose=purpose, channel=channel, handler=handler, now=now)
            best = min((trace for _, _, trace in held), key=_rank, default=None)
            told[purpose, channel] = Worth(None) if best is None else _weigh(best, language)
    return told


def _rank(trace: Trace) -> int:
    return ORDER.index(trace.decision.outcome)


def _weigh(trace: Trace, language: Language) -> Worth:
    outcome = trace.decision.outcome
    if outcome is Outcome.PERMITTED:
        return Worth(outcome)
    if outcome is Outcome.UNDETERMINED:
        return Worth(outcome, why=tuple(tell_missing(trace, language)))
    void, terms = is_void(trace), trace.book.vocabulary.lists["reasons"]
    reasons = tell_reasons(trace, language)
    why = [
        said for reason, said in reasons.items() if not (void and reason in terms and "denies" in terms[reason].more)
    ]
    return Worth(outcome, void, tuple(why[:1]))
