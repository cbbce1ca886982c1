"""The Z3 twin of the engine asked about one concrete person, for holding the two together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import z3

from yunnuo.decide.proofs_acts import EACH, ELEMENTS, OPENED, READING
from yunnuo.decide.proofs_bench import Bench, Size, weigh_gates
from yunnuo.decide.proofs_fields import EARLIEST, FAR, FRESH, LATEST
from yunnuo.decide.proofs_targets import Scope, Target, build_target, default_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.decide.proofs_fields import Field
    from yunnuo.decide.proofs_logic import GateTerms
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Facts, Value


class Twin:
    """One program's gates as formulas, over people with at most two records of a kind."""

    def __init__(self, target: Target) -> None:
        self.target = target
        bench = Bench([[target]], Size.FEW, target.program.atoms)
        answers = bench.answers(bench.viewer(bench.person), target.program)
        self.gates = weigh_gates(target.program, answers)
        self.person = bench.person
        self.solver = z3.Solver()
        self.solver.add(*answers.rules)
        self.names: dict[str, str] = {}

    def outcomes(self, act: Mapping[str, Value], facts: Facts, readings: Mapping[str, str]) -> dict[str, str]:
        """Return how every gate that applies comes out for one person."""
        self.solver.push()
        self.solver.add(*self._pins({**_full_act(self.target, act, readings), **facts.scalars}, facts))
        assert z3.sat == self.solver.check()
        model = self.solver.model()
        self.solver.pop()
        return _read(self.gates, model)

    def _pins(self, scalars: Mapping[str, Value], facts: Facts) -> list[Any]:
        """Return that the person is this one."""
        self.names = {}
        pins = [
            pin for name, held in self.person.scalars.items() for pin in self._pin(held, scalars.get(name), scalars)
        ]
        for kind, slots in self.person.records.items():
            known = facts.records.get(kind, ())
            for number, slot in enumerate(slots):
                pins.append(slot.exists == (number < len(known)))
                record = known[number] if number < len(known) else {}
                for name, held in slot.fields.items():
                    pins += self._pin(held, record.get(name.partition(".")[2]), scalars)
        return [*pins, *(term == (kind in facts.complete) for kind, term in self.person.complete.items())]

    def _pin(self, held: Field, value: Value | None, scalars: Mapping[str, Value]) -> list[Any]:
        """Return that a field has a value; words nobody compares stand for one another."""
        if value is None:
            return [z3.Not(held.known)]
        if held.number is not None:
            number = int(value)  # type: ignore[arg-type]  # a fact with a number has no other value
            return [held.known, held.number == (min(max(number, EARLIEST), LATEST) if abs(number) > FAR else number)]
        if isinstance(value, frozenset):
            members = [bit == (word in value) for word, bit in held.members.items()]
            return [held.known, *members, *(bit == (scalars.get(fact) in value) for fact, bit in held.symbols.items())]
        return [held.known, *([held.words[self._word(held, value)]] if held.words else [])]

    def _word(self, held: Field, value: Value) -> Value:
        if value in held.words:
            return value
        if FRESH[0] in held.words:
            return self.names.setdefault(str(value), FRESH[len(self.names) % len(FRESH)])
        return list(held.words)[-1]


def _full_act(target: Target, act: Mapping[str, Value], readings: Mapping[str, str]) -> dict[str, Value]:
    """Return the facts of the act under the names the open program has for them."""
    assert target.book is not None
    full = {**default_facts(target.book), **act}
    scalars = {name: value for name, value in full.items() if _is_said(target, name, value)}
    whole = act.get(EACH)
    elements = sorted(whole) if isinstance(whole, frozenset) else []
    scalars |= dict(zip(ELEMENTS, [*elements, *elements], strict=False))
    for point, term in target.book.vocabulary.lists["readings"].items():
        scalars[READING + point] = readings.get(point, term.texts("options")[0])
    for item in target.counted:
        start = scalars.get(item.start, 0)
        value = item.value(int(start)) if not item.start or item.start in scalars else None  # type: ignore[arg-type]
        scalars |= {} if value is None else {item.id: value}
    return scalars


def _is_said(target: Target, name: str, value: Value) -> bool:
    """Return whether a fact of the act is left open and known; an empty set says nothing unless the fact is a set."""
    fact = target.vocabulary.facts.get(name)
    if fact is None or fact.level != OPENED or name == EACH:
        return False
    return fact.type == "set" or value != frozenset()


def _read(gates: list[GateTerms], model: Any) -> dict[str, str]:
    found = {}
    for gate in gates:
        if z3.is_true(model.eval(gate.absent)):
            continue
        closed = "not_permitted" if z3.is_true(model.eval(gate.closed)) else "undetermined"
        found[gate.id] = "permitted" if z3.is_true(model.eval(gate.permitted)) else closed
    return found


@cache
def build_twin(book: Book, day: date) -> Twin:
    """Return the twin of a book on a day."""
    return Twin(build_target(book, Scope(day)))
