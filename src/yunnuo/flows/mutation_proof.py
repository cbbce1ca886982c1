"""Telling a mutant from its rule: a question the two answer differently, or the finding that there is none.

The search covers every day on which a rule or parameter below changes, every choice of readings one point at a time,
unknown facts, and up to two records of a kind. Must never call a mutant equivalent when a search was broken off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunnuo.decide.expressions import And, Expression, Leaf, Not, Or, any_of, negate
from yunnuo.flows.book_lines import lines_of, parameters_in
from yunnuo.flows.book_parts import Edit
from yunnuo.flows.mutation_circuit import Circuit
from yunnuo.flows.mutation_domains import list_values
from yunnuo.flows.mutation_edits import SPEECH
from yunnuo.flows.mutation_solver import FALSE, TRUE, UNKNOWN, Solver
from yunnuo.flows.mutation_tests import GAP, HAS, Test, Var
from yunnuo.flows.mutation_values import move_day, read_value, write_values
from yunnuo.terms.instant import legal_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.book_parts import Cell, Parts
    from yunnuo.flows.mutation_edits import Mutant
    from yunnuo.flows.mutation_solver import Goal
    from yunnuo.flows.mutation_values import Stock
    from yunnuo.terms.facts import Question, Value
    from yunnuo.terms.instant import Instant

DAY = timedelta(days=1)
# How a rule comes out in the book and in a mutant, the clearest difference first.
FORKS = ((TRUE, FALSE), (FALSE, TRUE), (TRUE, UNKNOWN), (FALSE, UNKNOWN), (UNKNOWN, TRUE | FALSE))
TOLD_BY_RECORD = "origin"  # a question that names one record of this kind is taken to name them all


@dataclass(frozen=True, slots=True)
class Setting:
    """Where to look for a difference: a rule, or whether a gate applies; a day; a choice of readings."""

    rule: str
    gate: str
    day: date
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fork:
    """When a rule speaks, in the book and in a mutant, over shared tests."""

    tests: list[Test]
    book: Expression
    mutant: Expression


class Prover:
    """Looks for questions that tell mutants of one book from the book."""

    def __init__(self, parts: Parts, stock: Stock) -> None:
        self.parts, self.stock = parts, stock

    def is_equivalent(self, mutant: Mutant) -> bool:
        """Return whether no question tells a mutant from the book; raise SearchTooLongError when that stays open."""
        base = self.stock.questions[0]
        return all(self.split(mutant, setting, base) is None for setting in self.settings(mutant))

    def settings(self, mutant: Mutant) -> Iterator[Setting]:
        """Yield every place where a difference can show, the rules a mutant is about first, the usual day first."""
        places = [(rule_id, "") for rule_id in mutant.rules] + [("", gate) for gate in self.gates(mutant)]
        for rule_id, gate in places:
            cell = self.cell(rule_id, gate)
            for day in self._days(cell, mutant):
                for readings in self.readings(cell):
                    yield Setting(rule_id, gate, day, readings)

    def cell(self, rule_id: str, gate: str) -> Cell:
        """Return the cell that answers for a rule, or for whether a gate applies."""
        return self.parts.rule(rule_id) if rule_id else self.parts.cells(gate)[0]

    def split(self, mutant: Mutant, setting: Setting, base: Question) -> Question | None:
        """Return a question near `base` that the book and a mutant answer differently, or None when there is none."""
        fork = self._fork(mutant.edit, setting)
        if fork.book == fork.mutant and mutant.shown_by == SPEECH:
            return None
        moved = move_day(base, setting.day)
        search = _Search(self, fork, moved)
        for book, mutated in FORKS:
            goals = [(fork.book, book), (fork.mutant, mutated)]
            if mutant.shown_by != SPEECH:  # what the rule does shows when it speaks, or at least may
                goals = [(fork.book, book)] if book != FALSE else []
            found = search.find(goals) if goals else None
            if found is not None:
                return found
        return None

    def reach(self, setting: Setting, bit: int, base: Question) -> Question | None:
        """Return a question near `base` for which a rule comes out as wished, or None when there is none.

        A rule that is not encoded counts as speaking where it would.
        """
        fork = self._fork(Edit(), setting, firm=True)
        return _Search(self, fork, move_day(base, setting.day)).find([(fork.book, bit)])

    def _fork(self, edit: Edit, setting: Setting, *, firm: bool = False) -> Fork:
        tests: dict[Test, int] = {}
        cell = self.cell(setting.rule, setting.gate)
        kept: dict[Expression, Expression] = {}
        speeches = []
        for made in (Edit(), edit):
            book = replace(self.parts.book, parameters={**self.parts.book.parameters, **made.parameters})
            circuit = Circuit(book, cell.changed(made), setting.day, dict(setting.readings), tests)
            speech = circuit.speech(setting.rule, firm=firm) if setting.rule else circuit.applies(setting.gate)
            speeches.append(share_parts(speech, kept))
        return Fork(list(tests), *speeches)

    def gates(self, mutant: Mutant) -> Iterator[str]:
        """Yield the gates that name a changed parameter."""
        changed = set(mutant.edit.parameters)
        for gate, held in self.parts.book.gates.items():
            if any(changed & set(parameters_in(line)) for lines in held for line in lines):
                yield gate

    def _days(self, cell: Cell, mutant: Mutant) -> Iterator[date]:
        """Yield the days a mutant can show on when something below its rule changes, the usual day first."""
        days = {mutant.since, *(rule.since for rule in cell.rules)}
        days |= {rule.until + DAY for rule in cell.rules if rule.until}
        days |= {legal_day(instant) + step for instant in _clocks(cell) for step in (-DAY, timedelta(), DAY)}
        days |= {dated.since for name in cell.parameters for dated in self.parts.book.parameters[name].values}
        usual = self.stock.questions[0].on
        yield from (day for day in (usual, *sorted(days - {usual}, reverse=True)) if mutant.shows(day))

    def readings(self, cell: Cell) -> Iterator[tuple[tuple[str, str], ...]]:
        """Yield the readings usually chosen, then each other choice of one point."""
        yield ()
        points = {rule.reading.point for rule in cell.rules if rule.reading.point}
        for point in sorted(points):
            for option in self.parts.book.vocabulary.term("readings", point).texts("options")[1:]:
                yield ((point, option),)


def _clocks(cell: Cell) -> Iterator[Instant]:
    """Yield the fixed moments the moment of the act is compared with."""
    for line in (line for rule in cell.rules for line in lines_of(rule)):
        if line.fact == "act_at" and isinstance(line.operand, int):
            yield line.operand


class _Search:
    """One search around one question; what is found differs from it as little as can be."""

    def __init__(self, prover: Prover, fork: Fork, base: Question) -> None:
        self.book, self.stock, self.base = prover.parts.book, prover.stock, base
        self.tests = fork.tests
        self.domains = list_values(self.book, fork.tests, self._likely, self.stock.seen)
        self.solver = Solver(self.tests, self.domains)

    def find(self, goals: list[Goal]) -> Question | None:
        """Return a question that meets the goals, or None."""
        wished = [*goals, *((part, TRUE) for part in self._told())]
        values = self.solver.solve(wished)
        if values is None:
            return None
        for var in [var for var, value in values.items() if value != self.domains[var][0]]:
            trial = {**values, var: self.domains[var][0]}
            if all(self.solver.bit(part, trial) & mask for part, mask in wished):
                values = trial
        return write_values(self.book, self.base, self._changes(values))

    def _likely(self, var: Var) -> Value | None:
        """Return what the question says; of a record it does not have, what such a record usually says."""
        if var.record and var.name and var.slot >= len(self.base.facts.records.get(var.record, ())):
            return self.stock.record(var.record, self.base).get(var.field)
        return read_value(self.book, self.base, var)

    def _told(self) -> Iterator[Expression]:
        """Yield what a question cannot help: to name a record of some kinds is to name them all."""
        numbers = {test.left: number for number, test in enumerate(self.tests) if test.op in (HAS, GAP)}
        whole = numbers.get(Var("", TOLD_BY_RECORD))
        for var, number in numbers.items():
            if var.record == TOLD_BY_RECORD and var.slot >= 0 and whole is not None:
                yield any_of([Leaf(self._asked(whole)), negate(Leaf(number))])

    def _asked(self, number: int) -> int:
        """Return the number of a test that is true where a list is complete."""
        test = replace(self.tests[number], op=HAS)
        if test not in self.tests:
            self.tests.append(test)
        return self.tests.index(test)

    def _changes(self, values: dict[Var, Value | None]) -> dict[Var, Value | None]:
        """Return what differs from the question: of a new record everything, of one left out nothing but that."""
        added = [
            var for var in values if self._is_slot(var) and values[var] and not read_value(self.book, self.base, var)
        ]
        changes: dict[Var, Value | None] = {}
        for slot in added:
            for key, held in self.stock.record(slot.record, self.base).items():
                changes[Var(f"{slot.record}.{key}", slot.record, slot.slot, key)] = held
        for var, value in values.items():
            slot = Var("", var.record, var.slot)
            if self._is_slot(var) or not self._is_slot(slot) or values.get(slot, True):
                usual = self._likely(var) if slot in added else read_value(self.book, self.base, var)
                changes |= {var: value} if value != usual or var in added else {}
        return changes

    @staticmethod
    def _is_slot(var: Var) -> bool:
        return bool(var.record) and not var.name and var.slot >= 0


def share_parts(part: Expression, kept: dict[Expression, Expression]) -> Expression:
    """Return an expression with equal parts made one object, so that what is known of one is known of all."""
    if part in kept:
        return kept[part]
    match part:
        case Not(inner):
            made: Expression = Not(share_parts(inner, kept))
        case And(parts):
            made = And(tuple(share_parts(inner, kept) for inner in parts))
        case Or(parts):
            made = Or(tuple(share_parts(inner, kept) for inner in parts))
        case _:
            made = part
    return kept.setdefault(part, made)
