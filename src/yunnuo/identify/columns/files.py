"""Any table file opened for typing, whether its layout is known or not: headers, Arrow batches, kinds the layout tells.

The original is only read; copies stand in a private folder that `close` removes. No error quotes a cell.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute
from pyarrow import csv

from yunnuo.identify.closing import Closing
from yunnuo.identify.columns.decoding import decode_batch
from yunnuo.identify.delimited import CHUNK, SAVE_UTF8, Delimited
from yunnuo.identify.errors import refuse
from yunnuo.identify.export import name_columns, open_table
from yunnuo.identify.layouts import Recognition, choose_layout, recognise_layout
from yunnuo.identify.roles import ROLE_KINDS
from yunnuo.identify.sniff import sniff_file
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yunnuo.identify.shape import Layout
    from yunnuo.identify.staged import Staged

pc: Any = pyarrow.compute  # the stubs of the library know no numbers of one byte
_BLOCK: Final = 1 << 22  # bytes of CSV in a batch: what fits the caches of a processor is read twice as fast
_WIDE_BLOCK: Final = 1 << 24  # the longest row; a cell of 10 MB fits
_ROWS: Final = 50_000
_QUOTE: Final = pa.scalar(ord('"'), pa.uint8())
_UNKNOWN: Final = "identify.layout"


class TypedFile(Closing):
    """An opened table; use it as a context manager. `layout` is None where headers fit no known download.

    `unfit` says in Chinese why no layout was taken; `told` maps a position from 0 to the kind the layout gives.
    `sheets` names the sheets of a workbook that are looked at as one table, `unread` those that hold something and are
    not looked at.
    """

    def __init__(self, path: Path, table: Delimited | Staged, encoding: str, folder: Path) -> None:
        self.path, self.name, self.encoding = path, path.name, encoding
        self.size = path.stat().st_size
        self.headers = table.heading.headers[: table.width]
        self.layout: Layout | None = None
        self.eras: tuple[str, ...] = ()
        self.unfit = ""
        self.told: Mapping[int, str] = {}
        self.unread, self.sheets = table.unread, table.sheet_names
        self.folder = folder
        self._table = table
        self._quoted: bool | None = None

    @property
    def is_text(self) -> bool:
        """Return whether the file is read as it stands, piece by piece, so that two may read it at once."""
        return isinstance(self._table, Delimited)

    def sample_rows(self, most: int) -> list[list[str]]:
        """Return up to `most` of the first rows of a text file, as they are written."""
        return self._table.sample_rows(most) if isinstance(self._table, Delimited) else []

    def check_quotes(self) -> None:
        """Raise InputError for a quotation mark without its partner: Arrow would take the rest for one cell."""
        if isinstance(self._table, Delimited):
            self._quoted = _find_quotes(self._table, self.name)

    def batches(self, places: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows as Arrow batches of text, of the columns at `places` only (from 0; None = all).

        Raises InputError at the first row that is not well formed.
        """
        names = [f"c{place + 1}" for place in (range(len(self.headers)) if places is None else places)]
        if isinstance(self._table, Delimited):
            if self._quoted is None:
                self.check_quotes()
            yield from _read_text(self._table, self.name, names, quoted=self._quoted is not False)
        else:
            yield from _read_staged(self._table, names, self.name)

    def take_layout(self, found: Recognition) -> None:
        """Let a recognised layout tell the kinds of its columns."""
        self.layout, self.eras = found.layout, found.eras
        columns = name_columns(self.headers, found.layout)
        self.told = {place: ROLE_KINDS[column.role] for place, column in enumerate(columns) if column.role}

    def close(self) -> None:
        """Remove the copies made for reading."""
        shutil.rmtree(self.folder, ignore_errors=True)


