"""The register answers for every obligation and every memo line; what it leaves out or names wrongly is told."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

import yunnuo
from yunnuo.flows.coverage import cover_register
from yunnuo.flows.coverage_text import tell_coverage
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.errors import RulebookError
from yunnuo.rulebook.register import MEMO, ROOMS, load_register
from yunnuo.rulebook.register_check import list_strays

BAD = Path(__file__).parent / "bad"
ENCODED = 135  # the least the product promised


def build_book(folder: Path, name: str) -> Path:
    """Lay the files of one broken book over the sound one; return the whole."""
    copytree(BAD / "sound", folder / name)
    copytree(BAD / name, folder / name, dirs_exist_ok=True, ignore=ignore_patterns("expected.txt"))
    return folder / name


def test_everything_is_registered() -> None:
    """All 168 obligations and all 45 memo lines are registered, and at least 135 obligations are encoded."""
    held = cover_register(SHIPPED)

    assert (168, 45) == (len(held.obligations), len(held.memo))
    assert () == held.silent
    assert len(held.obligations) - held.ways["not_encoded"] >= ENCODED


def test_every_rule_is_named() -> None:
    """Every encoded rule of the shipped book is named by an obligation or by a memo line."""
    book = load_book(SHIPPED)

    assert [] == [rule.id for rule in list_strays(load_register(book, SHIPPED), book)]


def test_every_answer_has_evidence() -> None:
    """Every encoded obligation has a case that names one of its rules; every other says why it has none."""
    held = cover_register(SHIPPED)

    assert [] == [line.id for line in held.obligations if not line.cases and not line.why]


def test_way_fits_the_rules() -> None:
    """An obligation said to be a duty has a rule that goes on or runs to a date; one checked, that or a text."""
    book = load_book(SHIPPED)
    entries = load_register(book, SHIPPED).obligations.values()
    held = [(entry, [book.rules[rule][0] for rule in entry.rules]) for entry in entries]
    texts = {"notice_text", "agreement", "assessment"}

    assert [] == [
        entry.id
        for entry, rules in held
        if entry.how == "duty" and not any(rule.timing in {"within", "continuing"} for rule in rules)
    ]
    assert [] == [
        entry.id
        for entry, rules in held
        if entry.how == "checked"
        and not any(rule.gate in texts or rule.timing in {"within", "continuing"} for rule in rules)
    ]


def test_every_memo_line_is_answered() -> None:
    """A memo line names rules or a room, and says what is missing unless it is done."""
    held = cover_register(SHIPPED)

    assert [] == [line.id for line in held.memo if not (line.rules or line.rooms)]
    assert [] == [line.id for line in held.memo if (line.state != "decided") is not bool(line.why)]


def test_rooms_are_those_of_the_house() -> None:
    """The rooms a memo line may name are the packages of the product."""
    house = Path(yunnuo.__file__).parent

    assert {path.parent.name for path in house.glob("*/__init__.py")} == set(ROOMS)


@pytest.mark.parametrize(
    ("name", "file", "line"),
    [("register_rule", "register/consent.yaml", 4), ("register_memo", MEMO, 1), ("register_totals", MEMO, 1)],
)
def test_broken_register_is_refused(name: str, file: str, line: int, tmp_path: Path) -> None:
    """A register that names what is not there is refused with the file and the line."""
    folder = build_book(tmp_path, name)

    with pytest.raises(RulebookError) as raised:
        load_register(load_book(folder), folder)

    assert (file, line) in [(fault.file, fault.line) for fault in raised.value.faults]


def test_gap_is_not_silent(tmp_path: Path) -> None:
    """Obligations and memo lines that nobody registered are listed by the coverage, in its numbers and in its text."""
    held = cover_register(build_book(tmp_path, "register_gap"))

    assert ("O1", "O3", "S01", "S03") == held.silent
    assert "没有交代的：4 处：O1、O3、S01、S03" in tell_coverage(held)


def test_full_text_has_everything() -> None:
    """The full text names every obligation, memo line, article and rule."""
    held = cover_register(SHIPPED)
    text = "\n".join(tell_coverage(held, full=True))
    lists = (held.obligations, held.memo, held.articles)
    ids = [line.id for lines in lists for line in lines]

    assert [] == [name for name in ids if f"\n{name} " not in text]
    assert [] == [line.id for line in held.encoded if f"[{line.id}]" not in text and line.id not in held.strays]


def test_cases_count_once() -> None:
    """A case that names two rules of an obligation counts once for the obligation."""
    held = cover_register(SHIPPED)
    counts = {line.id: line.cases for line in held.rules}

    assert [] == [line.id for line in held.obligations if line.cases > sum(counts[rule] for rule in line.rules)]
    assert any(line.cases < sum(counts[rule] for rule in line.rules) for line in held.obligations)
