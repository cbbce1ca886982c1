"""The brand's decisions on doubtful words: a CSV a person can read, one decision a row, only ever added to.

Columns: word, category, reveals (yes or no), by (a post, not a person's name), on (a day), note. Who and when are
arguments; this module reads no clock.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from yunnuo.identify.errors import refuse
from yunnuo.identify.sensitive.shape import Ruling
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

COLUMNS: Final = ("word", "category", "reveals", "by", "on", "note")
_NEEDED: Final = COLUMNS[:-1]
_ANSWERS: Final = {"yes": True, "no": False, "是": True, "否": False}


def read_rulings(path: Path) -> tuple[Ruling, ...]:
    """Return the decisions of a file in its order; raise InputError (identify.rulings) with the line of a fault."""
    if not path.is_file():
        raise refuse("rulings", "找不到复核决定的文件", path.name, todo="检查文件名和所在位置")
    reader = csv.DictReader(io.StringIO(_read_text(path), newline=""), strict=True)
    try:
        missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
        if missing:
            what, todo = f"表头缺少 {'、'.join(missing)}", f"把表头写成 {','.join(COLUMNS)}"
            raise refuse("rulings", what, Place(path.name, max(1, reader.line_num)), todo=todo)
        return tuple(_read_rows(reader, path.name))
    except csv.Error:  # its message may quote what was written
        place = Place(path.name, reader.line_num + 1)
        raise refuse("rulings", "这一行的引号不成对，或者有一格太长", place, todo="改正") from None


def render_rulings(rulings: Iterable[Ruling]) -> str:
    """Return the decisions as the text of a file `read_rulings` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for ruling in rulings:
        answer = "yes" if ruling.reveals else "no"
        writer.writerow([ruling.word, ruling.category, answer, ruling.by, ruling.on, ruling.note])
    return out.getvalue()


def _read_text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(path.name, data.count(b"\n", 0, error.start) + 1)
        raise refuse("rulings", "复核决定的文件不是 UTF-8 文字", place, todo="另存为“CSV UTF-8”") from None


def _read_rows(reader: csv.DictReader[str], name: str) -> Iterator[Ruling]:
    """Yield the decisions; a row is known by the line it begins at, for a note may have several."""
    for row in reader:
        inside = sum(str(cell).count("\n") for cell in row.values())
        yield _read_row(row, Place(name, reader.line_num - inside))


def _read_row(row: Mapping[Any, Any], place: Place) -> Ruling:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    if None in row:  # where the reader puts what has no header
        raise refuse("rulings", "这一行的格比表头多", place, todo="给带逗号的格加上引号")
    empty = [column for column in _NEEDED if not cells[column]]
    if empty:
        raise refuse("rulings", f"有一行没有填 {'、'.join(empty)}", place, todo="补上；谁、哪天决定的必须写明")
    if cells["reveals"].lower() not in _ANSWERS:
        raise refuse("rulings", "reveals 只能是 yes 或 no", place, todo="改正")
    if not _is_day(cells["on"]):
        raise refuse("rulings", "on 不是一个日期", place, todo="写成 年-月-日，例如 2 月写 02")
    answer = _ANSWERS[cells["reveals"].lower()]
    return Ruling(cells["word"], cells["category"], answer, cells["by"], cells["on"], cells["note"], place)


def _is_day(text: str) -> bool:
    """Return whether a text is a day as YYYY-MM-DD; days are compared as texts, so no other way of writing will do."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
