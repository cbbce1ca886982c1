"""The self-check of duties: every demand that goes on or runs to a date, and whether it is met, open or not known.

Looks at a rule's conditions and demand by themselves, not at what its gate decides. What is not known never becomes
met, and never becomes "does not apply": an act nobody spoke of may be done. Must never judge an act, nor read a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from yunnuo.decide.atoms import answer_atom, atom_facts
from yunnuo.decide.compiler import Compiler
from yunnuo.decide.duties import date_duty
from yunnuo.decide.expressions import FALSE, all_of, any_of, atoms_of, evaluate, negate, unknown_atoms
from yunnuo.rulebook.conditions import FactRef
from yunnuo.rulebook.periods import YEAR_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from yunnuo.decide.duties import Deadline
    from yunnuo.decide.expressions import Expression, Truth
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Rule
    from yunnuo.rulebook.periods import Moved
    from yunnuo.terms.facts import Facts, Value
    from yunnuo.terms.instant import Instant

DUTY_TIMINGS: Final = ("within", "continuing")
_SINCE: Final = ("at_least", "after")


class DutyState(StrEnum):
    """How a duty stands, the most pressing first."""

    OPEN = "open"
    UNKNOWN = "unknown"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"

    @property
    def zh(self) -> str:
        """Return the Chinese word."""
        return {"open": "没做到", "unknown": "说不清", "met": "做到", "not_applicable": "不适用"}[self]


@dataclass(frozen=True, slots=True)
class Situation:
    """One thing the handler does: the facts of the act (with `act`; a category as a set) and of the person.

    `happens` is False for what it does not do, None where that is not known. No fact is filled in: one that is not
    given is unknown, its default too.
    """

    act: Mapping[str, Value]
    facts: Facts
    happens: Truth = True
    name: str = ""


@dataclass(frozen=True, slots=True)
class DutyCheck:
    """How one rule stands over all situations.

    `applies` tells whether it applies anywhere, `kept` whether what it demands is done wherever it may apply. `missing`
    are the facts (or kinds of record), `acts` the acts nobody spoke of, that would settle an unknown. `late` is set
    where the last day is known and over. `where` names the situations that make it what it is.
    """

    rule: Rule
    state: DutyState
    applies: Truth
    kept: Truth
    deadline: Deadline | None = None
    late: bool = False
    missing: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """One rule in one situation."""

    applies: Truth
    breached: Truth
    missing: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    deadline: Deadline | None = None
    where: str = ""

    @property
    def state(self) -> DutyState:
        if self.applies is False:
            return DutyState.NOT_APPLICABLE
        if self.breached is True:
            return DutyState.OPEN
        return DutyState.MET if self.applies and self.breached is False else DutyState.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Asked:
    """A situation as dates are worked out of it."""

    book: Book
    day: date
    situation: Situation

    def known(self, fact: str) -> Value | None:
        """Return a fact of the act or of the person, or None when it is unknown."""
        held = self.situation.act.get(fact)
        return self.situation.facts.scalars.get(fact) if held is None else held


def check_duties(
    book: Book, day: date, situations: Sequence[Situation], readings: Mapping[str, str] | None = None
) -> tuple[DutyCheck, ...]:
    """Return how every duty rule in force on a legal day stands, in the order of the book.

    An act for which a rule may speak and that no situation names leaves the rule unknown, unless it is open anyway.
    """
    chosen = readings or {}
    looks: dict[str, list[_Look]] = {}
    rules = [rule for rule in Compiler(book, day, {}, chosen, {}).rules if is_duty(rule)]
    for situation in situations:
        for rule, look in _look_at(_Asked(book, day, situation), chosen):
            looks.setdefault(rule.id, []).append(look)
    named = {str(situation.act.get("act", "")) for situation in situations}
    acts = {rule.id: list[str]() for rule in rules}
    for act in book.vocabulary.lists["acts"]:
        if act not in named:
            for rule in list_fitting(book, day, act, chosen):
                acts[rule.id].append(act)
    return tuple(_sum_up(rule, looks.get(rule.id, []), acts[rule.id], day) for rule in rules)


def is_duty(rule: Rule) -> bool:
    """Return whether a rule demands something that goes on or runs to a date."""
    return rule.kind == "requires" and rule.timing in DUTY_TIMINGS


def limit_of(rule: Rule) -> Moved | None:
    """Return from what and how far the last day of a duty is counted, or None when it has none.

    A demand that something was done within a period before the act, says by itself when it must be done again.
    """
    if rule.due:
        return rule.due
    for item in rule.must:
        moved = item.operand.moved if isinstance(item.operand, FactRef) else None
        if item.op in _SINCE and moved and moved.fact == "act_at" and moved.sign < 0:
            period = replace(moved.period, count=-moved.period.count) if moved.period else None
            return replace(moved, fact=item.fact, sign=1, period=period)
    return None


def list_fitting(book: Book, day: date, act: str, readings: Mapping[str, str] | None = None) -> list[Rule]:
    """Return the duty rules that may speak of an act, whatever else is the case."""
    compiler = Compiler(book, day, {"act": act}, readings or {}, {})
    duties = (rule for rule in compiler.rules if is_duty(rule))
    return [rule for rule in duties if any(applies != FALSE for applies, _ in _pairs(compiler, rule))]


def list_questions(book: Book, day: date, act: str, moment: Instant) -> dict[str, tuple[str, ...]]:
    """Return the facts, and kinds of record, that the duty rules of an act done at a moment may ask about.

    Each with the ids of the rules that ask, in the order of the book.
    """
    compiler = Compiler(book, day, {"act": act, "act_at": moment}, {}, {})
    asked: dict[str, dict[str, None]] = {}
    for rule in filter(is_duty, compiler.rules):
        pairs = [pair for pair in _pairs(compiler, rule) if pair[0] != FALSE]
        atoms = list(compiler.atoms)
        named = [fact for pair in pairs for part in pair for atom in atoms_of(part) for fact in atom_facts(atoms[atom])]
        for fact in [*named, *(_operands(rule) if pairs else ())]:
            asked.setdefault(fact, {})[rule.id] = None
    return {fact: tuple(rules) for fact, rules in asked.items() if fact not in ("act", "act_at", YEAR_START)}


def _operands(rule: Rule) -> Iterator[str]:
    """Yield the facts a rule compares with, and the one its limit runs from."""
    for item in (*rule.when, *rule.must, *(line for lines in rule.unless for line in lines)):
        if isinstance(item.operand, FactRef):
            yield item.operand.fact
    if rule.due:
        yield rule.due.fact


def _pairs(compiler: Compiler, rule: Rule) -> list[tuple[Expression, Expression]]:
    """Return, for each element of the act, when a rule applies and what it demands."""
    gate = any_of(compiler.conditions(lines) for lines in compiler.book.gates[rule.gate])
    elements = compiler.each_element() if gate != FALSE else ()
    return [(all_of([gate, compiler.trigger(rule)]), compiler.demand(rule)) for _ in elements]


def _look_at(asked: _Asked, readings: Mapping[str, str]) -> Iterator[tuple[Rule, _Look]]:
    situation = asked.situation
    if situation.happens is False:
        return
    compiler = Compiler(asked.book, asked.day, situation.act, readings, {})
    held = [(rule, _pairs(compiler, rule)) for rule in compiler.rules if is_duty(rule)]
    atoms = list(compiler.atoms)
    values = [answer_atom(atom, situation.facts) for atom in atoms]
    for rule, pairs in held:
        applies = any_of(pair[0] for pair in pairs)
        breached = any_of(all_of([pair[0], negate(pair[1])]) for pair in pairs)
        truth = _both(situation.happens, evaluate(applies, values))
        unknown = [atom for part in (applies, breached) for atom in unknown_atoms(part, values)]
        told = truth is not None or situation.happens is not None
        yield (
            rule,
            _Look(
                applies=truth,
                breached=_both(situation.happens, evaluate(breached, values)),
                missing=tuple(dict.fromkeys(fact for atom in unknown for fact in atom_facts(atoms[atom]))),
                acts=() if told else (str(situation.act.get("act", "")),),
                deadline=date_duty(asked, replace(rule, due=limit_of(rule))) if truth is not False else None,
                where=situation.name if situation.happens else "",
            ),
        )


def _both(one: Truth, other: Truth) -> Truth:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _either(truths: Iterable[Truth]) -> Truth:
    held = list(truths)
    return True if True in held else None if None in held else False


def _sum_up(rule: Rule, looks: list[_Look], acts: Sequence[str], day: date) -> DutyCheck:
    """Join the looks at one rule; every act that may concern it and that nobody spoke of is one more, unknown."""
    held = [*looks, *(_Look(None, None, acts=(act,)) for act in acts)]
    whole = _Look(_either(look.applies for look in held), _either(look.breached for look in held))
    telling = [look for look in held if look.state is whole.state]
    unsure = telling if whole.state is DutyState.UNKNOWN else []
    if whole.state is DutyState.MET:
        telling = [look for look in held if look.applies]
    deadline = _first(look.deadline for look in telling)
    return DutyCheck(
        rule,
        whole.state,
        whole.applies,
        None if whole.breached is None else not whole.breached,
        deadline,
        bool(deadline and deadline.due_on and deadline.due_on < day),
        tuple(dict.fromkeys(fact for look in unsure for fact in look.missing)),
        tuple(dict.fromkeys(act for look in unsure for act in look.acts)),
        tuple(dict.fromkeys(look.where for look in telling if look.where)),
    )


def _first(deadlines: Iterable[Deadline | None]) -> Deadline | None:
    """Return the deadline that comes first; one without a day only where none has one."""
    held = [one for one in deadlines if one is not None]
    dated = [one for one in held if one.due_at is not None]
    return min(dated, key=lambda one: one.due_at or 0) if dated else held[0] if held else None
