"""Facts of a trace as words for sentences of the vocabulary, and the sentences filled with them.

A sentence is used only when everything it names is known; nothing is filled with a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from yunnuo.decide.voices.witness import find_witness
from yunnuo.rulebook.phrasing import phrase_value
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.decide.trace import Trace
    from yunnuo.rulebook.vocabulary import Term
    from yunnuo.terms.facts import Record, Value

CALENDAR_END: Final = 253_402_300_800_000_000  # the instant after the last day a calendar has
PLACE: Final = re.compile(r"\{(\w+)\}")
LATIN: Final = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])")  # where a space goes
LISTS: Final = {"channel": "channels", "purpose": "purposes", "category": "categories"}
QUIET: Final = "quiet_purposes"  # the parameter that lists what uses no channel
WORDS: Final = frozenset(
    (
        *("handler", "channel", "purpose", "aim", "category", "platform"),
        *("agreed_on", "manner", "party", "refused_on", "refused_how"),
    )
)


Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """What can be filled into sentences about one trace; a word that is not known is not there."""

    trace: Trace
    known: Mapping[str, str]
    language: Language = "zh"

    def fill(self, texts: Iterable[str]) -> str:
        """Return the first sentence whose words are all known, filled in; empty when there is none."""
        for text in texts:
            if all(name in self.known for name in PLACE.findall(text)):
                filled = PLACE.sub(lambda match: self.known[match[1]], text)
                return filled if self.language == "en" else LATIN.sub(" ", filled)
        return ""

    def say(self, plain: str) -> str:
        """Return a sentence of `vocab/plain.yaml`, or nothing when the rulebook has none."""
        term = self.trace.book.vocabulary.lists["plain"].get(plain)
        return name_term(term, self.language) if term else ""

    def head(self, head: str, **parts: str) -> str:
        """Return a first sentence or a heading of `vocab/plain.yaml` with its parts filled in."""
        said = PLACE.sub(lambda match: parts[match[1]], self.say(f"head={head}"))
        return said[:1].upper() + said[1:] if self.language == "en" else said

    def sentence(self, said: str) -> str:
        """Return a sentence with its full stop."""
        return f"{said[:1].upper()}{said[1:]}." if self.language == "en" else f"{said}。"

    def texts(self, term: Term, key: str) -> tuple[str, ...]:
        """Return the sentences a term offers under a key."""
        return term.texts(f"{key}_en" if self.language == "en" else key)


def name_term(term: Term, language: Language) -> str:
    """Return the name of a term in a language."""
    return term.en if language == "en" else term.zh


def collect_words(trace: Trace, language: Language = "zh") -> Words:
    """Return the words of a trace; a purpose that uses no channel is told without one."""
    vocabulary = trace.book.vocabulary
    plain = vocabulary.lists["plain"]
    words: dict[str, str] = {}
    for name in ("channel", "purpose", "category"):
        held = trace.known(name)
        if held is not None and not (name == "channel" and trace.known("purpose") in list_quiet(trace)):
            words[name] = _phrase(trace, name, held, language)
    aim = plain.get(f"purpose={trace.known('purpose')}")
    if aim:
        words["aim"] = name_term(aim, language)
    if isinstance(trace.known("handler"), str):
        words["handler"] = str(trace.known("handler"))
    words |= consent_words(trace, find_witness(trace, "consent"), language)
    words |= _refusal_words(trace, find_witness(trace, "refusal"), language)
    platform = vocabulary.lists["platforms"].get(str(find_witness(trace, "origin").get("platform")))
    if platform:
        words["platform"] = name_term(platform, language)
    return Words(trace, words, language)


def _phrase(trace: Trace, name: str, held: Value, language: Language) -> str:
    """Return the value of a fact in words; in English the names of its terms."""
    vocabulary = trace.book.vocabulary
    if language == "zh":
        return phrase_value(vocabulary.facts[name], held, vocabulary)
    terms = vocabulary.lists[LISTS[name]]
    ids = sorted(held) if isinstance(held, frozenset) else [str(held)]
    return ", ".join(terms[item].en if item in terms else item for item in ids)


def list_quiet(trace: Trace) -> tuple[str, ...]:
    """Return the purposes that use no channel on the day of a trace."""
    return list_values(trace, QUIET)


def list_values(trace: Trace, parameter: str) -> tuple[str, ...]:
    """Return a parameter on the day of a trace; empty where it does not hold yet, or the rulebook has none."""
    held = trace.book.parameters.get(parameter)
    return (held.at(trace.day) or ()) if held else ()


def consent_words(trace: Trace, record: Record, language: Language) -> dict[str, str]:
    """Return when and how a consent was given, as far as it is known."""
    words = _dated("agreed_on", record.get("given_at"), language)
    manner = trace.book.vocabulary.lists["manners"].get(str(record.get("manner")))
    if manner and manner.id != "unknown":
        words["manner"] = name_term(manner, language)
    return words


def _refusal_words(trace: Trace, record: Record, language: Language) -> dict[str, str]:
    words = _dated("refused_on", record.get("at"), language)
    how = trace.book.vocabulary.lists["plain"].get(f"refusal.kind={record.get('kind')}")
    return words | ({"refused_how": name_term(how, language)} if how else {})


def _dated(name: str, held: Value | None, language: Language) -> dict[str, str]:
    """Return a day as people write it; an instant that stands for always or never is no day."""
    if not isinstance(held, int) or isinstance(held, bool) or not 0 < held < CALENDAR_END:
        return {}
    day = to_datetime(held)
    return {name: day.date().isoformat() if language == "en" else f"{day.year}年{day.month}月{day.day}日"}
