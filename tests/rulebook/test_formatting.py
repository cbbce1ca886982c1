"""Rulebook files have one spelling: finding it changes no rule, and doing it twice changes nothing more."""

from __future__ import annotations

import random
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.errors import RulebookError
from yunnuo.rulebook.formatting import format_article, format_text, format_yaml
from yunnuo.rulebook.rewriting import PARTS, apply_changes, find_changes
from yunnuo.terms.errors import InputError, RefusedError

SOUND = Path(__file__).parent / "bad" / "sound"
ARTICLE = "cn/sample/a001.md"
FILES = sorted(path for part in PARTS for path in (SHIPPED / part).rglob("*") if path.suffix in (".md", ".yaml"))
MESSY = """\
# sample.a001   第一条　同意
verified_by:   没有
verified_on: 2026-11-01
## 2020-01-01 起


>要旨( 第一款 ):没有同意不得营销。
```rule
zh:   有同意
id: sample.a001.p1.i1
# 关口另有说明
gate: basis
kind:  permits
when:
  -  purpose   in   marketing_purposes
  - agreed is yes
remedy: [obtain_consent,obtain_consent]
reading:
    says:   口径
    status: usual
```
"""
TIDY = """\
# sample.a001　第一条　同意

verified_on: 2026-11-01
verified_by: 没有

## 2020-01-01 起

> 要旨（第一款）：没有同意不得营销。

```rule
id: sample.a001.p1.i1
kind: permits
# 关口另有说明
gate: basis
zh: 有同意
when:
- purpose in marketing_purposes
- agreed is yes
remedy: [obtain_consent, obtain_consent]
reading:
  says: 口径
  status: usual
```
"""


def _spoil(text: str, seed: int) -> str:
    """Return the same file written carelessly: blanks and empty lines that mean nothing."""
    dice = random.Random(seed)  # noqa: S311  # an untidy hand, not a key
    lines = []
    inside = False
    for line in text.splitlines():
        inside = inside != line.startswith("```")
        wide = line.replace(": ", ":  ", 1) if inside and ": " in line and dice.random() < 0.3 else line
        lines.append(wide + " " * dice.choice([0, 0, 0, 2]))
        lines += [""] * dice.choice([0, 0, 1]) if not inside else []
    return "\n".join(lines) + "\n"


def test_messy_article_becomes_tidy() -> None:
    """Headers, gists and rule blocks get their one spelling, and comments stay with the key they stand above."""
    assert TIDY == format_article(MESSY)


@pytest.mark.parametrize(
    ("messy", "tidy"),
    [
        ("a:   b  \n\n\n\nc: [x,y ,  z]\n", "a: b\n\nc: [x, y, z]\n"),
        ("- {id:  a,zh: '甲,  乙'}\n", "- {id: a, zh: '甲,  乙'}\n"),
        ("-   id: a\n    zh: 甲\n", "-   id: a\n    zh: 甲\n"),
        ("a: |\n  x  \n  y\n", "a: |\n  x  \n  y\n"),
        ("# 说明\na: b # 注\n", "# 说明\na: b # 注\n"),
        ("a: [b\n", "a: [b\n"),
    ],
    ids=["spacing", "quotes", "would change", "literal", "comments", "not YAML"],
)
def test_yaml_keeps_its_meaning(messy: str, tidy: str) -> None:
    """YAML gets its blanks in order, and is left alone where that could change what it says."""
    assert tidy == format_yaml(messy)


@given(st.sampled_from(FILES), st.integers(0, 1000))
def test_twice_is_once(file: Path, seed: int) -> None:
    """Whatever the hand that wrote a file, tidying a tidy one changes nothing."""
    once = format_text(_spoil(file.read_text("utf-8"), seed), file.name)

    assert once == format_text(once, file.name)


@given(st.text(alphabet="abc#>`:-[]{},'\" \n|要旨：（）", max_size=120))
def test_any_text_settles(text: str) -> None:
    """Even text that is no rulebook at all is tidied once and then stays."""
    for name in ("a.md", "a.yaml"):
        once = format_text(text, name)
        assert once == format_text(once, name)


@given(st.integers(0, 1000))
def test_careless_spelling_is_undone(seed: int) -> None:
    """An article written carelessly comes back letter by letter as it was when it was tidy."""
    tidy = format_article((SOUND / ARTICLE).read_text("utf-8"))

    assert tidy == format_article(_spoil(tidy, seed))


def test_shipped_book_is_tidy() -> None:
    """Every file of the product's rulebook is written in its one spelling."""
    assert [] == [str(file.relative_to(SHIPPED)) for file in find_changes(SHIPPED)]


def test_rules_stay_the_same(tmp_path: Path) -> None:
    """Writing a book anew keeps every rule, and afterwards nothing is left to do."""
    folder = copytree(SOUND, tmp_path / "book")
    (folder / ARTICLE).write_text(_spoil((SOUND / ARTICLE).read_text("utf-8"), 7), "utf-8")

    apply_changes(folder, find_changes(folder))

    assert {} == find_changes(folder)
    assert list(load_book(SOUND).rules) == list(load_book(folder).rules)
    assert [] == [path.name for path in folder.rglob("*.partial")]


def test_changed_rule_is_refused(tmp_path: Path) -> None:
    """A text that would read differently is not written, nor is any other of the same run."""
    folder = copytree(SOUND, tmp_path / "book")
    file = folder / ARTICLE
    changes = {file: file.read_text("utf-8").replace("kind: default", "kind: forbids"), folder / "cn/x.md": "# x\n"}

    with pytest.raises(RefusedError):
        apply_changes(folder, changes)

    assert (SOUND / ARTICLE).read_text("utf-8") == file.read_text("utf-8")


def test_faulty_book_is_not_touched(tmp_path: Path) -> None:
    """A book that does not load is not written anew: its faults come first."""
    folder = copytree(SOUND, tmp_path / "book")
    (folder / ARTICLE).write_text(MESSY.replace("agreed", "agred"), "utf-8")

    with pytest.raises(RulebookError):
        apply_changes(folder, find_changes(folder))

    assert "agred" in (folder / ARTICLE).read_text("utf-8")


def test_foreign_file_is_refused(tmp_path: Path) -> None:
    """A file outside the rulebook is not tidied."""
    (tmp_path / "note.md").write_text("# x\n", "utf-8")

    with pytest.raises(InputError):
        find_changes(SOUND, [tmp_path / "note.md"])
