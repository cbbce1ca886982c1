"""The self-check of a handler: every duty that goes on or has a date, by obligation, and how it stands.

Reads the rulebook and what is stated, nothing else: no record of a person is looked at, and nothing is stored. Must
never count as done what nobody stated.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.duties import group_demands
from yunnuo.decide.missing import ask_for
from yunnuo.decide.selfcheck import DutyState, check_duties, limit_of
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.model import TIMINGS
from yunnuo.rulebook.register import load_register
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from yunnuo.decide.duties import Deadline
    from yunnuo.decide.selfcheck import DutyCheck, Situation
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.register import Obligation, Register

SCHEMA = "yunnuo.duties.check/1"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to learn: a fact, a kind of record, or whether an act is done (then `id` is `acts.ACT`)."""

    id: str
    zh: str
    ask: str


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand as it stands, with every rule of its obligation that makes it and stands the same."""

    checks: tuple[DutyCheck, ...]
    questions: tuple[Question, ...]

    @property
    def first(self) -> DutyCheck:
        """Return the check that speaks for the others."""
        return self.checks[0]

    @property
    def state(self) -> DutyState:
        """Return how the demand stands."""
        return self.first.state

    @property
    def text(self) -> str:
        """Return what to do."""
        return self.first.rule.duty or self.first.rule.zh

    @property
    def kept(self) -> bool:
        """Return whether what is demanded is done, though whether it applies may not be known."""
        return all(check.kept for check in self.checks)

    @property
    def where(self) -> tuple[str, ...]:
        """Return the situations that make it stand as it does."""
        return tuple(dict.fromkeys(name for check in self.checks for name in check.where))

    @property
    def repeats(self) -> bool:
        """Return whether the limit runs from the very fact that is demanded: being met, it falls due again."""
        rule = self.first.rule
        limit = limit_of(rule)
        return limit is not None and any(item.fact == limit.fact for item in rule.must)

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "state": str(self.state),
            "duty": self.text,
            "timing": self.first.rule.timing,
            "timing_zh": TIMINGS[self.first.rule.timing],
            "kept": self.kept,
            "deadline": _tell_deadline(self.first.deadline),
            "late": self.first.late,
            "missing": [{"id": one.id, "zh": one.zh, "ask": one.ask} for one in self.questions],
            "where": list(self.where),
            "rules": [_tell_rule(check.rule) for check in self.checks],
        }


@dataclass(frozen=True, slots=True)
class Theme:
    """One obligation of the register with its demands; of a rule outside the register, its article."""

    id: str
    zh: str
    demands: tuple[Demand, ...]

    @property
    def state(self) -> DutyState:
        """Return the most pressing state among the demands."""
        states = list(DutyState)
        return min((demand.state for demand in self.demands), key=states.index)


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """All duties of a day, by obligation, in the order of the register."""

    on: date
    revision: str
    stated: int
    themes: tuple[Theme, ...]

    @property
    def demands(self) -> list[Demand]:
        """Return all demands."""
        return [demand for theme in self.themes for demand in theme.demands]

    @property
    def counts(self) -> dict[DutyState, int]:
        """Return how many rules stand in each state."""
        found = Counter(check.state for demand in self.demands for check in demand.checks)
        return {state: found[state] for state in DutyState}

    @property
    def clean(self) -> bool:
        """Return whether nothing is open and nothing unknown."""
        return not self.counts[DutyState.OPEN] and not self.counts[DutyState.UNKNOWN]

    @property
    def questions(self) -> list[tuple[Question, int]]:
        """Return what to learn and how many rules it concerns, the most first."""
        found: Counter[Question] = Counter()
        for demand in self.demands:
            found.update(dict.fromkeys(demand.questions, len(demand.checks)))
        return found.most_common()

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON shape `yunnuo.duties.check/1`."""
        return {
            "schema": SCHEMA,
            "on": self.on.isoformat(),
            "revision": self.revision,
            "reviewed_by_lawyer": False,
            "facts_stated": self.stated,
            "counts": {str(state): count for state, count in self.counts.items()},
            "obligations": [
                {
                    "id": theme.id,
                    "zh": theme.zh,
                    "state": str(theme.state),
                    "demands": [demand.as_json() for demand in theme.demands],
                }
                for theme in self.themes
            ],
        }


def _tell_deadline(deadline: Deadline | None) -> dict[str, object] | None:
    if deadline is None:
        return None
    return {
        "limit": deadline.limit,
        "due_on": deadline.due_on.isoformat() if deadline.due_on else None,
        "due_at": None if deadline.due_at is None else show_instant(deadline.due_at),
        "unknown": deadline.why or None,
    }


def _tell_rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "zh": rule.zh,
        "citation": rule.citation,
        "confidence": rule.confidence,
        "force": rule.force,
        "reading": rule.reading.status,
    }


def check_handler(
    folder: Path, day: date, situations: Sequence[Situation], readings: Mapping[str, str] | None = None
) -> SelfCheck:
    """Return the self-check of a rulebook folder on a legal day; a folder without a register is shown by article."""
    book = load_book(folder)
    register = load_register(book, folder) if (folder / "register").is_dir() else None
    checks = check_duties(book, day, situations, readings)
    return SelfCheck(day, book.revision, count_stated(situations), tuple(_sort_themes(book, register, checks)))


def count_stated(situations: Iterable[Situation]) -> int:
    """Return how many different facts are stated at all; the act and its time, which the tool sets, do not count."""
    named = {
        name
        for one in situations
        for name, value in (*one.act.items(), *one.facts.scalars.items(), *one.facts.records.items())
        if value != frozenset()
    }
    return len(named - {"act", "act_at"})


def find_obligations(register: Register) -> dict[str, Obligation]:
    """Return the obligation each rule is shown under: one that is a duty or is checked before one that is decided."""
    entries = sorted(register.obligations.values(), key=lambda held: held.how == "decided")
    homes: dict[str, Obligation] = {}
    for held in entries:
        for rule in held.rules:
            homes.setdefault(str(rule), held)
    return homes


def _sort_themes(book: Book, register: Register | None, checks: Sequence[DutyCheck]) -> Iterator[Theme]:
    homes = find_obligations(register) if register else {}
    articles = {rule.id: article for article in book.articles for rule in article.rules}
    grouped: dict[tuple[str, str], list[DutyCheck]] = {}
    for check in checks:
        home, article = homes.get(check.rule.id), articles[check.rule.id]
        name = (home.id, home.zh) if home else (article.id, f"《{article.law.title}》{article.title}")
        grouped.setdefault(name, []).append(check)
    order = {name: number for number, name in enumerate(register.obligations if register else ())}
    for (theme, zh), held in sorted(grouped.items(), key=lambda item: order.get(item[0][0], len(order))):
        yield Theme(theme, zh, tuple(_group(book, held)))


def _group(book: Book, checks: Sequence[DutyCheck]) -> Iterator[Demand]:
    """Yield the demands, the most pressing first; the very same demand is one where it stands the same."""
    for state in DutyState:
        held = {check.rule.id: check for check in checks if check.state is state}
        for rules in group_demands(check.rule for check in held.values()):
            same = tuple(held[rule.id] for rule in rules)
            yield Demand(same, tuple(dict.fromkeys(one for check in same for one in _ask(book, check))))


def _ask(book: Book, check: DutyCheck) -> Iterator[Question]:
    for act in check.acts:
        name = book.vocabulary.zh("acts", act)
        yield Question(f"acts.{act}", name, "做不做、有没有发生过：在 acts 里写 yes 或者 no")
    for fact in check.missing:
        yield Question(fact, *ask_for(book, fact))
