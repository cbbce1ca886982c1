"""A compiled question: the rulebook, one act and one day, reduced to expressions over what may be asked of a person."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import BlankAtom, RecordAtom, atom_facts
from yunnuo.decide.compiler import Compiler
from yunnuo.decide.expressions import FALSE, UNKNOWN, Expression, all_of, any_of, atoms_of, negate, renumber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from yunnuo.decide.atoms import Atom
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.terms.facts import Value

    Known = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule and the expression under which it speaks."""

    rule: Rule
    speaks: Expression


@dataclass(frozen=True, slots=True)
class GateProgram:
    """One gate: when it applies, what closes it, what opens it, what closes it by default, what it asks besides.

    `opens`: a gate of duties, which needs no rule that opens it: what does not close it leaves it open.
    """

    id: str
    outcome: str
    applies: Expression
    closing: tuple[Clause, ...]
    opening: tuple[Clause, ...]
    default: tuple[Clause, ...]
    duties: tuple[Clause, ...]
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled question. `atoms` are asked in this order; `gates` decide over their answers.

    `blanks` tells, for a field of a record, the atom that says whether some record lacks it.
    """

    revision: str
    day: date
    act: Mapping[str, Value]
    atoms: tuple[Atom, ...]
    gates: tuple[GateProgram, ...]
    blanks: Mapping[str, int] = field(default_factory=dict)


def compile_program(
    book: Book,
    day: date,
    act: Mapping[str, Value],
    *,
    readings: Mapping[str, str] | None = None,
    assume: Mapping[str, Value] | None = None,
) -> Program:
    """Compile the rules in force on a legal day for one act.

    `act` holds the act-level facts known (category: a frozenset of categories). `assume` takes derived or person
    facts for granted, to try what a remedy would change.
    """
    return _compile(book, day, *(tuple(sorted(known.items())) for known in (act, readings or {}, assume or {})))


@lru_cache(maxsize=64)  # a screening, its remedies and its record ask for the same programs
def _compile(book: Book, day: date, act: Known, readings: tuple[tuple[str, str], ...], assume: Known) -> Program:
    held = (fact for fact in book.vocabulary.facts.values() if fact.default)
    full = {fact.id: _default(fact.default, fact.type) for fact in held}
    full.update(act)
    return build_program(Compiler(book, day, full, dict(readings), dict(assume)))


def build_program(compiler: Compiler) -> Program:
    """Return the program a compiler makes of its book."""
    asked = [gate_id for gate_id in compiler.book.vocabulary.lists["gates"] if _applies(compiler, gate_id) != FALSE]
    gates = tuple(_gate(compiler, gate_id) for gate_id in asked)
    return _prune(Program(compiler.book.revision, compiler.day, compiler.act, tuple(compiler.atoms), gates))


def _default(word: str, kind: str) -> Value:
    return word == "yes" if kind == "bool" else word


def _applies(compiler: Compiler, gate_id: str) -> Expression:
    return any_of(compiler.conditions(conditions) for conditions in compiler.book.gates[gate_id])


def _gate(compiler: Compiler, gate_id: str) -> GateProgram:
    term = compiler.book.vocabulary.term("gates", gate_id)
    clauses = {kind: _clauses(compiler, gate_id, kind) for kind in ("forbids", "not_encoded", "permits", "default")}
    demands = compiler.gated.get((gate_id, "requires"), [])
    unmet = [Clause(rule, _each(compiler, rule, _unmet, any_of)) for rule in demands]
    return GateProgram(
        id=gate_id,
        outcome=str(term.more["outcome"]),
        applies=_applies(compiler, gate_id),
        closing=_spoken([*clauses["forbids"], *clauses["not_encoded"], *_timed(unmet, before=True)]),
        opening=_spoken(clauses["permits"]),
        default=_spoken(clauses["default"]),
        duties=_spoken(_timed(unmet, before=False)),
        opens=term.more.get("opens") == "unless_closed" and any(gate == gate_id for gate, _ in compiler.gated),
    )


def _timed(clauses: list[Clause], *, before: bool) -> list[Clause]:
    return [clause for clause in clauses if (clause.rule.timing == "before") is before]


def _spoken(clauses: list[Clause]) -> tuple[Clause, ...]:
    return tuple(clause for clause in clauses if clause.speaks != FALSE)


def _unmet(compiler: Compiler, rule: Rule) -> Expression:
    return all_of([compiler.trigger(rule), negate(compiler.demand(rule))])


def _clauses(compiler: Compiler, gate_id: str, kind: str) -> list[Clause]:
    rules = compiler.gated.get((gate_id, kind), [])
    join = any_of if kind in ("forbids", "not_encoded") else all_of  # what closes a gate closes it for any element
    return [Clause(rule, _each(compiler, rule, _speech, join)) for rule in rules]


def _speech(compiler: Compiler, rule: Rule) -> Expression:
    """Return when a rule speaks: its trigger, unless a special rule that overrides it speaks."""
    special = compiler.special.get(rule.id, [])
    parts = [compiler.trigger(rule), *(negate(compiler.trigger(other)) for other in special)]
    if rule.kind == "not_encoded":
        parts.append(UNKNOWN if rule.when else FALSE)
    return all_of(parts)


def _each(
    compiler: Compiler,
    rule: Rule,
    build: Callable[[Compiler, Rule], Expression],
    join: Callable[[Iterable[Expression]], Expression],
) -> Expression:
    """Build a rule's expression for every element of the act and join them: the act is as strict as its strictest."""
    return join([build(compiler, rule) for _ in compiler.each_element()])


def _prune(program: Program) -> Program:
    """Keep only the atoms that some expression still mentions, renumbered in order."""
    used = sorted({atom for gate in program.gates for part in _parts(gate) for atom in atoms_of(part)})
    numbers = {old: new for new, old in enumerate(used)}
    gates = tuple(_renumber_gate(gate, numbers) for gate in program.gates)
    atoms = tuple(program.atoms[old] for old in used)
    fields = {(atom.record, fact) for atom in atoms if isinstance(atom, RecordAtom) for fact in atom_facts(atom)}
    blanks = tuple(BlankAtom(record, fact) for record, fact in sorted(fields))
    places = {blank.fact: len(atoms) + number for number, blank in enumerate(blanks)}
    return replace(program, atoms=(*atoms, *blanks), gates=gates, blanks=places)


def _parts(gate: GateProgram) -> Iterable[Expression]:
    yield gate.applies
    for clause in (*gate.closing, *gate.opening, *gate.default, *gate.duties):
        yield clause.speaks


def _renumber_gate(gate: GateProgram, numbers: Mapping[int, int]) -> GateProgram:
    def renumbered(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        return tuple(Clause(clause.rule, renumber(clause.speaks, numbers)) for clause in clauses)

    return GateProgram(
        gate.id,
        gate.outcome,
        renumber(gate.applies, numbers),
        renumbered(gate.closing),
        renumbered(gate.opening),
        renumbered(gate.default),
        renumbered(gate.duties),
        gate.opens,
    )
