"""What a proof ranges over: each program that some legal day leads to, told apart by what it says.

Programs that say the same are proved once. Must never be used to decide about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import Comparison, FieldOf, RecordAtom, ScalarAtom
from yunnuo.decide.compiler import Compiler
from yunnuo.decide.expressions import atoms_of, renumber
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import build_program, compile_program
from yunnuo.decide.proofs_acts import EACH, ELEMENTS, OPEN, change_days, open_act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from yunnuo.decide.atoms import Atom
    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Expression
    from yunnuo.decide.program import Clause, GateProgram, Program
    from yunnuo.decide.proofs_acts import Counted
    from yunnuo.decide.proofs_drafts import Draft
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary
    from yunnuo.terms.facts import Value


@dataclass(frozen=True, slots=True)
class Scope:
    """A family of questions: a legal day, and the few facts of the act and readings that could not be left open."""

    day: date
    readings: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A program with its act left open, the vocabulary it speaks, and how the ordinary engine decides its people.

    `days` are the legal days on which the law changes that it stands for, the latest first. `older` is the program it
    is compared with, where a change is proved.
    """

    scope: Scope
    program: Program
    vocabulary: Vocabulary
    decide: Callable[[Draft], Decision]
    counted: tuple[Counted, ...] = ()
    book: Book | None = None
    days: tuple[date, ...] = ()
    older: Target | None = None

    @property
    def defaults(self) -> Mapping[str, Value]:
        """Return the facts that a question may leave unsaid."""
        return default_facts(self.book) if self.book else {}

    @property
    def both(self) -> tuple[Target, ...]:
        """Return the target and what it is compared with."""
        return (self, self.older) if self.older else (self,)


class OpenCompiler(Compiler):
    """Compiles a book whose act is left open; an act has two categories, which may be the same one."""

    def each_element(self) -> Iterator[None]:
        """Bind the category to each of the two in turn."""
        for name in ELEMENTS:
            self.act[EACH] = name
            yield None
        del self.act[EACH]

    def _leaf(self, atom: Atom) -> Expression:
        element = self.act.get(EACH)
        return super()._leaf(_bind_atom(atom, str(element)) if element else atom)


def _bind_atom(atom: Atom, element: str) -> Atom:
    """Return an atom about one element of the act."""

    def bound(item: Comparison) -> Comparison:
        fact = element if item.fact == EACH else item.fact.replace(f".{OPEN}{EACH}", f".{OPEN}{element}")
        asked = isinstance(item.operand, FieldOf) and item.operand.fact == EACH
        return Comparison(fact, item.op, FieldOf(element) if asked else item.operand)

    match atom:
        case ScalarAtom(comparison):
            return ScalarAtom(bound(comparison))
        case RecordAtom():
            return replace(atom, comparisons=tuple(bound(item) for item in atom.comparisons))
        case _:
            return atom


def list_scopes(book: Book, days: Sequence[date] = ()) -> Iterator[Scope]:
    """Yield every family of questions of a book, the latest day first; without `days` every day the law changes."""
    points = book.vocabulary.lists["readings"]
    for day in days or change_days(book):
        opened = open_act(book, day)
        choices = [[(point, option) for option in points[point].texts("options")] for point in opened.points]
        values = [_values(book.vocabulary.facts[name]) for name in opened.given]
        for readings, given in product(product(*choices), product(*values)):
            yield Scope(day, readings, tuple(item for item in given if item))


def _values(fact: Fact) -> list[tuple[str, Value] | None]:
    """Return a fact with each of its values; None for unknown."""
    words: Sequence[Value] = (True, False) if fact.type == "bool" else fact.values
    return [None, *((fact.id, word) for word in words)]


def build_target(book: Book, scope: Scope) -> Target:
    """Compile one family of questions."""
    opened = open_act(book, scope.day)
    given, readings = dict(scope.given), dict(scope.readings)
    program = build_program(OpenCompiler(opened.book, scope.day, given, readings, {}))

    def decide(draft: Draft) -> Decision:
        act = {**unsaid_facts(book), **draft.act, **given}
        chosen = {**readings, **draft.readings}
        return decide_one(compile_program(book, scope.day, act, readings=chosen), draft.facts)

    return Target(scope, program, opened.book.vocabulary, decide, opened.counted, book, (scope.day,))


def default_facts(book: Book) -> dict[str, Value]:
    """Return the facts of the act that have a default, with it."""
    held = [fact for fact in book.vocabulary.facts.values() if fact.default]
    return {fact.id: fact.default == "yes" if fact.type == "bool" else fact.default for fact in held}


def unsaid_facts(book: Book) -> dict[str, Value]:
    """Return the facts that have a default as asked and unknown, so that no default answers in their place."""
    return {fact.id: frozenset() for fact in book.vocabulary.facts.values() if fact.default}


def without_rules(target: Target, left: Sequence[str]) -> Target:
    """Return the same family of questions in a book without some rules."""
    if target.book is None or not left:
        return target
    articles = tuple(
        replace(article, rules=tuple(rule for rule in article.rules if rule.id not in left))
        for article in target.book.articles
    )
    return build_target(replace(target.book, articles=articles), target.scope)


def list_targets(book: Book, days: Sequence[date] = ()) -> list[Target]:
    """Return the distinct programs of a book, each for the latest day it serves."""
    found: dict[object, Target] = {}
    for scope in list_scopes(book, days):
        target = build_target(book, scope)
        key = shape_program(target.program)
        held = found.get(key)
        found[key] = replace(held, days=(*held.days, *target.days)) if held else target
    return list(found.values())


def shape_program(program: Program) -> object:
    """Return what a program says about outcomes; programs that permit and forbid alike say the same."""
    numbers: dict[int, int] = {}
    for part in weighed_parts(program):
        for atom in atoms_of(part):
            numbers.setdefault(atom, len(numbers))
    gates = tuple(_shape_gate(gate, numbers) for gate in program.gates)
    return (tuple(program.atoms[atom] for atom in numbers), gates)


def _shape_gate(gate: GateProgram, numbers: Mapping[int, int]) -> object:
    def shape(clauses: Iterable[Clause]) -> object:
        return tuple((clause.rule.kind, clause.rule.force, renumber(clause.speaks, numbers)) for clause in clauses)

    applies = renumber(gate.applies, numbers)
    parts = (shape(clauses) for clauses in (gate.closing, gate.opening, gate.default))
    return (gate.id, gate.outcome, gate.opens, applies, *parts)


def weighed_parts(program: Program) -> Iterator[Expression]:
    """Yield every expression that bears on an outcome."""
    for gate in program.gates:
        yield from gate_parts(gate)


def gate_parts(gate: GateProgram) -> Iterator[Expression]:
    """Yield every expression that bears on how a gate comes out."""
    yield gate.applies
    for clause in (*gate.closing, *gate.opening, *gate.default):
        yield clause.speaks


def weighed_atoms(program: Program) -> list[Atom]:
    """Return the atoms that bear on an outcome."""
    used = {atom for part in weighed_parts(program) for atom in atoms_of(part)}
    return [program.atoms[number] for number in sorted(used)]
