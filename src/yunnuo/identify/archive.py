"""Whether an xlsx file is safe to unpack: sizes and far-away cells, checked before any parser allocates for them.

It must never unpack to disk, and never trust the sizes the archive declares without counting.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from yunnuo.identify.errors import refuse

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK: Final = 1 << 20
# A full sheet (1,048,576 rows) of 60 columns unpacks to about 2.5 GB and needs as much memory again: use CSV beyond.
LARGEST_UNPACKED: Final = 3 << 30
# Order sheets compress 5 to 40 times; a part this size that shrank 300 times is made of one repeated byte.
LARGEST_RATIO: Final = 300
_SMALL_PART: Final = 64 << 20
MOST_PARTS: Final = 5_000
# Excel has no more rows. The widest layout known has 74 columns; columns GA and beyond are not a table of orders.
MOST_ROWS: Final = 1_048_576
_FAR_COLUMN: Final = re.compile(rb'<c r="(?:[A-Z]{3}|[G-Z][A-Z])[0-9]')
_ROW: Final = re.compile(rb'<row[^>]{0,200}? r="([0-9]{1,9})"')
# A cell's row counts for parsers, whatever row it stands in: looked at where it has more digits than rows so far.
_CELL_ROW: Final = {digits: re.compile(rb'<c r="[A-Z]{1,2}([0-9]{%d,20})' % digits) for digits in (6, 7)}
# No program writes a cell otherwise than `<c r="A1"`; whoever does is looked at cell by cell.
_ODD_CELL: Final = re.compile(rb'<c\s(?!r="[A-Z])')
_OTHER_NAME: Final = b":c"  # of a cell, as in `<x:c r="A1"`
_REFERENCE: Final = re.compile(rb"""\sr\s{0,9}=\s{0,9}["']\s{0,9}\$?([A-Za-z]{1,20})\$?([0-9]{1,20})""")
_WIDEST: Final = "FZ"
# Parsers allocate a rectangle up to the last row: rows that are numbered far beyond their count would fill memory.
_SPARSE_FROM: Final = 100_000
_SPARSE_TIMES: Final = 10
_ADVICE: Final = "在 Excel 中打开后另存为“CSV UTF-8”再试"


def inspect_archive(path: Path) -> None:
    """Raise InputError unless the zip file is an xlsx workbook that unpacks to a sane size."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts, path.name)
            if not any(part.filename.startswith("xl/") for part in parts):
                raise refuse("binary", "压缩包里没有 Excel 工作簿", path.name, todo="先解压，再给出里面的表格文件")
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _check_sheet(archive, part, path.name)
    # A damaged list of parts also sends the reader to places before the file, or names parts in no encoding.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise refuse("workbook", "工作簿已损坏或被加密", path.name, todo=_ADVICE) from None


def _check_sizes(parts: list[zipfile.ZipInfo], name: str) -> None:
    swollen = any(
        part.file_size > _SMALL_PART and part.file_size > LARGEST_RATIO * max(part.compress_size, 1) for part in parts
    )
    if swollen or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise refuse("workbook", "工作簿解压后过大，已拒绝打开", name, why="压缩比或解压大小异常", todo=_ADVICE)


def _check_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    counted = last = 0
    rest = b""
    with archive.open(part) as stream:  # reads no more than was declared and checks the CRC at the end
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            counted += chunk.count(b"<row")
            last = max(last, max(map(int, _ROW.findall(text)), default=0))
            row, wide = _find_far(text, last)
            last = max(last, row)
            if wide:
                raise refuse("workbook", "工作表过宽，已拒绝打开", name, why="有远在表格之外的单元格", todo=_ADVICE)
            rest = text[-256:]
    if last > MOST_ROWS or (last > _SPARSE_FROM and last > _SPARSE_TIMES * (counted + 1)):
        raise refuse("workbook", "工作表的行号异常，已拒绝打开", name, why="有远在表格之外的单元格", todo=_ADVICE)


def _find_far(text: bytes, last: int) -> tuple[int, bool]:
    """Return the highest row cells name where it is far beyond `last`, else 0, and whether one is in a far column."""
    if _OTHER_NAME not in text and not _ODD_CELL.search(text):
        rows = _CELL_ROW[6 if last < _SPARSE_FROM else 7].findall(text)
        return max(map(int, rows), default=0), _FAR_COLUMN.search(text) is not None
    cells = _REFERENCE.findall(text)
    wide = any((len(column), column.upper().decode()) > (len(_WIDEST), _WIDEST) for column, _ in cells)
    return max((int(row) for _, row in cells), default=0), wide
