"""The promises about where permission may come from: agreement for marketing, its own side for law and contract.

What counts as marketing is asked of the rulebook. Must never name an article, a date or a list of the law.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import Comparison, FieldOf, RecordAtom, ScalarAtom, answer_atom
from yunnuo.decide.expressions import And, Leaf, Not, atoms_of
from yunnuo.decide.proofs import Question, View
from yunnuo.decide.proofs_bench import (
    Bench,
    Doubt,
    Part,
    Piece,
    cut_gates,
    is_permitted,
    one_gate,
    weigh_gates,
    whole_target,
)
from yunnuo.decide.proofs_logic import (
    all_term,
    any_term,
    constant,
    negate_term,
    permit_act,
    permit_contract,
    permit_law,
)
from yunnuo.decide.proofs_targets import gate_parts, shape_program, without_rules
from yunnuo.terms.facts import Facts
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.program import GateProgram, Program
    from yunnuo.decide.proofs_bench import Size
    from yunnuo.decide.proofs_drafts import Draft, Drafts
    from yunnuo.decide.proofs_logic import GateTerms, Term
    from yunnuo.decide.proofs_targets import Target

CONTRACT = "contract"  # the force of a platform's terms
MARKETING, CONTACTING = "marketing_purposes", "contacting_acts"  # parameters of the rulebook
AGREED = RecordAtom(
    "consent",
    "some",
    And((Leaf(0), Leaf(1), Leaf(2), Not(Leaf(3)), Leaf(4))),
    (
        Comparison("consent.state", "is", "given"),
        Comparison("consent.purposes", "includes", FieldOf("purpose")),
        Comparison("consent.channels", "includes", FieldOf("channel")),
        Comparison("consent.given_at", "at_least", FieldOf("act_at")),
        Comparison("consent.until", "after", FieldOf("act_at")),
    ),
    "consent.given_at",
)


class Agreeing:
    """No marketing is permitted without one record that is a live agreement to its purpose on its channel."""

    id = "agreeing"
    zh = "没有一条现行有效、覆盖该目的和渠道的同意或者要求，就没有营销是“可以”的"
    contested = True
    hopeful = True

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        asked = [atom for target in targets for atom in _marketing(target)]
        self.bench = Bench([[target] for target in targets], size, [AGREED, *asked])
        self.viewer = self.bench.viewer(self.bench.person)

    def pieces(self, target: Target) -> list[Piece]:
        """Return the gates that look at consents: marketing has to pass them all."""
        about = tuple(_marketing(target))
        program = target.program
        piece = cut_gates(program, [gate for gate in program.gates if _asks_consent(program, gate)])
        return [Piece((shape_program(piece), about), piece, about=about)] if about else []

    def wholes(self, target: Target) -> list[Piece]:
        """Return the whole program, asked about marketing."""
        about = tuple(_marketing(target))
        return [Piece((shape_program(target.program), about), target.program, Part.WHOLE, about=about)]

    def doubt(self, piece: Piece) -> Doubt:
        """Return where marketing passes those gates without an agreement."""
        answers = self.bench.answers(self.viewer, piece.program)
        asked = [answers.answer(atom).true for atom in piece.about]
        passed = piece.join(weigh_gates(piece.program, answers))
        breach = all_term([passed, *asked, negate_term(answers.answer(AGREED).true)])
        return Doubt((answers,), breach)

    def pose(self, target: Target) -> list[Question]:
        """Ask for somebody who is permitted marketing without having agreed to it."""
        about = _marketing(target)
        if not about:
            return []
        answers = self.bench.answers(self.viewer, target.program)
        asked = [answers.answer(atom).true for atom in about]
        premise = all_term([permit_act(weigh_gates(target.program, answers)), *asked])
        breach = all_term([premise, negate_term(answers.answer(AGREED).true)])
        view = View("本人", self.bench.person, target.decide)

        def live(drafts: Drafts) -> bool:
            held = Facts(drafts[0].act)
            return is_permitted(view, drafts[0]) and all(answer_atom(atom, held) for atom in about)

        def broken(drafts: Drafts) -> bool:
            return live(drafts) and not _agreed(drafts[0])

        return [
            Question(
                target.scope,
                answers.rules,
                premise,
                breach,
                (view,),
                answers.used,
                live,
                broken,
                target.counted,
                target.defaults,
            )
        ]


def _asks_consent(program: Program, gate: GateProgram) -> bool:
    asked = (program.atoms[number] for part in gate_parts(gate) for number in atoms_of(part))
    return any(isinstance(atom, RecordAtom) and atom.record == AGREED.record for atom in asked)


def _marketing(target: Target) -> list[ScalarAtom]:
    """Return what makes an act marketing on a target's day, in the words of its rulebook; empty when it has none."""
    held = target.book.parameters if target.book else {}
    if MARKETING not in held or CONTACTING not in held:
        return []
    pairs = (("purpose", held[MARKETING]), ("act", held[CONTACTING]))
    words = ((fact, parameter.at(target.scope.day) or parameter.values[-1].value) for fact, parameter in pairs)
    return [ScalarAtom(Comparison(fact, "in", frozenset(listed))) for fact, listed in words]


