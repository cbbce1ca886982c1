"""`rules prove`: exit 0 when proved, 1 with a person who shows it when not, 2 for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from cli_desk import call, succeed

from yunnuo.flows import proving

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

SAMPLE = Path(__file__).parents[1] / "rulebook" / "bad" / "sound"
CONDITION = "- deceased is no\n"


PLATFORM = (
    "- {id: platform, zh: 平台规则, outcome: contract}\n"  # it has no rule, so nobody would be permitted anything
)


def _copy_without(folder: Path, lost: dict[str, str]) -> Path:
    """Return a copy of the sample rulebook that lost one line of each of some files."""
    copytree(SAMPLE, folder)
    for name, line in lost.items():
        text = (folder / name).read_text("utf-8")
        assert line in text
        (folder / name).write_text(text.replace(line, ""), "utf-8")
    return folder


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """Return a rulebook, and one whose permission lost a condition."""
    gates = {"vocab/gates.yaml": PLATFORM}
    loose = _copy_without(tmp_path / "loose", {**gates, "cn/sample/a001.md": CONDITION})
    return _copy_without(tmp_path / "strict", gates), loose


def test_promises_of_another_book(books: tuple[Path, Path]) -> None:
    """Each promise is told, in text and as JSON; one that speaks of nobody says so."""
    text = succeed("rules", "prove", "--book", books[0])
    rows = json.loads(succeed("rules", "prove", "--book", books[0], "--json"))["proofs"]

    assert len(proving.PROMISES) == text.count("✔ 已证明")
    assert [(promise.id, True) for promise in proving.PROMISES] == [(row["promise"], row["proved"]) for row in rows]
    assert sum(row["empty"] for row in rows) == text.count("；空话") > 0
    assert sum(not row["empty"] for row in rows) == text.count("；不是空话") > 0


def test_loosened_book_is_refuted(books: tuple[Path, Path]) -> None:
    """A lost condition is shown by somebody the new rules permit and the old do not, and leaves with exit code 1."""
    strict, loose = books
    refuted = call("rules", "prove", "tighter", strict, loose)
    row = json.loads(call("rules", "prove", "tighter", strict, loose, "--json").out)

    assert 1 == refuted.code
    assert "✘ 不成立" in refuted.out
    assert [True, False] == [view["outcome"] == "permitted" for view in row["counterexample"]["views"]]
    assert "✔ 已证明" in succeed("rules", "prove", "tighter", loose, strict)


def test_equal_books_are_equal(books: tuple[Path, Path]) -> None:
    """A rulebook is proved equal to itself, and not to one that lost a condition."""
    strict, loose = books

    assert "✔ 已证明" in succeed("rules", "prove", "equal", strict, strict)
    assert 1 == call("rules", "prove", "equal", strict, loose).code


def test_rules_that_work_are_counted() -> None:
    """Every rule of a sound book decides for somebody."""
    row = json.loads(succeed("rules", "prove", "reachable", "--book", SAMPLE, "--json"))

    assert (4, []) == (row["rules"], row["dead"])


def test_counterexample_is_a_file_of_facts() -> None:
    """What is printed of a person can be decided again, and comes out as printed."""
    refuted = call("rules", "prove", "equal", "--on", "2026-04-29", "--on", "2026-05-01")
    lines = refuted.out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == "on: 2026-05-01")
    end = next(number for number, line in enumerate(lines) if line.strip().startswith("complete:"))
    told = next(line for line in lines if "=> 新规则（2026-05-01）" in line)

    assert 1 == refuted.code
    assert told.partition("）：")[2] in succeed("decide", "-", stdin=dedent("\n".join(lines[start : end + 1])))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("tighter", SAMPLE), "proofs.sides"),
        (("equal", "--on", "2026-01-01"), "proofs.sides"),
        (("promises", SAMPLE), "cli.usage"),
        (("--promise", "kindness"), "proofs.promise"),
        (("equal", SAMPLE, SAMPLE / "cn"), "rules.book"),
    ],
)
def test_bad_input_is_refused(words: tuple[object, ...], code: str) -> None:
    """What cannot be compared or proved is refused in one line with exit code 2."""
    refused = call("rules", "prove", *words)

    assert 2 == refused.code
    assert f"[{code}]" in refused.err


def test_missing_solver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Z3 one line tells how to install it, with exit code 2."""

    def find_nothing(_: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(proving, "find_spec", find_nothing)
    refused = call("rules", "prove", "--book", SAMPLE)

    assert 2 == refused.code
    assert "yunnuo[proofs]" in refused.err
