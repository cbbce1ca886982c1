"""Atoms: the only questions ever asked of a person's facts, each answered True, False or None for unknown.

ScalarAtom   one comparison of one fact of the person
RecordAtom   one whole condition bound to one record, over the known records of a kind
GapAtom      None where the list of records is not declared complete, else False
AbsentAtom   a fact of the act that was not given: always None
BlankAtom    whether a known record lacks a field: True or False, only to tell what is missing
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.expressions import Expression, Truth, evaluate

if TYPE_CHECKING:
    from yunnuo.terms.facts import Facts, Record, Value


@dataclass(frozen=True, slots=True)
class FieldOf:
    """An operand that is another fact of the same person or record, moved by `shift` microseconds."""

    fact: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """`fact op operand`, with op one of is, in, includes, at_least, after; the rest are their negations."""

    fact: str
    op: str
    operand: Value | FieldOf


@dataclass(frozen=True, slots=True)
class ScalarAtom:
    """A comparison of a person-level fact."""

    comparison: Comparison


@dataclass(frozen=True, slots=True)
class RecordAtom:
    """A condition on one record: `some` known record meets it, the `latest` does, or `count` do.

    `condition` is an expression whose leaves number `comparisons`.
    """

    record: str
    quantifier: str
    condition: Expression
    comparisons: tuple[Comparison, ...]
    at: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class GapAtom:
    """Whether more records of a kind may exist than are known."""

    record: str


@dataclass(frozen=True, slots=True)
class AbsentAtom:
    """A fact of the act that the question does not give."""

    fact: str


@dataclass(frozen=True, slots=True)
class BlankAtom:
    """Whether some known record lacks a field; decides nothing, but tells which fact is missing."""

    record: str
    fact: str


Atom = ScalarAtom | RecordAtom | GapAtom | AbsentAtom | BlankAtom


def atom_facts(atom: Atom) -> tuple[str, ...]:
    """Return the vocabulary facts an atom asks about; a record kind alone stands for its completeness."""
    match atom:
        case ScalarAtom(comparison):
            return (comparison.fact,)
        case RecordAtom():
            return tuple(dict.fromkeys(item.fact for item in atom.comparisons))
        case GapAtom(record):
            return (record,)
        case AbsentAtom(fact) | BlankAtom(_, fact):
            return (fact,)


def answer_atom(atom: Atom, facts: Facts) -> Truth:
    """Answer one atom from the facts of one person."""
    match atom:
        case ScalarAtom(comparison):
            return compare(comparison, facts.scalars)
        case RecordAtom():
            return _answer_record(atom, facts.records.get(atom.record, ()))
        case GapAtom(record):
            return False if record in facts.complete else None
        case BlankAtom(record, fact):
            field = fact.partition(".")[2]
            return any(field not in held for held in facts.records.get(record, ()))
        case AbsentAtom():
            return None


def _answer_record(atom: RecordAtom, records: tuple[Record, ...]) -> Truth:
    if atom.quantifier == "latest":
        return _answer_latest(atom, records)
    answers = [_meets(atom, record) for record in records]
    if sum(answer is True for answer in answers) >= atom.count:
        return True
    return None if sum(answer is not False for answer in answers) >= atom.count else False


def _answer_latest(atom: RecordAtom, records: tuple[Record, ...]) -> Truth:
    field = atom.at.partition(".")[2]
    times = [record.get(field) for record in records]
    known = [time for time in times if isinstance(time, int)]
    if not records:
        return False
    if len(known) < len(times) or known.count(max(known)) > 1:
        return None
    return _meets(atom, records[times.index(max(known))])


def _meets(atom: RecordAtom, record: Record) -> Truth:
    values = [compare(item, record, prefix=atom.record + ".") for item in atom.comparisons]
    return evaluate(atom.condition, values)


def compare(comparison: Comparison, held: Record, prefix: str = "") -> Truth:
    """Answer a comparison on a mapping of values; a missing value makes it unknown."""
    left = held.get(comparison.fact.removeprefix(prefix))
    right = comparison.operand
    if isinstance(right, FieldOf):
        other = held.get(right.fact.removeprefix(prefix))
        right = other + right.shift if isinstance(other, int) and not isinstance(other, bool) else other  # type: ignore[assignment]
    if left is None or right is None:
        return None
    match comparison.op:
        case "is":
            return left == right
        case "in":
            return isinstance(right, frozenset) and left in right
        case "includes":
            return isinstance(left, frozenset) and right in left
        case "at_least":
            return isinstance(left, int) and isinstance(right, int) and left >= right
        case "after":
            return isinstance(left, int) and isinstance(right, int) and left > right
    raise ValueError(comparison.op)
