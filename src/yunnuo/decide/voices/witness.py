"""Which record of the person a decision rests on: the consent that opened a gate, the refusal that closed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.decide.atoms import RecordAtom, answer_atom, compare
from yunnuo.decide.expressions import atoms_of, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.trace import Trace
    from yunnuo.terms.facts import Record


def find_witness(trace: Trace, kind: str) -> Record:
    """Return the latest record of a kind that made a deciding rule speak; empty when none did.

    Only rules that decided their gate count, and of a record only that it met the whole condition by itself.
    """
    at = trace.book.vocabulary.records[kind].at
    met = list(_met(trace, kind))
    dated = [record for record in met if isinstance(record.get(at), int)]
    return max(dated, key=lambda record: int(str(record[at])), default=met[0] if met else {})


def _met(trace: Trace, kind: str) -> Iterator[Record]:
    for atom in _asked(trace, kind):
        if answer_atom(atom, trace.facts) is not True:
            continue
        for record in trace.facts.records.get(kind, ()):
            values = [compare(item, record, prefix=f"{kind}.") for item in atom.comparisons]
            if evaluate(atom.condition, values) is True:
                yield record


def _asked(trace: Trace, kind: str) -> Iterator[RecordAtom]:
    """Yield the questions about records of a kind that the rules which decided asked."""
    for gate in trace.decision.gates:
        if gate.reason != "decided" or not gate.by:
            continue
        for clause in trace.clauses(gate):
            for number in atoms_of(clause.speaks):
                atom = trace.program.atoms[number]
                if isinstance(atom, RecordAtom) and atom.record == kind:
                    yield atom
