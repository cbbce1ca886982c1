"""The one-person engine once more, as generated Python: same answers, tens of times faster.

`judge.decide_one` is the specification; a `Decider` must equal it on every question (tests/decide). A three-valued
expression becomes two plain ones: certain (it is true) and possible (it is not false); Not swaps and negates them.
Nothing but the program's own numbers and constants gets into the generated text; must never see a person's value.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from yunnuo.decide.atoms import (
    AbsentAtom,
    BlankAtom,
    Comparison,
    FieldOf,
    GapAtom,
    RecordAtom,
    ScalarAtom,
    answer_atom,
)
from yunnuo.decide.expressions import And, Const, Expression, Leaf, Not, Or, Truth, renumber
from yunnuo.decide.judge import judge_truths, list_expressions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.program import Program
    from yunnuo.terms.facts import Facts

KEPT = 65_536  # decisions remembered, one for each combination of answers; the memory is emptied when it is full
_SIGNS = {"is": "==", "in": "in", "at_least": ">=", "after": ">"}


class Decider:
    """Decides many people about one program; a decision is worked out once for each combination of answers."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._answers = _compile_answers(program)
        self._truths = _compile_truths(program)
        self._known: dict[tuple[Truth, ...], Decision] = {}

    def decide(self, facts: Facts) -> Decision:
        """Decide one person."""
        return self.judge(self._answers(facts))

    def answer(self, facts: Facts) -> tuple[Truth, ...]:
        """Return the answers to the program's atoms, in their order."""
        return self._answers(facts)

    def judge(self, values: tuple[Truth, ...]) -> Decision:
        """Judge one valuation of the atoms."""
        decision = self._known.get(values)
        if decision is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            decision = self._known[values] = judge_truths(self.program, self._truths(values), values)
        return decision


def _compile_truths(program: Program) -> Callable[[tuple[Truth, ...]], Sequence[Truth]]:
    """Return the function from atom values to the truth of every expression."""
    count = len(program.atoms)
    listed = "".join(f"v{number}, " for number in range(count))
    lines = ["def truths(values):", f" {listed}= values" if count else " pass"]
    lines += [f" c{number} = v{number} is True; p{number} = v{number} is not False" for number in range(count)]
    parts = [
        f"({_text(part, certain=True)}) or (None if ({_text(part, certain=False)}) else False)"
        for part in list_expressions(program)
    ]
    truths: Callable[[tuple[Truth, ...]], Sequence[Truth]]
    truths = _define("truths", [*lines, f" return [{', '.join(parts)}]"], {})
    return truths


def _text(expression: Expression, *, certain: bool, maybe: str = "p") -> str:
    """Return when an expression is certain or possible, over variables `c0 p0 c1 p1 …` (`maybe` names the latter)."""
    match expression:
        case Leaf(atom):
            return f"{'c' if certain else maybe}{atom}"
        case Not(part):
            return f"not ({_text(part, certain=not certain, maybe=maybe)})"
        case And(parts):
            return "(" + " and ".join(_text(part, certain=certain, maybe=maybe) for part in parts) + ")"
        case Or(parts):
            return "(" + " or ".join(_text(part, certain=certain, maybe=maybe) for part in parts) + ")"
        case Const(value):
            return str(value is True if certain else value is not False)


def _compile_answers(program: Program) -> Callable[[Facts], tuple[Truth, ...]]:
    """Return the function from a person's facts to the answers, in atom order."""
    names: dict[str, Any] = {}
    lines = ["def answers(facts):", " held = facts.scalars; known = facts.records; whole = facts.complete"]
    special: list[int] = []
    for number, atom in enumerate(program.atoms):
        match atom:
            case ScalarAtom(comparison):
                lines += _scalar_lines(number, comparison, names)
            case GapAtom(record):
                lines.append(f" a{number} = False if {record!r} in whole else None")
            case AbsentAtom():
                lines.append(f" a{number} = None")
            case RecordAtom() if atom.quantifier != "some" or atom.count != 1:
                special.append(number)
            case _:
                lines.append(f" a{number} = False")
    for kind in sorted({atom.record for atom in program.atoms if isinstance(atom, RecordAtom | BlankAtom)}):
        lines += _RecordWriter(program, kind, names).lines()
    names["answer_atom"] = answer_atom
    names["atoms"] = program.atoms
    lines += [f" a{number} = answer_atom(atoms[{number}], facts)" for number in special]
    lines.append(f" return ({''.join(f'a{number}, ' for number in range(len(program.atoms)))})")
    answers: Callable[[Facts], tuple[Truth, ...]] = _define("answers", lines, names)
    return answers


def _scalar_lines(number: int, comparison: Comparison, names: dict[str, Any]) -> list[str]:
    fetch = [f" x = held.get({comparison.fact!r})"]
    unknown = "x is None"
    if isinstance(comparison.operand, FieldOf):
        fetch.append(f" y = held.get({comparison.operand.fact!r})")
        unknown = "x is None or y is None"
    return [*fetch, f" a{number} = None if {unknown} else {_test(comparison, 'x', 'y', names)}"]


