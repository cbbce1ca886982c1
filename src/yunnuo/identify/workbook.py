"""XLSX and XLS workbooks through calamine, which reads the cells and not the declared dimension.

It must never open an archive `archive.inspect_archive` has not passed.
"""

from __future__ import annotations

import datetime as dt
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from yunnuo.identify.archive import inspect_archive
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import SEARCHED_ROWS, Heading
from yunnuo.identify.staged import SheetStage, stage_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yunnuo.identify.staged import Staged

    IsMore = Callable[[tuple[str, ...], tuple[str, ...]], bool]

_EXACT: Final = 1e15  # beyond, a number saved by Excel has lost digits; its last digits would be invented


def open_workbook(
    path: Path, folder: Path, *, zipped: bool, wanted: frozenset[str], is_more: IsMore | None = None
) -> Staged:
    """Stage the first sheet that holds anything, and the others that do and have a header row `is_more` knows.

    `is_more(first, cells)` tells whether a row is the header of more rows of the first sheet's table; without it only
    the first is read. The rest is named, hidden ones too. Raises InputError when the workbook is locked, damaged or
    empty.
    """
    if zipped:
        inspect_archive(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for index in range(len(book.sheet_names)):
                sheet = book.get_sheet_by_index(index)
                if sheet.total_height:
                    staged = stage_rows(_show_rows(sheet.iter_rows()), folder, file=path.name, wanted=wanted)
                    del sheet  # the cells of one sheet at a time
                    return _stage_others(book, index, staged, folder, path.name, is_more)
    except PasswordError:
        raise refuse("workbook", "工作簿设了密码", path.name, todo="取消密码后另存再试") from None
    except CalamineError:
        raise refuse("workbook", "工作簿已损坏或格式过旧", path.name, todo="另存为 XLSX 或“CSV UTF-8”再试") from None
    raise refuse("empty", "工作簿里没有数据", path.name, todo="重新从平台导出")


def _stage_others(  # the workbook and how far it was read, where to write, what counts as more
    book: CalamineWorkbook, first: int, staged: Staged, folder: Path, file: str, is_more: IsMore | None
) -> Staged:
    names = book.sheet_names
    if len(names) == first + 1:
        return staged
    stage = SheetStage(staged, names[first], folder, file=file)
    unread = []
    for index in range(first + 1, len(names)):
        try:
            rows = _show_rows(book.get_sheet_by_index(index).iter_rows())
        except CalamineError:
            unread.append(names[index])  # one that cannot be read may hold anything
            continue
        head = list(islice(rows, SEARCHED_ROWS))
        heading = _find_header(head, staged.heading.headers, is_more) if is_more else None
        if heading:
            stage.add_sheet(names[index], chain(head[heading.row :], rows), heading)
        elif any(cell.strip() for cells in chain(head, rows) for cell in cells):
            unread.append(names[index])
    return stage.join_sheets(unread)


def _find_header(rows: Sequence[list[str]], headers: tuple[str, ...], is_more: IsMore) -> Heading | None:
    """Return the first row that is the header of more of the same."""
    numbered = enumerate(map(tuple, rows), start=1)
    return next((Heading(cells, row) for row, cells in numbered if is_more(headers, cells)), None)


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


def _show_rows(rows: Iterator[Sequence[object]]) -> Iterator[list[str]]:
    for cells in rows:
        yield [show_value(cell) for cell in cells]
