"""A notice is checked row by row: what is needed and not written is named, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notice_desk import change, example, fuller, read

from yunnuo.decide.trace import trace_decision
from yunnuo.flows.notice_check import check_notice
from yunnuo.flows.notice_demands import gather_facts
from yunnuo.flows.notice_forms import is_plain
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.checklist import load_checklist
from yunnuo.terms.facts import Facts
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from yunnuo.flows.notice_check import NoticeCheck

DAY = date(2026, 11, 27)
CHILD = (
    *("storage_place", "retention", "after", "safety"),
    *("refusal", "complaint", "correction", "refuse_option"),
)
# What is taken out of the fuller example -> the rows that must be named, and no other.
REMOVALS = {
    "handler.name": {"N1"},
    "handler.contact": {"N2"},
    "purposes.0.text": {"N3"},
    "purposes.1.methods": {"N4"},
    "purposes.4.channels": {"N4"},
    "purposes.2.categories": {"N5"},
    "purposes.3.retention": {"N6"},
    "purposes.5.after": {"N7"},
    "rights.how": {"N8"},
    "rights.kinds.1": {"N8"},
    "account_closing": {"N9"},
    "withdrawal": {"N10"},
    "collected.0": {"N11"},
    "collected": {"N11"},
    "recipients.0.purpose": {"N12", "N18"},
    "recipients": {"N12", "N18", "separate"},
    "sdk.0.purpose": {"N13"},
    "sensitive.0.necessity": {"N14"},
    "sensitive.0.effect": {"N15"},
    "children.rules": {"N16"},
    **{f"children.{key}": {"N17"} for key in CHILD},
    "recipients.0.contact": {"N18"},
    "overseas.0.rights": {"N19"},
    "overseas.0.necessity": {"N20"},
    "overseas.0.effect": {"N20"},
    "successor.contact": {"N21"},
    "automated.effect": {"N22"},
    "automated.switch_off": {"N22"},
    "entrusted.1.name": {"N23"},
    "entrusted.0.purpose": {"N23"},
    "joint.0.contact": {"N24"},
    "handler.officer": {"N25"},
    "complaint": {"N26"},
    "changes.pushed": {"N27"},
    "camera_sign": {"N29"},
    "risks.safety": {"N31"},
}
LEAVES = [place for place in REMOVALS if place not in {"recipients", "collected", "collected.0", "rights.kinds.1"}]


def _check(held: dict[str, Any], on: date = DAY) -> NoticeCheck:
    return check_notice(read(held), load_book(), on=on)


def _named(check: NoticeCheck) -> set[str]:
    return {row.id for row in check.rows if row.state in {"missing", "unknown"}}


def test_example_passes() -> None:
    """The shipped example lacks nothing, and the fuller one needs and has every row but the one for incidents."""
    check = _check(fuller())

    assert ((), ()) == (_check(example()).lacking, check.lacking)
    assert ["N28"] == [row.id for row in check.rows if row.state != "present"]


@pytest.mark.parametrize("place", [place for place in REMOVALS if place != "recipients"])
def test_removal_named(place: str) -> None:
    """Taking out one needed thing makes the check name exactly its row, with the rule it rests on."""
    check = _check(change(fuller(), place))
    named = [row for row in check.rows if row.state in {"missing", "unknown"}]

    assert REMOVALS[place] == {row.id for row in named}
    assert [] == [row.id for row in named if not row.rules or not row.gaps]
    assert check.passed is (REMOVALS[place] == {"N31"})


TAKEN_OUT = st.sets(st.sampled_from(LEAVES), max_size=6)
SOME_OUT, UNTOLD = (
    st.sets(st.sampled_from(LEAVES), max_size=3),
    st.sets(st.sampled_from(sorted(example()["situation"])), max_size=2),
)


def _take_out(places: set[str]) -> dict[str, Any]:
    held = fuller()
    for place in places:
        held = change(held, place)
    return held


def _check_sum(places: set[str]) -> None:
    assert set().union(*(REMOVALS[place] for place in places)) == _named(_check(_take_out(places)))


@settings(max_examples=40)
@given(TAKEN_OUT)
def test_removals_add_up(places: set[str]) -> None:
    """Taking out several things names the rows of all of them and no other."""
    _check_sum(places)


@pytest.mark.soak
@settings(max_examples=400)
@given(TAKEN_OUT)
def test_many_removals_add_up(places: set[str]) -> None:
    """Four hundred times, taking out several things names the rows of all of them and no other."""
    _check_sum(places)


def _check_engine(places: set[str], untold: set[str]) -> None:
    held = _take_out(places)
    for name in untold:
        held["situation"].pop(name, None)
    held["touchpoints"] = ["小程序"]
    document, book = read(held), load_book()
    check = check_notice(document, book, on=DAY)
    facts = gather_facts(document, book, DAY) | {
        "plain_language": is_plain(document),
        "touchpoint": "mini_program",
        "notice": frozenset(check.elements),
    }

    decision = trace_decision(book, DAY, facts, Facts()).decision

    blocked = {row.id for row in check.rows if row.blocks and row.state in {"missing", "unknown"}}
    assert (decision.outcome is not Outcome.PERMITTED) is bool(blocked)


@settings(max_examples=40)
@given(SOME_OUT, UNTOLD)
def test_agrees_with_engine(places: set[str], untold: set[str]) -> None:
    """Blocking rows are found exactly when the decision engine does not permit publishing with the elements written."""
    _check_engine(places, untold)


@pytest.mark.soak
@settings(max_examples=400)
@given(SOME_OUT, UNTOLD)
def test_agrees_with_engine_widely(places: set[str], untold: set[str]) -> None:
    """The check and the engine agree about four hundred notices."""
    _check_engine(places, untold)


@pytest.mark.parametrize(
    ("untold", "row"),
    [
        ("与他人共同处理", "N24"),
        ("cameras_used", "N29"),
        ("merging", "N21"),
        ("truthful", "N30"),
        ("taps_to_rules", "N30"),
    ],
)
def test_untold_is_unknown(untold: str, row: str) -> None:
    """A circumstance nobody states leaves its row undecided, and that stands in the way of publishing."""
    held = example()
    situation = {"cameras_used": "在公共场所安装图像采集、身份识别设备", "merging": "因合并、分立、解散、破产转移"}
    del held["situation"][{"truthful": "内容真实、准确、完整"}.get(untold, situation.get(untold, untold))]

    check = _check(held)

    assert (row,) == check.lacking
    assert {row} == {found.id for found in check.rows if found.state == "unknown"}


def test_role_is_enough() -> None:
    """Whether entrusted parties are named is a contested point: the strictest reading unless another is chosen."""
    document = read(change(example(), "entrusted.0.name"))

    strict = check_notice(document, load_book(), on=DAY)
    chosen = check_notice(document, load_book(), on=DAY, readings={"d2": "role_is_enough"})

    assert (("N23",), ()) == (strict.lacking, chosen.lacking)


@pytest.mark.parametrize(("day", "needed"), [(date(2024, 12, 31), "excused"), (date(2025, 1, 1), "missing")])
def test_law_of_the_day(day: date, needed: str) -> None:
    """What happens after the period has to be told from the day the regulation takes effect, not before."""
    check = _check(change(example(), "purposes.0.after"), on=day)

    assert needed == next(row.state for row in check.rows if row.id == "N7")


def test_rows_are_whole() -> None:
    """The checklist has N1 to N31, places every element of the vocabulary, and names rules that exist."""
    checklist, book = load_checklist(), load_book()
    placed = {element for row in checklist.rows for element in row.elements}
    rules = {name for row in checklist.rows for name in (row.asks_again, row.elsewhere) if name}
    rules |= {name for form in checklist.forms for name in form.rules}

    assert [f"N{number}" for number in range(1, 32)] == [row.id for row in checklist.rows]
    assert set(book.vocabulary.lists["notice_elements"]) - placed == {"incident_items"}
    assert set() == rules - set(book.rules)
