"""Shapes: records that differ only in their times share one, and a condition is asked once per shape, not per record.

`<view>_row` holds the times of each record and its `shape`, `<view>_shape` the fields of each shape. What a shape
leaves open, the comparisons of times, is asked of every row, two bits each: its time code. One shape and one time code
settle every atom about that record; the answers of a person are the bitwise OR over the person's records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from yunnuo.decide.atoms import (
    Atom,
    BlankAtom,
    Comparison,
    FieldOf,
    GapAtom,
    RecordAtom,
    ScalarAtom,
    compare,
)
from yunnuo.decide.expressions import Truth, evaluate
from yunnuo.decide.sql import compare_sql
from yunnuo.decide.words import asked_atoms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yunnuo.decide.program import Program
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Record

SUBJECT = "subject"
_TRUTHS: tuple[Truth, ...] = (False, True, None, True)

_MOST_TESTS = 15  # the number of a shape and two bits a test fit one 64-bit key

TimeTest = Comparison | str  # a comparison that involves an instant, or a field that may be missing


def has_shapes(program: Program, vocabulary: Vocabulary) -> bool:
    """Tell whether OR can join every record condition (some one record meets it) and keys hold all time codes."""
    some = all(atom.quantifier == "some" and atom.count == 1 for atom in program.atoms if isinstance(atom, RecordAtom))
    return some and all(len(time_tests(program, kind, vocabulary)) <= _MOST_TESTS for kind in table_kinds(program))


def table_kinds(program: Program) -> list[str]:
    """Return the fact tables a program asks, the subject first."""
    kinds = {atom.record for atom in program.atoms if isinstance(atom, RecordAtom | BlankAtom)}
    return [SUBJECT, *sorted(kinds)]


def time_tests(program: Program, kind: str, vocabulary: Vocabulary) -> list[TimeTest]:
    """Return what a shape of a table leaves open, in the order of the time code."""
    tests: dict[TimeTest, None] = {}
    for atom in _own_atoms(program, kind):
        if isinstance(atom, BlankAtom) and _is_instant(vocabulary, atom.fact):
            tests[atom.fact] = None
        for test in _comparisons(atom):
            if any(_is_instant(vocabulary, fact) for fact in _facts(test)):
                tests[test] = None
    return list(tests)


def time_code(tests: Sequence[TimeTest], kind: str) -> exp.Expr:
    """Return the time code of a row as SQL: two bits for each test, the first lowest."""
    prefix = "" if kind == SUBJECT else f"{kind}."
    total: exp.Expr = _number(0)
    for place, test in enumerate(tests):
        total = exp.Add(this=total, expression=exp.Mul(this=_code(test, kind, prefix), expression=_number(4**place)))
    return total


def row_key(tests: Sequence[TimeTest], kind: str) -> exp.Expr:
    """Return the key of a row as SQL: its shape above its time code, in one number (see `join_key`)."""
    shape = exp.Mul(this=exp.column("shape", table=kind, quoted=True), expression=_number(4 ** len(tests)))
    return exp.Add(this=shape, expression=exp.paren(time_code(tests, kind)))


def join_key(shape: int, code: int, tests: int) -> int:
    """Return the key of the rows of one shape and one time code of so many tests."""
    return (shape << (2 * tests)) + code


def _code(test: TimeTest, kind: str, prefix: str) -> exp.Expr:
    if isinstance(test, str):
        column = exp.column(test.removeprefix(prefix), table=kind, quoted=True)
        return exp.cast(exp.paren(exp.Is(this=column, expression=exp.Null())), exp.DataType.Type.INT)
    asked = exp.cast(exp.paren(compare_sql(test, kind, prefix)), exp.DataType.Type.INT)
    return exp.Coalesce(this=asked, expressions=[exp.Literal.number(2)])


def _number(number: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(number), exp.DataType.Type.BIGINT)


def varying_places(tests: Sequence[TimeTest], codes: Iterable[int]) -> list[int]:
    """Return the tests, by place, that come out differently for some of the time codes."""
    held = set(codes)
    return [place for place in range(len(tests)) if len({(code >> (2 * place)) & 3 for code in held}) > 1]


def shrink_code(code: int, places: Sequence[int]) -> int:
    """Return the time code with only the tests at these places, moved together."""
    return sum(((code >> (2 * place)) & 3) << (2 * at) for at, place in enumerate(places))


def shape_answers(
    program: Program, kind: str, tests: Sequence[TimeTest], fields: Record, code: int
) -> dict[int, Truth]:
    """Return the answer of one record (or one subject) to every atom of its table, by atom number."""
    times = {test: _TRUTHS[(code >> (2 * place)) & 3] for place, test in enumerate(tests)}
    return {
        number: _answer(program.atoms[number], fields, times)
        for number in asked_atoms(program)
        if _table_of(program.atoms[number]) == kind
    }


def _answer(atom: Atom, fields: Record, times: Mapping[TimeTest, Truth]) -> Truth:
    match atom:
        case ScalarAtom(comparison):
            return _truth(comparison, fields, times, "")
        case GapAtom(record):
            return False if fields.get(f"complete_{record}") else None
        case BlankAtom(record, fact):
            return times[fact] if fact in times else fact.removeprefix(f"{record}.") not in fields
        case RecordAtom():
            prefix = atom.record + "."
            return evaluate(atom.condition, [_truth(test, fields, times, prefix) for test in atom.comparisons])
    raise ValueError(atom)


def _truth(test: Comparison, fields: Record, times: Mapping[TimeTest, Truth], prefix: str) -> Truth:
    return times[test] if test in times else compare(test, fields, prefix)


def _own_atoms(program: Program, kind: str) -> list[Atom]:
    return [program.atoms[number] for number in asked_atoms(program) if _table_of(program.atoms[number]) == kind]


def _table_of(atom: Atom) -> str:
    return atom.record if isinstance(atom, RecordAtom | BlankAtom) else SUBJECT


def _comparisons(atom: Atom) -> tuple[Comparison, ...]:
    match atom:
        case ScalarAtom(comparison):
            return (comparison,)
        case RecordAtom():
            return atom.comparisons
        case _:
            return ()


def _facts(test: Comparison) -> list[str]:
    return [test.fact, *([test.operand.fact] if isinstance(test.operand, FieldOf) else [])]


def _is_instant(vocabulary: Vocabulary, fact: str) -> bool:
    return vocabulary.facts[fact].type == "instant"