def open_typed(path: Path, *, scratch: Path, layout: str | None = None) -> TypedFile:
    """Open a table file; an unknown layout is no error here. `layout` names one.

    Raises InputError for everything in `identify.errors` that keeps a file from being read.
    """
    kind = sniff_file(path)
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="identify-", dir=scratch))
    try:
        table = open_table(path, kind, folder, layout=layout, lazy=True)
        opened = TypedFile(path, table, kind.encoding, folder)
        if layout:
            opened.take_layout(choose_layout(layout, opened.headers, file=path.name))
        else:
            _try_layout(opened)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return opened


def _try_layout(opened: TypedFile) -> None:
    try:
        found = recognise_layout(opened.headers, file=opened.name)
    except InputError as error:
        if error.code != _UNKNOWN:
            raise
        opened.unfit = error.what
    else:
        opened.take_layout(found)


def _find_quotes(table: Delimited, name: str) -> bool:
    """Return whether a cell may be quoted, and so hold a line end, which takes longer to read.

    Raises InputError for a quotation mark without its partner: Arrow would take the rest of the file for one cell.
    """
    marks = _count_quotes(table)
    if marks % 2 and (fault := table.find_fault(name)):
        raise fault
    return marks > 0


def _count_quotes(table: Delimited) -> int:
    marks = 0
    with table.open_raw() as stream:
        while piece := stream.read(CHUNK):
            if b'"' in piece:
                held: Any = pa.Array.from_buffers(pa.uint8(), len(piece), [None, pa.py_buffer(piece)])
                marks += pc.equal(held, _QUOTE).true_count
    return marks


def _read_text(table: Delimited, name: str, wanted: Sequence[str], *, quoted: bool) -> Iterator[pa.RecordBatch]:
    done = 0
    try:
        for batch in _read_blocks(table, _BLOCK, wanted, quoted=quoted):
            yield batch
            done += batch.num_rows
    except pa.ArrowInvalid:  # a row longer than a block, or one that is not well formed: wide blocks tell
        yield from _read_rest(table, name, wanted, done, quoted=quoted)
    except UnicodeDecodeError:
        raise _explain_fault(table, name) from None


def _read_rest(
    table: Delimited, name: str, wanted: Sequence[str], done: int, *, quoted: bool
) -> Iterator[pa.RecordBatch]:
    """Yield the rows after the first `done` ones; they are counted here, for Arrow counts empty lines it skips."""
    try:
        for batch in _read_blocks(table, _WIDE_BLOCK, wanted, quoted=quoted):
            left = batch.slice(done)  # no row when it has no more than that
            done -= batch.num_rows - left.num_rows
            if left.num_rows:
                yield left
    except (pa.ArrowInvalid, UnicodeDecodeError):
        raise _explain_fault(table, name) from None


def _explain_fault(table: Delimited, name: str) -> Exception:
    why = "有一格或者一行太长"
    return table.find_fault(name) or refuse("unreadable", "这个文件读不完整", name, why=why, todo=SAVE_UTF8)


def _read_blocks(table: Delimited, size: int, wanted: Sequence[str], *, quoted: bool) -> Iterator[pa.RecordBatch]:
    """Yield the rows, of the `wanted` columns only, in blocks of `size` bytes."""
    names = [f"c{place}" for place in range(1, table.width + 1)]
    with (
        table.open_raw() as stream,
        csv.open_csv(
            stream,
            read_options=csv.ReadOptions(skip_rows=table.skipped, column_names=names, block_size=size),
            parse_options=csv.ParseOptions(delimiter=table.delimiter, newlines_in_values=quoted),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.binary()), include_columns=list(wanted)
            ),
        ) as reader,
    ):
        for batch in reader:
            # Column by column: most of a table is digits, and the same in all of its encodings.
            yield decode_batch(batch, table.encoding)


def _read_staged(table: Staged, wanted: Sequence[str], name: str) -> Iterator[pa.RecordBatch]:
    columns = ", ".join(wanted)
    with duckdb.connect() as connection:
        try:
            reader: Any = connection.sql(f"SELECT {columns} FROM {table.scan_sql()} AS staged").to_arrow_reader(_ROWS)
            yield from reader
        except duckdb.Error:
            raise refuse("unreadable", "这个文件读不完整", name, todo="重新导出") from None
