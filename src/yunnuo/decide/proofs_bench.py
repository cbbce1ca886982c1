"""What every promise is built with: the people of some programs, and how the gates of a program come out for them.

Built once for all questions of one promise, as programs share most of their conditions. Must never be used to decide
about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from yunnuo.decide.atoms import GapAtom, atom_facts
from yunnuo.decide.proofs_acts import plain_name
from yunnuo.decide.proofs_answers import Answers, FreeAnswers, Viewer
from yunnuo.decide.proofs_lemmas import Lemmas
from yunnuo.decide.proofs_logic import GateTerms, Term, all_term, constant, permit_act, weigh_gate
from yunnuo.decide.proofs_people import World
from yunnuo.decide.proofs_targets import shape_program, weighed_atoms
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from yunnuo.decide.atoms import Atom
    from yunnuo.decide.program import Clause, GateProgram, Program
    from yunnuo.decide.proofs import Question, View
    from yunnuo.decide.proofs_acts import Counted
    from yunnuo.decide.proofs_drafts import Draft
    from yunnuo.decide.proofs_people import Person
    from yunnuo.decide.proofs_targets import Target
    from yunnuo.rulebook.vocabulary import Fact


class Size(StrEnum):
    """How many records a person has in a question.

    `FEW`: at most two of a kind, to find people quickly. `FREE`: any number, by lemmas about one. `FULL`: any number,
    by a slot for every condition; exact, and slow.
    """

    FEW = "few"
    FREE = "free"
    FULL = "full"


MOST = {Size.FEW: 2, Size.FREE: 1, Size.FULL: 0}


class Part(StrEnum):
    """What a piece is of its program, and so what is asked of it.

    `GATES`: are these gates passed? `APPLIES`: does any of them apply? `WHOLE`: is the act permitted?
    """

    GATES = "gates"
    APPLIES = "applies"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a program; when nobody breaks a promise in any piece, nobody does. The same `key` says the same.

    `older` is the same part of the program it is compared with, `about` says of which acts the promise speaks.
    """

    key: object
    program: Program
    part: Part = Part.GATES
    older: Program | None = None
    about: tuple[Atom, ...] = ()

    @property
    def join(self) -> Callable[[Iterable[GateTerms]], Term]:
        """Return how the gates of the piece are joined to what is asked."""
        return permit_act if self.part == Part.WHOLE else pass_gates


@dataclass(frozen=True, slots=True)
class Doubt:
    """The answers a piece was asked for, one view each, and where the promise would be broken."""

    answers: tuple[Answers, ...]
    breach: Term


class Promise(Protocol):
    """One promise: what it says, and the questions it puts to a program.

    `contested`: it may fail under an option of a contested point that is not the strictest, which is then told.
    `hopeful`: it is expected to hold, so a proof is tried before a search for who breaks it.
    """

    id: str
    zh: str
    contested: bool
    hopeful: bool
    bench: Bench

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        """Build the people of some programs."""

    def pieces(self, target: Target) -> list[Piece]:
        """Return the pieces it is enough to prove; the last resort is `wholes`."""

    def wholes(self, target: Target) -> list[Piece]:
        """Return the pieces that are everything: the promise holds for the program just when it holds in them."""

    def doubt(self, piece: Piece) -> Doubt:
        """Return where the promise would be broken in a piece."""

    def pose(self, target: Target) -> list[Question]:
        """Return the questions to the whole program; none where the promise says nothing about it."""


class Bench:
    """The people of some programs; a group holds the programs one question asks, `views` counts its views of a person.

    `goals` are atoms that the promise itself asks.
    """

    def __init__(
        self, groups: Sequence[Sequence[Target]], size: Size, goals: Sequence[Atom] = (), views: int = 1
    ) -> None:
        self.facts: dict[str, Fact] = {}
        counted: dict[str, Counted] = {}
        for target in (target for group in groups for target in group):
            self.facts |= target.vocabulary.facts
            counted |= {item.id: item for item in target.counted}
        self.goals, self.views, self.size = [atom for atom in goals if _is_known(atom, self.facts)], views, size
        asked = [self.atoms(*(target.program for target in group)) for group in groups]
        self.person = World(self.facts, asked, views, counted, MOST[size]).build()
        self._lemmas = Lemmas()

    def atoms(self, *programs: Program) -> list[Atom]:
        """Return the atoms that questions about some programs ask."""
        return list(dict.fromkeys([*(atom for item in programs for atom in weighed_atoms(item)), *self.goals]))

    def viewer(self, person: Person, number: int = 0) -> Viewer:
        """Return the answers to what is asked of one view."""
        return Viewer(self.facts, person, number)

    def answers(self, viewer: Viewer, *programs: Program) -> Answers:
        """Return the answers of some programs' atoms in one view."""
        atoms = self.atoms(*programs)
        if self.size == Size.FREE:
            return FreeAnswers(viewer, atoms, self.views, exact=False)
        return Answers(viewer, atoms, self.views, exact=self.size == Size.FULL)

    def refute(self, doubt: Doubt, allowed: Sequence[Term] = ()) -> bool:
        """Return whether nobody breaks the promise in a piece, with any number of records; False also when unsure."""
        return self._lemmas.refute(doubt.answers, all_term([doubt.breach, *allowed]))


def _is_known(atom: Atom, facts: Mapping[str, Fact]) -> bool:
    """Return whether a vocabulary has what a promise asks about; another rulebook may not."""
    return isinstance(atom, GapAtom) or all(plain_name(name) in facts for name in atom_facts(atom))


def weigh_gates(
    program: Program,
    answers: Answers,
    gates: Sequence[GateProgram] | None = None,
    keeps: Callable[[Clause], Term] | None = None,
) -> list[GateTerms]:
    """Return how the gates of a program come out in one view; `gates` stand in for its own."""
    atoms = program.atoms
    weighed = program.gates if gates is None else gates
    return [weigh_gate(gate, lambda number: answers.answer(atoms[number]), keeps) for gate in weighed]


def cut_gates(program: Program, gates: Iterable[GateProgram]) -> Program:
    """Return a program with some of its gates only."""
    return replace(program, gates=tuple(gates))


def whole_piece(program: Program) -> Piece:
    """Return the piece that is everything."""
    return Piece(shape_program(program), program, Part.WHOLE)


def whole_target(target: Target) -> list[Piece]:
    """Return the whole program of a target as its only piece."""
    return [whole_piece(target.program)]


def bare_gates(program: Program) -> Program:
    """Return a program whose gates only tell whether they apply."""
    bare = (replace(gate, closing=(), opening=(), default=(), duties=(), opens=False) for gate in program.gates)
    return cut_gates(program, bare)


def one_gate(program: Program, gate: GateProgram) -> Piece:
    """Return the piece that is one gate."""
    piece = cut_gates(program, [gate])
    return Piece(shape_program(piece), piece)


def pass_gates(gates: Iterable[GateTerms]) -> Term:
    """Return where no gate stands in the way."""
    return all_term([*(gate.passed for gate in gates), constant(value=True)])


def is_permitted(view: View, draft: Draft) -> bool:
    """Return whether the ordinary engine permits."""
    return view.decide(draft).outcome == Outcome.PERMITTED
