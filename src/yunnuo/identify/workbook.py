"""XLSX and XLS workbooks through calamine, which reads the cells and not the declared dimension.

It must never open an archive `archive.inspect_archive` has not passed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from yunnuo.identify.archive import inspect_archive
from yunnuo.identify.errors import refuse
from yunnuo.identify.staged import stage_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from yunnuo.identify.staged import Staged

_EXACT: Final = 1e15  # beyond, a number saved by Excel has lost digits; its last digits would be invented


def open_workbook(path: Path, folder: Path, *, zipped: bool, wanted: frozenset[str]) -> Staged:
    """Stage the first sheet that holds anything and name the others that do, hidden ones too.

    Raises InputError when the workbook is locked, damaged or empty.
    """
    if zipped:
        inspect_archive(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for index in range(len(book.sheet_names)):
                sheet = book.get_sheet_by_index(index)
                if sheet.total_height:
                    staged = stage_rows(_show_rows(sheet.iter_rows()), folder, file=path.name, wanted=wanted)
                    return replace(staged, unread=_list_filled(book, index + 1))
    except PasswordError:
        raise refuse("workbook", "工作簿设了密码", path.name, todo="取消密码后另存再试") from None
    except CalamineError:
        raise refuse("workbook", "工作簿已损坏或格式过旧", path.name, todo="另存为 XLSX 或“CSV UTF-8”再试") from None
    raise refuse("empty", "工作簿里没有数据", path.name, todo="重新从平台导出")


def read_sheets(path: Path, names: Sequence[str]) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield the rows of further sheets of a workbook that `open_workbook` opened; one that cannot be read has none."""
    with CalamineWorkbook.from_path(str(path)) as book:
        for name in names:
            try:
                sheet = book.get_sheet_by_name(name)
            except CalamineError:
                continue
            yield name, _show_rows(sheet.iter_rows())


def show_value(value: object) -> str:
    """Return a cell as text: whole numbers without `.0`, times as `YYYY-MM-DD HH:MM:SS`."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _list_filled(book: CalamineWorkbook, first: int) -> tuple[str, ...]:
    """Return the names of the sheets from `first` that hold a cell; one that cannot be read may."""
    return tuple(name for index, name in enumerate(book.sheet_names) if index >= first and _is_filled(book, index))


def _is_filled(book: CalamineWorkbook, index: int) -> bool:
    try:
        rows = book.get_sheet_by_index(index).iter_rows()
        return any(show_value(cell).strip() for cells in rows for cell in cells)
    except CalamineError:
        return True


def _show_rows(rows: Iterator[Sequence[object]]) -> Iterator[list[str]]:
    for cells in rows:
        yield [show_value(cell) for cell in cells]
