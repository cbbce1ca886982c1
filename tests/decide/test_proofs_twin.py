"""Z3 and the engine see every person alike: what is proved of one holds for the other."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from decide_strategies import BOOK, acts, compiled, people
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_twin import Twin, build_twin

from yunnuo.decide.atoms import Comparison, GapAtom, RecordAtom
from yunnuo.decide.expressions import TRUE, Leaf, any_of, negate
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import Clause, GateProgram, Program, compile_program
from yunnuo.decide.proofs_targets import Scope, Target
from yunnuo.flows.casework import decide_question
from yunnuo.rulebook.book import SHIPPED
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.questions import act_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.decide.decision import Decision
    from yunnuo.rulebook.cases import Case
    from yunnuo.terms.facts import Facts

TODAY = date(2026, 11, 23)
TWO = 2  # records of a kind, and categories, that the twin has room for
GIVEN = Comparison("consent.state", "is", "given")


def fits(case: Case) -> bool:
    """Return whether a case is about today, and the twin has room for its records and categories."""
    category = act_of(case.question).get("category", frozenset())
    room = all(len(held) <= TWO for held in case.question.facts.records.values())
    return case.question.on == TODAY and room and isinstance(category, frozenset) and len(category) <= TWO


@cache
def fitting_cases() -> list[Case]:
    """Return the rulebook's cases that fit; whoever runs no test of this file need not read them."""
    return [case for case in load_cases(SHIPPED, BOOK.vocabulary) if fits(case)]


def outcomes(decision: Decision) -> dict[str, str]:
    """Return how each gate came out."""
    return {gate.gate: str(gate.outcome) for gate in decision.gates}


def disagree(case: Case) -> bool:
    """Return whether some gate of a case comes out otherwise in the twin."""
    readings = dict(case.readings)
    _, decision = decide_question(BOOK, case.question, readings)
    twin = build_twin(BOOK, TODAY).outcomes(act_of(case.question), case.question.facts, readings)
    return outcomes(decision) != twin


def test_cases_come_out_alike() -> None:
    """Every gate of a sample of the rulebook's cases comes out the same in both."""
    assert [] == [case for case in fitting_cases()[::60] if disagree(case)]


@pytest.mark.soak
def test_all_cases_come_out_alike() -> None:
    """Every gate of every case of the rulebook comes out the same in both."""
    assert [] == [case for case in fitting_cases() if disagree(case)]


@settings(max_examples=40)
@given(people(), acts(), st.sampled_from([{}, {"d1": "scan_is_enough"}, {"d7": "platform_terms"}]))
def test_people_come_out_alike(facts: Facts, act: Mapping[str, Any], readings: dict[str, str]) -> None:
    """Every gate comes out the same in both for generated people."""
    decision = decide_one(compile_program(BOOK, TODAY, act, readings=readings), facts)

    assert outcomes(decision) == build_twin(BOOK, TODAY).outcomes(act, facts, readings)


@settings(max_examples=15)
@given(people(), acts())
def test_two_categories_come_out_alike(facts: Facts, act: Mapping[str, Any]) -> None:
    """An act with two categories is as strict as its strictest in both."""
    both = {**act, "category": frozenset({"phone", "id_number"})}

    assert outcomes(decide_one(compiled(TODAY, both), facts)) == build_twin(BOOK, TODAY).outcomes(both, facts, {})


def build_program(condition: RecordAtom) -> Program:
    """Return a program with a gate that opens when a record condition holds, and one that closes when it does not."""
    holds = any_of([Leaf(0), Leaf(1)])
    rule = next(rule for rule in BOOK.rules_on(TODAY) if rule.kind == "permits")
    opens = GateProgram("basis", "law", TRUE, (), (Clause(rule, holds),), (), ())
    shuts = GateProgram("notice", "law", TRUE, (Clause(rule, negate(holds)),), (), (), (), opens=True)
    return Program("", TODAY, {}, (condition, GapAtom(condition.record)), (opens, shuts))


@settings(max_examples=60)
@given(people(), st.sampled_from([("some", 1), ("some", 2), ("latest", 1)]))
def test_quantifiers_come_out_alike(facts: Facts, quantifier: tuple[str, int]) -> None:
    """Some, several and the latest record are asked for alike."""
    condition = RecordAtom("consent", quantifier[0], Leaf(0), (GIVEN,), "consent.given_at", quantifier[1])
    program = build_program(condition)
    target = Target(Scope(TODAY), program, BOOK.vocabulary, lambda draft: decide_one(program, draft.facts), book=BOOK)

    assert outcomes(decide_one(program, facts)) == Twin(target).outcomes({}, facts, {})
