"""Proving a change: whether a new rulebook only tightens an old one, or says the same, for every question and person.

Two days of one rulebook are two rulebooks; so are a rulebook and what is in force of it on a day, which must say the
same. Must never be used to decide about anybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yunnuo.decide.proofs import Question, View
from yunnuo.decide.proofs_acts import change_days
from yunnuo.decide.proofs_bench import Bench, Doubt, Part, Piece, bare_gates, cut_gates, is_permitted, weigh_gates
from yunnuo.decide.proofs_logic import all_term, any_term, constant, negate_term, permit_act
from yunnuo.decide.proofs_targets import build_target, list_scopes, shape_program
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.program import Program
    from yunnuo.decide.proofs_acts import Counted
    from yunnuo.decide.proofs_bench import Size
    from yunnuo.decide.proofs_drafts import Drafts
    from yunnuo.decide.proofs_logic import GateTerms, Term
    from yunnuo.decide.proofs_targets import Target
    from yunnuo.rulebook.book import Book


class _Change:
    """A new program beside an old one, for the same person and question."""

    id: str
    zh: str
    contested = False
    hopeful = False

    def __init__(self, targets: Sequence[Target], size: Size) -> None:
        self.bench = Bench([target.both for target in targets], size)
        self.viewer = self.bench.viewer(self.bench.person)

    def pieces(self, target: Target) -> list[Piece]:
        """Return the gates that differ, the new beside the old; the whole where other gates apply."""
        new, old = _programs(target)
        if shape_program(bare_gates(new)) != shape_program(bare_gates(old)):
            return self.wholes(target)
        gates = zip(new.gates, old.gates, strict=True)
        pairs = [(cut_gates(new, [one]), cut_gates(old, [other])) for one, other in gates]
        return [
            Piece((shape_program(one), shape_program(other)), one, older=other)
            for one, other in pairs
            if shape_program(one) != shape_program(other)
        ]

    def wholes(self, target: Target) -> list[Piece]:
        """Return everything, the new beside the old."""
        new, old = _programs(target)
        return [Piece((shape_program(new), shape_program(old)), new, Part.WHOLE, old)]

    def doubt(self, piece: Piece) -> Doubt:
        """Return where the new gates and the old come out in a way that breaks the promise."""
        older = piece.older or piece.program
        answers = self.bench.answers(self.viewer, piece.program, older)
        new, old = (weigh_gates(program, answers) for program in (piece.program, older))
        return Doubt((answers,), self.breach(new, old, piece))

    def pose(self, target: Target) -> list[Question]:
        """Ask for somebody for whom the new and the old come out in a way that breaks the promise."""
        new, old = _programs(target)
        answers = self.bench.answers(self.viewer, new, old)
        gates = [weigh_gates(program, answers) for program in (new, old)]
        views = tuple(
            View(f"{label}（{one.scope.day}）", self.bench.person, one.decide)
            for label, one in zip(("新规则", "旧规则"), target.both, strict=True)
        )

        def broken(drafts: Drafts) -> bool:
            return self.is_broken(views[0].decide(drafts[0]), views[1].decide(drafts[1]))

        breach = self.breach(gates[0], gates[1], self.wholes(target)[0])
        live = permit_act(gates[0])
        used, counted = answers.used, (*target.counted, *_programs_counted(target))
        rules = answers.rules
        return [
            Question(
                target.scope,
                rules,
                live,
                breach,
                views,
                used,
                lambda drafts: is_permitted(views[0], drafts[0]),
                broken,
                counted,
                target.defaults,
            )
        ]

    def breach(self, new: Sequence[GateTerms], old: Sequence[GateTerms], piece: Piece) -> Term:
        """Return where the promise is broken."""
        raise NotImplementedError

    def is_broken(self, new: Decision, old: Decision) -> bool:
        """Return whether two decisions about one person break the promise."""
        raise NotImplementedError


class Tightening(_Change):
    """Whatever the new rulebook permits, the old one permitted."""

    id = "tighter"
    zh = "新规则说“可以”的，旧规则都说“可以”"

    def breach(self, new: Sequence[GateTerms], old: Sequence[GateTerms], piece: Piece) -> Term:
        """Return where the new gates let through and the old do not."""
        return all_term([piece.join(new), negate_term(piece.join(old))])

    def is_broken(self, new: Decision, old: Decision) -> bool:
        """Return whether the new permits what the old does not."""
        return new.outcome == Outcome.PERMITTED != old.outcome


class Equalling(_Change):
    """For everybody every gate comes out as before."""

    id = "equal"
    zh = "对每个人，每个关口的结论新旧相同"

    def breach(self, new: Sequence[GateTerms], old: Sequence[GateTerms], piece: Piece) -> Term:  # noqa: ARG002
        """Return where some gate comes out otherwise."""
        before, after = ({gate.id: gate for gate in gates} for gates in (old, new))
        differences = [constant(value=False)]
        for name in dict.fromkeys([*before, *after]):
            if name in before and name in after:
                differences += [before[name].absent != after[name].absent]
                differences += [before[name].permitted != after[name].permitted]
                differences += [before[name].closed != after[name].closed]
            else:
                differences.append(negate_term((before.get(name) or after[name]).absent))
        return any_term(differences)

    def is_broken(self, new: Decision, old: Decision) -> bool:
        """Return whether some gate comes out otherwise."""
        return {gate.gate: gate.outcome for gate in new.gates} != {gate.gate: gate.outcome for gate in old.gates}


class Dating(Equalling):
    """Rules, and values of parameters, outside their dates never decide."""

    id = "dating"
    zh = "不在有效期内的规则和参数从不参与判断"
    hopeful = True


def _programs(target: Target) -> tuple[Program, Program]:
    return target.program, (target.older or target).program


def _programs_counted(target: Target) -> tuple[Counted, ...]:
    return target.older.counted if target.older else ()


def pair_books(new: Book, old: Book, days: Sequence[tuple[date, date]] = ()) -> list[Target]:
    """Return the different pairs of programs of two rulebooks; without `days`, on every day either of them changes."""
    found: dict[object, Target] = {}
    both = days or [(day, day) for day in sorted({*change_days(new), *change_days(old)}, reverse=True)]
    for day, before in both:
        for scope in list_scopes(new, [day]):
            target = build_target(new, scope)
            older = build_target(old, replace(scope, day=before))
            key = (shape_program(target.program), shape_program(older.program))
            held = found.get(key)
            found[key] = replace(held, days=(*held.days, day)) if held else replace(target, older=older)
    return list(found.values())


def date_books(book: Book, days: Sequence[date] = ()) -> list[Target]:
    """Return, for every day the law changes, the program of a rulebook beside the program of what is in force of it."""
    pairs: list[Target] = []
    for day in days or change_days(book):
        pairs += pair_books(book, in_force(book, day), [(day, day)])
    return pairs


def in_force(book: Book, day: date) -> Book:
    """Return a rulebook of the rules and the values of parameters in force on a day, and of nothing else."""
    articles = tuple(
        replace(article, rules=tuple(rule for rule in article.rules if rule.in_force(day))) for article in book.articles
    )
    parameters = {
        name: replace(parameter, values=tuple(value for value in parameter.values if value.since <= day)[:1])
        for name, parameter in book.parameters.items()
    }
    return replace(book, articles=articles, parameters=parameters)
