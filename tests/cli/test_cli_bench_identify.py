"""`yunnuo bench identify` on the command line: what is asked for reaches the benchmark, a wrong Python is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli_desk import refuse, succeed

from yunnuo.demo import bench_identify
from yunnuo.demo.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _one_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure nothing but the number of remarks and the Python asked for."""

    def compare(count: int, peers: str) -> Iterator[Sheet]:
        yield Sheet("a", "标题", ("标签", "数"), ((peers, count),))

    monkeypatch.setattr(bench_identify, "compare_spans", compare)
    monkeypatch.setattr(bench_identify, "measure_rest", lambda _count: iter(()))


@pytest.mark.usefixtures("_one_sheet")
def test_sheets_for_people() -> None:
    """Without more, sheets are drawn as tables, for 5,000 remarks."""
    assert ["== 标题", "   标签     数", "         5,000"] == succeed("bench", "identify").splitlines()


@pytest.mark.usefixtures("_one_sheet")
def test_sheets_for_programs() -> None:
    """With `--json` one document is written, and nothing else."""
    held = json.loads(succeed("bench", "identify", "--rows", "7", "--peers", "那里/python", "--json"))
    assert bench_identify.SCHEMA == held["schema"]
    assert [{"标签": "那里/python", "数": 7}] == held["sheets"]["a"]["rows"]


def test_wrong_python() -> None:
    """A Python that cannot be started is bad input."""
    assert "--peers" in refuse("bench", "identify", "--rows", "20", "--peers", "/nowhere/python")


@pytest.mark.parametrize("option", [("--json",), ("--peers", "python")])
def test_options_of_identify_alone(option: tuple[str, ...]) -> None:
    """What only identification understands is refused for another benchmark."""
    assert "identify" in refuse("bench", "screen", *option)
