"""The promise about not knowing: an answer that permits is never taken back by learning more.

Must never name an article, a date or a list of the law.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yunnuo.decide.proofs import Question, View
from yunnuo.decide.proofs_bench import (
    Bench,
    Doubt,
    Part,
    Piece,
    bare_gates,
    cut_gates,
    is_permitted,
    one_gate,
    weigh_gates,
    whole_target,
)
from yunnuo.decide.proofs_logic import all_term, any_term, constant, flag_term, negate_term, permit_act
from yunnuo.decide.proofs_targets import shape_program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.decide.proofs_bench import Size
    from yunnuo.decide.proofs_fields import Field
    from yunnuo.decide.proofs_people import Person
    from yunnuo.decide.proofs_targets import Target


class Completing:
    """Whatever is permitted while facts are unknown stays permitted, however they turn out."""

    id = "completing"
    zh = "不知道的事，无论后来查明是什么，都不会推翻已经给出的“可以”"
    contested = False
    hopeful = True
    wholes = staticmethod(whole_target)

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        self.bench = Bench([[target] for target in targets], size, views=2)
        person = self.bench.person
        seen = {
            kind: [flag_term(f"seen {kind} {place}") for place in range(len(items))]
            for kind, items in person.records.items()
        }
        shown = {
            kind: tuple(
                replace(slot, exists=all_term([slot.exists, flag]))
                for slot, flag in zip(items, seen[kind], strict=True)
            )
            for kind, items in person.records.items()
        }
        lists = [
            any_term([negate_term(person.complete[kind]), negate_term(slot.exists), flag])
            for kind, items in person.records.items()
            if kind in person.complete
            for slot, flag in zip(items, seen[kind], strict=True)
        ]
        self.unsure = replace(person, records=shown, rules=(*person.rules, *lists))
        self.sure = _known(person)
        self.viewers = (self.bench.viewer(self.unsure), self.bench.viewer(self.sure, 1))

    def pieces(self, target: Target) -> list[Piece]:
        """Return every gate, and that some gate of the law still applies once everything is known."""
        law = cut_gates(target.program, [gate for gate in target.program.gates if gate.outcome == "law"])
        whole = bare_gates(law)
        some = Piece(shape_program(whole), whole, Part.APPLIES)
        return [*(one_gate(target.program, gate) for gate in target.program.gates), some]

    def doubt(self, piece: Piece) -> Doubt:
        """Return where a gate is passed while something is unknown, and not once it is known."""
        unsure, sure = (self.bench.answers(viewer, piece.program) for viewer in self.viewers)
        before, after = (weigh_gates(piece.program, held) for held in (unsure, sure))
        breach = all_term([piece.join(before), negate_term(piece.join(after))])
        if piece.part == Part.APPLIES:
            breach = all_term(gate.absent for gate in after)
        return Doubt((unsure, sure), breach)

    def pose(self, target: Target) -> list[Question]:
        """Ask for somebody who is permitted while something is unknown, and not once it is known."""
        unsure, sure = (self.bench.answers(viewer, target.program) for viewer in self.viewers)
        before, after = (permit_act(weigh_gates(target.program, held)) for held in (unsure, sure))
        open_facts = [negate_term(held.known) for held in self.unsure.scalars.values()]
        premise = all_term([before, any_term([*open_facts, *map(negate_term, self.unsure.complete.values())])])
        views = (View("还不知道时", self.unsure, target.decide), View("都查明之后", self.sure, target.decide))
        return [
            Question(
                target.scope,
                [*unsure.rules, *sure.rules],
                premise,
                all_term([premise, negate_term(after)]),
                views,
                sure.used,
                lambda drafts: is_permitted(views[0], drafts[0]),
                lambda drafts: is_permitted(views[0], drafts[0]) and not is_permitted(views[1], drafts[1]),
                target.counted,
                target.defaults,
            )
        ]


def _known(person: Person) -> Person:
    """Return the person with everything known and every list complete."""
    yes = constant(value=True)

    def known(fields: Mapping[str, Field]) -> dict[str, Field]:
        return {name: replace(held, known=yes) for name, held in fields.items()}

    records = {
        kind: tuple(replace(slot, fields=known(slot.fields)) for slot in items)
        for kind, items in person.records.items()
    }
    scalars = {name: replace(held, known=person.reach.get(name, yes)) for name, held in person.scalars.items()}
    return replace(person, scalars=scalars, records=records, complete=dict.fromkeys(person.complete, yes))
