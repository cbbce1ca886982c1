"""Judging many valuations at once: each answer is one long integer with a bit for every valuation.

A three-valued expression over all of them costs a few operations on long integers. The valuations are then split, gate
by gate, into classes that the gate cannot tell apart, and `judge.judge_gate` decides one of each class. Must always
give what `judge.judge_values` gives for each valuation alone.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from yunnuo.decide.atoms import AbsentAtom, RecordAtom, atom_facts
from yunnuo.decide.expressions import And, Const, Expression, Leaf, Not, Or, Truth, atoms_of
from yunnuo.decide.judge import GateVerdict, join_verdicts, judge_gate
from yunnuo.decide.words import decode_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.program import Clause, GateProgram, Program
    from yunnuo.decide.words import Layout

_MOST = 250  # classes that one byte can name


class Bits(NamedTuple):
    """Where something is certainly true, and where it may be."""

    certain: int
    possible: int

    @property
    def unsure(self) -> int:
        """Return where it is unknown."""
        return self.possible & ~self.certain


def judge_bulk(program: Program, words: Sequence[Sequence[int]], layout: Layout) -> list[Decision]:
    """Return the decision of every signature; `words[k][n]` is word k of signature n (`decide.words`)."""
    size = len(words[0])
    if not size:
        return []
    bulk = _Bulk(program, words, layout)
    named = [_name_classes(bulk, gate) for gate in program.gates]
    known: dict[tuple[int, ...], Decision] = {}
    decisions = []
    for key in zip(*(names for names, _ in named), strict=True):
        decision = known.get(key)
        if decision is None:
            verdicts = [held[name] for name, (_, held) in zip(key, named, strict=True)]
            decision = known[key] = join_verdicts(program, verdicts)
        decisions.append(decision)
    return decisions


class _Bulk:
    """All valuations of a program's atoms as long integers; bit n (from the left) belongs to valuation n."""

    def __init__(self, program: Program, words: Sequence[Sequence[int]], layout: Layout) -> None:
        self.program, self.words, self.layout, self.size = program, words, layout, len(words[0])
        self.full = (1 << self.size) - 1
        self.atoms = [Bits(0, self.full if isinstance(atom, AbsentAtom) else 0) for atom in program.atoms]
        for column, slots in zip(words, layout, strict=True):
            held = array("Q", column).tobytes()
            for slot in slots:
                lane = held[slot.shift // 8 :: 8]  # the byte of each word, lowest first, that holds the atom
                tables = _TABLES[slot.shift % 8, slot.width]
                self.atoms[slot.atom] = Bits(*(int(lane.translate(table), 2) for table in tables))

    def truth(self, expression: Expression) -> Bits:
        """Return where an expression is certain and where it is possible."""
        match expression:
            case Leaf(atom):
                return self.atoms[atom]
            case Not(part):
                inner = self.truth(part)
                return Bits(self.full & ~inner.possible, self.full & ~inner.certain)
            case And(parts):
                certain = possible = self.full
                for part in parts:
                    inner = self.truth(part)
                    certain, possible = certain & inner.certain, possible & inner.possible
                return Bits(certain, possible)
            case Or(parts):
                certain = possible = 0
                for part in parts:
                    inner = self.truth(part)
                    certain, possible = certain | inner.certain, possible | inner.possible
                return Bits(certain, possible)
            case Const(value):
                return Bits(self.full if value is True else 0, self.full if value is not False else 0)

    def values(self, number: int) -> list[Truth]:
        """Return one valuation."""
        return decode_words(self.program, [column[number] for column in self.words], self.layout)

    def first(self, mask: int) -> int:
        """Return the number of the first valuation in a non-empty mask."""
        return self.size - mask.bit_length()


def _byte_table(shift: int, width: int, codes: frozenset[int]) -> bytes:
    mask = (1 << width) - 1
    return bytes(ord("1") if (byte >> shift) & mask in codes else ord("0") for byte in range(256))


_TABLES = {
    (shift, width): tuple(_byte_table(shift, width, codes) for codes in (frozenset({1, 3}), frozenset({1, 2, 3})))
    for shift in range(8)
    for width in (1, 2)
}


def _name_classes(bulk: _Bulk, gate: GateProgram) -> tuple[Iterable[int], list[GateVerdict | None]]:
    """Return the class of every valuation at one gate, and the verdict of each class."""
    parts = [gate.applies, *(clause.speaks for clause in _clauses(gate))]
    truths = [bulk.truth(part) for part in parts]
    masks: dict[GateVerdict | None, int] = {}
    for mask in _split_gate(bulk, gate, truths):
        at = 1 << (mask.bit_length() - 1)
        held = [True if bits.certain & at else None if bits.possible & at else False for bits in truths]
        verdict = judge_gate(bulk.program, gate, held, bulk.values(bulk.first(mask)))
        masks[verdict] = masks.get(verdict, 0) | mask
    return _number_classes(list(masks.values()), bulk.size), list(masks)


def _clauses(gate: GateProgram) -> tuple[Clause, ...]:
    return (*gate.closing, *gate.opening, *gate.default, *gate.duties)


def _number_classes(masks: Sequence[int], size: int) -> Iterable[int]:
    """Return the number of the class each valuation is in; the classes are disjoint and leave nobody out."""
    if len(masks) > _MOST:
        numbers = [0] * size
        for number, mask in enumerate(masks):
            for place, bit in enumerate(format(mask, f"0{size}b")):
                if bit == "1":
                    numbers[place] = number
        return numbers
    joined = 0
    for number, mask in enumerate(masks):
        table = bytes.maketrans(b"01", bytes((0, number)))
        joined |= int.from_bytes(format(mask, f"0{size}b").encode().translate(table), "big")
    return joined.to_bytes(size, "big")


def _split_gate(bulk: _Bulk, gate: GateProgram, truths: Sequence[Bits]) -> Iterator[int]:
    """Yield masks of valuations that come out of a gate alike, reasons, missing facts and duties included."""
    applies = truths[0]
    if bulk.full & ~applies.possible:
        yield bulk.full & ~applies.possible
    duties = [bits.possible for bits in truths[len(truths) - len(gate.duties) :]]
    for area, asked in ((applies.certain, ()), (applies.unsure, atoms_of(gate.applies))):
        known = [part for atom in asked for part in _atom_bits(bulk, atom)]
        for mask in _split(_split([area], duties), known):
            yield from _split_stages(bulk, gate, truths, mask)


def _split_stages(bulk: _Bulk, gate: GateProgram, truths: Sequence[Bits], rest: int) -> Iterator[int]:
    place = 1
    for clauses in (gate.closing, gate.opening, gate.default):
        held = truths[place : place + len(clauses)]
        place += len(clauses)
        speaking = _union(bits.certain for bits in held) & rest
        yield from _split([speaking], [bits.certain for bits in held])
        unsure = _union(bits.possible for bits in held) & rest & ~speaking
        for mask in _split([unsure], [bits.unsure for bits in held]):
            open_clauses = [clause for clause, bits in zip(clauses, held, strict=True) if bits.unsure & mask]
            atoms = dict.fromkeys(atom for clause in open_clauses for atom in atoms_of(clause.speaks))
            yield from _split([mask], [part for atom in atoms for part in _atom_bits(bulk, atom)])
        rest &= ~(speaking | unsure)
    if rest:
        yield rest


def _atom_bits(bulk: _Bulk, atom: int) -> Iterator[int]:
    """Yield what tells valuations apart at an atom: its answer, and whether a record lacks a field it asks."""
    bits, program = bulk.atoms[atom], bulk.program
    yield from bits
    if isinstance(program.atoms[atom], RecordAtom):
        for fact in atom_facts(program.atoms[atom]):
            if fact in program.blanks:
                yield bulk.atoms[program.blanks[fact]].certain


def _union(masks: Iterable[int]) -> int:
    joined = 0
    for mask in masks:
        joined |= mask
    return joined


def _split(areas: Iterable[int], masks: Iterable[int]) -> list[int]:
    """Return the areas cut along every mask; empty pieces are dropped."""
    pieces = [area for area in areas if area]
    for mask in masks:
        cut = []
        for piece in pieces:
            inside = piece & mask
            if inside == piece or not inside:
                cut.append(piece)
            else:
                cut += [inside, piece ^ inside]
        pieces = cut
    return pieces
