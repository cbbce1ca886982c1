"""What changed between two days or two rulebooks is told field by field; nothing is told where nothing changed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from yunnuo.flows.days import describe_day, tell_day
from yunnuo.flows.revisions import State, compare_states, tell_comparison
from yunnuo.rulebook.book import load_book
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from yunnuo.flows.revisions import Comparison
    from yunnuo.rulebook.comparing import Change

SOUND = Path(__file__).parent / "bad" / "sound"
ARTICLE = "cn/sample/a001.md"
TODAY = date(2026, 11, 23)
MEMO_DAY = date(2022, 10, 14)


def _revise(tmp_path: Path, *edits: tuple[str, str, str]) -> Comparison:
    """Compare the sound book with a copy in which words of files are replaced."""
    folder = copytree(SOUND, tmp_path / "new")
    for file, old, new in edits:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return compare_states(State(load_book(SOUND)), State(load_book(folder)))


def _told(changes: tuple[Change, ...]) -> list[tuple[str, str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]]:
    return [
        (change.what, change.id, [(field.field, field.old, field.new) for field in change.fields]) for change in changes
    ]


def test_same_book_differs_in_nothing() -> None:
    """A rulebook compared with itself, or a day with itself, shows no change."""
    book = load_book()
    same = compare_states(State(book), State(book))

    assert ((), (), (), (), ()) == (same.rules, same.parameters, same.readings, same.laws, same.words)
    assert () == compare_states(State(book, TODAY), State(book, TODAY)).rules
    assert "没有不同。" == tell_comparison(same)[-1]


def test_condition_is_told_in_chinese(tmp_path: Path) -> None:
    """A changed condition shows the line that went and the line that came, in Chinese."""
    held = _revise(tmp_path, (ARTICLE, "- deceased is no", "- purpose is trade"))

    assert [("changed", "sample.a001.p1.i1", [("when", ("未去世",), ("目的是交易",))])] == _told(held.rules)
    assert "      ＋ 目的是交易" in tell_comparison(held)


def test_rules_come_and_go(tmp_path: Path) -> None:
    """A rule under a new id is one removed and one added, with its sentence."""
    held = _revise(tmp_path, (ARTICLE, "id: sample.a001.p1.i1", "id: sample.a001.p1.i2"))

    assert [("removed", "sample.a001.p1.i1", []), ("added", "sample.a001.p1.i2", [])] == _told(held.rules)


def test_moved_day_is_one_change(tmp_path: Path) -> None:
    """A version that starts on another day is changed, not removed and added."""
    held = _revise(tmp_path, (ARTICLE, "## 2020-01-01 起", "## 2020-06-01 起"))

    assert {"changed"} == {change.what for change in held.rules}
    assert {("period", ("2020-01-01 起",), ("2020-06-01 起",))} == {
        (field.field, field.old, field.new) for change in held.rules for field in change.fields
    }


def test_other_entries_are_compared(tmp_path: Path) -> None:
    """Parameters, readings, laws and words show what changed as well."""
    held = _revise(
        tmp_path,
        ("parameters/marketing_purposes.yaml", "value: [repeated_marketing]", "value: [repeated_marketing, trade]"),
        ("vocab/readings.yaml", "options: [strict, wide]", "options: [wide, strict]"),
        ("cn/sample/law.yaml", "title: 样例法", "title: 新样例法"),
        ("vocab/remedies.yaml", "how: 先告知", "how: 先告知后同意"),
    )

    assert [("changed", "marketing_purposes", [("自 2020-01-01 起", (), ("交易",))])] == _told(held.parameters)
    assert [("changed", "d1", [("options", ("strict", "wide"), ("wide", "strict"))])] == _told(held.readings)
    assert [("changed", "sample", [("zh", ("样例法",), ("新样例法",))])] == _told(held.laws)
    assert ["remedies.obtain_consent"] == [change.id for change in held.words]


def test_numbers_of_paragraphs_do_not_matter(tmp_path: Path) -> None:
    """A paragraph that is not encoded is the same one after another was written above it."""
    block = "```not-encoded\nwhy: {}\n```\n\n"
    first = (ARTICLE, "```rule\nid: sample.a001.p1\n", block.format("甲") + "```rule\nid: sample.a001.p1\n")
    one = _revise(tmp_path / "one", first).new
    both = _revise(tmp_path / "two", (first[0], first[1], block.format("乙") + first[2])).new

    assert [("added", "乙")] == [(change.what, change.zh) for change in compare_states(one, both).rules]


def test_days_of_the_shipped_book() -> None:
    """Between the memo's day and today the old SMS rules went, the new ones came, and a tick by default lost force."""
    book = load_book()
    held = compare_states(State(book, MEMO_DAY), State(book, TODAY))
    told = {change.id: change.what for change in held.rules}

    assert ("removed", "added") == (told["sms_2015.consent.default"], told["sms_2026.consent.default"])
    assert "affirmative_manners" in {change.id for change in held.parameters}
    assert "yunnuo.rules.diff/1" == json.loads(json.dumps(held.as_json()))["schema"]


def test_law_of_a_day() -> None:
    """A day shows which SMS rules were in force, in which version, and how far today differs."""
    book = load_book()
    laws = {law["id"]: law for law in describe_day(book, MEMO_DAY, TODAY)["laws"]}  # type: ignore[attr-defined]
    old, new = laws["sms_2015"], laws["sms_2026"]

    assert ("in_force", "ended") == (old["state"], old["state_today"])
    assert ("not_yet", "in_force", []) == (new["state"], new["state_today"], new["articles"])
    assert old["since_then"]["removed"] > 0 < new["since_then"]["added"]
    assert "2015-06-30" == old["articles"][0]["version"]
    assert any("今天已失效" in line for line in tell_day(describe_day(book, MEMO_DAY, TODAY, "sms_2015")))


def test_unknown_law_is_refused() -> None:
    """A law that is not in the rulebook is refused with a suggestion."""
    with pytest.raises(InputError, match="pipl"):
        describe_day(load_book(), MEMO_DAY, TODAY, "pip")
