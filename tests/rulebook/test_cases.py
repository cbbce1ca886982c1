"""Every shipped case gets the outcome, the rules, the missing facts and the duties it states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rulebook_answers import shipped_cases, shipped_parts

from yunnuo.flows.casework import run_case

if TYPE_CHECKING:
    from yunnuo.rulebook.cases import Case


@pytest.mark.parametrize("case", shipped_cases(), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    """The rulebook answers the case as the case says it must."""
    result = run_case(shipped_parts(), case)

    assert () == result.faults


def test_cases_named_once() -> None:
    """No two cases of one file carry the same sentence."""
    names = [(case.file, case.name) for case in shipped_cases()]

    assert sorted(set(names)) == sorted(names)
