"""Every kind of broken rulebook is refused with file, line, what is wrong and how to mend it; a sound one is not.

Each folder of `bad/` holds only the files that differ from `bad/sound`, and the faults expected of it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.check import check_book
from yunnuo.rulebook.errors import RulebookError

BAD = Path(__file__).parent / "bad"
BROKEN = sorted(folder.name for folder in BAD.iterdir() if folder.name != "sound")
DAY = date(2026, 11, 23)


def build_book(folder: Path, name: str) -> Path:
    """Lay the files of one broken book over the sound one; return the whole."""
    copytree(BAD / "sound", folder / name)
    copytree(BAD / name, folder / name, dirs_exist_ok=True, ignore=ignore_patterns("expected.txt"))
    return folder / name


def test_sound_book_has_no_fault() -> None:
    """A rulebook whose every fact, rule, date and case fits has no fault, not even strictly."""
    assert [] == check_book(BAD / "sound", DAY, strict=True)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_book_is_told_apart(name: str, tmp_path: Path) -> None:
    """A broken rulebook gets exactly the faults written beside it."""
    expected = (BAD / name / "expected.txt").read_text("utf-8").splitlines()

    assert expected == "\n".join(str(fault) for fault in check_book(build_book(tmp_path, name), DAY)).splitlines()


def test_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Loading a rulebook with several faulty blocks and files tells every one of them, not only the first."""
    with pytest.raises(RulebookError) as raised:
        load_book(build_book(tmp_path, "many_faults"))

    assert ["cn/sample/a001.md", "cn/sample/a001.md", "cn/sample/a002.md"] == [
        item.file for item in raised.value.faults
    ]


def test_strict_refuses_rules_without_case(tmp_path: Path) -> None:
    """A rule without a case is a warning, and an error when asked strictly."""
    folder = build_book(tmp_path, "untested_rule")

    assert [[True], [False]] == [
        [fault.warning for fault in check_book(folder, DAY, strict=strict)] for strict in (False, True)
    ]


def test_staleness_depends_on_the_day(tmp_path: Path) -> None:
    """A text compared 180 days ago is fresh, one day later it is stale."""
    folder = build_book(tmp_path, "stale")

    assert [0, 1] == [len(check_book(folder, day)) for day in (date(2026, 6, 30), date(2026, 7, 1))]


def test_shipped_book_has_no_error() -> None:
    """The rulebook of the product has no fault beyond warnings."""
    assert [] == [str(fault) for fault in check_book(SHIPPED, DAY) if not fault.warning]
