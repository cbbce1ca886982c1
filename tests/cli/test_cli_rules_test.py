"""`yunnuo rules test` and `rules draft` tell what the cases are, cover and notice, in text and in JSON."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from cli_desk import call, succeed

from yunnuo.flows import case_coverage, casework, drafting, mutation_run
from yunnuo.flows.case_coverage import RuleCover
from yunnuo.flows.drafting import Drafted
from yunnuo.flows.mutation_edits import make_mutants
from yunnuo.flows.mutation_run import Score
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.flows.mutation_edits import Mutant


def _mutants(count: int) -> list[Mutant]:
    return make_mutants(load_book())[:count]


@pytest.mark.parametrize(("faults", "code", "failed"), [((), 0, []), (("结论是 permitted",), 1, ["甲"])])
def test_cases_told(faults: tuple[str, ...], code: int, failed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases that differ are named and decide the exit code; how many were drafted by the tool is said, and what for."""
    case = SimpleNamespace(name="甲", file="a.cases.yaml", line=3, drafted=True, blind=False)
    monkeypatch.setattr(casework, "run_cases", lambda _folder: [SimpleNamespace(case=case, faults=faults)])
    text, data = call("rules", "test"), call("rules", "test", "--json")
    told = f"1 个案例：手写 0（其中不看规则写的 0），工具起草 1；{len(failed)} 个不符。工具起草的案例只防误改"

    assert (code, code) == (text.code, data.code)
    assert text.out.splitlines()[-1].startswith(told)
    assert failed == [row["case"] for row in json.loads(data.out)["failed"]]


def test_coverage_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that lacks a kind of case is named with its place; the totals follow."""
    whole = RuleCover("a.a001.p1", "2021-11-01", "cn/a/a001.md", 7, speaks=True, twin=True, day_before=True, doubt=True)
    part = RuleCover("a.a001.p2", "2021-11-01", "cn/a/a001.md", 9, speaks=True, twin=False, day_before=True, doubt=True)
    monkeypatch.setattr(case_coverage, "cover_folder", lambda _folder: [whole, part])
    text, data = succeed("rules", "test", "--coverage"), json.loads(succeed("rules", "test", "--coverage", "--json"))

    assert "cn/a/a001.md:9 a.a001.p2（自 2021-11-01）缺只差一个事实、结果相反的案例" == text.splitlines()[0]
    assert "2 条规则，1 条齐全。" == text.splitlines()[1]
    assert {"speaks": 0, "twin": 1, "day_before": 0, "doubt": 0} == data["lacks"]


@pytest.mark.parametrize("survivors", [0, 2])
def test_mutants_told(survivors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Survivors are listed with file and line and decide the exit code; equivalent mutants are counted apart."""
    score = Score(killed=5, equivalent=_mutants(1), survivors=_mutants(survivors))
    monkeypatch.setattr(mutation_run, "run_mutants", _give(score))
    text, data = call("rules", "test", "--mutate"), call("rules", "test", "--mutate", "--json")
    told = f"误改 {5 + survivors} 处，发现 5 处，漏网 {survivors} 处。另有 1 处改了也没有分别，不算。"

    assert [int(survivors > 0)] * 2 == [text.code, data.code]
    assert [f"漏网：{mutant}" for mutant in _mutants(survivors)] + [told] == text.out.splitlines()
    assert survivors == len(json.loads(data.out)["survivors"])


def test_drafts_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are printed unless they are written; what no case was found for decides the exit code."""
    drafted = Drafted("a.a001")
    drafted.texts["cn/a/a001.cases.yaml"].append("- case: 甲 → 适用“乙”\n  drafted: yes\n")
    monkeypatch.setattr(drafting, "draft_articles", _give([drafted]))

    assert "- case: 甲 → 适用“乙”\n" in succeed("rules", "draft", "a.a001")
    assert "- case" not in succeed("rules", "draft", "--all", "--write")

    drafted.left += _mutants(1)

    assert 1 == call("rules", "draft", "a.a001").code


@pytest.mark.parametrize(
    "words", [("test", "--coverage", "--mutate"), ("draft",), ("draft", "pipl.a014", "--all"), ("draft", "pipl.a999")]
)
def test_slips_refused(words: tuple[str, ...]) -> None:
    """Options that do not go together, and an article nobody knows, are refused in one line."""
    done = call("rules", *words)

    assert (2, 1) == (done.code, len(done.err.splitlines()))


def _give(value: object) -> Callable[..., object]:
    return lambda *_args, **_options: value
