"""Cutting a rulebook into cells: one rule, or whether one gate applies, with all it rests on and nothing else.

A cell compiles fast, once for each state of the act facts it names, and tells which edits can touch it. Must never
answer anything else than the whole book would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, overload

from yunnuo.decide.atoms import BlankAtom, answer_atom
from yunnuo.decide.expressions import Truth, renumber
from yunnuo.decide.program import Clause, compile_program
from yunnuo.flows.book_lines import facts_in, lines_of, parameters_in, place_of
from yunnuo.rulebook.conditions import Condition
from yunnuo.rulebook.model import Rule
from yunnuo.rulebook.questions import act_of
from yunnuo.rulebook.vocabulary import Fact, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.decide.atoms import Atom
    from yunnuo.decide.program import GateProgram, Program
    from yunnuo.flows.book_lines import Place
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.parameters import Parameter
    from yunnuo.terms.facts import Facts, Question, Value

PROBE = "probed_rule"  # the gate, and the derived fact, through which a single `defines` rule is asked
_ASKED = Condition(PROBE, "is", operand=True, line=0, text="")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a book held in memory: rules by their place, parameters by their name."""

    rules: Mapping[Place, Rule] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


class AtomTable:
    """One numbering of atoms for all cells of a book; `blanks` tells the atom that says a record lacks a field."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.blanks: dict[str, int] = {}
        self._numbers: dict[Atom, int] = {}

    def take(self, program: Program) -> dict[int, int]:
        """Take in the atoms of a program; return their numbers here by their numbers there."""
        numbers = {}
        for place, atom in enumerate(program.atoms):
            if atom not in self._numbers:
                self._numbers[atom] = len(self.atoms)
                self.atoms.append(atom)
            numbers[place] = self._numbers[atom]
            if isinstance(atom, BlankAtom):
                self.blanks[atom.fact] = numbers[place]
        return numbers


class Answers(Sequence[Truth]):
    """What one person's facts answer to the atoms of a table, each asked once and only when needed."""

    def __init__(self, table: AtomTable, facts: Facts) -> None:
        self._table, self._facts = table, facts
        self._known: dict[int, Truth] = {}

    def __len__(self) -> int:
        return len(self._table.atoms)

    @overload
    def __getitem__(self, place: int) -> Truth: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Truth]: ...
    def __getitem__(self, place: int | slice) -> Truth | Sequence[Truth]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place not in self._known:
            self._known[place] = answer_atom(self._table.atoms[place], self._facts)
        return self._known[place]


class Inquiry:
    """One question under one choice of readings, with the answers of its person."""

    def __init__(self, table: AtomTable, question: Question, readings: Mapping[str, str]) -> None:
        self.question, self.readings = question, readings
        self.act: Mapping[str, Value] = act_of(question)
        self.answers = Answers(table, question.facts)

    def find(self, fact: str) -> Value | None:
        """Return what the question says of a fact of the act or the person."""
        return self.act.get(fact, self.question.facts.scalars.get(fact))


