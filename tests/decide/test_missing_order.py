"""In which order an individual is told what is still to be found out."""

from __future__ import annotations

import pytest

from yunnuo.decide.missing import order_missing

CASES = {
    "one question every gate waits for": (
        {"age": {("basis", "age_band")}, "where": {("basis", "origin"), ("platform", "origin")}},
        (["where"], 1),
    ),
    "all that is unknown of a known consent": (
        {
            "others": {("basis", "consent"), ("notice", "consent")},
            "how": {("basis", "consent.manner")},
            "stopped": {("basis", "consent.state"), ("basis", "refusal")},
        },
        (["how", "stopped"], 1),
    ),
    "whether there is a consent before anything else that would do": (
        {
            "stopped": {("basis", "refusal")},
            "others": {("basis", "consent")},
            "study": {("automated", "assessment_done")},
        },
        (["others", "study"], 1),
    ),
    "nothing": ({}, ([], 0)),
}


@pytest.mark.parametrize("case", CASES)
def test_order(case: str) -> None:
    """First comes what is unknown of a known consent, then the fewest questions the other gates wait for."""
    asked, expected = CASES[case]

    assert expected == order_missing(asked)
