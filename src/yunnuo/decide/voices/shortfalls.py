"""Which consent was found that does not count for this use, and why: where no rule says more than that none covers it.

Looks only at what the consent itself leaves out: to whom it was given, and which information it names. Never says that
no consent was found where one is on record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from yunnuo.decide.voices.words import consent_words, list_quiet
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.decide.trace import Trace
    from yunnuo.decide.voices.words import Words
    from yunnuo.terms.facts import Record, Value

COVERED: Final = {"consent_covers": True, "separate_covers": True, "proven_consent": True}
ENDED: Final = ("withdrawn", "lapsed")


def is_void(trace: Trace) -> bool:
    """Return whether some gate is closed that a consent counting in full would not leave closed."""
    _, covered = trace.vary(trace.program.act, COVERED, trace.readings)
    closed = {gate.gate for gate in covered.gates if gate.outcome is Outcome.NOT_PERMITTED}
    return any(gate.outcome is Outcome.NOT_PERMITTED and gate.gate not in closed for gate in trace.decision.gates)


def tell_shortfall(trace: Trace, words: Words) -> str:
    """Return what the latest consent to this purpose and channel lacks; empty when none does, or nothing is lacking."""
    consent = _find_latest(trace)
    lack = _find_lack(trace, consent) if consent is not None else ""
    if consent is None or not lack or not is_void(trace):
        return ""
    party = {"party": str(consent.get("handler", ""))}
    more = consent_words(trace, consent, words.language) | party
    term = trace.book.vocabulary.lists["plain"].get(f"shortfall={lack}")
    return replace(words, known={**words.known, **more}).fill(words.texts(term, "texts")) if term else ""


def _find_latest(trace: Trace) -> Record | None:
    """Return the latest consent that was given for the purpose and the channel and has not ended."""
    held = [record for record in trace.facts.records.get("consent", ()) if _speaks_of(trace, record)]
    return max(held, key=lambda record: int(str(record.get("given_at", 0))), default=None)


def _speaks_of(trace: Trace, record: Record) -> bool:
    if record.get("kind") != "consent" or record.get("state") in ENDED:
        return False
    quiet = trace.known("purpose") in list_quiet(trace)
    return _names(record, "purposes", trace.known("purpose")) and (
        quiet or _names(record, "channels", trace.known("channel"))
    )


def _names(record: Record, field: str, word: Value | None) -> bool:
    held = record.get(field)
    return isinstance(held, frozenset) and word in held


def _find_lack(trace: Trace, consent: Record) -> str:
    """Return what a consent lacks, as `vocab/plain.yaml` names it; what is unknown is not lacking."""
    ours, theirs = trace.known("handler"), consent.get("handler")
    if ours is not None and theirs is not None and theirs != ours:
        return "handler"
    used, named = trace.known("category"), consent.get("categories")
    lacking = isinstance(used, frozenset) and isinstance(named, frozenset) and not used <= named
    return "categories" if lacking else ""
