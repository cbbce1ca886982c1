"""What the cases show of each rule: that it speaks, that one fact turns it, the day before, and doubt.

Counts evidence only; whether a case states what the law says is for its reader.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yunnuo.flows.book_lines import lines_of
from yunnuo.flows.book_parts import Inquiry
from yunnuo.flows.case_twins import Twins
from yunnuo.flows.casework import Desk
from yunnuo.flows.mutation import Bench
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from yunnuo.decide.expressions import Truth
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.model import Rule

KINDS = {
    "speaks": "适用的案例",
    "twin": "只差一个事实、结果相反的案例",
    "day_before": "前一天的案例",
    "doubt": "缺事实的案例",
}


@dataclass(frozen=True, slots=True)
class RuleCover:
    """What the cases show of one version of a rule."""

    rule: str
    since: str
    file: str
    line: int
    speaks: bool
    twin: bool
    day_before: bool
    doubt: bool

    @property
    def lacks(self) -> list[str]:
        """Return what no case shows, as words."""
        return [zh for kind, zh in KINDS.items() if not getattr(self, kind)]

    def as_json(self) -> dict[str, object]:
        """Return everything as plain values."""
        return asdict(self)


class Coverage:
    """Looks through the cases of a bench, which may grow."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._desk = Desk(bench.parts)
        self._twins = Twins()
        self._asked: dict[int, Inquiry] = {}
        self._taken = 0

    def look(self, rule: Rule) -> RuleCover:
        """Return what the cases show of one version of a rule; a rule without conditions cannot be turned."""
        self._take()
        cases = [case for case in self.bench.about(rule) if rule.in_force(case.question.on)]
        truths = {id(case): self.hear(rule, case) for case in cases}
        speaking = [case for case in cases if truths[id(case)] is True]
        bare = not lines_of(rule)
        return RuleCover(
            rule.id,
            rule.since.isoformat(),
            rule.file,
            rule.line,
            speaks=bool(speaking),
            twin=bare or any(self._turns(rule, case) for case in speaking),
            day_before=self._has_day(rule.file, rule.since - timedelta(days=1)),
            doubt=bare or any(truths[id(case)] is None and self._tells_doubt(rule, case) for case in cases),
        )

    def hear(self, rule: Rule, case: Case) -> Truth:
        """Return whether a rule speaks in a case."""
        return self._desk.hear(rule.id, self._ask(case))

    def _ask(self, case: Case) -> Inquiry:
        if id(case) not in self._asked:
            self._asked[id(case)] = Inquiry(self.bench.parts.table, case.question, dict(case.readings))
        return self._asked[id(case)]

    def _tells_doubt(self, rule: Rule, case: Case) -> bool:
        """Return whether a case that leaves a rule in doubt says so, or its gate stays open for that very doubt."""
        if rule.id in case.doubts or rule.kind == "defines" or rule.timing in ("within", "continuing"):
            return True
        if not case.expect or case.gate not in ("", rule.gate):
            return False
        decision = self._desk.decide([rule.gate], self._ask(case))
        return any(rule.id in held.by and held.reason == "unknown" for held in decision.gates)

    def _turns(self, rule: Rule, case: Case) -> bool:
        near = (twin for twin in self._twins.find(case) if rule.in_force(twin.question.on))
        return any(self.hear(rule, twin) is False for twin in near)

    def _has_day(self, file: str, day: date) -> bool:
        return any(case.question.on == day for case in self.bench.beside(file))

    def _take(self) -> None:
        for case in self.bench.cases[self._taken :]:
            self._twins.add(case)
        self._taken = len(self.bench.cases)


def cover_folder(folder: Path) -> list[RuleCover]:
    """Return what the cases of a rulebook folder show of every encoded rule, in the order of the files."""
    book = load_book(folder)
    return cover_rules(Bench(book, load_cases(folder, book.vocabulary)))


def cover_rules(bench: Bench) -> list[RuleCover]:
    """Return what the cases show of every version of every encoded rule."""
    coverage = Coverage(bench)
    rules = (rule for article in bench.parts.book.articles for rule in article.rules)
    return [coverage.look(rule) for rule in rules if rule.kind != "not_encoded"]


def count_lacks(covers: Iterable[RuleCover]) -> dict[str, int]:
    """Return how many rules lack each kind of case."""
    held = list(covers)
    return {kind: sum(not getattr(cover, kind) for cover in held) for kind in KINDS}
