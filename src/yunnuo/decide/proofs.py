"""Proving a promise: looking, with Z3, for a person who breaks it, and showing that person if there is one.

Nothing is called proved that Z3 did not refute for every person; nothing is called broken that the ordinary engine does
not break. A promise that nobody could ever break (because nobody is permitted anything) is told apart. Must never be
used to decide about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from yunnuo.decide.proofs_drafts import Draft, Drafts, Reader, shrink_drafts
from yunnuo.decide.proofs_logic import Term, any_term, negate_term
from yunnuo.terms.errors import RefusedError
from yunnuo.terms.instant import day_end, day_start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.proofs_acts import Counted
    from yunnuo.decide.proofs_people import Person
    from yunnuo.decide.proofs_targets import Scope
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Value

SECONDS = 120  # for one question; a question that takes longer is not proved
WHEN, WHAT = "act_at", ("act", "purpose", "channel")
TRIES = 25  # corrections of what the calendar says before giving up


class Verdict(StrEnum):
    """How a question ended; `OPEN` where Z3 ran out of time."""

    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class View:
    """One view of the person and the engine that decides it; `zh` says which view it is."""

    zh: str
    person: Person
    decide: Callable[[Draft], Decision]


@dataclass(frozen=True, slots=True)
class Question:
    """One promise put to one program: where it says something (`premise`) and where it would be broken (`breach`).

    `live` and `broken` ask the same of concrete people, with the ordinary engine. `narrow`, given a reader of the
    model, may return the question with its views made more precise.
    """

    scope: Scope
    rules: Sequence[Term]
    premise: Term
    breach: Term
    views: tuple[View, ...]
    sizes: Mapping[str, int]
    live: Callable[[Drafts], bool]
    broken: Callable[[Drafts], bool]
    counted: Sequence[Counted] = ()
    defaults: Mapping[str, Value] = field(default_factory=dict)
    narrow: Callable[[Reader], Question] | None = None


Found = tuple[Question, Drafts]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A person who breaks a promise: each view with its facts and the ordinary engine's decision."""

    scope: Scope
    views: tuple[tuple[str, Draft, Decision], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one question; `live` tells whether anybody meets the promise's premise at all."""

    verdict: Verdict
    live: bool
    counterexample: Counterexample | None = None


def find_people(question: Question, facts: Mapping[str, Fact], *, breach: bool) -> Found | Verdict:
    """Return people who meet the premise, or break the promise, as the ordinary engine agrees.

    PROVED when there are none, OPEN when Z3 cannot tell in time. Raise RefusedError when Z3 and the engine see one
    person differently.
    """
    import z3

    solver = z3.Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.add(*question.rules, question.breach if breach else question.premise)
    for _ in range(TRIES):
        near = _near_terms(question)
        answer = solver.check(*near)
        answer = solver.check() if near and answer != z3.sat else answer
        if answer != z3.sat:
            return Verdict.PROVED if answer == z3.unsat else Verdict.OPEN
        reader = Reader(solver.model(), facts, question.sizes)
        seen = question.narrow(reader) if breach and question.narrow else question
        drafts = tuple(reader.draft(view.person) for view in seen.views)
        if (seen.broken if breach else seen.live)(drafts):
            return seen, drafts
        corrections = correct_calendar(reader, question.views[0].person, question.counted)
        if not corrections:
            raise RefusedError(
                "proofs.disagree",
                "证明器和判断引擎对同一个人的说法不同",
                why="这是允诺的缺陷，不是规则库的",
                todo="连同规则库一起报告",
            )
        solver.add(*corrections)
    return Verdict.OPEN


def _near_terms(question: Question) -> list[Term]:
    """Return that the act is known and happens on the day asked for, which is easier to read and need not be so."""
    scalars, day = question.views[0].person.scalars, question.scope.day
    known = [scalars[name].known for name in WHAT if name in scalars]
    if WHEN not in scalars:
        return known
    return [*known, scalars[WHEN].number >= day_start(day), scalars[WHEN].number <= day_end(day)]


def show_people(question: Question, drafts: Drafts) -> Counterexample:
    """Return a counterexample made small, with what the ordinary engine decides of each view."""
    return meet_people(question, shrink_drafts(drafts, question.defaults, question.broken))


def meet_people(question: Question, drafts: Drafts) -> Counterexample:
    """Return people as they are, with what the ordinary engine decides of each view."""
    views = zip(question.views, drafts, strict=True)
    return Counterexample(question.scope, tuple((view.zh, draft, view.decide(draft)) for view, draft in views))


def correct_calendar(reader: Reader, person: Person, counted: Sequence[Counted]) -> list[Term]:
    """Return what the calendar says about the instants of a model that Z3 placed only roughly."""
    corrections: list[Term] = []
    for item in counted:
        if item.id not in person.scalars:
            continue
        start = person.scalars[item.start].number if item.start else None
        at = reader.number(start) if item.start else 0
        value, held, reach = item.value(at), person.scalars[item.id].number, person.reach[item.id]
        seen = reader.number(held) if reader.holds(reach) else None
        if value != seen:
            corrections += _pinned(start, at, (held, reach), value)
    return corrections


def _pinned(start: Term, at: int, counted: tuple[Term, Term], value: int | None) -> list[Term]:
    """Return where an instant stands that is counted from `start`: a later start never gives an earlier instant."""
    held, reach = counted
    if start is None:
        return [held == value]
    elsewhere = negate_term(start == at)
    if value is None:
        return [any_term([elsewhere, negate_term(reach)])]
    return [
        any_term([elsewhere, held == value]),
        any_term([elsewhere, reach]),
        any_term([start > at, held <= value]),
        any_term([start < at, held >= value]),
    ]
