"""Mutating the rulebook: some case must turn red when a line is dropped, negated or moved by one.

A mutant that no question whatever can tell from the rule is equivalent and is not counted; that is proved by search
(`mutation_proof`), never listed by hand. Must never write a file.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from yunnuo.flows.book_parts import Parts
from yunnuo.flows.casework import Desk, check_claim, split_claims
from yunnuo.flows.mutation_edits import DATE, SPEECH, WEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yunnuo.flows.casework import Claim
    from yunnuo.flows.mutation_edits import Mutant
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.model import Rule


class Bench:
    """The cases of a book, ready to be held against mutants; cases the book itself fails do not count."""

    def __init__(self, book: Book, cases: Iterable[Case]) -> None:
        self.parts = Parts(book)
        self.claims: list[Claim] = []
        self.cases: list[Case] = []
        self.red: list[Case] = []
        self._desk = Desk(self.parts)
        self._naming: defaultdict[str, list[Claim]] = defaultdict(list)
        self._beside: defaultdict[str, list[Claim]] = defaultdict(list)
        for case in cases:
            self.add(case)

    def add(self, case: Case) -> bool:
        """Take in a case; return False when the book fails it."""
        if any(rule_id not in self.parts.book.rules for rule_id in case.named):
            self.red.append(case)
            return False
        claims = split_claims(self.parts, case)
        if any(check_claim(claim, self._desk).faults for claim in claims):
            self.red.append(case)
            return False
        self.cases.append(case)
        for claim in claims:
            self.claims.append(claim)
            self._beside[case.file.replace(".cases.yaml", ".md")].append(claim)
            for rule_id in (claim.rule,) if claim.rule else (*case.by, *case.duties):
                self._naming[rule_id].append(claim)
        return True

    def find_killer(self, mutant: Mutant, *, near: bool) -> Case | None:
        """Return a case that fails in a mutant: one that stands near its rules, or any other."""
        desk = Desk(self.parts, mutant.edit)
        close = dict.fromkeys(self._close(mutant))
        claims = list(close) if near else [claim for claim in self.claims if claim not in close]
        return next((claim.case for claim in claims if _kills(desk, mutant, claim)), None)

    def notices(self, mutant: Mutant, case: Case) -> bool:
        """Return whether a case the book answers as it states fails in a mutant."""
        claims = split_claims(self.parts, case)
        if any(check_claim(claim, self._desk).faults for claim in claims):
            return False
        desk = Desk(self.parts, mutant.edit)
        return any(_kills(desk, mutant, claim) for claim in claims)

    def beside(self, file: str) -> list[Case]:
        """Return the cases that stand beside an article."""
        return _cases_of(self._beside[file])

    def about(self, rule: Rule) -> list[Case]:
        """Return the cases that name a rule, then those beside its article."""
        return _cases_of([*self._naming[rule.id], *self._beside[rule.file]])

    def _close(self, mutant: Mutant) -> Iterator[Claim]:
        for rule_id in mutant.rules:
            yield from self._naming[rule_id]
        files = {rule.file for rule_id in mutant.rules for rule in self.parts.book.rules[rule_id]}
        for file in sorted({*files, mutant.home}):
            yield from self._beside[file]


def _cases_of(claims: Iterable[Claim]) -> list[Case]:
    return list({id(claim.case): claim.case for claim in claims}.values())


def _kills(desk: Desk, mutant: Mutant, claim: Claim) -> bool:
    """Return whether a claim that holds in the book fails in a mutant."""
    shown = WEIGHT if not claim.rule else DATE if claim.due else SPEECH
    if shown != mutant.shown_by and (shown, mutant.shown_by) != (WEIGHT, SPEECH):
        return False
    if not mutant.shows(claim.case.question.on):
        return False
    return desk.changes(claim) and bool(check_claim(claim, desk).faults)
