"""Words: the answers to a program's atoms as bits of 64-bit integers, so that equal people are equal numbers.

An atom that may be unknown takes two bits (0 false, 1 true, 2 unknown, 3 true: what OR makes of true and unknown), one
that never is takes one. Two-bit atoms stand first in a word, so that none crosses a byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from yunnuo.decide.atoms import AbsentAtom

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.program import Program

WORD_BITS = 62  # whole pairs within a signed 64-bit integer
_CODES: dict[Truth, int] = {False: 0, True: 1, None: 2}
_TRUTHS: tuple[Truth, ...] = (False, True, None, True)


class Slot(NamedTuple):
    """Where an atom stands in its word: how far from the lowest bit, and on how many bits (one or two)."""

    atom: int
    shift: int
    width: int


Layout = tuple[tuple[Slot, ...], ...]  # the slots of each word


def asked_atoms(program: Program) -> list[int]:
    """Return the atoms a signature can hold, in order; an atom that is always unknown needs no bits."""
    return [number for number, atom in enumerate(program.atoms) if not isinstance(atom, AbsentAtom)]


def layout_words(wide: Sequence[int], narrow: Sequence[int] = ()) -> Layout:
    """Return the layout of atoms that may be unknown and of atoms that never are; at least one word."""
    words: list[list[Slot]] = [[]]
    used = 0
    for width, atoms in ((2, wide), (1, narrow)):
        for atom in atoms:
            if used + width > WORD_BITS:
                words.append([])
                used = 0
            words[-1].append(Slot(atom, used, width))
            used += width
    return tuple(map(tuple, words))


def pack_answers(answers: Mapping[int, Truth], slots: Iterable[Slot]) -> int:
    """Return the word that holds these answers; an atom that is not among them leaves its bits empty."""
    return sum(_CODES[answers[slot.atom]] << slot.shift for slot in slots if slot.atom in answers)


def decode_words(program: Program, words: Sequence[int], layout: Layout) -> list[Truth]:
    """Return the answers a signature stands for, in atom order; an asked atom that no word holds is false."""
    values: list[Truth] = [None if isinstance(atom, AbsentAtom) else False for atom in program.atoms]
    for word, slots in zip(words, layout, strict=True):
        for number, shift, width in slots:
            values[number] = _TRUTHS[(word >> shift) & (3 if width > 1 else 1)]
    return values


def tidy_word(word: str, slots: Iterable[Slot]) -> str:
    """Return the SQL of a joined word with "true and unknown" made plain true: equal answers are equal words."""
    lows = sum(1 << slot.shift for slot in slots if slot.width > 1)
    return f"({word} & ~(({word} & {lows}) << 1))" if lows else word
