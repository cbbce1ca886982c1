"""What would free whom, and in which order: every number is a re-decision, and nobody is counted twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from decide_strategies import BOOK, acts, compiled, people
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.atoms import answer_atom
from yunnuo.decide.judge import judge_values
from yunnuo.decide.remedies import assumed_values, find_cures, offered_by
from yunnuo.decide.trace import Trace
from yunnuo.flows.planning import Planner
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Truth
    from yunnuo.terms.facts import Facts

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Person:
    """One generated person, standing for two contact points."""

    number: int
    values: Sequence[Truth]
    decision: Decision
    subjects: int = 2


AUDIENCES = st.lists(people(), min_size=1, max_size=12)


def plan_for(audience: list[Facts], act: Mapping[str, Any]) -> Planner:
    """Return the planner of people who each stand for two contact points."""
    program = compiled(TODAY, act)
    signatures = []
    for number, facts in enumerate(audience, 1):
        values = [answer_atom(atom, facts) for atom in program.atoms]
        signatures.append(Person(number, values, judge_values(program, values)))
    return Planner(BOOK, program, signatures, {})


@settings(max_examples=25)
@given(AUDIENCES, acts())
def test_each_remedy_by_itself(audience: list[Facts], act: Mapping[str, Any]) -> None:
    """A remedy frees exactly those who name it and are permitted when decided anew with its facts."""
    planner = plan_for(audience, act)
    rows = {row.remedy: row for row in planner.list_freed()}

    for remedy in {remedy for one in planner.signatures for remedy in offered_by(BOOK, planner.program, one.decision)}:
        freed = set()
        for one, facts in zip(planner.signatures, audience, strict=True):
            trace = Trace(BOOK, planner.program, facts, one.decision)
            assume = assumed_values(BOOK, [remedy], planner.demands, planner.program.act)
            _, again = trace.vary(planner.program.act, assume, {})
            if remedy in offered_by(BOOK, planner.program, one.decision) and again.outcome == Outcome.PERMITTED:
                freed.add(one.number)
        assert freed == {one.number for one in rows[remedy].signatures} if remedy in rows else not freed


@settings(max_examples=25)
@given(AUDIENCES, acts())
def test_steps_add_up(audience: list[Facts], act: Mapping[str, Any]) -> None:
    """The order starts at those permitted today, every step gains somebody."""
    planner = plan_for(audience, act)
    reached = sum(one.subjects for one in planner.signatures if one.decision.outcome == Outcome.PERMITTED)
    steps = planner.plan_steps()

    for step in steps:
        reached += step.gains
        assert (reached, True) == (step.permitted, step.gains > 0)
    assert len(steps) == len({step.remedy for step in steps})
    assert reached <= sum(one.subjects for one in planner.signatures)


@settings(max_examples=15)
@given(AUDIENCES, acts())
def test_plan_reaches_the_curable(audience: list[Facts], act: Mapping[str, Any]) -> None:
    """Whoever a single remedy frees is reached by the end of the plan."""
    planner = plan_for(audience, act)
    steps = planner.plan_steps()
    today = sum(one.subjects for one in planner.signatures if one.decision.outcome == Outcome.PERMITTED)
    single = sum(
        one.subjects
        for one, facts in zip(planner.signatures, audience, strict=True)
        if any(len(cure.remedies) == 1 for cure in find_cures(Trace(BOOK, planner.program, facts, one.decision)))
    )

    assert (steps[-1].permitted if steps else today) >= today + single
