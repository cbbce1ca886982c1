"""Opening an event file: CSV, XLSX or XLS, header names in Chinese or English; rows as field -> text.

The file is only read; a private copy made for reading is removed. No error quotes a cell.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from yunnuo.consent.fields import COLUMNS, REQUIRED
from yunnuo.flows.staging import read_rows
from yunnuo.identify.delimited import Delimited, open_delimited
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import SEARCHED_ROWS, is_blank
from yunnuo.identify.shape import normalise_header
from yunnuo.identify.sniff import is_zipped, sniff_file
from yunnuo.identify.workbook import open_workbook, read_sheets
from yunnuo.rulebook.errors import suggest
from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yunnuo.flows.event_mapping import EventMapping
    from yunnuo.identify.staged import Staged

_FIELDS: Final = {normalise_header(name): field for field, names in COLUMNS.items() for name in names}
_NEEDED: Final = {field: COLUMNS[field] for field in REQUIRED}


@contextmanager
def open_events(
    path: Path,
    scratch: duckdb.DuckDBPyConnection,
    folder: Path,
    mapping: EventMapping | None = None,
    unread: list[str] | None = None,
) -> Iterator[Iterator[tuple[int, dict[str, str]]]]:
    """Yield the rows of an event file: row number as a person sees it, and field -> text of every filled cell.

    `mapping` says which of the file's own headers to read; its words are not translated here. `unread` takes the names
    of the sheets that hold something and are not read. Raises InputError when the file cannot be read, a header is
    unknown, missing or doubled, or a further sheet holds events too: one of them may be a withdrawal.
    """
    kind = sniff_file(path)
    private = Path(tempfile.mkdtemp(prefix="events-", dir=folder))
    try:
        wanted = frozenset(_FIELDS if mapping is None else map(normalise_header, _list_headers(mapping)))
        table: Delimited | Staged
        if kind.form == "workbook":
            table = open_workbook(path, private, zipped=is_zipped(kind), wanted=wanted)
            _refuse_more(path, table.unread, mapping)
            if unread is not None:
                unread += table.unread
        elif kind.form == "text":
            table = open_delimited(path, kind, private, wanted=wanted)
        else:
            raise refuse("binary", "事件文件要用 CSV 或 XLSX", path.name, todo="另存为“CSV UTF-8”后再试")
        place = Place(path.name, table.heading.row)
        find = match_columns if mapping is None else mapping.find_columns
        columns = find(table.heading.headers, place)
        yield _read_table(table, columns, path.name, scratch)
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _refuse_more(path: Path, sheets: Sequence[str], mapping: EventMapping | None) -> None:
    """Raise InputError when further sheets hold events; notes and cover sheets are none."""
    if not sheets:
        return
    columns = _NEEDED if mapping is None else {field: mapping.columns.get(field, ()) for field in REQUIRED}
    needed = {field: frozenset(map(normalise_header, names)) for field, names in columns.items() if names}
    more = [name for name, rows in read_sheets(path, sheets) if _holds_events(rows, needed)]
    if more:
        raise InputError(
            "consent.sheets",
            f"不止一张工作表是事件，整份没有导入；除了第一张，还有：{'、'.join(more)}",
            where=Place(path.name),
            why="只读第一张，漏掉的可能正是撤回",
            todo="把每张工作表各存成一个文件，再一起导入",
        )


def _holds_events(rows: Iterator[list[str]], needed: Mapping[str, frozenset[str]]) -> bool:
    """Return whether rows stand below a header that names the key and one more needed column, if there is one more."""
    for cells in islice(rows, SEARCHED_ROWS):
        names = frozenset(map(normalise_header, cells))
        found = [field for field, known in needed.items() if names & known]
        if "key" in found and len(found) >= min(2, len(needed)):
            return any(not is_blank(row) for row in rows)
    return False


def _list_headers(mapping: EventMapping) -> Iterator[str]:
    for names in mapping.columns.values():
        yield from names


def match_columns(headers: tuple[str, ...], place: Place) -> dict[int, str]:
    """Return position (from 1) -> field; every header must be known, none twice, and the required ones present."""
    columns: dict[int, str] = {}
    for position, header in enumerate(headers, start=1):
        name = normalise_header(header)
        if not name:
            continue
        field = _FIELDS.get(name)
        where = Place(place.file, place.row, position)
        if field is None:
            known = [names[0] for names in COLUMNS.values()]
            raise InputError(
                "consent.column",
                f"不认识的列{suggest(header.strip(), known)}",
                where=where,
                todo="改成约定的列名，或删去该列",
            )
        if field in columns.values():
            raise InputError("consent.column_twice", "同一列出现了两次", where=where, todo="只留一列")
        columns[position] = field
    missing = [COLUMNS[field][0] for field in REQUIRED if field not in columns.values()]
    if missing:
        raise InputError("consent.column_missing", f"缺少列：{'、'.join(missing)}", where=place, todo="补上这些列")
    return columns


def _read_table(
    table: Delimited | Staged, columns: dict[int, str], file: str, scratch: duckdb.DuckDBPyConnection
) -> Iterator[tuple[int, dict[str, str]]]:
    cells = ", ".join(f"c{position}" for position in columns)
    fields = list(columns.values())
    try:
        with scratch.cursor() as reader:  # rows are staged in the scratch while more are read
            for row, *values in read_rows(reader, f'SELECT "row", {cells} FROM {table.scan_sql()}'):
                named: dict[str, str] = {}
                for field, value in zip(fields, values, strict=True):
                    if value:
                        named.setdefault(field, value)
                if named:
                    yield row, named
    except duckdb.Error:
        fault = table.find_fault(file)
        raise fault or refuse("unreadable", "这个文件读不完整", file, todo="另存为“CSV UTF-8”后再试") from None
