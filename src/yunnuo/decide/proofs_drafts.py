"""From a Z3 model to people in the words of the vocabulary, made as small as a counterexample allows.

A draft holds one person in several views (before and after, less and more known), record by record in step. What is
shown is always decided by the ordinary engine. Must never show a fact that the counterexample does not need.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from yunnuo.decide.proofs_acts import EACH, ELEMENTS, OPEN, OPENED, READING
from yunnuo.terms.facts import Facts
from yunnuo.terms.instant import day_start, legal_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yunnuo.decide.proofs_fields import Field
    from yunnuo.decide.proofs_logic import Term
    from yunnuo.decide.proofs_people import Person
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Record, Value


@dataclass(frozen=True, slots=True)
class Draft:
    """One view: the facts of the act and of the person, and per kind the records in step with the other views.

    `readings` are the options chosen at contested points.
    """

    act: Mapping[str, Value]
    scalars: Mapping[str, Value]
    records: Mapping[str, tuple[Record | None, ...]]
    complete: frozenset[str]
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        """Return the person as the engine takes it."""
        held = {kind: tuple(item for item in items if item is not None) for kind, items in self.records.items()}
        return Facts(self.scalars, held, self.complete)


Drafts = tuple[Draft, ...]
Path = tuple[str, str, int, str]  # what, kind of record, place of the record, fact
SMALL = 10**11  # microseconds; no legal day is that near to 1970


class Reader:
    """Reads people out of a Z3 model; `sizes` says how many slots of each kind the program used."""

    def __init__(self, model: Term, facts: Mapping[str, Fact], sizes: Mapping[str, int]) -> None:
        self.model, self.facts, self.sizes = model, facts, sizes

    def holds(self, term: Term) -> bool:
        """Return whether a formula is true in the model; what the model leaves open is false."""
        import z3

        return bool(z3.is_true(self.model.eval(term, model_completion=True)))

    def number(self, term: Term) -> int:
        """Return the value of a number in the model."""
        return int(self.model.eval(term, model_completion=True).as_long())

    def draft(self, person: Person) -> Draft:
        """Return one view of the person."""
        held = {name: self._value(name, item, person) for name, item in person.scalars.items()}
        known = {name: value for name, value in held.items() if value is not None}
        act = {name: value for name, value in known.items() if self.facts[name].level == OPENED and OPEN not in name}
        elements = frozenset(str(known[name]) for name in ELEMENTS if name in known)
        records = {
            kind: tuple(self._record(slot.fields, slot.exists, person) for slot in slots[: self.sizes.get(kind, 0)])
            for kind, slots in person.records.items()
        }
        return Draft(
            act | ({EACH: elements} if elements else {}),
            {name: value for name, value in known.items() if self.facts[name].level != OPENED},
            records,
            frozenset(kind for kind, term in person.complete.items() if self.holds(term)),
            {name.removeprefix(READING): str(value) for name, value in known.items() if name.startswith(READING)},
        )

    def _record(self, fields: Mapping[str, Field], exists: Term, person: Person) -> Record | None:
        if not self.holds(exists):
            return None
        held = {name.partition(".")[2]: self._value(name, item, person) for name, item in fields.items()}
        return {name: value for name, value in held.items() if value is not None}

    def _value(self, name: str, held: Field, person: Person) -> Value | None:
        if not self.holds(held.known):
            return None
        if held.number is not None:
            return self.number(held.number)
        if self.facts[name].type == "set":
            words = {word for word, bit in held.members.items() if self.holds(bit)}
            named = {self._word(fact, person) for fact, bit in held.symbols.items() if self.holds(bit)}
            return frozenset(words | named)
        return next((word for word, bit in held.words.items() if self.holds(bit)), None)

    def _word(self, fact: str, person: Person) -> str:
        """Return the word of a fact of the act, whether it is known or not."""
        return next(str(word) for word, bit in person.scalars[fact].words.items() if self.holds(bit))


def shrink_drafts(drafts: Drafts, defaults: Mapping[str, Value], broken: Callable[[Drafts], bool]) -> Drafts:
    """Return smaller drafts that still break the promise: records and facts dropped, then times rounded to days.

    A fact that a question may leave unsaid is not dropped but set to its default.
    """
    for change in (_dropped, _rounded_down, _rounded_up):
        for path in _paths(drafts):
            changed = tuple(_with_default(change(draft, path), path, draft, defaults) for draft in drafts)
            if changed != drafts and broken(changed):
                drafts = changed
    return settle_defaults(drafts, defaults, broken)


def _with_default(changed: Draft, path: Path, draft: Draft, defaults: Mapping[str, Value]) -> Draft:
    """Return a draft with the default of a fact that was dropped."""
    name = path[3]
    if path[0] != "fact" or name in changed.act or name not in draft.act or name not in defaults:
        return changed
    return replace(changed, act={**changed.act, name: defaults[name]})


def settle_defaults(drafts: Drafts, defaults: Mapping[str, Value], broken: Callable[[Drafts], bool]) -> Drafts:
    """Return drafts that say nothing against the defaults of a question, as far as they still break the promise."""
    for chosen in ([defaults], [{name: value} for name, value in defaults.items()]):
        for some in chosen:
            changed = tuple(replace(draft, act={**some, **draft.act}) for draft in drafts)
            if changed != drafts and broken(changed):
                drafts = changed
    return drafts


def _paths(drafts: Drafts) -> list[Path]:
    """Return the way to everything the drafts hold, whole records first."""
    records = [(kind, place) for kind, items in drafts[0].records.items() for place in range(len(items))]
    whole = [("record", kind, place, "") for kind, place in records]
    facts = [
        ("fact", "", 0, name) for name in sorted({name for draft in drafts for name in (*draft.act, *draft.scalars)})
    ]
    fields = [
        ("record", kind, place, name)
        for kind, place in records
        for name in sorted({name for draft in drafts for name in draft.records[kind][place] or ()})
    ]
    chosen = [("reading", "", 0, name) for name in sorted(drafts[0].readings)]
    lists = [("complete", kind, 0, "") for kind in sorted(drafts[0].records)]
    return [*whole, *chosen, *facts, *fields, *lists]


def _dropped(draft: Draft, path: Path) -> Draft:
    what, kind, place, name = path
    if what == "fact":
        return replace(draft, act=_less(draft.act, name), scalars=_less(draft.scalars, name))
    if what == "reading":
        return replace(draft, readings={key: option for key, option in draft.readings.items() if key != name})
    if what == "complete":
        return replace(draft, complete=draft.complete - {kind})
    record = draft.records[kind][place]
    return _with_record(draft, path, _less(record, name) if record is not None and name else None)


def _rounded_down(draft: Draft, path: Path) -> Draft:
    return _rounded(draft, path, 0)


def _rounded_up(draft: Draft, path: Path) -> Draft:
    return _rounded(draft, path, 1)


def _rounded(draft: Draft, path: Path, days: int) -> Draft:
    what, kind, place, name = path
    if what == "fact":
        act = {key: _whole_day(value, days) if key == name else value for key, value in draft.act.items()}
        return replace(draft, act=act)
    record = draft.records[kind][place] if what == "record" and name else None
    if record is None or name not in record:
        return draft
    return _with_record(draft, path, {**record, name: _whole_day(record[name], days)})


def _whole_day(value: Value, days: int) -> Value:
    """Return the first instant of the day of an instant, or of a later day; other values as they are."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) < SMALL:
        return value
    day = legal_day(value)
    return value if day_start(day) == value else day_start(day + timedelta(days=days))


def _with_record(draft: Draft, path: Path, record: Record | None) -> Draft:
    _, kind, place, _ = path
    items = list(draft.records[kind])
    items[place] = record
    return replace(draft, records={**draft.records, kind: tuple(items)})


def _less(held: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {key: value for key, value in held.items() if key != name}
