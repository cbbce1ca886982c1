"""Twins are cases one fact apart, however that fact is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunnuo.flows.case_twins import Twins
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import Case, load_personas

if TYPE_CHECKING:
    from yunnuo.terms.facts import Question

PERSONAS = load_personas(SHIPPED, load_book().vocabulary)


def _case(name: str, question: Question) -> Case:
    return Case(name, "a.cases.yaml", 1, question, "", "", (), (), (), (), blind=False)


def _twins_of(question: Question) -> list[str]:
    """Return which of a few cases are twins of the own subscriber."""
    own = _case("own", PERSONAS["own_subscriber"])
    return [case.name for case in Twins([own, _case("other", question)]).find(own)]


def test_one_fact_apart() -> None:
    """A case with one fact more, less or other is a twin; one that says the same, or two things else, is none."""
    own = PERSONAS["own_subscriber"]
    more = replace(own, act={**own.act, "proof_kept": True})
    less = replace(own, act={key: value for key, value in own.act.items() if key != "channel"})
    other = replace(own, act={**own.act, "channel": "email"})
    two = replace(own, act={**own.act, "channel": "email", "purpose": "trade"})

    assert [["other"]] * 3 == [_twins_of(question) for question in (more, less, other)]
    assert [[], []] == [_twins_of(question) for question in (own, two)]


def test_day_takes_moment() -> None:
    """The same question on another day is a twin, though the moment of the act differs too."""
    own = PERSONAS["own_subscriber"]

    assert ["other"] == _twins_of(replace(own, on=date(2022, 1, 1), act={**own.act, "act_at": 0}))
