"""What would make it lawful: every remedy shown is re-decided, smallest, and asked for lawfully."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from decide_strategies import BOOK, GOOD, acts, compiled, people
from explain_cases import situations
from hypothesis import given, settings

from yunnuo.decide.asking import can_ask, judge_ways
from yunnuo.decide.atoms import answer_atom
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.decide.remedies import (
    LARGEST,
    MEET,
    assumed_values,
    build_trial,
    effort_of,
    find_cures,
    find_openings,
    offered_by,
)
from yunnuo.decide.trace import Trace
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.remedies import Cure
    from yunnuo.terms.facts import Facts, Record

TODAY = date(2026, 11, 23)


def trace_of(facts: Facts, act: Mapping[str, Any]) -> Trace:
    """Return the trace of one generated question."""
    program = compiled(TODAY, act)
    return Trace(BOOK, program, facts, decide_one(program, facts))


def decide_done(trace: Trace, cure: Cure, remedies: Iterable[str]) -> Decision:
    """Decide the question as if some remedies of a cure were done."""
    assume = assumed_values(trace.book, remedies, cure.demands, trace.program.act)
    program = compile_program(trace.book, trace.day, trace.program.act, readings=trace.readings, assume=assume)
    return decide_one(program, trace.facts)


@settings(max_examples=40)
@given(people(), acts())
def test_cures_cure(facts: Facts, act: Mapping[str, Any]) -> None:
    """Every cure shown, once its facts are applied, is permitted, and no smaller part of it is."""
    trace = trace_of(facts, act)
    for cure in find_cures(trace):
        assert Outcome.PERMITTED == decide_done(trace, cure, cure.remedies).outcome
        assert 1 <= len(cure.remedies) <= LARGEST
        parts = (part for size in range(len(cure.remedies)) for part in combinations(cure.remedies, size))
        assert not any(decide_done(trace, cure, part).outcome == Outcome.PERMITTED for part in parts)


@settings(max_examples=40)
@given(people(), acts())
def test_nothing_to_cure(facts: Facts, act: Mapping[str, Any]) -> None:
    """What is permitted has no remedies, and an opening is shown only where it leaves something to learn."""
    trace = trace_of(facts, act)
    if trace.decision.outcome == Outcome.PERMITTED:
        assert [] == find_cures(trace)
        assert [] == offered_by(BOOK, trace.program, trace.decision)
    for opening in find_openings(trace):
        done = decide_done(trace, opening, opening.remedies)
        assert (Outcome.UNDETERMINED, opening.missing) == (done.outcome, done.missing)


@settings(max_examples=60)
@given(people(), acts())
def test_fresh_consent_is_enough(facts: Facts, act: Mapping[str, Any]) -> None:
    """Where asking again is named as the cure, a real consent given after full notice opens the way too."""
    trace = trace_of(facts, act)
    if ("obtain_consent",) not in [cure.remedies for cure in find_cures(trace)]:
        return
    scope: Record = {
        "purposes": frozenset({str(act["purpose"])}),
        "channels": frozenset({str(act["channel"])}),
        "notice_purposes": frozenset({str(act["purpose"])}),
        "notice_channels": frozenset({str(act["channel"])}),
        "handler": act["handler"],
    }
    lifted = tuple({**record, "standing": False} for record in facts.records["refusal"])
    done = facts.with_records("consent", (*facts.records["consent"], {**GOOD["consent"], **scope}))
    done = done.with_records("refusal", lifted).with_complete(facts.complete | {"refusal"})

    assert Outcome.PERMITTED == decide_one(trace.program, done).outcome


@settings(max_examples=40)
@given(people(), acts())
def test_trials_share_answers(facts: Facts, act: Mapping[str, Any]) -> None:
    """A trial decides from the answers of the original question as deciding anew does."""
    trace = trace_of(facts, act)
    values = [answer_atom(atom, facts) for atom in trace.program.atoms]
    for remedy in offered_by(BOOK, trace.program, trace.decision):
        trial = build_trial(BOOK, trace.program, (remedy,), {})
        if trial is not None:
            assume = assumed_values(BOOK, (remedy,))
            anew = compile_program(BOOK, TODAY, trace.program.act, assume=assume)
            assert decide_one(anew, facts).outcome == trial.decide(values).outcome


def test_cheapest_first() -> None:
    """Cures come by effort, and every remedy says how much it is."""
    for trace in situations().values():
        efforts = [cure.effort for cure in find_cures(trace)]
        assert sorted(efforts) == efforts
    assert all(1 <= effort_of(BOOK, remedy) <= 5 for remedy in BOOK.vocabulary.lists["remedies"])


def test_demands_are_met() -> None:
    """A demand without a remedy of its own is cured, or at least opened, by doing what it demands."""
    (opening,) = find_openings(situations()["entrust_unsigned"])[:1]

    assert (MEET,) == opening.remedies
    assert ["pipl.a021.p1"] == [rule.id for rule in opening.demands]


def test_learning_and_doing_apart() -> None:
    """An undetermined answer names what to learn, and a cure is offered only if it holds whatever is learnt."""
    trace = situations()["ledger_open"]

    assert {"age_band", "refusal"} <= set(trace.decision.missing)
    assert ["obtain_guardian_consent"] == [remedy for cure in find_cures(trace) for remedy in cure.remedies]


def test_asking_is_judged() -> None:
    """Asking by the channel nobody agreed to is not permitted; asking on a page the individual opened is."""
    ways = {way.id: way.outcome for way in judge_ways(situations()["purpose_changed"], ["obtain_consent"])}

    assert Outcome.NOT_PERMITTED == ways["message"]
    assert Outcome.PERMITTED == ways["own_page"]


def test_asking_by_card_follows_the_platform() -> None:
    """A card in the parcel is judged by the platform the buyer came from."""
    outcomes = {
        name: {way.id: way.outcome for way in judge_ways(situations()[name], ["collect_directly"])}["parcel_card"]
        for name in ("off_platform", "platform_order", "purpose_changed")
    }

    assert {
        "off_platform": Outcome.NOT_PERMITTED,
        "platform_order": Outcome.UNDETERMINED,
        "purpose_changed": Outcome.PERMITTED,
    } == outcomes


def test_no_need_to_ask() -> None:
    """A remedy that needs nobody's word can always be done."""
    trace = situations()["copy_without_optout"]

    assert [] == judge_ways(trace, ["correct_copy"])
    assert can_ask(trace, ["correct_copy"])
