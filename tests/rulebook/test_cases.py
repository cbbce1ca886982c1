"""Every shipped case gets the outcome, the rules, the missing facts and the duties it states."""

from __future__ import annotations

import pytest
from rulebook_answers import shipped_cases, shipped_parts

from yunnuo.flows.casework import run_case
from yunnuo.rulebook.book import SHIPPED

FILES = sorted({file.relative_to(SHIPPED).as_posix() for file in SHIPPED.glob("*/*/*.cases.yaml")})


@pytest.mark.parametrize("file", FILES)
def test_cases(file: str) -> None:
    """The rulebook answers every case of a file as the case says it must."""
    results = [run_case(shipped_parts(), case) for case in shipped_cases() if case.file == file]

    assert results
    assert [] == [(result.case.name, result.faults) for result in results if result.faults]


def test_no_case_left_out() -> None:
    """Every case is in a file that is asked."""
    assert set() == {case.file for case in shipped_cases()} - set(FILES)


def test_cases_named_once() -> None:
    """No two cases of one file carry the same sentence."""
    names = [(case.file, case.name) for case in shipped_cases()]

    assert sorted(set(names)) == sorted(names)
