"""Proofs for any number of records, one record at a time.

The answers of conditions asked of records are first left free. When that lets somebody break a promise, each answer
that needs a record is checked alone: is there one record that gives it and no other condition more than it has? If not,
Z3 tells which answers shut each other out; that is a lemma about every record, and the search goes on with it. A
promise nobody breaks under lemmas alone is proved for everybody. Must never assume a lemma that was not proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import FieldOf, RecordAtom
from yunnuo.decide.proofs_acts import plain_name
from yunnuo.decide.proofs_logic import any_term, negate_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.decide.atoms import Atom
    from yunnuo.decide.proofs_answers import Answers
    from yunnuo.decide.proofs_logic import Term

SECONDS = 60  # for one question or lemma; one that takes longer is not proved
ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said of a person (`made`), and the mark that says it of the one record; `barred` denies it there.

    `atom` is None for what is said of the person alone.
    """

    made: Term
    mark: Term
    barred: Term
    atom: RecordAtom | None = None


class Lemmas:
    """Refutes breaches and learns lemmas on the way; they serve all questions about the same people."""

    def __init__(self) -> None:
        self._records: dict[str, _OneRecord] = {}
        self._learned: dict[str, Term] = {}

    def refute(self, answers: Sequence[Answers], breach: Term) -> bool:
        """Return whether nobody is in the breach; False also when Z3 cannot tell in time."""
        import z3

        solver = z3.Solver()
        solver.set("timeout", SECONDS * 1000)
        solver.add(*(rule for item in answers for rule in item.rules), breach, *self._learned.values())
        questions = [self._one(kind, answers) for kind in dict.fromkeys(kind for item in answers for kind in item.used)]
        for _ in range(ROUNDS):
            answer = solver.check()
            if answer != z3.sat:
                return bool(answer == z3.unsat)
            model = solver.model()
            found = [lemma for record, claims in questions for lemma in record.learn(claims, model)]
            if not found:
                return False
            self._learned |= {str(lemma): lemma for lemma in found}
            solver.add(*found)
        return False

    def _one(self, kind: str, answers: Sequence[Answers]) -> tuple[_OneRecord, list[Claim]]:
        """Return the one record of a kind, and what may be said of it and its person."""
        if kind not in self._records:
            self._records[kind] = _OneRecord(kind)
        return self._records[kind], self._records[kind].claims(answers)


class _OneRecord:
    """The solver of one record of a kind, of a person in every view."""

    def __init__(self, kind: str) -> None:
        import z3

        self.kind, self.solver = kind, z3.Solver()
        self.solver.set("timeout", SECONDS * 1000)
        self.solver.set("core.minimize", True)  # noqa: FBT003  # a short lemma says more
        self._claims: dict[str, Claim] = {}
        self._atoms: dict[tuple[int, RecordAtom], tuple[Claim, Claim]] = {}
        self._seen: set[int] = set()

    def claims(self, answers: Sequence[Answers]) -> list[Claim]:
        """Return everything that may be said of the record and its person in some views."""
        for item in answers:
            if item.viewer.number not in self._seen:
                self._seen.add(item.viewer.number)
                self.solver.add(*item.viewer.person.rules, *item.viewer.person.records[self.kind][0].rules)
        return [claim for item in answers for claim in (*self._made(item), *self._said(item))]

    def learn(self, claims: Sequence[Claim], model: Term) -> Iterator[Term]:
        """Yield a lemma for each answer that no one record can give without giving another more than it has."""
        import z3

        held = [bool(z3.is_true(model.eval(claim.made, model_completion=True))) for claim in claims]
        true = [claim for claim, holds in zip(claims, held, strict=True) if holds]
        false = [claim for claim, holds in zip(claims, held, strict=True) if not holds and claim.atom]
        barred = {str(claim.barred): claim for claim in false if claim.atom and claim.atom.count == 1}
        person = {str(claim.mark): claim for claim in true if not claim.atom}
        given = [*(claim.barred for claim in barred.values()), *(claim.mark for claim in person.values())]
        for claim in true:
            if claim.atom and self.solver.check(claim.mark, *given) == z3.unsat:
                core = [str(term) for term in self.solver.unsat_core()]
                others = [barred[name].made for name in core if name in barred]
                yield any_term(
                    [
                        negate_term(claim.made),
                        *others,
                        *(negate_term(person[name].made) for name in core if name in person),
                    ]
                )

    def _made(self, item: Answers) -> Iterator[Claim]:
        """Yield that a view has a record that meets an atom, surely and possibly."""
        for atom in item.atoms:
            if not isinstance(atom, RecordAtom) or atom.record != self.kind or atom.quantifier != "some":
                continue
            key = (item.viewer.number, atom)
            if key not in self._atoms:
                sure, maybe = item.viewer.met(atom, 0)
                answer, label = item.answer(atom), f"{key[0]}#{len(self._atoms)}"
                self._atoms[key] = (
                    self._claim(f"{label} sure", answer.true, sure, atom),
                    self._claim(f"{label} maybe", answer.possible, maybe, atom),
                )
            yield from self._atoms[key]

    def _said(self, item: Answers) -> Iterator[Claim]:
        """Yield what may be said of the person that bears on the record."""
        person, number = item.viewer.person, item.viewer.number
        complete = person.complete.get(self.kind)
        if complete is not None:
            yield self._claim(f"{number} complete", complete, complete)
        for name in sorted(person.scalars.keys() & _asked_facts(item.atoms, self.kind)):
            held = person.scalars[name]
            for word, term in {"": held.known, **held.words}.items():
                yield self._claim(f"{number} {name} {word}", term, term)

    def _claim(self, label: str, made: Term, here: Term, atom: RecordAtom | None = None) -> Claim:
        """Return a claim with its mark, which holds where `here` does."""
        import z3

        if label not in self._claims:
            mark = z3.Bool(label)
            self.solver.add(mark == here)
            self._claims[label] = Claim(made, mark, z3.Not(mark), atom)
        return self._claims[label]


def _asked_facts(atoms: Sequence[Atom], kind: str) -> set[str]:
    """Return the facts of the act that conditions on one kind of record look at."""
    asked = [
        item for atom in atoms if isinstance(atom, RecordAtom) and atom.record == kind for item in atom.comparisons
    ]
    operands = {item.operand.fact for item in asked if isinstance(item.operand, FieldOf)}
    return {plain_name(item.fact) for item in asked} | operands
