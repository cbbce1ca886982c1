"""The promises about what may never permit more: withdrawing and prohibiting.

Each names the views of a person it compares and where it would be broken. Must never name an article, a date or a list
of the law.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import Comparison, RecordAtom
from yunnuo.decide.expressions import Leaf, Or, atoms_of
from yunnuo.decide.proofs import Question, View
from yunnuo.decide.proofs_bench import (
    Bench,
    Doubt,
    Piece,
    cut_gates,
    is_permitted,
    one_gate,
    weigh_gates,
    whole_piece,
    whole_target,
)
from yunnuo.decide.proofs_logic import all_term, any_term, constant, flag_term, negate_term, permit_act
from yunnuo.decide.proofs_targets import gate_parts, shape_program, without_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.decide.expressions import Expression
    from yunnuo.decide.program import Program
    from yunnuo.decide.proofs_answers import Answers
    from yunnuo.decide.proofs_bench import Size
    from yunnuo.decide.proofs_drafts import Drafts, Reader
    from yunnuo.decide.proofs_logic import GateTerms, Term
    from yunnuo.decide.proofs_people import Slot
    from yunnuo.decide.proofs_targets import Target


STATES = tuple(Comparison("consent.state", "is", word) for word in ("given", "withdrawn"))


class Withdrawing:
    """Withdrawing consents and adding refusals, any number of them at once, never permits more."""

    id = "withdrawing"
    zh = "撤回同意、增加拒绝，不会多出“可以”"
    contested = False
    hopeful = True
    wholes = staticmethod(whole_target)
    GOALS = (RecordAtom("consent", "some", Or((Leaf(0), Leaf(1))), STATES, "consent.given_at"),)

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        self.bench = Bench([[target] for target in targets], size, self.GOALS, views=2)
        person = self.bench.person
        stopped = [_withdrawn(slot, place) for place, slot in enumerate(person.records.get("consent", ()))]
        later = [flag_term(f"refused {place}") for place in range(len(person.records.get("refusal", ())))]
        fewer = (_less(slot, flag) for slot, flag in zip(person.records.get("refusal", ()), later, strict=True))
        self.before = replace(person, records={**person.records, "refusal": tuple(fewer)})
        self.after = replace(person, records={**person.records, "consent": tuple(slot for slot, _ in stopped)})
        self.changes = {"consent": [change for _, change in stopped], "refusal": later}
        self.viewers = (self.bench.viewer(self.before), self.bench.viewer(self.after, 1))

    def pieces(self, target: Target) -> list[Piece]:
        """Return the gates that look at consents and refusals; the others come out alike before and after."""
        program = target.program
        if any(_asks_records(program, gate.applies) for gate in program.gates):
            return [whole_piece(target.program)]
        gates = [gate for gate in program.gates if any(_asks_records(program, part) for part in gate_parts(gate))]
        piece = cut_gates(program, gates)
        return [Piece(shape_program(piece), piece)]

    def doubt(self, piece: Piece) -> Doubt:
        """Return where all gates are passed afterwards and some gate was not before."""
        before, after = (self.bench.answers(viewer, piece.program) for viewer in self.viewers)
        was, now = (piece.join(weigh_gates(piece.program, held)) for held in (before, after))
        return Doubt((before, after), all_term([now, negate_term(was)]))

    def pose(self, target: Target) -> list[Question]:
        """Ask for somebody who may be contacted after stopping, and could not before."""
        before, after = (self.bench.answers(viewer, target.program) for viewer in self.viewers)
        was, now = (permit_act(weigh_gates(target.program, held)) for held in (before, after))
        changed = [
            all_term([slot.exists, change])
            for kind, changes in self.changes.items()
            for slot, change in zip(after.slots(kind), changes, strict=False)
        ]
        premise = all_term([now, any_term([*changed, constant(value=False)])])
        views = (View("撤回、拒绝之前", self.before, target.decide), View("撤回、拒绝之后", self.after, target.decide))
        return [
            Question(
                target.scope,
                [*before.rules, *after.rules],
                premise,
                all_term([premise, negate_term(was)]),
                views,
                after.used,
                lambda drafts: is_permitted(views[1], drafts[1]),
                lambda drafts: is_permitted(views[1], drafts[1]) and not is_permitted(views[0], drafts[0]),
                target.counted,
                target.defaults,
            )
        ]


def _asks_records(program: Program, part: Expression) -> bool:
    """Return whether an expression looks at consents or refusals."""
    asked = (program.atoms[number] for number in atoms_of(part))
    return any(isinstance(atom, RecordAtom) and atom.record in ("consent", "refusal") for atom in asked)


def _withdrawn(slot: Slot, place: int) -> tuple[Slot, Term]:
    """Return a consent as it stands afterwards, and where it was withdrawn: one that is on record as given."""
    state = slot.fields.get("consent.state")
    if state is None:
        return slot, constant(value=False)
    stop = all_term([flag_term(f"withdrawn {place}"), state.known, state.words["given"]])
    words = {word: all_term([negate_term(stop), bit]) for word, bit in state.words.items()}
    words["withdrawn"] = any_term([stop, state.words["withdrawn"]])
    return replace(slot, fields={**slot.fields, "consent.state": replace(state, words=words)}), stop


def _less(slot: Slot, later: Term) -> Slot:
    """Return a record as it stood before; it was not there when it came later."""
    return replace(slot, exists=all_term([slot.exists, negate_term(later)]))


class Prohibiting:
    """Leaving out any prohibitions never takes a "may" away, as long as their gates keep some rule.

    Every set of prohibitions is tried at once: each may be kept or left out. One that overrides another rule lets that
    rule speak again, so it is left out of the book itself.
    """

    id = "prohibiting"
    zh = "多一条禁止，不会多出“可以”（禁止压倒许可）"
    contested = False
    hopeful = True

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        self._rest = {id(target.program): _without_special(target) for target in targets}
        groups = [[target, *self._rest[id(target.program)].values()] for target in targets]
        self.bench = Bench(groups, size)
        self.viewer = self.bench.viewer(self.bench.person)

    def pieces(self, target: Target) -> list[Piece]:
        """Return every gate that something closes, unless leaving a rule out lets another one speak."""
        if self._rest[id(target.program)]:
            return self.wholes(target)
        return [one_gate(target.program, gate) for gate in target.program.gates if gate.closing]

    def wholes(self, target: Target) -> list[Piece]:
        """Return the whole program, alone and beside the program without each rule that overrides another."""
        rest = [one.program for one in self._rest[id(target.program)].values()]
        whole = whole_piece(target.program)
        return [whole, *(replace(whole, key=(whole.key, shape_program(one)), older=one) for one in rest)]

    def doubt(self, piece: Piece) -> Doubt:
        """Return where a piece is passed with all its prohibitions and not with some of them."""
        programs = [piece.program, *([piece.older] if piece.older else [])]
        answers = self.bench.answers(self.viewer, *programs)
        whole, fewer = self._sides(piece.program, answers, piece.older)
        return Doubt((answers,), all_term([piece.join(whole), negate_term(piece.join(fewer))]))

    @staticmethod
    def _sides(program: Program, answers: Answers, rest: Program | None) -> tuple[list[GateTerms], list[GateTerms]]:
        """Return the gates with all prohibitions, and those of `rest` or, without it, with some left out."""
        whole = weigh_gates(program, answers)
        if rest:
            return whole, weigh_gates(rest, answers)
        kept = _kept_terms(program)
        return whole, weigh_gates(program, answers, keeps=lambda clause: kept[clause.rule.id])

    def pose(self, target: Target) -> list[Question]:
        """Ask for somebody whom the whole book permits and the book without some prohibitions does not."""
        rest = self._rest[id(target.program)].items()
        special = [self._question(target, one.program, {rule: constant(value=False)}) for rule, one in rest]
        return [self._question(target, None, _kept_terms(target.program)), *special]

    def _question(self, target: Target, rest: Program | None, kept: Mapping[str, Term]) -> Question:
        answers = self.bench.answers(self.viewer, target.program, *([rest] if rest else []))
        whole, fewer = (permit_act(gates) for gates in self._sides(target.program, answers, rest))
        full = View("全部规则", self.bench.person, target.decide)
        question = Question(
            target.scope,
            answers.rules,
            whole,
            all_term([whole, negate_term(fewer)]),
            (full,),
            answers.used,
            lambda drafts: is_permitted(full, drafts[0]),
            lambda _: False,
            target.counted,
            target.defaults,
        )

        def narrow(reader: Reader) -> Question:
            left = [rule for rule, flag in kept.items() if not reader.holds(flag)]
            draft = reader.draft(self.bench.person)
            tries = [_without(question, target, chosen) for chosen in [*([rule] for rule in left), left]]
            return next((tried for tried in tries if tried.broken((draft, draft))), tries[-1])

        return replace(question, narrow=narrow)


def _without_special(target: Target) -> dict[str, Target]:
    """Return, for each prohibition that overrides another rule, the program of the book without it."""
    closing = (clause for gate in target.program.gates for clause in gate.closing)
    return {clause.rule.id: without_rules(target, [clause.rule.id]) for clause in closing if clause.rule.overrides}


def _kept_terms(program: Program) -> dict[str, Term]:
    """Return where each prohibition is kept; one that overrides another rule cannot be left out of a program alone."""
    closing = enumerate(clause for gate in program.gates for clause in gate.closing)
    return {
        clause.rule.id: constant(value=True) if clause.rule.overrides else flag_term(f"kept {number}")
        for number, clause in closing
    }


def _without(question: Question, target: Target, left: Sequence[str]) -> Question:
    """Return the question with the book without some rules as its second view."""
    full = question.views[0]
    rest = View(f"去掉 {'、'.join(left)} 之后", full.person, without_rules(target, left).decide)

    def broken(drafts: Drafts) -> bool:
        return is_permitted(full, drafts[0]) and not is_permitted(rest, drafts[1])

    return replace(question, views=(full, rest), broken=broken)
