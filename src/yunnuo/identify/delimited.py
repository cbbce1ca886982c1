"""CSV and TSV text: find the header, cut what is not data, and hand DuckDB a file it can stream.

A clean UTF-8 file is read where it stands; any other is copied to UTF-8 once, in chunks, as soon as somebody asks for
its path, or turned into UTF-8 while it is read. It must never hold a whole file in memory, and never put a line of the
file into an error.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Final

from yunnuo.identify.cells import quote_sql
from yunnuo.identify.errors import refuse
from yunnuo.identify.heading import SEARCHED_ROWS, find_heading, is_blank, is_footer
from yunnuo.identify.turning import open_utf8
from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    import _csv
    from pathlib import Path
    from typing import BinaryIO

    from yunnuo.identify.heading import Heading
    from yunnuo.identify.sniff import Kind

CHUNK: Final = 1 << 22
SAVE_UTF8: Final = "另存为“CSV UTF-8”后再试"
_TAIL: Final = 1 << 16
_SAMPLE: Final = 1 << 18
_DELIMITERS: Final = (",", "\t", ";")
# One cell can hold a long note; DuckDB and csv stop at the same size, so an unclosed quote is found soon.
LONGEST_LINE: Final = 1 << 21
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))  # only for the whole process is there such a limit


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text table: its data begin after `skipped` lines of `source` and end before byte `end`, None for the last."""

    source: Path
    encoding: str
    end: int | None
    target: Path
    heading: Heading
    delimiter: str
    skipped: int
    width: int
    # A text has no sheets: told as of a workbook's table, for whoever has either.
    unread: ClassVar[tuple[str, ...]] = ()
    sheet_names: ClassVar[tuple[str, ...]] = ()

    @property
    def path(self) -> Path:
        """Return a UTF-8 file of these rows, made on first use; raises InputError at undecodable bytes."""
        if not self.target.exists():
            # A copy that broke off must not be taken for a good one, nor one that another process still writes.
            half = self.target.with_suffix(f".{os.getpid()}")
            if self.encoding == "utf-8" and self.end is None:
                # A link under a name of ours: DuckDB reads `*` and `[` in a path as a pattern, quotes paths in errors.
                half.symlink_to(self.source.resolve())
            else:
                copy_text(self.source, half, self.encoding, self.end)
            half.replace(self.target)
        return self.target

    def open_bytes(self) -> BinaryIO:
        """Return the rows as a stream of UTF-8, turned on the way; reading it may raise UnicodeDecodeError."""
        return open_utf8(self.source, self.encoding, self.end)

    def open_raw(self) -> BinaryIO:
        """Return the rows as a stream of the bytes the file holds."""
        return open_utf8(self.source, "utf-8", self.end)

    def sample_rows(self, most: int) -> list[list[str]]:
        """Return up to `most` of the first rows of data, as they are written."""
        with self.open_bytes() as stream:
            text = stream.read(_SAMPLE).decode(errors="ignore")
        lines = io.StringIO(text.rpartition("\n")[0], newline="")
        for _ in range(self.skipped):
            lines.readline()
        rows: list[list[str]] = []
        with suppress(csv.Error):
            rows.extend(islice(csv.reader(lines, delimiter=self.delimiter), most))
        return rows

    def scan_sql(self) -> str:
        """Return the DuckDB table expression with columns c1..cN as text and `row` as a person sees it in Excel."""
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(1, self.width + 1))
        return (
            f'(SELECT *, row_number() OVER () + {self.heading.row} AS "row" FROM read_csv({quote_sql(str(self.path))}, '
            f"auto_detect=false, header=false, skip={self.skipped}, delim={quote_sql(self.delimiter)}, quote='\"', "
            f"escape='\"', max_line_size={LONGEST_LINE}, strict_mode=true, columns={{{columns}}}))"
        )

    @staticmethod
    def find_place(file: str, row: int | None, header: str | None = None) -> Place:
        """Return where a `row` stands as a person sees it."""
        return Place(file, row, header)

    def find_fault(self, file: str) -> Exception | None:
        """Return the error for the first line that is not well formed, read slowly; None when all are."""
        try:
            path = self.path
        except InputError as error:
            return error
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return refuse("encoding", "这一行有无法识别的字节", Place(file, number), todo=SAVE_UTF8)
        with path.open(encoding="utf-8-sig", newline="") as text:
            return _find_misshapen(csv.reader(text, delimiter=self.delimiter, strict=True), self, file)


