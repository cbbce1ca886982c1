"""Rows that DuckDB cannot read itself (workbooks, HTML, XML) are written once, in batches, to a private Parquet file.

The file holds personal information and stands in the folder `Export.close` removes. It must never hold a whole table
in memory beyond what the parser of the source needs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from yunnuo.identify.cells import quote_sql
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import SEARCHED_ROWS, Heading, find_heading, is_blank, is_footer, repeat_error
from yunnuo.identify.shape import normalise_header
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Staged:
    """A table written to Parquet with columns `row`, c1..cN, or a Parquet file of the user read as text.

    `unread` names what the file holds besides: the other sheets of a workbook. `sheets` names those that were read and
    how many numbers of `row` stand before each; empty where nothing but one table was read.
    """

    heading: Heading
    width: int
    source: str
    unread: tuple[str, ...] = ()
    sheets: tuple[tuple[str, int], ...] = ()

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Return the names of the sheets that were read as one table; empty where only one was."""
        return tuple(name for name, _ in self.sheets)

    def find_place(self, file: str, row: int | None, header: str | None = None) -> Place:
        """Return where a `row` stands as a person sees it: with more sheets than one, in which and counted there."""
        if row is not None:
            for name, before in reversed(self.sheets):
                if row > before:
                    return Place(name_sheet(file, name), row - before, header)
        return Place(file, row, header)

    def scan_sql(self) -> str:
        """Return the DuckDB table expression with columns c1..cN as text and `row` as a person sees it in Excel."""
        return self.source

    def find_fault(self, file: str) -> Exception | None:
        """Return None: rows were checked when they were written, so no line of `file` is at fault."""
        del file
        return None


def stage_rows(rows: Iterable[list[str]], folder: Path, *, file: str, wanted: frozenset[str]) -> Staged:
    """Write `rows` (the first is row 1 of the sheet) below their header to `folder`; footers and blank rows go.

    Raises InputError when there is no header, a second header, a longer row than the header, or no data row.
    """
    source = iter(rows)
    first = list(islice(source, SEARCHED_ROWS))
    heading = find_heading(first, file=file, wanted=wanted)
    width = len(heading.headers)
    target = folder / "table.parquet"
    if not _write_rows(_data_rows(chain(first[heading.row :], source), heading, file), range(1, width + 1), target):
        raise refuse("empty", "表头下面没有数据", file, todo="检查导出条件，重新导出")
    return Staged(heading, width, f"(SELECT * FROM read_parquet({quote_sql(str(target))}))")


class SheetStage:
    """Further sheets of a workbook, written one by one beside its first and read with it as one table.

    Columns go by their headers, whatever their order; one the first sheet has not is added. Rows are numbered on.
    """

    def __init__(self, first: Staged, name: str, folder: Path, *, file: str) -> None:
        self._first, self._folder, self._file = first, folder, file
        self._places = {key: place for place, key in enumerate(_key_headers(first.heading.headers), start=1)}
        self._headers = list(first.heading.headers)
        self._sheets = [(name, 0)]
        self._files = [folder / "table.parquet"]
        self._last = _count_rows(self._files[0])

    def add_sheet(self, name: str, rows: Iterable[list[str]], heading: Heading) -> None:
        """Take the rows below the header of one more sheet; raises InputError as `stage_rows`, but not for no row."""
        for key, header in zip(_key_headers(heading.headers), heading.headers, strict=True):
            if key not in self._places:
                self._headers.append(header)
                self._places[key] = len(self._headers)
        places = [self._places[key] for key in _key_headers(heading.headers)]
        target = self._folder / f"table-{len(self._files) + 1}.parquet"
        data = _data_rows(rows, heading, name_sheet(self._file, name))
        last = _write_rows(((self._last + number, cells) for number, cells in data), places, target)
        self._sheets.append((name, self._last))
        self._files.append(target)
        self._last = max(self._last, last)

    def join_sheets(self, unread: Sequence[str]) -> Staged:
        """Return all sheets as one table; `unread` names those that were not added."""
        if len(self._files) == 1:
            return replace(self._first, unread=tuple(unread))
        files = ", ".join(quote_sql(str(file)) for file in self._files)
        return Staged(
            Heading(tuple(self._headers), self._first.heading.row),
            len(self._headers),
            f"(SELECT * FROM read_parquet([{files}], union_by_name=true))",
            tuple(unread),
            tuple(self._sheets),
        )


