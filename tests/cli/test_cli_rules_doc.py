"""`rules coverage|doc`: what answers for what, and the book to sign; gaps end with 1, bad input with 2."""

from __future__ import annotations

import json
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

from cli_desk import call, list_files, refuse, succeed

from yunnuo.rulebook.book import SHIPPED

if TYPE_CHECKING:
    from pathlib import Path


def _copy_book(folder: Path) -> Path:
    return copytree(SHIPPED, folder, ignore=ignore_patterns("*.py", "__pycache__"))


def test_coverage_in_both_shapes() -> None:
    """The coverage tells the same totals as text and as JSON, and nothing is passed over in silence."""
    text = succeed("rules", "coverage")
    held = json.loads(succeed("rules", "coverage", "--json"))

    assert ("yunnuo.rules.coverage/1", []) == (held["schema"], held["silent"])
    assert f"登记 {len(held['obligations'])} 条" in text
    assert f"登记 {len(held['memo'])} 条" in text
    assert "没有交代的：0 处" in text


def test_gap_ends_with_one(tmp_path: Path) -> None:
    """An obligation taken out of the register is named, and the command ends with 1."""
    folder = _copy_book(tmp_path / "book")
    file = folder / "register" / "keeping_and_handover.yaml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.rindex("- id: ")], "utf-8")

    done = call("rules", "coverage", "--book", folder)

    assert 1 == done.code
    assert "没有交代的：1 处：O156" in done.out


def test_broken_register_ends_with_two(tmp_path: Path) -> None:
    """A register that names a rule nobody has ends with 2 and says where."""
    folder = _copy_book(tmp_path / "book")
    file = folder / "register" / "keeping_and_handover.yaml"
    file.write_text(file.read_text("utf-8").replace("pipl.a019.p1.kept", "pipl.a019.p1.keeping", 1), "utf-8")

    assert "register/keeping_and_handover.yaml" in refuse("rules", "coverage", "--book", folder)


def test_book_is_written(tmp_path: Path) -> None:
    """The command writes the page and the Word file into a new folder and says that nobody reviewed them."""
    out = tmp_path / "made" / "book"
    text = succeed("rules", "doc", "--out", out, "--on", "2022-10-14")

    assert ["rulebook.docx", "rulebook.html"] == sorted(path.name for path in out.iterdir())
    assert "未经律师核对" in text
    assert "只印 2022-10-14 那天有效的规则" in text


def test_used_folder_is_refused(tmp_path: Path) -> None:
    """A folder that holds something is left alone."""
    (tmp_path / "kept.txt").write_text("kept", "utf-8")

    refuse("rules", "doc", "--out", tmp_path)

    assert ["kept.txt"] == list(list_files(tmp_path))
