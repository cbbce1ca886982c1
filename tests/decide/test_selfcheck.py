"""A duty is met, open, unknown or does not apply; what nobody stated is never met, and never out of the question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from decide_strategies import BOOK, LIKELY, MOMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.decide.selfcheck import DutyState, Situation, check_duties, is_duty, limit_of, list_questions
from yunnuo.terms.facts import Facts, Value
from yunnuo.terms.instant import NEVER, day_end, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yunnuo.decide.expressions import Truth
    from yunnuo.decide.selfcheck import DutyCheck

DAY = date(2026, 9, 21)
TRAINING, MIDDLE, FILING = "pipl.a051.i4.training", "aud.frequency.middle", "dpo_n.filing.reached"
REVIEW, INDIVIDUALS = "csr.a007.p1", "pipl.a057.p1.individuals"
ACTS = ("operate", "use", "entrust", "handle_incident", "answer_request")


def do(act: str = "operate", *, on: date = DAY, happens: Truth = True, name: str = "", **facts: Value) -> Situation:
    """Return a situation in which an act is done with some facts."""
    return Situation({**facts, "act": act, "act_at": day_end(on)}, Facts(), happens, name)


def find(rule: str, *held: Situation, on: date = DAY) -> DutyCheck:
    """Return how a rule stands."""
    return next(check for check in check_duties(BOOK, on, held) if check.rule.id == rule)


@pytest.mark.parametrize(
    ("facts", "state", "missing"),
    [
        ({"trained_at": parse_instant("2026-01-05")}, DutyState.MET, ()),
        ({"trained_at": parse_instant("2025-03-01")}, DutyState.OPEN, ()),
        ({"trained_at": NEVER}, DutyState.OPEN, ()),
        ({}, DutyState.UNKNOWN, ("trained_at",)),
    ],
)
def test_demand_decides(facts: dict[str, Any], state: DutyState, missing: tuple[str, ...]) -> None:
    """A duty without conditions is met, open or unknown as its demand is, and an unknown names what is missing."""
    check = find(TRAINING, do(**facts))

    assert (state, missing) == (check.state, check.missing)


@pytest.mark.parametrize(
    ("facts", "state", "missing"),
    [
        ({"listing_abroad": False, "review_applied": False}, DutyState.NOT_APPLICABLE, ()),
        ({"listing_abroad": True, "review_applied": False}, DutyState.UNKNOWN, ("headcount",)),
        ({"review_applied": False}, DutyState.UNKNOWN, ("listing_abroad", "headcount")),
        ({"listing_abroad": True, "headcount": 2_000_000, "review_applied": False}, DutyState.OPEN, ()),
        ({"listing_abroad": True, "headcount": 2_000_000}, DutyState.UNKNOWN, ("review_applied",)),
    ],
)
def test_condition_decides(facts: dict[str, Any], state: DutyState, missing: tuple[str, ...]) -> None:
    """A duty whose condition fails does not apply; one that may apply is unknown, whatever is done."""
    check = find(REVIEW, do(**facts))

    assert (state, missing) == (check.state, check.missing)


def test_done_but_may_not_apply() -> None:
    """What is done without knowing whether it is asked for stays unknown, and is told to be done."""
    check = find(REVIEW, do(review_applied=True))

    assert (DutyState.UNKNOWN, None, True) == (check.state, check.applies, check.kept)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"harm_avoided": True, "notification_ordered": False}, DutyState.NOT_APPLICABLE),
        ({"harm_avoided": True}, DutyState.UNKNOWN),
        ({"harm_avoided": True, "notification_ordered": True}, DutyState.OPEN),
        ({"harm_avoided": False}, DutyState.OPEN),
    ],
)
def test_exception_decides(facts: dict[str, Any], state: DutyState) -> None:
    """An exception that holds takes the duty away; one that may hold leaves it unknown."""
    incident: dict[str, Any] = {"incident_kind": "leak", "individuals_notified": False}

    assert state is find(INDIVIDUALS, do("handle_incident", **incident, **facts)).state


def test_default_answers_nothing() -> None:
    """A fact whose default would make a duty fall away is unknown as long as nobody states it."""
    assert "no" == BOOK.vocabulary.facts["listing_abroad"].default
    assert DutyState.UNKNOWN is find(REVIEW, do(headcount=2_000_000)).state


def test_unnamed_act_may_be_done() -> None:
    """A duty of an act nobody spoke of is unknown; it falls away only when the act is said not to be done."""
    silent = find(INDIVIDUALS, do())

    assert (DutyState.UNKNOWN, ("handle_incident",)) == (silent.state, silent.acts)
    assert DutyState.NOT_APPLICABLE is find(INDIVIDUALS, do(), do("handle_incident", happens=False)).state
    unsure = find(INDIVIDUALS, do("handle_incident", happens=None, incident_kind="leak", individuals_notified=False))
    assert (DutyState.UNKNOWN, ("handle_incident",)) == (unsure.state, unsure.acts)


def test_worst_situation_counts() -> None:
    """A duty met in one incident and open in another is open, and names the other."""
    told = do("handle_incident", name="一", incident_kind="leak", harm_avoided=False, individuals_notified=True)
    untold = do("handle_incident", name="二", incident_kind="leak", harm_avoided=False, individuals_notified=False)

    assert (DutyState.MET, ("一",)) == (find(INDIVIDUALS, told).state, find(INDIVIDUALS, told).where)
    assert (DutyState.OPEN, ("二",)) == (find(INDIVIDUALS, told, untold).state, find(INDIVIDUALS, told, untold).where)


def test_last_day_is_told() -> None:
    """A dated duty tells its last day, by working days, and whether that is over; without its start it tells none."""
    reached: dict[str, Any] = {"headcount": 1_200_000, "reached_million_at": parse_instant("2026-09-10")}
    held = [find(FILING, do(on=on, officer_filed=False, **reached), on=on) for on in (DAY, date(2026, 11, 2))]

    assert [(date(2026, 10, 28), False), (date(2026, 10, 28), True)] == [
        (check.deadline.due_on if check.deadline else None, check.late) for check in held
    ]
    unknown = find(FILING, do(headcount=1_200_000, officer_filed=False))
    assert unknown.deadline is not None
    assert (DutyState.UNKNOWN, None) == (unknown.state, unknown.deadline.due_on)


def test_demand_to_repeat_has_a_day() -> None:
    """What must have been done within a period falls due again when the period is over."""
    trained = find(TRAINING, do(trained_at=parse_instant("2026-01-05")))
    audited = find(MIDDLE, do(headcount=1_200_000, audited_at=parse_instant("2024-06-01")))

    assert [date(2027, 1, 5), date(2027, 6, 1)] == [
        check.deadline.due_on if check.deadline else None for check in (trained, audited)
    ]
    assert limit_of(find("pipl.a051.i1", do()).rule) is None


def test_no_duty_before_its_day() -> None:
    """A law before its first day brings no duty, and one that was replaced none after its last."""

    def ids(on: date) -> set[str]:
        return {check.rule.id for check in check_duties(BOOK, on, [do(on=on)])}

    assert (False, True) == (TRAINING in ids(date(2021, 10, 31)), TRAINING in ids(date(2021, 11, 1)))
    assert (True, False) == ("csl_2016.a021.p1" in ids(date(2025, 12, 31)), "csl_2016.a021.p1" in ids(DAY))


def test_every_duty_is_looked_at() -> None:
    """Every rule in force that demands something lasting or dated is checked once; nothing is met of nothing stated."""
    checks = check_duties(BOOK, DAY, [])
    contested = {rule.id for rule in BOOK.rules_on(DAY) if rule.reading.point}
    duties = {rule.id for rule in BOOK.rules_on(DAY) if is_duty(rule)}

    assert len(checks) == len({check.rule.id for check in checks})
    assert duties - contested <= {check.rule.id for check in checks} <= duties
    assert {DutyState.UNKNOWN} == {check.state for check in checks}


ASKED = {
    act: [fact for fact in list_questions(BOOK, DAY, act, day_end(DAY)) if fact in BOOK.vocabulary.facts]
    for act in ACTS
}
NUMBERS = (0, 5, 150, 90_000, 200_000, 1_200_000, 12_000_000)


def _values(fact: str) -> st.SearchStrategy[Any]:
    held = BOOK.vocabulary.facts[fact]
    if fact in LIKELY:
        return st.sampled_from(LIKELY[fact])
    if held.type == "set":
        return st.frozensets(st.sampled_from(held.values))
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "int": st.sampled_from(NUMBERS),
        "instant": st.sampled_from([NEVER, *MOMENTS]),
        "id": st.just("brand"),
    }
    return kinds[held.type] if held.type in kinds else st.sampled_from(held.values)


@st.composite
def _states(draw: st.DrawFn) -> tuple[list[Situation], list[Situation]]:
    """Return what is known of some acts, and one way in which all else may be."""
    partly, fully = [], []
    for act in ACTS:
        facts = [fact for fact in ASKED[act] if not BOOK.vocabulary.facts[fact].record]
        full = {fact: draw(_values(fact)) for fact in facts}
        hidden = draw(st.sets(st.sampled_from(facts)))
        happens = draw(st.sampled_from([True, True, False]))
        partly.append(
            _split(
                act,
                {name: full[name] for name in full if name not in hidden},
                draw(st.sampled_from([happens, happens, None])),
            )
        )
        fully.append(_split(act, full, happens))
    return partly, fully


def _split(act: str, facts: Mapping[str, Value], happens: Truth) -> Situation:
    levels = BOOK.vocabulary.facts
    person = {name: value for name, value in facts.items() if levels[name].level != "act"}
    held = {name: value for name, value in facts.items() if name not in person}
    return Situation({**held, "act": act, "act_at": day_end(DAY)}, Facts(person), happens)


@given(_states())
@settings(max_examples=25, deadline=None)
def test_learning_more_takes_nothing_back(states: tuple[list[Situation], list[Situation]]) -> None:
    """What is met, open or not applicable on what is known stays so however the rest turns out."""
    before, after = ({check.rule.id: check.state for check in check_duties(BOOK, DAY, held)} for held in states)
    settled = {rule: state for rule, state in before.items() if state is not DutyState.UNKNOWN}

    assert settled == {rule: after[rule] for rule in settled}
