"""The brand's decisions on doubtful words: a CSV a person can read, one decision a row, only ever added to.

Columns: word, category, reveals (yes or no), by (a post, not a person's name), on (a day), note. Who and when are
arguments; this module reads no clock.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Final

from yunnuo.identify.errors import refuse
from yunnuo.identify.sensitive.shape import Ruling
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS: Final = ("word", "category", "reveals", "by", "on", "note")
_NEEDED: Final = COLUMNS[:-1]
_ANSWERS: Final = {"yes": True, "no": False, "是": True, "否": False}


def read_rulings(path: Path) -> tuple[Ruling, ...]:
    """Return the decisions of a file in its order; raise InputError (identify.rulings) with the row of a fault."""
    if not path.is_file():
        raise refuse("rulings", "找不到复核决定的文件", path.name, todo="检查文件名和所在位置")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("rulings", "复核决定的文件不是 UTF-8 文字", path.name, todo="另存为 UTF-8") from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise refuse("rulings", f"表头缺少 {'、'.join(missing)}", path.name, todo=f"表头写 {','.join(COLUMNS)}")
    return tuple(_read_row(row, Place(path.name, number)) for number, row in enumerate(reader, start=2))


def render_rulings(rulings: Iterable[Ruling]) -> str:
    """Return the decisions as the text of a file `read_rulings` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for ruling in rulings:
        answer = "yes" if ruling.reveals else "no"
        writer.writerow([ruling.word, ruling.category, answer, ruling.by, ruling.on, ruling.note])
    return out.getvalue()


def _read_row(row: dict[str, str | None], place: Place) -> Ruling:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    empty = [column for column in _NEEDED if not cells[column]]
    if empty:
        raise refuse("rulings", f"有一行没有填 {'、'.join(empty)}", place, todo="补上；谁、哪天决定的必须写明")
    if cells["reveals"].lower() not in _ANSWERS:
        raise refuse("rulings", "reveals 只能是 yes 或 no", place, todo="改正")
    try:
        date.fromisoformat(cells["on"])
    except ValueError:
        raise refuse("rulings", "on 不是一个日期", place, todo="写成 年-月-日，例如 2 月写 02") from None
    return Ruling(
        cells["word"], cells["category"], _ANSWERS[cells["reveals"].lower()], cells["by"], cells["on"], cells["note"]
    )
