"""A person as Z3 variables: every fact known or unknown, every list complete or not, as many records as count.

How many records count is exact, not a guess. The value of a condition asked of some record is the best that any record
gives it; so of any person, keep for each condition the record that gives that best (for `count n`, the n best), throw
the rest away, and no condition changes. A slot for each condition and each view of the person therefore stands for any
number of records. Must never be used to decide about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import FieldOf, GapAtom, RecordAtom, ScalarAtom
from yunnuo.decide.proofs_acts import DAYS, DERIVED, EACH, ELEMENTS, READING, plain_name
from yunnuo.decide.proofs_fields import Domains, Field, FieldMaker
from yunnuo.decide.proofs_logic import all_term, constant, flag_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yunnuo.decide.atoms import Atom, Comparison
    from yunnuo.decide.proofs_acts import Counted
    from yunnuo.decide.proofs_logic import Term
    from yunnuo.rulebook.vocabulary import Fact

DAY = 24 * 3600 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Slot:
    """One record that a person may have; `rules` hold among its fields."""

    exists: Term
    fields: Mapping[str, Field]
    rules: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One view of a person: before or after, less or more known.

    `reach` tells, of an instant the calendar has to supply, where the calendar reaches it.
    """

    scalars: Mapping[str, Field]
    records: Mapping[str, tuple[Slot, ...]]
    complete: Mapping[str, Term]
    rules: tuple[Term, ...] = ()
    reach: Mapping[str, Term] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """Every person there may be, as far as the atoms of some programs can tell; each group is one program's atoms.

    `most`, unless 0, is how many records of a kind a person has at most; else as many as the neediest program needs.
    """

    facts: Mapping[str, Fact]
    groups: Sequence[Sequence[Atom]]
    views: int
    counted: Mapping[str, Counted] = field(default_factory=dict)
    most: int = 0
    slots: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def build(self) -> Person:
        """Return the person of which every other view is made."""
        import z3

        atoms = list(dict.fromkeys(atom for group in self.groups for atom in group))
        domains = Domains(self.facts)
        domains.scan(atoms)
        self._survey(atoms)
        maker = FieldMaker(domains)
        scalars = {name: maker.make(name, "p") for name in self.names if not self.facts[name].record}
        for name, held in scalars.items():
            maker.bind(name, held, scalars)
        reach = self._count(scalars, maker)
        maker.rules += _told_together(scalars)
        rules = tuple(maker.rules)
        records = {
            kind: tuple(
                self._slot(f"{kind}{number}", kind, scalars, domains)
                for number in range(self.most or count * self.views)
            )
            for kind, count in self.slots.items()
        }
        return Person(scalars, records, {kind: z3.Bool(f"{kind}!") for kind in self.kinds}, rules, reach)

    def _survey(self, atoms: Sequence[Atom]) -> None:
        """Note which facts and kinds of record the atoms mention, and how many records each kind needs."""
        found: dict[str, None] = {}
        kinds: dict[str, None] = {}
        for atom in atoms:
            if isinstance(atom, RecordAtom | GapAtom):
                kinds[atom.record] = None
            for name in _mentioned(atom):
                found[name] = None
                found |= dict.fromkeys([self.counted[name].start] if name in self.counted else [])
        found.pop(EACH, None)  # asked as a whole it is unknown; its elements have names of their own
        self.names = [name for name in found if name in self.facts and self.facts[name].level not in DERIVED]
        self.kinds = sorted(kinds)
        for group in self.groups:
            for kind, count in place_atoms(group)[1].items():
                self.slots[kind] = max(count, self.slots.get(kind, 0))

    def _slot(self, owner: str, kind: str, scalars: Mapping[str, Field], domains: Domains) -> Slot:
        import z3

        maker = FieldMaker(domains)
        fields = {name: maker.make(name, owner) for name in self.names if self.facts[name].record == kind}
        for name, held in fields.items():
            maker.bind(name, held, scalars)
        return Slot(z3.Bool(f"{owner}."), fields, tuple(maker.rules))

    def _count(self, scalars: dict[str, Field], maker: FieldMaker) -> dict[str, Term]:
        """Tie what a calendar counts loosely to its start; return where the calendar reaches it."""
        reach: dict[str, Term] = {}
        for name, item in self.counted.items():
            if name not in scalars:
                continue
            unsure = item.period and item.period.unit == "working_day"
            reach[name] = flag_term(f"{name} reached") if unsure else constant(value=True)
            known = [scalars[item.start].known] if item.start else []
            scalars[name] = replace(scalars[name], known=all_term([reach[name], *known]))
            if item.start and item.period:
                first, last = sorted(item.period.count * days * DAY for days in DAYS[item.period.unit])
                away = scalars[name].number - scalars[item.start].number
                maker.rules += [away >= first - DAY, away <= last + DAY]
        return reach


def _told_together(scalars: Mapping[str, Field]) -> Iterator[Term]:
    """Yield that readings are always chosen, and that the two categories of an act are known together."""
    yield from (held.known for name, held in scalars.items() if name.startswith(READING))
    if all(name in scalars for name in ELEMENTS):
        yield scalars[ELEMENTS[0]].known == scalars[ELEMENTS[1]].known


def _mentioned(atom: Atom) -> list[str]:
    """Return the facts an atom looks at, those of the act under their own name."""
    names = []
    for item in _comparisons(atom):
        names.append(plain_name(item.fact))
        if isinstance(item.operand, FieldOf):
            names.append(item.operand.fact)
    return [*names, atom.at] if isinstance(atom, RecordAtom) else names


def _comparisons(atom: Atom) -> Sequence[Comparison]:
    if isinstance(atom, RecordAtom):
        return atom.comparisons
    return (atom.comparison,) if isinstance(atom, ScalarAtom) else ()


def place_atoms(atoms: Sequence[Atom]) -> tuple[dict[RecordAtom, int], dict[str, int]]:
    """Return the first slot kept for each atom of a program, and how many slots each kind of record needs.

    The latest record needs itself and one that may make it unsure which is the latest.
    """
    places: dict[RecordAtom, int] = {}
    sizes: dict[str, int] = {}
    for atom in atoms:
        if isinstance(atom, RecordAtom) and atom not in places:
            places[atom] = sizes.get(atom.record, 0)
            sizes[atom.record] = places[atom] + (2 if atom.quantifier == "latest" else atom.count)
    return places, sizes