def _test(comparison: Comparison, left: str, right: str, names: dict[str, Any]) -> str:
    """Return the comparison of two known values as Python."""
    operand = comparison.operand
    if isinstance(operand, FieldOf):
        other = f"({right} + {operand.shift})" if operand.shift else right
    else:
        other = f"k{len(names)}"
        names[other] = operand
    if comparison.op == "includes":
        return f"({other} in {left})"
    return f"({left} {_SIGNS[comparison.op]} {other})"


class _RecordWriter:
    """Writes the loop over one kind of record: a plain path for complete records, a careful one for the others."""

    def __init__(self, program: Program, kind: str, names: dict[str, Any]) -> None:
        self.kind, self.names = kind, names
        numbered = list(enumerate(program.atoms))
        self.atoms = [
            (number, atom)
            for number, atom in numbered
            if isinstance(atom, RecordAtom) and atom.record == kind and atom.quantifier == "some" and atom.count == 1
        ]
        self.blanks = {
            _field(atom.fact): number
            for number, atom in numbered
            if isinstance(atom, BlankAtom) and atom.record == kind
        }
        self.fields: dict[str, str] = {}
        self.tests: dict[Comparison, str] = {}
        for _, atom in self.atoms:
            for comparison in atom.comparisons:
                self.tests.setdefault(comparison, f"{len(self.tests)}")
                for name in (comparison.fact, getattr(comparison.operand, "fact", "")):
                    if name:
                        self.fields.setdefault(_field(name), f"f{len(self.fields)}")
        for name in self.blanks:
            self.fields.setdefault(name, f"f{len(self.fields)}")

    def lines(self) -> list[str]:
        if not self.fields:
            return []
        getter = f"fetch_{self.kind}"
        self.names[getter] = itemgetter(*self.fields) if len(self.fields) > 1 else _single(next(iter(self.fields)))
        listed = "".join(f"{variable}, " for variable in self.fields.values())
        return [
            f" for record in known.get({self.kind!r}, ()):",
            "  try:",
            f"   {listed}= {getter}(record)",
            "  except KeyError:",
            *self._careful(),
            "   continue",
            *(f"  {line}" for line in self._plain()),
        ]

    def _plain(self) -> list[str]:
        """Return the tests of a record that has every field: two-valued, unless the condition itself is unsure."""
        lines = [f"c{number} = {self._compare(test)}" for test, number in self.tests.items()]
        for number, atom in self.atoms:
            lines.append(f"if {self._condition(atom, certain=True, maybe='c')}: a{number} = True")
            if _is_unsure(atom.condition):
                possible = self._condition(atom, certain=False, maybe="c")
                lines.append(f"elif a{number} is False and {possible}: a{number} = None")
        return lines

    def _careful(self) -> list[str]:
        lines = [f"   {variable} = record.get({name!r})" for name, variable in self.fields.items()]
        lines += [f"   if {self.fields[name]} is None: a{place} = True" for name, place in self.blanks.items()]
        for test, number in self.tests.items():
            unknown = " or ".join(f"{variable} is None" for variable in self._variables(test))
            lines += [
                f"   if {unknown}: c{number} = False; p{number} = True",
                f"   else: c{number} = p{number} = {self._compare(test)}",
            ]
        for place, atom in self.atoms:
            lines += [
                f"   if {self._condition(atom, certain=True)}: a{place} = True",
                f"   elif a{place} is False and {self._condition(atom, certain=False)}: a{place} = None",
            ]
        return lines

    def _variables(self, test: Comparison) -> list[str]:
        names = [test.fact, *([test.operand.fact] if isinstance(test.operand, FieldOf) else [])]
        return [self.fields[_field(name)] for name in names]

    def _compare(self, test: Comparison) -> str:
        variables = self._variables(test)
        return _test(test, variables[0], variables[-1], self.names)

    def _condition(self, atom: RecordAtom, *, certain: bool, maybe: str = "p") -> str:
        own = {place: int(self.tests[test]) for place, test in enumerate(atom.comparisons)}
        return _text(renumber(atom.condition, own), certain=certain, maybe=maybe)


def _is_unsure(expression: Expression) -> bool:
    """Tell whether an expression can be unknown although every leaf is known."""
    match expression:
        case Const(value):
            return value is None
        case Not(part):
            return _is_unsure(part)
        case And(parts) | Or(parts):
            return any(_is_unsure(part) for part in parts)
        case Leaf():
            return False


def _single(name: str) -> Callable[[Any], tuple[Any]]:
    return lambda record: (record[name],)


def _field(fact: str) -> str:
    return fact.partition(".")[2]


def _define(name: str, lines: list[str], names: dict[str, Any]) -> Any:
    """Return the function the lines define; they hold only numbers, vocabulary ids and names bound in `names`."""
    space = dict(names)
    exec("\n".join(lines), space)  # noqa: S102  # text written above from a compiled program, no input of a user in it
    return space[name]
