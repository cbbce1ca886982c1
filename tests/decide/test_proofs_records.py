"""Proofs speak of people with any number of records, however many a counterexample needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from decide_strategies import BOOK

from yunnuo.decide.atoms import Comparison, RecordAtom
from yunnuo.decide.expressions import TRUE, And, Expression, Leaf
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import Clause, GateProgram, Program
from yunnuo.decide.proofs_changes import Tightening
from yunnuo.decide.proofs_run import Proof, prove_promise
from yunnuo.decide.proofs_targets import Scope, Target
from yunnuo.terms.outcomes import Outcome

TODAY = date(2026, 11, 23)
STATES = ("given", "withdrawn", "lapsed")
SEPARATE = Comparison("consent.separate", "is", True)  # noqa: FBT003  # the value of a fact


def consent_with(*comparisons: Comparison, count: int = 1) -> RecordAtom:
    """Return that so many consents meet all comparisons."""
    condition = And(tuple(Leaf(number) for number in range(len(comparisons))))
    return RecordAtom("consent", "some", condition, comparisons, "consent.given_at", count)


def state(word: str) -> Comparison:
    """Return that a consent has a state."""
    return Comparison("consent.state", "is", word)


def opened_by(*atoms: RecordAtom) -> Target:
    """Return a program that permits whom all atoms hold for."""
    rule = next(rule for rule in BOOK.rules_on(TODAY) if rule.kind == "permits")
    parts: tuple[Expression, ...] = tuple(Leaf(number) for number in range(len(atoms)))
    gate = GateProgram("basis", "law", TRUE, (), (Clause(rule, And(parts)),), (), ())
    program = Program("", TODAY, {}, atoms, (gate,))
    return Target(Scope(TODAY), program, BOOK.vocabulary, lambda draft: decide_one(program, draft.facts))


def compare(new: Target, old: Target) -> Proof:
    """Return whether whatever the new program permits the old one permits."""
    return prove_promise(Tightening, [replace(new, older=old)])


def test_one_record_proves_any_number() -> None:
    """What a record that meets two conditions proves, one that meets the first proves; not the other way round."""
    narrow, wide = opened_by(consent_with(state("given"), SEPARATE)), opened_by(consent_with(state("given")))

    assert compare(narrow, wide).is_proved
    assert not compare(wide, narrow).is_proved


def test_two_halves_are_no_whole() -> None:
    """Two consents that each meet half of a condition do not meet it, and the person with both halves is found."""
    whole = opened_by(consent_with(state("given"), SEPARATE))
    halves = opened_by(consent_with(state("given")), consent_with(SEPARATE))

    assert compare(whole, halves).is_proved
    assert not compare(halves, whole).is_proved


def test_people_with_three_records_are_found() -> None:
    """A counterexample that needs three different consents is found, with exactly three."""
    proof = compare(opened_by(*(consent_with(state(word)) for word in STATES)), opened_by(consent_with(SEPARATE)))

    assert proof.counterexample is not None
    (_, draft, new), (_, _, old) = proof.counterexample.views
    assert Outcome.PERMITTED == new.outcome
    assert Outcome.PERMITTED != old.outcome
    assert sorted(STATES) == sorted(str(record["state"]) for record in draft.records["consent"] if record)


def test_counted_records_are_counted() -> None:
    """Three consents are at least two, and two are not three."""
    three, two = (opened_by(consent_with(state("given"), count=count)) for count in (3, 2))

    assert compare(three, two).is_proved
    assert not compare(two, three).is_proved
