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

from yunnuo.identify.canonical import ALARM, canonical_sql
from yunnuo.identify.delimited import Delimited, find_fault, open_delimited
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import repeat_error
from yunnuo.identify.layouts import LAYOUTS, choose_layout, recognise_layout
from yunnuo.identify.shape import Column, normalise_header
from yunnuo.identify.sniff import sniff_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from yunnuo.identify.layouts import Recognition
    from yunnuo.identify.shape import Layout, Role


class Export:
    """An opened export; use it as a context manager, or call `close`, so that copies of personal information go.

    `encoding` is `utf-8`, `utf-8-sig`, `gb18030` or `binary`; `eras` lists every era of the layout's family that fits
    the header as well as the chosen one; `header_row` counts from 1.
    """

    def __init__(self, path: Path, table: Delimited, recognition: Recognition, encoding: str, folder: Path) -> None:
        self.path, self.name, self.encoding = path, path.name, encoding
        self.size = path.stat().st_size
        self.layout: Layout = recognition.layout
        self.eras = recognition.eras
        self.header_row = table.heading.row
        self.columns = name_columns(table.heading.headers[: table.width], recognition.layout)
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

    def close(self) -> None:
        """Remove the copies made for reading; relations made before cannot be run after."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _explain(self, message: str) -> Exception:
        alarm = re.search(rf"{ALARM}:(\w+):(\w*)", message)
        if alarm and alarm[1] == "header":
            return repeat_error(self.name, None)
        if alarm:
            return refuse("date", "日期不存在", self.name, why=alarm[2])
        fault = find_fault(self._table, self.name)
        return fault or refuse("unreadable", "这个文件读不完整", self.name, todo="另存为“CSV UTF-8”后再试")


def open_export(path: Path, *, layout: str | None = None, mapping: Path | None = None, scratch: Path) -> Export:
    """Open an export file of any supported form; `scratch` is a folder for private copies.

    The layout is recognised by the set of header names unless `layout` names it or `mapping` (YAML) describes it.
    Raises InputError for everything listed in `yunnuo.identify.errors`.
    """
    del mapping
    kind = sniff_file(path)
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=scratch))
    try:
        table = open_delimited(path, kind, folder, wanted=frozenset())
        headers = table.heading.headers
        found = choose_layout(layout, headers, file=path.name) if layout else recognise_layout(headers, file=path.name)
        return Export(path, table, found, kind.encoding, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def name_columns(headers: tuple[str, ...], layout: Layout) -> tuple[Column, ...]:
    """Return the columns of a file with their roles; headers of other eras of the same download keep theirs."""
    roles: dict[str, Role] = {}
    for sibling in LAYOUTS.values():
        if sibling.family == layout.family:
            roles.update(sibling.roles)
    roles.update(layout.roles)
    return tuple(
        Column(header, roles.get(normalise_header(header)), place) for place, header in enumerate(headers, start=1)
    )
