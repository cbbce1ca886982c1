"""One export file, opened: which layout it is, its columns, and lazy relations over it.

The original is only read. Copies made for DuckDB stand in a private folder that `close` removes; they hold personal
information. No error raised here quotes a cell.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import duckdb

from yunnuo.identify.canonical import ALARM, FIELDS, broken_date_sql, canonical_sql, repeat_sql
from yunnuo.identify.closing import Closing
from yunnuo.identify.delimited import SAVE_UTF8, Delimited, open_delimited
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import repeat_error
from yunnuo.identify.layouts import LAYOUTS, Recognition, choose_layout, is_same_table, recognise_layout
from yunnuo.identify.mapping import check_mapped, read_mapping
from yunnuo.identify.markup import open_markup
from yunnuo.identify.shape import Column, Layout, Role, normalise_header
from yunnuo.identify.sniff import Kind, is_zipped, sniff_file
from yunnuo.identify.staged import Staged, stage_parquet
from yunnuo.identify.workbook import open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.terms.errors import Place


class Export(Closing):
    """An opened export; use it as a context manager, or call `close`, so that copies of personal information go.

    `encoding` is `utf-8`, `utf-8-sig`, `gb18030` or `binary`; `eras` lists every era of the layout's family that fits
    the header as well as the chosen one; `header_row` counts from 1; `sheets` names the sheets of a workbook that
    are read as one table, `unread` those that hold something and are not read.
    """

    def __init__(
        self, path: Path, table: Delimited | Staged, recognition: Recognition, encoding: str, folder: Path
    ) -> None:
        self.path, self.name, self.encoding = path, path.name, encoding
        self.size = path.stat().st_size
        self.layout: Layout = recognition.layout
        self.eras = recognition.eras
        self.header_row = table.heading.row
        self.columns = name_columns(table.heading.headers[: table.width], recognition.layout)
        self.unread, self.sheets = table.unread, table.sheet_names
        self._table, self._folder = table, folder

    @cached_property
    def sha256(self) -> str:
        """Return the SHA-256 of the original file in hex; read once, on first use."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def relation(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Return the canonical columns (see `canonical.FIELDS`), one row per source row, lazily.

        Run whatever reads it inside `with export.reading():` so that a bad row becomes a clear InputError.
        """
        return connection.sql(canonical_sql(self._table.scan_sql(), self.layout, self.columns))

    def staged(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Return every column as text as the file has it, named c1..cN, and `row`; lazily."""
        return connection.sql(f"SELECT * FROM {self._table.scan_sql()} AS staged")

    @contextmanager
    def reading(self) -> Iterator[Self]:
        """Turn what DuckDB says about a bad row into an InputError with the row, and without the row's content."""
        try:
            yield self
        except duckdb.Error as error:
            raise self._explain(str(error)) from None

    def find_place(self, row: int | None, header: str | None = None) -> Place:
        """Return where a row of the relation stands in the file, as a person sees it."""
        return self._table.find_place(self.name, row, header)

    def close(self) -> None:
        """Remove the copies made for reading; relations made before cannot be run after."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _explain(self, message: str) -> Exception:
        alarm = re.search(rf"{ALARM}:(\w+):(\w*)", message)
        if alarm and alarm[1] == "header":
            place = self.find_place(self._find_row(repeat_sql(self.columns)))
            return repeat_error(place.file, place.row)
        if alarm:
            field = next(field for field in FIELDS if field.name == alarm[2])
            row = self._find_row(broken_date_sql(field, self.layout, self.columns))
            header = next(column.header.strip() for column in self.columns if column.role in field.roles)
            return refuse("date", "日期不存在或无法识别", self.find_place(row, header), todo="改正这一格")
        fault = self._table.find_fault(self.name)
        return fault or refuse("unreadable", "这个文件读不完整", self.name, todo=SAVE_UTF8)

    def _find_row(self, condition: str) -> int | None:
        with duckdb.connect() as connection:
            query = f'SELECT min("row") FROM {self._table.scan_sql()} AS staged WHERE {condition}'
            row: int | None = connection.execute(query).fetchall()[0][0]
        return row


def open_export(path: Path, *, layout: str | None = None, mapping: Path | None = None, scratch: Path) -> Export:
    """Open an export file of any supported form; `scratch` is a folder for private copies.

    The layout is recognised by the set of header names unless `layout` names it or `mapping` (YAML) describes it.
    Raises InputError for everything listed in `yunnuo.identify.errors`.
    """
    mapped = read_mapping(mapping) if mapping else None
    kind = sniff_file(path)
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=scratch))
    try:
        table = open_table(path, kind, folder, mapped.names if mapped else frozenset(), layout=layout)
        found = _find_layout(table.heading.headers, path.name, layout, mapped)
        return Export(path, table, found, kind.encoding, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def open_table(  # the file, where copies stand, and how its tables are told
    path: Path,
    kind: Kind,
    folder: Path,
    wanted: frozenset[str] = frozenset(),
    *,
    layout: str | None = None,
    lazy: bool = False,
) -> Delimited | Staged:
    """Return the rows of a file of any supported form, whatever its layout; copies stand in `folder`.

    Sheets of a workbook with more of the first one's table are read with it: those with the headers a mapping wants,
    or with the same headers or layout. `lazy` makes a copy of a text file only when somebody asks for it.
    """
    if kind.form == "text":
        return open_delimited(path, kind, folder, wanted=wanted, lazy=lazy)
    if kind.form == "parquet":
        return stage_parquet(path, folder)
    if kind.form == "workbook":

        def is_more(first: tuple[str, ...], cells: tuple[str, ...]) -> bool:
            if wanted:
                return wanted <= frozenset(map(normalise_header, cells))
            return is_same_table(first, cells, layout=layout or "")

        return open_workbook(path, folder, zipped=is_zipped(kind), wanted=wanted, is_more=is_more)
    return open_markup(path, kind, folder, wanted=wanted)


def _find_layout(headers: tuple[str, ...], file: str, name: str | None, mapped: Layout | None) -> Recognition:
    if mapped:
        check_mapped(mapped, headers, file=file)
        return Recognition(mapped, ())
    return choose_layout(name, headers, file=file) if name else recognise_layout(headers, file=file)


def name_columns(headers: tuple[str, ...], layout: Layout) -> tuple[Column, ...]:
    """Return the columns of a file with their roles; headers of other eras of the same download keep theirs."""
    roles: dict[str, Role] = {}
    for sibling in LAYOUTS.values():
        if layout.name in LAYOUTS and sibling.family == layout.family:
            roles.update(sibling.roles)
    roles.update(layout.roles)
    return tuple(
        Column(header, roles.get(normalise_header(header)), place) for place, header in enumerate(headers, start=1)
    )