def name_sheet(file: str, sheet: str) -> str:
    """Return how a sheet of a workbook is named in an error."""
    return f"{file} 工作表“{sheet}”"


def _key_headers(headers: Iterable[str]) -> list[tuple[str, int]]:
    """Return what tells a column apart: its header, and which of those of that name it is."""
    seen: Counter[str] = Counter()
    keys = []
    for name in map(normalise_header, headers):
        keys.append((name, seen[name]))
        seen[name] += 1
    return keys


def _count_rows(target: Path) -> int:
    """Return the number of the last row of a staged sheet."""
    numbers: Any = pq.read_table(target, columns=["row"])["row"]
    return int(numbers[-1].as_py()) if len(numbers) else 0


def _write_rows(rows: Iterator[tuple[int, list[str]]], places: Sequence[int], target: Path) -> int:
    """Write numbered rows, each cell to the column of its place; return the number of the last, 0 for none."""
    fields: list[pa.Field[Any]] = [pa.field("row", pa.int64())]
    fields += [pa.field(f"c{place}", pa.string()) for place in places]
    schema = pa.schema(fields)
    last = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        target.chmod(0o600)
        while batch := list(islice(rows, _BATCH)):
            numbers, rows_of_cells = zip(*batch, strict=True)
            texts = [pa.array(cells, pa.string()) for cells in zip(*rows_of_cells, strict=True)]
            columns: list[pa.Array[Any]] = [pa.array(numbers, pa.int64()), *texts]
            writer.write_table(pa.table(columns, schema=schema))
            last = numbers[-1]
    return last


def stage_parquet(path: Path, folder: Path) -> Staged:
    """Read a Parquet file of the user where it stands, every column as text."""
    link = folder / "table.parquet"
    link.symlink_to(path.resolve())
    try:
        metadata = pq.read_metadata(link)
        headers = tuple(metadata.schema.to_arrow_schema().names)
    except (pa.ArrowException, OSError, ValueError):  # a name that is no text is a ValueError
        raise refuse("binary", "Parquet 文件已损坏", path.name, todo="重新导出") from None
    if not metadata.num_rows:
        raise refuse("empty", "表头下面没有数据", path.name, todo="检查导出条件，重新导出")
    heading = find_heading([headers], file=path.name)
    places = range(1, len(headers) + 1)
    texts = ", ".join(f"CAST(c{i} AS VARCHAR) AS c{i}" for i in places)
    names = ", ".join(f"c{i}" for i in places)
    scan = f"read_parquet({quote_sql(str(link))}, file_row_number=true) AS source({names}, number)"
    return Staged(heading, len(headers), f'(SELECT {texts}, number + 2 AS "row" FROM {scan})')


def _data_rows(rows: Iterable[list[str]], heading: Heading, file: str) -> Iterator[tuple[int, list[str]]]:
    width = len(heading.headers)
    held: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(rows, start=heading.row + 1):
        if is_blank(cells):
            continue
        if tuple(cells[:width]) == heading.headers:
            raise repeat_error(file, number)
        if not is_blank(cells[width:]):
            why = f"表头有 {width} 列，这一行更长"
            raise refuse("ragged", "这一行的列数与表头不同", Place(file, number), why=why, todo="修正这一行")
        entry = (number, cells[:width] + [""] * (width - len(cells)))
        if is_footer(cells):
            held.append(entry)  # a note between data is data; only at the end it is a footer
            continue
        yield from held
        held.clear()
        yield entry
