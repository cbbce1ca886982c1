"""Grades of evidence: what is held decides, step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yunnuo.consent.grading import grade_evidence
from yunnuo.consent.reading import Event
from yunnuo.people.keys import KeyValue

FULL = Event(
    row=2,
    kind="consent",
    key=KeyValue("phone", "", "+8619900000001"),
    other=None,
    platform="",
    shop="",
    stated_at=10,
    at=10,
    until=None,
    purposes=("repeated_marketing",),
    channels=("sms",),
    categories=("phone",),
    handler="允诺样例",
    notice_version="N1",
    notice_shown_at=9,
    manner="tick",
    separate=True,
    guardian="",
    recipients="",
    evidence="9f86d081",
    touchpoint="官网表单",
    birthday=None,
    age_band="",
)


@pytest.mark.parametrize(
    ("missing", "grade"),
    [
        ({}, "A"),
        ({"touchpoint": ""}, "B"),
        ({"notice_shown_at": None}, "B"),
        ({"evidence": ""}, "C"),
        ({"manner": "unknown"}, "C"),
        ({"notice_version": ""}, "D"),
        ({"notice_version": "", "evidence": ""}, "D"),
        ({"notice_version": "", "evidence": "", "touchpoint": ""}, "E"),
    ],
)
def test_each_gap_lowers_the_grade(missing: dict[str, object], grade: str) -> None:
    """The grade falls with each thing that is not held."""
    assert grade == grade_evidence(replace(FULL, **missing))  # type: ignore[arg-type]
