"""Atoms answered for people made of Z3 variables: the twin of `atoms.answer_atom`.

A `Viewer` knows one view of a person and remembers what it compared; `Answers` are a program's atoms asked of it. Must
never be used to decide about anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.atoms import FieldOf, GapAtom, RecordAtom, ScalarAtom
from yunnuo.decide.proofs_acts import OPENED, plain_name
from yunnuo.decide.proofs_fields import compare_fields
from yunnuo.decide.proofs_logic import Pair, Term, all_term, any_term, constant, negate_term, settled_pair, state_pair
from yunnuo.decide.proofs_people import place_atoms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.decide.atoms import Atom, Comparison
    from yunnuo.decide.proofs_fields import Field
    from yunnuo.decide.proofs_people import Person, Slot
    from yunnuo.rulebook.vocabulary import Fact


class Viewer:
    """One view of a person; answers are remembered, as programs share most of their conditions."""

    def __init__(self, facts: Mapping[str, Fact], person: Person, number: int = 0) -> None:
        self.facts, self.person, self.number = facts, person, number
        self._free: dict[RecordAtom, Pair] = {}
        self._met: dict[tuple[RecordAtom, int], tuple[Term, Term]] = {}
        self._compared: dict[tuple[str, int, Comparison], Pair] = {}

    def compare(self, item: Comparison, held: Mapping[str, Field], record: str = "") -> Pair:
        """Return a comparison of a person's fact, or of one record's; a fact nobody has is unknown."""
        left = self._field(item.fact, held, record)
        right = item.operand
        if not isinstance(right, FieldOf):
            return settled_pair(None) if left is None else compare_fields(item.op, left, right)
        other = self._field(right.fact, held, record)
        if left is None or other is None:
            return settled_pair(None)
        return compare_fields(item.op, left, other, symbol=right.fact, shift=right.shift)

    def _field(self, fact: str, held: Mapping[str, Field], record: str) -> Field | None:
        name = plain_name(fact)
        if name in held:
            return held[name]
        opened = record and name in self.facts and self.facts[name].level == OPENED
        return self.person.scalars.get(name) if opened else None

    def meets(self, atom: RecordAtom, place: int) -> Pair:
        """Return whether the record in a place meets an atom's condition, were it there."""
        slot = self.person.records[atom.record][place]

        def leaf(number: int) -> Pair:
            key = (atom.record, place, atom.comparisons[number])
            if key not in self._compared:
                self._compared[key] = self.compare(atom.comparisons[number], slot.fields, atom.record)
            return self._compared[key]

        return state_pair(atom.condition, leaf)

    def free(self, atom: RecordAtom) -> Pair:
        """Return an answer that is left open, the same one for every program."""
        import z3

        if atom not in self._free:
            label = f"{self.number}#{len(self._free)}"
            self._free[atom] = Pair(z3.Bool(f"{label}+"), z3.Bool(f"{label}-"))
        return self._free[atom]

    def met(self, atom: RecordAtom, place: int) -> tuple[Term, Term]:
        """Return where the record in a place is there and certainly meets the condition, and where it may."""
        key = (atom, place)
        if key not in self._met:
            exists, pair = self.person.records[atom.record][place].exists, self.meets(atom, place)
            self._met[key] = (all_term([exists, pair.true]), all_term([exists, pair.possible]))
        return self._met[key]


class Answers:
    """The answers of one program's atoms in one of several views; `rules` hold for the people they are asked of.

    `exact`: a person has a slot for each atom and view, so that any number of records is stood for.
    """

    def __init__(self, viewer: Viewer, atoms: Sequence[Atom], views: int, *, exact: bool) -> None:
        self.viewer, self.atoms, self.exact = viewer, atoms, exact
        self.places, self.sizes = place_atoms(atoms)
        person = viewer.person
        self.used = {kind: size * views if exact else len(person.records[kind]) for kind, size in self.sizes.items()}
        self.rules: list[Term] = [*person.rules]
        for kind in self.used:
            self.rules += [rule for slot in self.slots(kind) for rule in slot.rules]
        self._answers: dict[Atom, Pair] = {}

    def slots(self, kind: str) -> tuple[Slot, ...]:
        """Return the records of a kind that this program needs."""
        return self.viewer.person.records.get(kind, ())[: self.used.get(kind, 0)]

    def answer(self, atom: Atom) -> Pair:
        """Return the answer to an atom."""
        if atom not in self._answers:
            self._answers[atom] = self._ask(atom)
        return self._answers[atom]

    def _ask(self, atom: Atom) -> Pair:
        match atom:
            case ScalarAtom(comparison):
                return self.viewer.compare(comparison, self.viewer.person.scalars)
            case RecordAtom():
                return self._latest(atom) if atom.quantifier == "latest" else self._some(atom)
            case GapAtom(record):
                return Pair(constant(value=False), self.viewer.person.complete[record])
            case _:
                return settled_pair(None)

    def _some(self, atom: RecordAtom) -> Pair:
        met = [self.viewer.met(atom, place) for place in range(len(self.slots(atom.record)))]
        sure, maybe = [pair[0] for pair in met], [pair[1] for pair in met]
        answer = Pair(_at_least(atom.count, sure), negate_term(_at_least(atom.count, maybe)))
        if not self.exact:
            return answer
        start = self.places[atom] + self.viewer.number * self.sizes[atom.record]
        for place in range(start, start + atom.count):  # the slots kept for this atom hold the records that meet it
            self.rules.append(any_term([negate_term(answer.true), sure[place]]))
            self.rules.append(any_term([answer.false, maybe[place]]))
        return answer

    def _latest(self, atom: RecordAtom) -> Pair:
        slots = self.slots(atom.record)
        times = [slot.fields[atom.at] for slot in slots]
        dated = [any_term([negate_term(slot.exists), slot.fields[atom.at].known]) for slot in slots]
        sure, never = [], [all_term(negate_term(slot.exists) for slot in slots)]
        for place, slot in enumerate(slots):
            others = [at for at in range(len(slots)) if at != place]
            later = [any_term([negate_term(slots[at].exists), times[place].number > times[at].number]) for at in others]
            pair = self.viewer.meets(atom, place)
            sure.append(all_term([slot.exists, *dated, *later, pair.true]))
            never.append(all_term([slot.exists, *dated, *later, pair.false]))
        return Pair(any_term(sure), any_term(never))


class FreeAnswers(Answers):
    """Answers that leave open what records answer an atom; only `proofs_lemmas` ties them together.

    More people than there are, so what nobody among them breaks nobody breaks.
    """

    def _some(self, atom: RecordAtom) -> Pair:
        return self._free(atom)

    def _latest(self, atom: RecordAtom) -> Pair:
        return self._free(atom)

    def _free(self, atom: RecordAtom) -> Pair:
        pair = self.viewer.free(atom)
        self.rules.append(negate_term(all_term([pair.true, pair.false])))
        return pair


def _at_least(count: int, terms: list[Term]) -> Term:
    import z3

    return any_term(terms) if count <= 1 else z3.AtLeast(*terms, count)
