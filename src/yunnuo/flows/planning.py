"""What would free whom in an audience: each remedy by itself, and the order in which remedies free most people first.

Every number is a re-decision of the signatures with what the remedies set taken for granted; nobody is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Protocol

from yunnuo.decide.compiled import Decider
from yunnuo.decide.judge import judge_values
from yunnuo.decide.remedies import MEET, Trial, build_trial, can_meet, effort_of, offered_by, standing_rules
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule

NOTHING: Final[frozenset[str]] = frozenset()
MANY: Final = 500  # judgements of one trial after which generated code pays for its making
LONGEST: Final = 8  # steps of a plan; further ones would free a handful


class Judged(Protocol):
    """A combination of answers that was decided, and how many people share it."""

    @property
    def number(self) -> int:
        """Return its number."""

    @property
    def subjects(self) -> int:
        """Return how many share it."""

    @property
    def values(self) -> Sequence[Truth]:
        """Return the answers to the program's atoms."""

    @property
    def decision(self) -> Decision:
        """Return what was decided of them."""


@dataclass(frozen=True, slots=True)
class Freed:
    """What one remedy turns into "may": `frees` from "may not", `settles` from undetermined; and whose it is."""

    remedy: str
    effort: int
    frees: int
    settles: int
    signatures: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the best order: the remedy, how many more it makes reachable, how many are reachable after it."""

    remedy: str
    effort: int
    gains: int
    settles: int
    permitted: int


@dataclass(eq=False)
class Planner:
    """The re-decisions of one audience; each combination of remedies is compiled once, each answer judged once.

    A remedy is done only for people whose own reasons name it: for the others it changes nothing.
    """

    book: Book
    program: Program
    signatures: Sequence[Judged]
    readings: Mapping[str, str]
    demands: tuple[Rule, ...] = ()
    trials: dict[frozenset[str], Retrial | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect what MEET stands for in this audience."""
        standing = (rule for one in self.signatures for rule in standing_rules(self.program, one.decision))
        self.demands = tuple(rule for rule in dict.fromkeys(standing) if can_meet(self.book, rule))

    def list_freed(self) -> list[Freed]:
        """Return what each remedy does by itself, the one that frees most first; none that frees nobody."""
        rows = self._options({one.number: NOTHING for one in self._blocked()})
        return sorted(rows, key=lambda row: (-row.frees, -row.settles, row.effort))

    def plan_steps(self) -> list[Step]:
        """Return the greedy order: at each step what makes most people reachable, re-decided with the steps before.

        Between equals the lighter one; it ends when nothing by itself frees anybody more.
        """
        steps: list[Step] = []
        chosen: frozenset[str] = NOTHING
        done = {one.number: NOTHING for one in self._blocked()}
        permitted = sum(one.subjects for one in self.signatures if one.number not in done)
        while len(steps) < LONGEST:
            options = self._options(done, chosen)
            best = max(options, key=lambda row: (row.frees + row.settles, -row.effort), default=None)
            if best is None:
                return steps
            permitted += best.frees + best.settles
            chosen |= {best.remedy}
            steps.append(Step(best.remedy, best.effort, best.frees + best.settles, best.settles, permitted))
            freed = {one.number for one in best.signatures}
            done = {number: self._close(number, held, chosen) for number, held in done.items() if number not in freed}
        return steps

    @cached_property
    def _numbered(self) -> dict[int, Judged]:
        return {one.number: one for one in self.signatures}

    @cached_property
    def _answers(self) -> dict[int, Sequence[Truth]]:
        """Return the answers of those not permitted, read once."""
        return {one.number: one.values for one in self._blocked()}

    def _blocked(self) -> list[Judged]:
        return [one for one in self.signatures if one.decision.outcome != Outcome.PERMITTED]

    def _options(self, done: Mapping[int, frozenset[str]], chosen: frozenset[str] = NOTHING) -> list[Freed]:
        """Return what each remedy frees next, given what is already done for whom; none that frees nobody."""
        freed: dict[str, list[Judged]] = {}
        for number, held in done.items():
            for remedy in self._offers(number, held):
                retrial = self._retrial(self._close(number, held | {remedy}, chosen))
                if retrial and retrial.decide(self._answers[number]).outcome == Outcome.PERMITTED:
                    freed.setdefault(remedy, []).append(self._numbered[number])
        return [self._count(remedy, signatures) for remedy, signatures in freed.items()]

    def _close(self, number: int, held: frozenset[str], chosen: frozenset[str]) -> frozenset[str]:
        """Return what is done for somebody once everything chosen is done that their reasons come to name."""
        while chosen - held:
            more = chosen & frozenset(self._offers(number, held))
            if not more:
                return held
            held |= more
        return held

    def _count(self, remedy: str, signatures: Sequence[Judged]) -> Freed:
        settled = sum(one.subjects for one in signatures if one.decision.outcome == Outcome.UNDETERMINED)
        whole = sum(one.subjects for one in signatures)
        return Freed(remedy, effort_of(self.book, remedy), whole - settled, settled, tuple(signatures))

    def _offers(self, number: int, held: frozenset[str]) -> list[str]:
        """Return the remedies that still stand in somebody's way once some are done."""
        retrial = self._retrial(held) if held else None
        if retrial is None:
            return self._named[number]
        return [remedy for remedy in retrial.offer(self.book, self._answers[number]) if remedy not in held]

    @cached_property
    def _named(self) -> dict[int, list[str]]:
        """Return the remedies that the reasons of those not permitted name today."""
        return {one.number: offered_by(self.book, self.program, one.decision) for one in self._blocked()}

    def _retrial(self, remedies: frozenset[str]) -> Retrial | None:
        if remedies not in self.trials:
            demands = self.demands if MEET in remedies else ()
            trial = build_trial(self.book, self.program, tuple(sorted(remedies)), self.readings, demands)
            self.trials[remedies] = Retrial(trial) if trial else None
        return self.trials[remedies]


class Retrial:
    """A trial that judges each combination of the answers that still matter only once."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._pick = itemgetter(*trial.order, trial.order[0]) if trial.order else None  # two at least: always a tuple
        self._judge: Callable[[tuple[Truth, ...]], Decision] = partial(judge_values, trial.program)
        self._decided: dict[object, Decision] = {}
        self._offered: dict[object, list[str]] = {}

    def decide(self, values: Sequence[Truth]) -> Decision:
        """Decide a signature as if the remedies were done."""
        key = self._pick(values) if self._pick else ()
        if key not in self._decided:
            if len(self._decided) == MANY:
                self._judge = Decider(self._trial.program).judge
            self._decided[key] = self._judge(self._trial.project(values))
        return self._decided[key]

    def offer(self, book: Book, values: Sequence[Truth]) -> list[str]:
        """Return the remedies that the rules still in the way name."""
        key = self._pick(values) if self._pick else ()
        if key not in self._offered:
            self._offered[key] = offered_by(book, self._trial.program, self.decide(values))
        return self._offered[key]
