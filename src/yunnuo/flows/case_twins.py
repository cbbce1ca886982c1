"""Twins: questions that differ in one fact, one record, one day, one declaration or one reading."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yunnuo.rulebook.cases import Case

Said = dict[str, object]


class Twins:
    """Finds the twins of a case among the cases taken in; `find` costs what the case says, not how many there are."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        self._said: dict[int, tuple[Case, Said]] = {}
        self._alike: defaultdict[int, list[int]] = defaultdict(list)
        for case in cases:
            self.add(case)

    def add(self, case: Case) -> None:
        """Take in a case."""
        said = flatten_case(case)
        self._said[id(case)] = case, said
        for key in _keys(said):
            self._alike[key].append(id(case))

    def find(self, case: Case) -> list[Case]:
        """Return the cases that differ from one in exactly one thing said."""
        said = flatten_case(case)
        near = {place for key in _keys(said) for place in self._alike.get(key, ())} - {id(case)}
        found = (self._said[place] for place in near)
        twins = [other for other, words in found if _distance(said, words) == 1]
        return sorted(twins, key=lambda other: (other.file, other.line))


def flatten_case(case: Case) -> Said:
    """Return all a question says, one name a fact; a day takes its moment along, a refusal or origin is one fact."""
    question = case.question
    said: Said = {**question.facts.scalars, **question.act}
    said["on"] = (question.on, said.pop("act_at", None))
    said["complete"] = question.facts.complete
    said["readings"] = case.readings
    for kind, records in question.facts.records.items():
        for number, record in enumerate(records):
            fields = {f"{kind} {number} {name}": value for name, value in record.items()}
            said.update(fields if kind == "consent" else {f"{kind} {number}": frozenset(record.items())})
    return said


def _keys(said: Said) -> Iterator[int]:
    """Yield a number for the whole and for the whole without each thing; twins share one of them."""
    parts = [hash(item) for item in said.items()]
    whole = 0
    for part in parts:
        whole ^= part
    yield whole
    yield from (whole ^ part for part in parts)


def _distance(one: Said, other: Said) -> int:
    return sum(one.get(name) != other.get(name) or (name in one) != (name in other) for name in {*one, *other})
