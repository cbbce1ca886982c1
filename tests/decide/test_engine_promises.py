"""The engine's promises, each with generated people over the shipped rulebook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from decide_strategies import BOOK, acts, compiled, hide, people
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Facts, Record

TODAY = date(2026, 11, 23)
DAYS = st.sampled_from([date(2021, 10, 31), date(2022, 10, 14), date(2024, 7, 1), date(2026, 4, 30), TODAY])
HIDDEN = st.frozensets(
    st.sampled_from(sorted(fact.id for fact in BOOK.vocabulary.facts.values() if fact.level in ("person", "record"))),
    max_size=4,
)


def without_rule(book: Book, rule_id: str) -> Book:
    """Return the book with one rule left out."""
    articles = tuple(
        replace(article, rules=tuple(rule for rule in article.rules if rule.id != rule_id)) for article in book.articles
    )
    return replace(book, articles=articles)


@given(people(), acts(), DAYS)
def test_withdrawal_never_permits_more(facts: Facts, act: Mapping[str, Any], day: date) -> None:
    """What is permitted after a withdrawal was permitted before it."""
    program = compiled(day, act)
    withdrawn = tuple({**record, "state": "withdrawn"} for record in facts.records["consent"])

    after = decide_one(program, facts.with_records("consent", withdrawn))

    if after.outcome == Outcome.PERMITTED:
        assert decide_one(program, facts).outcome == Outcome.PERMITTED


@given(people(), acts(), DAYS)
def test_refusal_never_permits_more(facts: Facts, act: Mapping[str, Any], day: date) -> None:
    """What is permitted with one more standing refusal was permitted without it."""
    program = compiled(day, act)
    everything = {name: frozenset(BOOK.vocabulary.lists[name]) for name in ("purposes", "channels")}
    refusal: Record = {"kind": "refusal", "at": 0, "standing": True, **everything}

    after = decide_one(program, facts.with_records("refusal", (*facts.records["refusal"], refusal)))

    if after.outcome == Outcome.PERMITTED:
        assert decide_one(program, facts).outcome == Outcome.PERMITTED


PROHIBITIONS = st.sampled_from(sorted(rule.id for rule in BOOK.rules_on(TODAY) if rule.kind == "forbids"))


def _check_prohibition(facts: Facts, act: Mapping[str, Any], rule_id: str) -> None:
    fewer = compile_program(without_rule(BOOK, rule_id), TODAY, act)

    if decide_one(compiled(TODAY, act), facts).outcome == Outcome.PERMITTED:
        assert decide_one(fewer, facts).outcome == Outcome.PERMITTED


@settings(max_examples=40)
@given(people(), acts(), PROHIBITIONS)
def test_prohibition_never_permits_more(facts: Facts, act: Mapping[str, Any], rule_id: str) -> None:
    """Whatever the whole book permits, the book without one prohibition permits too."""
    _check_prohibition(facts, act, rule_id)


@pytest.mark.soak
@settings(max_examples=400)
@given(people(), acts(), PROHIBITIONS)
def test_no_prohibition_permits_more(facts: Facts, act: Mapping[str, Any], rule_id: str) -> None:
    """Whatever the whole book permits, the book without one prohibition permits too: four hundred people."""
    _check_prohibition(facts, act, rule_id)


@given(people(known=True), acts(), DAYS, HIDDEN, st.frozensets(st.sampled_from(["consent", "refusal", "origin"])))
def test_unknown_never_permits(
    facts: Facts, act: Mapping[str, Any], day: date, lost: frozenset[str], incomplete: frozenset[str]
) -> None:
    """What is permitted while facts are unknown stays permitted when they become known."""
    program = compiled(day, act)

    unsure = decide_one(program, hide(facts, lost, incomplete))

    if unsure.outcome != Outcome.UNDETERMINED:
        assert unsure.outcome == decide_one(program, facts).outcome


@given(people(), acts(), DAYS)
def test_only_rules_in_force_decide(facts: Facts, act: Mapping[str, Any], day: date) -> None:
    """Every rule that decided is in force on the day asked for."""
    decision = decide_one(compiled(day, act), facts)

    assert all(BOOK.rule(rule_id, day).in_force(day) for gate in decision.gates for rule_id in gate.by)


@given(people(), acts())
def test_marketing_needs_agreement(facts: Facts, act: Mapping[str, Any]) -> None:
    """No marketing is permitted unless one live consent names its purpose and its channel."""
    asked = {**act, "purpose": "repeated_marketing", "act": "use"}

    if decide_one(compiled(TODAY, asked), facts).outcome == Outcome.PERMITTED:
        assert any(
            record.get("state") == "given"
            and "repeated_marketing" in record["purposes"]  # type: ignore[operator]
            and act["channel"] in record["channels"]  # type: ignore[operator]
            for record in facts.records["consent"]
        )


ORDERS = st.randoms(use_true_random=False)


def _check_order(facts: Facts, act: Mapping[str, Any], rng: Any) -> None:
    articles = list(BOOK.articles)
    rng.shuffle(articles)
    shuffled = compile_program(replace(BOOK, articles=tuple(articles)), TODAY, act)
    turned = facts
    for kind, held in facts.records.items():
        turned = turned.with_records(kind, tuple(reversed(held)))

    expected = decide_one(compiled(TODAY, act), facts)
    actual = decide_one(shuffled, turned)

    assert (expected.outcome, expected.law, expected.contract) == (actual.outcome, actual.law, actual.contract)
    assert sorted(expected.by) == sorted(actual.by)
    assert sorted(expected.missing) == sorted(actual.missing)


@settings(max_examples=40)
@given(people(), acts(), ORDERS)
def test_file_order_never_matters(facts: Facts, act: Mapping[str, Any], rng: Any) -> None:
    """The articles and the records may come in any order."""
    _check_order(facts, act, rng)


@pytest.mark.soak
@settings(max_examples=400)
@given(people(), acts(), ORDERS)
def test_no_file_order_matters(facts: Facts, act: Mapping[str, Any], rng: Any) -> None:
    """The articles and the records may come in four hundred orders."""
    _check_order(facts, act, rng)


@given(people(), acts(), DAYS)
def test_same_question_same_bytes(facts: Facts, act: Mapping[str, Any], day: date) -> None:
    """The same question on the same day with the same revision gives the same bytes."""
    first = repr(decide_one(compiled(day, act), facts))

    again = compile_program(BOOK, day, dict(reversed(list(act.items()))))

    assert first == repr(decide_one(again, facts))


@given(people(), acts(), DAYS)
def test_refusals_cite_rules(facts: Facts, act: Mapping[str, Any], day: date) -> None:
    """Every "may not" names its rules, every undetermined answer what is missing or that no rule decides."""
    decision = decide_one(compiled(day, act), facts)

    if decision.outcome == Outcome.NOT_PERMITTED:
        assert decision.by
    if decision.outcome == Outcome.UNDETERMINED:
        assert decision.missing or any(gate.reason == "no_rule" for gate in decision.gates)
