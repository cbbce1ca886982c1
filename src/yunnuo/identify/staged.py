"""Rows that DuckDB cannot read itself (workbooks, HTML, XML) are written once, in batches, to a private Parquet file.

The file holds personal information and stands in the folder `Export.close` removes. It must never hold a whole table
in memory beyond what the parser of the source needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from yunnuo.identify.cells import quote_sql
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import SEARCHED_ROWS, find_heading, is_blank, is_footer, repeat_error
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from yunnuo.identify.heading import Heading

_BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Staged:
    """A table written to Parquet with columns `row`, c1..cN, or a Parquet file of the user read as text.

    `unread` names what the file holds besides: the other sheets of a workbook.
    """

    heading: Heading
    width: int
    source: str
    unread: tuple[str, ...] = ()

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
    headers = heading.headers
    names = [f"c{i}" for i in range(1, len(headers) + 1)]
    fields: list[pa.Field[Any]] = [pa.field("row", pa.int64())]
    fields += [pa.field(name, pa.string()) for name in names]
    schema = pa.schema(fields)
    target = folder / "table.parquet"
    written = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        target.chmod(0o600)
        data = _data_rows(chain(first[heading.row :], source), heading, file)
        while batch := list(islice(data, _BATCH)):
            numbers, rows_of_cells = zip(*batch, strict=True)
            texts = [pa.array(cells, pa.string()) for cells in zip(*rows_of_cells, strict=True)]
            columns: list[pa.Array[Any]] = [pa.array(numbers, pa.int64()), *texts]
            writer.write_table(pa.table(columns, schema=schema))
            written += len(batch)
    if not written:
        raise refuse("empty", "表头下面没有数据", file, todo="检查导出条件，重新导出")
    return Staged(heading, len(headers), f"(SELECT * FROM read_parquet({quote_sql(str(target))}))")


def stage_parquet(path: Path, folder: Path) -> Staged:
    """Read a Parquet file of the user where it stands, every column as text."""
    link = folder / "table.parquet"
    link.symlink_to(path.resolve())
    try:
        metadata = pq.read_metadata(link)
    except (pa.ArrowException, OSError):
        raise refuse("binary", "Parquet 文件已损坏", path.name, todo="重新导出") from None
    if not metadata.num_rows:
        raise refuse("empty", "表头下面没有数据", path.name, todo="检查导出条件，重新导出")
    headers = tuple(metadata.schema.to_arrow_schema().names)
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