def _agreed(draft: Draft) -> bool:
    """Return whether the person agreed, as the ordinary engine answers it."""
    comparisons = []
    for item in AGREED.comparisons:
        value = draft.act.get(item.operand.fact) if isinstance(item.operand, FieldOf) else item.operand
        if value is None:
            return False
        comparisons.append(replace(item, operand=value))
    return answer_atom(replace(AGREED, comparisons=tuple(comparisons)), draft.facts) is True


class Siding:
    """Terms of a platform never open a gate of the law, nor the law a gate of the contract."""

    id = "siding"
    zh = "平台的许可不打开法律关口，法律的许可不打开平台关口，两边取严"
    contested = False
    hopeful = True
    wholes = staticmethod(whole_target)

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        self.bench = Bench([[target] for target in targets], size)
        self.viewer = self.bench.viewer(self.bench.person)

    def pieces(self, target: Target) -> list[Piece]:
        """Return the gates that a rule of the other side opens; there should be none."""
        gates = [gate for gate in target.program.gates if _strange(gate)]
        return [one_gate(target.program, gate) for gate in gates]

    def doubt(self, piece: Piece) -> Doubt:
        """Return where a gate is passed with the rules of the other side and not without them."""
        answers = self.bench.answers(self.viewer, piece.program)
        own = [_only_own(gate) for gate in piece.program.gates]
        passed, alone = (piece.join(weigh_gates(piece.program, answers, gates)) for gates in (None, own))
        return Doubt((answers,), all_term([passed, negate_term(alone)]))

    def pose(self, target: Target) -> list[Question]:
        """Ask, of each side, for somebody whom only the rules of the other side let through."""
        return [self._side(target, "law", permit_law), self._side(target, "contract", permit_contract)]

    def _side(self, target: Target, side: str, permit: Callable[[list[GateTerms]], Term]) -> Question:
        answers = self.bench.answers(self.viewer, target.program)
        strange = [rule for gate in target.program.gates if gate.outcome == side for rule in _strange(gate)]
        own = [_only_own(gate) if gate.outcome == side else gate for gate in target.program.gates]
        weighed = weigh_gates(target.program, answers)
        applies = [negate_term(gate.absent) for gate in weighed if gate.outcome == side]
        premise = all_term([permit(weighed), any_term([*applies, constant(value=False)])])
        breach = all_term([premise, negate_term(permit(weigh_gates(target.program, answers, own)))])
        whole = View("全部规则", self.bench.person, target.decide)
        rest = View("去掉另一边的许可之后", self.bench.person, without_rules(target, strange).decide)

        def live(drafts: Drafts) -> bool:
            return _passes(whole.decide(drafts[0]), side)

        def broken(drafts: Drafts) -> bool:
            return live(drafts) and not _passes(rest.decide(drafts[1]), side)

        views = (whole, rest)
        return Question(
            target.scope,
            answers.rules,
            premise,
            breach,
            views,
            answers.used,
            live,
            broken,
            target.counted,
            target.defaults,
        )


def _strange(gate: GateProgram) -> list[str]:
    """Return the rules of the other side that open a gate."""
    law = gate.outcome == "law"
    return [clause.rule.id for clause in gate.opening if (clause.rule.force == CONTRACT) is law]


def _only_own(gate: GateProgram) -> GateProgram:
    strange = _strange(gate)
    return replace(gate, opening=tuple(clause for clause in gate.opening if clause.rule.id not in strange))


def _passes(decision: Decision, side: str) -> bool:
    return (decision.law if side == "law" else decision.contract) == Outcome.PERMITTED