@dataclass(eq=False)
class Cell:
    """The rules one answer rests on. `asked` is the rule it is about; without one it tells whether a gate applies."""

    whole: Book
    table: AtomTable
    gate: str
    rules: Sequence[Rule]
    asked: str = ""

    def __post_init__(self) -> None:
        lines = [line for rule in self.rules for line in lines_of(rule)]
        lines += gate_lines(self.whole, self.gate)
        facts = self.whole.vocabulary.facts
        named = {name for line in lines for name in facts_in(line) if name in facts}
        self.places = frozenset(place_of(rule) for rule in self.rules)
        ends = {rule.due.parameter for rule in self.rules if rule.due and rule.due.parameter}
        self.parameters = frozenset({*ends, *(name for line in lines for name in parameters_in(line))})
        self._act = tuple(sorted(name for name in named if facts[name].level == "act"))
        self._points = tuple(sorted({rule.reading.point for rule in self.rules if rule.reading.point}))
        records = {f"{kind.id}.{kind.at}" for kind in self.whole.vocabulary.records.values()}
        self._facts = {
            name: facts[name] for name in {*named, *records, *self._act, *(r.fact for r in self.rules)} if name
        }
        self._book: Book | None = None
        self._made: dict[object, GateProgram | None] = {}

    def ask(self, inquiry: Inquiry) -> GateProgram | None:
        """Return the gate with at most the one clause asked for; None where the gate does not apply."""
        act, readings, day = inquiry.act, inquiry.readings, inquiry.question.on
        key = (day, tuple([act.get(name) for name in self._act]), tuple([readings.get(word) for word in self._points]))
        if key not in self._made:
            if self._book is None:
                self._book = self._cut()
            given = {name: act[name] for name in self._act if name in act}
            self._made[key] = self._compile(compile_program(self._book, day, given, readings=readings))
        return self._made[key]

    def edited(self, edit: Edit) -> Cell:
        """Return the cell with an edit made."""
        whole = replace(self.whole, parameters={**self.whole.parameters, **edit.parameters})
        return Cell(whole, self.table, self.gate, self.changed(edit), self.asked)

    def changed(self, edit: Edit) -> list[Rule]:
        """Return the rules of the cell with an edit made."""
        return [edit.rules.get(place_of(rule), rule) for rule in self.rules]

    def touched(self, edit: Edit) -> bool:
        """Return whether an edit changes anything the cell rests on."""
        return not self.places.isdisjoint(edit.rules) or not self.parameters.isdisjoint(edit.parameters)

    def _cut(self) -> Book:
        whole, rules, facts = self.whole, list(self.rules), self._facts
        held = {PROBE: Term(PROBE, PROBE, PROBE, {"outcome": "law"})}
        applies: dict[str, tuple[tuple[Condition, ...], ...]] = {PROBE: ((),)}
        if self.gate:
            held = {self.gate: whole.vocabulary.term("gates", self.gate)}
            applies = {self.gate: whole.gates[self.gate]}
        else:
            rules += [probe for rule in rules if rule.id == self.asked for probe in _probe(whole, rule)]
            facts = {**facts, PROBE: Fact(PROBE, PROBE, "derived", "bool")}
        vocabulary = replace(whole.vocabulary, facts=facts, lists={**whole.vocabulary.lists, "gates": held})
        articles = (replace(whole.articles[0], rules=tuple(rules)),)
        return replace(whole, vocabulary=vocabulary, articles=articles, gates=applies)

    def _compile(self, program: Program) -> GateProgram | None:
        numbers = self.table.take(program)

        def asked(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
            return tuple(
                Clause(clause.rule, renumber(clause.speaks, numbers))
                for clause in clauses
                if clause.rule.id == self.asked
            )

        for gate in program.gates:
            return replace(
                gate,
                applies=renumber(gate.applies, numbers),
                closing=asked(gate.closing),
                opening=asked(gate.opening),
                default=asked(gate.default),
                duties=asked(gate.duties),
            )
        return None


class Parts:
    """The cells of one book, each cut once."""

    def __init__(self, book: Book) -> None:
        self.book, self.table = book, AtomTable()
        self._cells: dict[tuple[str, str], Cell] = {}
        self._gates: dict[str, list[Cell]] = {}
        self._by_fact: dict[str, list[Rule]] = {}
        self._by_gate: dict[str, list[Rule]] = {}
        self._special: dict[str, list[Rule]] = {}
        rules = [rule for article in book.articles for rule in article.rules]
        self._order = {place_of(rule): number for number, rule in enumerate(rules)}
        for rule in rules:
            index, key = (self._by_fact, rule.fact) if rule.kind == "defines" else (self._by_gate, rule.gate)
            index.setdefault(key, []).append(rule)
            if rule.overrides:
                self._special.setdefault(rule.overrides, []).append(rule)

    def rule(self, rule_id: str) -> Cell:
        """Return the cell that tells whether a rule speaks; KeyError for an unknown rule."""
        versions = self.book.rules[rule_id]
        gate = "" if versions[0].kind == "defines" else versions[0].gate
        return self._cells.get((gate, rule_id)) or self._cut(
            [*versions, *self._special.get(rule_id, [])], gate, rule_id
        )

    def cells(self, gate: str) -> list[Cell]:
        """Return whether a gate applies, then its rules in the order in which a program names them."""
        if gate not in self._gates:
            order = {"forbids": 0, "not_encoded": 1}
            rules = sorted(self._by_gate.get(gate, []), key=lambda rule: order.get(rule.kind, len(order)))
            ids = dict.fromkeys(rule.id for rule in rules)
            self._gates[gate] = [self._cut([], gate, ""), *map(self.rule, ids)]
        return self._gates[gate]

    def _cut(self, roots: list[Rule], gate: str, asked: str) -> Cell:
        held = {place_of(rule): rule for rule in roots}
        lines = [*gate_lines(self.book, gate), *(line for rule in roots for line in lines_of(rule))]
        while lines:
            for fact in facts_in(lines.pop()):
                for rule in self._by_fact.get(fact, []):
                    if place_of(rule) not in held:
                        held[place_of(rule)] = rule
                        lines += lines_of(rule)
        rules = sorted(held.values(), key=lambda rule: self._order[place_of(rule)])
        return self._cells.setdefault((gate, asked), Cell(self.book, self.table, gate, rules, asked))


def gate_lines(book: Book, gate: str) -> list[Condition]:
    """Return the lines that tell when a gate applies."""
    return [line for lines in book.gates.get(gate, ()) for line in lines]


def _probe(book: Book, rule: Rule) -> Iterable[Rule]:
    """Return two rules that ask for one `defines` rule by itself: what it gives, and a gate that asks for it."""
    if not rule.fact:
        return ()
    record = book.vocabulary.facts[rule.fact].record
    over = {"quantifier": "some", "record": record} if record and not rule.quantifier else {}
    given = replace(rule, fact=PROBE, value="yes", line=-rule.line, **over)  # type: ignore[arg-type]
    clause = Rule(rule.id, "forbids", PROBE, "", rule.since, rule.until, when=(_ASKED,), reading=rule.reading)
    return given, clause
