"""The promises are proved for the shipped rulebook, and every spoiled book is refuted with somebody who shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from loose_books import BOOK, TODAY, change_rule, lines, make_timeless, new_rule, small_book, with_rules

from yunnuo.decide.atoms import Comparison, RecordAtom
from yunnuo.decide.expressions import TRUE, Leaf, negate
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import Clause, GateProgram, Program
from yunnuo.decide.proofs_bounds import Agreeing
from yunnuo.decide.proofs_knowing import Completing
from yunnuo.decide.proofs_run import Proof, prove_promise
from yunnuo.decide.proofs_targets import Scope, Target, build_target
from yunnuo.flows.proving import PROMISES, find_unheard, prove_change, prove_promises
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.decide.decision import Decision
    from yunnuo.rulebook.book import Book


def prove_one(name: str, book: Book) -> Proof:
    """Return what becomes of one promise under a book today."""
    (proof,) = prove_promises(book, [TODAY], only=[name])
    return proof


def change(kind: str, new: Book, old: Book, days: tuple[date, date] = (TODAY, TODAY)) -> Proof:
    """Return whether a change is what it is said to be, on one day of each book."""
    return prove_change(kind, new, old, [days])


def shown(proof: Proof) -> list[Decision]:
    """Return what the ordinary engine decides of the person who breaks a promise, view by view."""
    assert not proof.is_proved
    assert proof.counterexample is not None
    return [decision for _, _, decision in proof.counterexample.views]


def named(decision: Decision) -> set[str]:
    """Return every rule behind a decision."""
    return {rule for gate in decision.gates for rule in gate.by}


@pytest.mark.parametrize("name", [promise.id for promise in PROMISES])
def test_promises_hold_today(name: str) -> None:
    """Each promise is proved for the whole shipped book of one day, and somebody meets its premise."""
    proof = prove_one(name, BOOK)

    assert proof.is_proved
    assert proof.example is not None


@pytest.mark.soak
def test_every_promise_holds_always() -> None:
    """Every promise is proved for the shipped book on every day the law changes."""
    proofs = list(prove_promises(BOOK))

    assert [(promise.id, True) for promise in PROMISES] == [(proof.id, proof.is_proved) for proof in proofs]


@pytest.mark.soak
def test_every_rule_decides_for_somebody() -> None:
    """No rule of the shipped book is dead on every day it is in force."""
    reach = find_unheard(BOOK)

    assert ((), ()) == (reach.dead, reach.undecided)


def test_contested_reading_is_told() -> None:
    """Marketing without consent is permitted under one option of one contested point only, and that is told."""
    proof = prove_one("agreeing", small_book())

    assert [{("d7", "platform_terms")}] == [set(options) for options in proof.excused]


def test_marketing_without_consent_is_found() -> None:
    """Rules that permit marketing without consent are refuted by somebody permitted without any."""
    gates = ("basis", "notice", "message")
    free = [new_rule(f"free.{gate}", "permits", gate, "purpose is repeated_marketing") for gate in gates]
    proof = prove_one("agreeing", with_rules(small_book(), *free))

    (decision,) = shown(proof)
    assert Outcome.PERMITTED == decision.outcome
    assert {"free.basis", "free.message"} <= set(decision.by)
    assert proof.counterexample is not None
    assert {None} == set(proof.counterexample.views[0][1].records["consent"])


def test_withdrawal_that_clears_the_way_is_found() -> None:
    """A prohibition that a withdrawal lifts is refuted by somebody who may be contacted only after withdrawing."""
    weak = small_book().rule("sms_2026.a021.p1.weak", TODAY)
    harsher = replace(weak, unless=tuple(ways for ways in weak.unless if "proven_consent" not in ways[0].text))

    before, after = shown(prove_one("withdrawing", change_rule(small_book(), weak.id, harsher)))
    assert Outcome.PERMITTED != before.outcome
    assert Outcome.PERMITTED == after.outcome


def test_demand_that_lifts_a_prohibition_is_found() -> None:
    """A demand that overrides a prohibition is refuted: without the demand the prohibition speaks again."""
    demand = new_rule("soft", "requires", "message", "refusal_stands is yes")
    soft = replace(demand, must=lines("optout_present is yes"), timing="before", overrides="cpl.a029.p3.refused")
    book = with_rules(change_rule(small_book(), "pipl.a044.p1"), soft)

    whole, fewer = shown(prove_one("prohibiting", book))
    assert Outcome.PERMITTED == whole.outcome
    assert "cpl.a029.p3.refused" in named(fewer)


def test_absence_taken_for_no_is_found() -> None:
    """A program that takes a list not known to be complete for empty is refuted by a refusal that turns up later."""
    standing = Comparison("refusal.standing", "is", True)  # noqa: FBT003  # the value of a fact
    refused = RecordAtom("refusal", "some", Leaf(0), (standing,), "refusal.at")
    hasty = Clause(new_rule("hasty", "permits", "basis"), negate(Leaf(0)))
    program = Program("", TODAY, {}, (refused,), (GateProgram("basis", "law", TRUE, (), (hasty,), (), ()),))
    target = Target(Scope(TODAY), program, BOOK.vocabulary, lambda draft: decide_one(program, draft.facts))

    unsure, sure = shown(prove_promise(Completing, [target]))
    assert Outcome.PERMITTED == unsure.outcome
    assert Outcome.PERMITTED != sure.outcome


def test_rules_outside_their_dates_are_found() -> None:
    """A book that applies a repealed prohibition is refuted by somebody it concerns; one that does not is proved."""
    past = new_rule("gone", "forbids", "security", "deceased is no")
    gone = replace(past, since=TODAY - timedelta(days=900), until=TODAY - timedelta(days=400))
    book = with_rules(small_book(), gone)

    assert prove_one("dating", book).is_proved
    now, rightly = shown(prove_one("dating", make_timeless(book)))
    assert "gone" in named(now)
    assert "gone" not in named(rightly)


def test_terms_that_open_the_law_are_found() -> None:
    """A permission of a platform that opens a gate of the law is refuted by somebody whom only it lets through."""
    terms = new_rule("terms", "permits", "basis", "purpose is trade", force="contract")

    whole, own = shown(prove_one("siding", with_rules(small_book(), terms)))
    assert Outcome.PERMITTED == whole.law
    assert Outcome.PERMITTED != own.law


def test_promise_about_nothing_is_empty() -> None:
    """Where no list says what marketing is, the promise about it holds and says that it is empty."""
    target = build_target(small_book(), Scope(TODAY))
    proof = prove_promise(Agreeing, [replace(target, book=replace(small_book(), parameters={}))])

    assert proof.is_proved
    assert proof.example is None


def test_one_prohibition_more_is_tighter() -> None:
    """A book with one more prohibition is proved tighter; the other way round it is refuted by whom it concerns."""
    more = with_rules(small_book(), new_rule("more", "forbids", "message", "channel is sms", "deceased is no"))

    assert change("tighter", more, small_book()).is_proved
    new, old = shown(change("tighter", small_book(), more))
    assert Outcome.PERMITTED == new.outcome
    assert "more" in named(old)


def test_dropped_prohibition_is_not_tighter() -> None:
    """A book without one prohibition is not tighter, and the person who shows it is found."""
    new, old = shown(change("tighter", change_rule(small_book(), "cpl.a029.p3.refused"), small_book()))

    assert Outcome.PERMITTED == new.outcome
    assert Outcome.PERMITTED != old.outcome


def test_said_otherwise_is_equal() -> None:
    """A rule split into two halves changes nothing; one half alone does."""
    rule = new_rule("rule", "forbids", "basis", "deceased is yes")
    halves = [
        replace(rule, id=f"half {op}", when=(*rule.when, *lines(f"contact_valid {op} yes"))) for op in ("is", "is not")
    ]
    known = new_rule("known", "forbids", "security", "contact_valid is no")
    whole, split, half = (with_rules(small_book(), *rules, known) for rules in ([rule], [rule, *halves], halves[:1]))

    assert change("equal", split, whole).is_proved
    assert not change("equal", half, whole).is_proved


def test_two_days_of_a_book_are_compared() -> None:
    """The days before and after a change of the law are not equal; two days without a change are."""
    law = small_book().rule("sms_2026.a021.p1.weak", TODAY)
    before = law.since - timedelta(days=1)

    assert not change("equal", small_book(), small_book(), (law.since, before)).is_proved
    assert change("equal", small_book(), small_book(), (TODAY, TODAY - timedelta(days=1))).is_proved


def test_dead_rules_are_found() -> None:
    """A rule nobody can make speak, and a permission that is always overridden, are told apart from rules that work."""
    silent = new_rule("silent", "forbids", "basis", "channel is sms", "channel is email")
    closes = new_rule("closes", "forbids", "publication", "deceased is yes")
    overruled = new_rule("overruled", "permits", "publication", "deceased is yes")
    reach = find_unheard(with_rules(small_book(), silent, closes, overruled), [TODAY])

    dead = {item.rule.id: item.speaks for item in reach.dead}
    assert (False, True) == (dead["silent"], dead["overruled"])
    assert set() == {"closes", "pipl.a013.p1.i1", "pipl.a014.p1.scan"} & dead.keys()