def open_delimited(path: Path, kind: Kind, folder: Path, *, wanted: frozenset[str], lazy: bool = False) -> Delimited:
    """Make a text table ready inside `folder`; `lazy` puts off the copy until somebody asks for it.

    Raises InputError when it has no header or no data row, and unless `lazy` at undecodable bytes.
    """
    text = codecs.getincrementaldecoder(kind.encoding)("replace").decode(kind.head)  # a wrong byte is told with its row
    delimiter = _find_delimiter(text)
    rows, lines = _read_rows(text, delimiter, path.name)
    heading = find_heading(rows, file=path.name, wanted=wanted)
    width = _count_columns(heading, rows)
    if all(is_blank(cells) or is_footer(cells) for cells in rows[heading.row :]):
        raise refuse("empty", "表头下面没有数据", path.name, todo="检查导出条件，重新导出")
    end = _find_end(path, kind.encoding, delimiter)
    target = folder / "table.csv"
    table = Delimited(path, kind.encoding, end, target, heading, delimiter, lines[heading.row - 1], width)
    if not lazy:
        _ = table.path
    return table


def _count_columns(heading: Heading, rows: list[list[str]]) -> int:
    """Return how many columns the data have: a separator at the end of the header line only adds none."""
    width = len(heading.headers)
    first = next((len(cells) for cells in rows[heading.row :] if not is_blank(cells)), width)
    return first if first < width and is_blank(heading.headers[first:]) else width


def copy_text(path: Path, target: Path, encoding: str, end: int | None) -> None:
    """Copy `path` up to byte `end` to a UTF-8 file only its owner can read; raise InputError at undecodable bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as source, target.open("wb") as sink:
        target.chmod(0o600)
        left = path.stat().st_size if end is None else end
        while left > 0:
            chunk = source.read(min(CHUNK, left))
            left -= len(chunk)
            try:
                text = decoder.decode(chunk, final=left <= 0)
            except UnicodeDecodeError as error:
                row = line + error.object[: error.start].count(b"\n")
                place = Place(file=path.name, row=row)
                raise refuse("encoding", "这一行有无法识别的字节", place, todo=SAVE_UTF8) from None
            line += text.count("\n")
            sink.write(text.encode())


def _find_delimiter(text: str) -> str:
    sample = "\n".join(text.splitlines()[:SEARCHED_ROWS])
    return max(_DELIMITERS, key=sample.count)


def _read_rows(text: str, delimiter: str, name: str) -> tuple[list[list[str]], list[int]]:
    """Return the first rows and, for each, the number of physical lines up to its end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for cells in reader:
            rows.append(cells)
            lines.append(reader.line_num)
            if len(rows) > SEARCHED_ROWS * 2:
                break
    except csv.Error:
        raise refuse("quotes", "引号不成对", Place(file=name, row=reader.line_num), todo="修正这一行的引号") from None
    return rows, lines


def _find_end(path: Path, encoding: str, delimiter: str) -> int | None:
    """Return the byte where footer rows begin, None when there are none."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _TAIL))
        lines = stream.read().splitlines(keepends=True)
    end = size
    for line in reversed(lines[1:]):
        text = line.decode(encoding, errors="replace")
        cells = next(csv.reader([text], delimiter=delimiter), [])
        if text.count('"') % 2 or not (is_blank(cells) or is_footer(cells)):
            break
        end -= len(line)
    return end if end < size and _has_footer(path, end, encoding, delimiter) else None


def _has_footer(path: Path, end: int, encoding: str, delimiter: str) -> bool:
    with path.open("rb") as stream:
        stream.seek(end)
        text = stream.read().decode(encoding, errors="replace")
    return any(is_footer(cells) for cells in csv.reader(io.StringIO(text), delimiter=delimiter))


def _find_misshapen(reader: _csv.Reader, table: Delimited, file: str) -> Exception | None:
    row, line = 0, 1
    try:
        for row, cells in enumerate(reader, 1):
            padded = len(cells) == table.width + 1 and not cells[-1]  # a separator at the end of the line adds no cell
            if row > table.heading.row and cells and len(cells) != table.width and not padded:
                why = f"表头有 {table.width} 列，这一行有 {len(cells)} 列"
                return refuse("ragged", "这一行的列数与表头不同", Place(file=file, row=row), why=why, todo="修正这一行")
            line = reader.line_num + 1
    except csv.Error as error:
        place = Place(file=file, row=line)
        if "limit" in str(error):
            why = "从这一行起的一格太长，多半是引号没有配对"
            return refuse("quotes", "引号不成对，或者一格太长", place, why=why, todo="修正这一行的引号，或者缩短这一格")
        return refuse("quotes", "引号不成对", place, todo="修正这一行的引号")
    return None
