"""Proving one promise for every program: by its pieces, else as a whole, and if that fails a search for who breaks it.

Proofs speak of people with any number of records; counterexamples are looked for among people with few, which are easy
to read, and only then among all. Must never call a promise proved because a search found nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yunnuo.decide.proofs import Verdict, find_people, meet_people, show_people
from yunnuo.decide.proofs_acts import READING
from yunnuo.decide.proofs_bench import Size
from yunnuo.decide.proofs_logic import all_term, constant, negate_term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yunnuo.decide.proofs import Counterexample, Found, Question
    from yunnuo.decide.proofs_bench import Piece, Promise
    from yunnuo.decide.proofs_drafts import Drafts
    from yunnuo.decide.proofs_logic import Term
    from yunnuo.decide.proofs_people import Person
    from yunnuo.decide.proofs_targets import Target

Option = tuple[str, str]  # a contested point and an option of it


@dataclass(slots=True)
class Proof:
    """What became of a promise over some programs.

    `pieces` counts the different pieces proved, `undecided` the programs for which Z3 ran out of time. `example` is
    somebody who meets the premise: without one the promise speaks of nobody. `excused` holds who breaks it under an
    option of a contested point that is not the strictest; the promise is proved for every other choice.
    """

    id: str
    zh: str
    programs: int = 0
    pieces: int = 0
    undecided: int = 0
    example: Counterexample | None = None
    counterexample: Counterexample | None = None
    excused: dict[frozenset[Option], Counterexample] = field(default_factory=dict)

    @property
    def is_proved(self) -> bool:
        """Return whether nobody breaks the promise."""
        return self.counterexample is None and not self.undecided


class Examiner:
    """Puts one promise to programs, one after the other, with as little work as each needs."""

    def __init__(self, promise: type[Promise], targets: Sequence[Target]) -> None:
        self.promise = promise
        self.few, self.free = promise(targets, Size.FEW), promise(targets, Size.FREE)
        self.proved: set[object] = set()
        self.proof = Proof(promise.id, promise.zh)

    def examine(self, target: Target) -> None:
        """Prove the promise for one program, or note who breaks it."""
        self.proof.programs += 1
        pieces = self.free.pieces(target)
        while pieces and not (self.promise.hopeful and self._refute_all(target)):
            found = self._search(target)
            if isinstance(found, Verdict):
                self.proof.undecided += found == Verdict.OPEN
                return
            if not self._excuse(*found):
                self.proof.counterexample = show_people(*found)
                return

    def _refute_all(self, target: Target) -> bool:
        return all(self._refute(piece) for piece in self.free.pieces(target))

    def _refute(self, piece: Piece) -> bool:
        key = (piece.key, piece.part, frozenset(self.proof.excused))
        if key not in self.proved:
            doubt = self.free.doubt(piece)
            if not self.free.bench.refute(doubt, self._allowed(self.free.bench.person)):
                return False
            self.proved.add(key)
            self.proof.pieces += 1
        return True

    def _search(self, target: Target) -> Found | Verdict:
        """Return who breaks the promise: among people with few records; unless the whole is proved, among all."""
        found = self._find(self.few, target)
        if not isinstance(found, Verdict):
            return found
        if (not self.promise.hopeful and self._refute_all(target)) or all(map(self._refute, self.free.wholes(target))):
            return Verdict.PROVED
        return self._find(self.promise([target], Size.FULL), target)

    def _find(self, promise: Promise, target: Target) -> Found | Verdict:
        verdict = Verdict.PROVED
        for question in promise.pose(target):
            found = find_people(self._allow(question), promise.bench.facts, breach=True)
            if not isinstance(found, Verdict):
                return found
            verdict = found if found == Verdict.OPEN else verdict
        return verdict

    def _allow(self, question: Question) -> Question:
        return replace(question, rules=[*question.rules, *self._allowed(question.views[0].person)])

    def _allowed(self, person: Person) -> list[Term]:
        """Return that none of the choices is taken under which somebody is known to break the promise."""
        chosen = [[_option_term(person, option) for option in sorted(options)] for options in self.proof.excused]
        return [negate_term(all_term(terms)) for terms in chosen]

    def _excuse(self, question: Question, drafts: Drafts) -> bool:
        """Note a breach that only a choice other than the strictest allows; False for any other."""
        shown = show_people(question, drafts)
        options = frozenset(shown.views[0][1].readings.items())
        if not self.promise.contested or not options:
            return False
        for option in sorted(options) if len(options) > 1 else ():
            alone = find_people(self._only(question, option), self.few.bench.facts, breach=True)
            if not isinstance(alone, Verdict):
                shown, options = show_people(*alone), frozenset({option})
                break
        self.proof.excused[options] = shown
        return True

    def _only(self, question: Question, option: Option) -> Question:
        """Return the question with every contested point but one at its strictest."""
        person, facts = question.views[0].person, self.few.bench.facts
        names = [name for name in person.scalars if name.startswith(READING) and name != READING + option[0]]
        strictest = [person.scalars[name].words[facts[name].values[0]] for name in names]
        return replace(question, rules=[*question.rules, *strictest, _option_term(person, option)])

    def look(self, targets: Sequence[Target]) -> None:
        """Find somebody who meets the premise, on the latest day there is one."""
        for target in targets:
            for question in self.few.pose(target):
                met = find_people(self._allow(question), self.few.bench.facts, breach=False)
                if not isinstance(met, Verdict):
                    self.proof.example = meet_people(*met)
                    return


def _option_term(person: Person, option: Option) -> Term:
    held = person.scalars.get(READING + option[0])
    return held.words[option[1]] if held else constant(value=False)


def prove_promise(
    promise: type[Promise], targets: Sequence[Target], tell: Callable[[str, int, int], None] | None = None
) -> Proof:
    """Return what becomes of a promise over some programs; `tell` hears how far it is. Stops at a counterexample."""
    examiner = Examiner(promise, targets)
    for number, target in enumerate(targets):
        if tell:
            tell(promise.zh, number, len(targets))
        examiner.examine(target)
        if examiner.proof.counterexample:
            return examiner.proof
    examiner.look(targets)
    return examiner.proof
