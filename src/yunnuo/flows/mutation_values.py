"""Raw facts in and out of a question: reading what a question says, and saying something else in its place.

Must never invent a fact nobody named: only the facts given are changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from yunnuo.terms.errors import InputError
from yunnuo.terms.facts import Facts, Question
from yunnuo.terms.instant import day_end

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from yunnuo.flows.mutation_tests import Var
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Record, Value

MANY: Final = 6  # values of one fact worth remembering


class Stock:
    """What questions usually say: the values of each fact, and a record of each kind; InputError without a question."""

    def __init__(self, questions: Sequence[Question]) -> None:
        if not questions:
            raise InputError("rules.personas", "规则库里没有样本人", todo="先在 vocab/personas.yaml 里写一个")
        self.questions = questions
        self.seen: dict[str, tuple[Value, ...]] = {}
        self._records: dict[str, Record] = {}
        for question in questions:
            for name, value in (*question.act.items(), *question.facts.scalars.items()):
                self._keep(name, value)
            for kind, records in question.facts.records.items():
                for record in records:
                    self._records.setdefault(kind, record)
                    for field, value in record.items():
                        self._keep(f"{kind}.{field}", value)

    def _keep(self, name: str, value: Value) -> None:
        words = value if isinstance(value, frozenset) else (value,)
        held = self.seen.get(name, ())
        if len(held) < MANY:
            self.seen[name] = tuple(dict.fromkeys([*held, *sorted(words)]))

    def record(self, kind: str, question: Question) -> Record:
        """Return a usual record of a kind: the question's own first, else one seen elsewhere."""
        own = question.facts.records.get(kind, ())
        return own[0] if own else self._records.get(kind, {})


def read_value(book: Book, question: Question, var: Var) -> Value | None:
    """Return what a question says of a raw fact; None is unknown. Of several categories the first counts."""
    facts = question.facts
    if not var.name:
        return var.slot < len(facts.records.get(var.record, ())) if var.slot >= 0 else var.record in facts.complete
    if var.record:
        records = facts.records.get(var.record, ())
        return records[var.slot].get(var.field) if 0 <= var.slot < len(records) else None
    fact = book.vocabulary.facts[var.name]
    value = question.act.get(var.name, facts.scalars.get(var.name))
    if value is None and var.name not in question.act and fact.default:
        return fact.default == "yes" if fact.type == "bool" else fact.default
    if isinstance(value, frozenset) and fact.type != "set":
        return min(value) if value else None
    return value


def write_values(book: Book, question: Question, values: Mapping[Var, Value | None]) -> Question:
    """Return the question with raw facts changed; None makes one unknown."""
    act, scalars = dict(question.act), dict(question.facts.scalars)
    complete = set(question.facts.complete)
    for var, value in values.items():
        if var.name and not var.record:
            fact = book.vocabulary.facts[var.name]
            _set(act if fact.level == "act" else scalars, fact, value)
        elif not var.name and var.slot < 0:
            (complete.add if value else complete.discard)(var.record)
    kinds = {var.record for var in values if var.record and var.slot >= 0}
    records = {**question.facts.records, **{kind: _records(question, kind, values) for kind in kinds}}
    return replace(question, act=act, facts=Facts(scalars, records, frozenset(complete)))


def move_day(question: Question, day: date) -> Question:
    """Return the question asked for a day; on another day than its own the act is at the day's end."""
    if day == question.on:
        return question
    return replace(question, on=day, act={**question.act, "act_at": day_end(day)})


def _set(held: dict[str, Value], fact: Fact, value: Value | None) -> None:
    if value is not None:
        held[fact.id] = frozenset({value}) if fact.each and isinstance(value, str) else value
    elif fact.default:
        held[fact.id] = frozenset()  # asked as unknown: its default must not answer in its place
    else:
        held.pop(fact.id, None)


def _records(question: Question, kind: str, values: Mapping[Var, Value | None]) -> tuple[Record, ...]:
    records = dict(enumerate(question.facts.records.get(kind, ())))
    for var, value in values.items():
        if var.record == kind and var.slot >= 0 and not var.name and not value:
            records.pop(var.slot, None)
    for var, value in values.items():
        if var.record == kind and var.name:
            record = {key: held for key, held in records.get(var.slot, {}).items() if key != var.field}
            records[var.slot] = record if value is None else {**record, var.field: value}
    absent = {var.slot for var, value in values.items() if var.record == kind and not var.name and not value}
    return tuple(record for slot, record in sorted(records.items()) if slot not in absent)
