"""Faulty documents: each says which line and what to write instead, and gives away nothing that stood there.

The first line of every file in `bad_notices` is a comment: the line at fault and what the message must say.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_desk import read_text

from yunnuo.consent.errors import DocumentRefused
from yunnuo.demo.setting import read_data
from yunnuo.flows.notice_publish import read_notice
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.errors import RulebookError
from yunnuo.terms.errors import InputError

FILES = sorted(Path(__file__).with_name("bad_notices").glob("*.yaml"))
PHONE = "19900099998"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_fault_is_told(file: Path) -> None:
    """A faulty document is refused with file, line and what is wrong, and with nothing of its content."""
    line, _, hint = file.read_text("utf-8").splitlines()[0].removeprefix("# ").partition(" | ")

    with pytest.raises(InputError) as caught:
        read_notice(file, load_book())

    assert f"{file.name} 第 {line} 行" in str(caught.value)
    assert hint in str(caught.value)
    assert PHONE not in str(caught.value)


def test_all_faults_at_once() -> None:
    """Every fault of a document is found in one reading, in the order of its lines."""
    text = read_data("notice.yaml").replace("重复营销", "重复行销").replace("短信", "短讯")

    with pytest.raises(DocumentRefused) as caught:
        read_text(text)

    lines = [fault.line for fault in caught.value.faults]
    assert (True, True) == (len(lines) > 5, lines == sorted(lines))


def test_stated_file_is_told(tmp_path: Path) -> None:
    """A file that only states elements is told apart from a document."""
    file = tmp_path / "要素.yaml"
    file.write_text("- version: v\n", "utf-8")

    with pytest.raises(InputError, match=r"notice\.stated"):
        read_notice(file, load_book())


@given(st.data())
def test_damage_is_refused(data: st.DataObject) -> None:
    """Whatever line of the example is damaged, reading it either works or refuses it as input."""
    lines = read_data("notice.yaml").splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number] = data.draw(st.sampled_from(["", " ", "- x", "x: y", "x", ": ", "purposes: x", "  - {a: b}", "[]"]))

    try:
        told = [read_text("\n".join(lines)).version]
    except (DocumentRefused, RulebookError) as refused:
        told = [str(fault) for fault in refused.faults]

    assert all(told)
