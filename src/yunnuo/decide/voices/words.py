"""Facts of a trace as words for sentences of the vocabulary, and the sentences filled with them.

A sentence is used only when everything it names is known; nothing is filled with a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.decide.voices.witness import find_witness
from yunnuo.rulebook.phrasing import phrase_value
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.decide.trace import Trace
    from yunnuo.terms.facts import Record, Value

CALENDAR_END: Final = 253_402_300_800_000_000  # the instant after the last day a calendar has
PLACE: Final = re.compile(r"\{(\w+)\}")
LATIN: Final = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])")  # where a space goes
WORDS: Final = frozenset(
    ("handler", "channel", "purpose", "aim", "category", "platform", "agreed_on", "manner", "refused_on", "refused_how")
)


@dataclass(frozen=True, slots=True)
class Words:
    """What can be filled into sentences about one trace; a word that is not known is not there."""

    trace: Trace
    known: Mapping[str, str]

    def fill(self, texts: Iterable[str]) -> str:
        """Return the first sentence whose words are all known, filled in; empty when there is none."""
        for text in texts:
            if all(name in self.known for name in PLACE.findall(text)):
                return LATIN.sub(" ", PLACE.sub(lambda match: self.known[match[1]], text))
        return ""

    def say(self, plain: str) -> str:
        """Return a sentence of `vocab/plain.yaml`, or nothing when the rulebook has none."""
        term = self.trace.book.vocabulary.lists["plain"].get(plain)
        return term.zh if term else ""


def collect_words(trace: Trace) -> Words:
    """Return the words of a trace."""
    vocabulary = trace.book.vocabulary
    plain = vocabulary.lists["plain"]
    words: dict[str, str] = {}
    for name in ("channel", "purpose", "category"):
        held = trace.known(name)
        if held is not None:
            words[name] = phrase_value(vocabulary.facts[name], held, vocabulary)
    aim = plain.get(f"purpose={trace.known('purpose')}")
    if aim:
        words["aim"] = aim.zh
    if isinstance(trace.known("handler"), str):
        words["handler"] = str(trace.known("handler"))
    words |= _consent_words(trace, find_witness(trace, "consent"))
    words |= _refusal_words(trace, find_witness(trace, "refusal"))
    platform = find_witness(trace, "origin").get("platform")
    if platform:
        words["platform"] = vocabulary.zh("platforms", str(platform))
    return Words(trace, words)


def _consent_words(trace: Trace, record: Record) -> dict[str, str]:
    words = _dated("agreed_on", record.get("given_at"))
    manner = record.get("manner")
    if isinstance(manner, str) and manner != "unknown":
        words["manner"] = trace.book.vocabulary.zh("manners", manner)
    return words


def _refusal_words(trace: Trace, record: Record) -> dict[str, str]:
    words = _dated("refused_on", record.get("at"))
    how = trace.book.vocabulary.lists["plain"].get(f"refusal.kind={record.get('kind')}")
    return words | ({"refused_how": how.zh} if how else {})


def _dated(name: str, held: Value | None) -> dict[str, str]:
    """Return a day as people write it; an instant that stands for always or never is no day."""
    if not isinstance(held, int) or isinstance(held, bool) or not 0 < held < CALENDAR_END:
        return {}
    day = to_datetime(held)
    return {name: f"{day.year}年{day.month}月{day.day}日"}
