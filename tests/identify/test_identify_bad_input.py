"""Bad files: one clear error each, with the place, without any cell, and nothing left behind."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from identify_dress import DRESSES, Dress, make_rows, rewrite_sheet, write_csv, write_workbook, write_xml

from yunnuo.identify.export import open_export
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb
    from identify_opening import Opener

NAME = "youzan.order.2024"
CANARY = "19900099999"
HEADERS = list(LAYOUTS[NAME].headers)


def make_table(rows: int = 3) -> list[list[str]]:
    """Return a Youzan table whose every buyer phone is the canary."""
    table = make_rows(LAYOUTS[NAME], DRESSES[NAME], rows=rows)
    for row in table:
        row[HEADERS.index("买家手机号")] = CANARY
    return [HEADERS, *table]


def encode(table: list[list[str]]) -> bytes:
    """Return the table as UTF-8 CSV."""
    return write_csv(table, Dress())


def read_all(opener: Opener, connection: duckdb.DuckDBPyConnection, data: bytes, name: str) -> None:
    """Open a file and read every row."""
    export = opener(name, data)
    with export.reading():
        export.relation(connection).fetchall()


def refuse_file(
    opener: Opener, connection: duckdb.DuckDBPyConnection, data: bytes, name: str = "坏文件.csv"
) -> InputError:
    """Open and read a file to the end; return the error it must give."""
    with pytest.raises(InputError) as caught:
        read_all(opener, connection, data, name)
    text = str(caught.value)
    assert CANARY not in text
    assert "scratch" not in text
    assert name in text
    assert caught.value.todo
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named, without its folder."""
    with pytest.raises(InputError, match=r"找不到文件（没有\.csv）"):
        open_export(tmp_path / "没有.csv", scratch=tmp_path / "scratch")


def test_folder(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(InputError, match="文件夹"):
        open_export(tmp_path, scratch=tmp_path / "scratch")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_empty_file(data: bytes, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A file of nothing, of a BOM, or of blanks is empty."""
    assert refuse_file(opener, connection, data).code == "identify.empty"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", encode(make_table()) + b"\x00", b"%PDF-1.7\n\x01\x02"]
)
def test_binary_file(data: bytes, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A picture, a file with NUL bytes, or anything with control characters is no table."""
    assert refuse_file(opener, connection, data).code == "identify.binary"


def test_utf16(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """UTF-16 is named as such, with the way out."""
    error = refuse_file(opener, connection, encode(make_table()).decode().encode("utf-16"))

    assert error.code == "identify.encoding"
    assert "UTF-16" in error.what


def test_undecodable_head(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """Bytes that are neither UTF-8 nor GB18030 are refused."""
    assert refuse_file(opener, connection, b"\xff\xff,\xfe\xff\r\n" * 9).code == "identify.encoding"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_undecodable_row(encoding: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A broken byte far inside a file is reported with its row."""
    header, *rows = make_table(3)
    data = write_csv([header, *rows * 3000], Dress(encoding=encoding))
    assert len(data) > 1 << 20
    error = refuse_file(opener, connection, data + b"\xff\xff" + b"," * (len(HEADERS) - 1) + b"\r\n")

    assert error.code == "identify.encoding"
    assert error.where.row == 9002


def test_header_missing(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A file that begins with data has no header."""
    assert refuse_file(opener, connection, encode(make_table()[1:])).code == "identify.header"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_header_twice(form: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A second header among the data is reported with its row."""
    table = [*make_table(3), *make_table(2)]
    data = encode(table) if form == "csv" else write_workbook(table)
    error = refuse_file(opener, connection, data, f"a.{form}")

    assert (error.code, error.where.row) == ("identify.header", 5)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_data_rows(form: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A header alone is an empty export, also with a sum below it."""
    table = [HEADERS, ["合计", *[""] * (len(HEADERS) - 1)]]
    data = encode(table) if form == "csv" else write_workbook(table)

    assert refuse_file(opener, connection, data, f"a.{form}").code == "identify.empty"


def test_unclosed_quote(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A quote that is never closed is reported with the line it stands on."""
    lines = encode(make_table(60)).split(b"\r\n")
    lines[50] = b'"' + lines[50]
    error = refuse_file(opener, connection, b"\r\n".join(lines))

    assert (error.code, error.where.row) == ("identify.quotes", 51)


def test_stray_quote(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A closed quote followed by more text is reported with its line."""
    lines = encode(make_table(60)).split(b"\r\n")
    lines[50] = b'"E1"x' + lines[50][lines[50].index(b",") :]
    error = refuse_file(opener, connection, b"\r\n".join(lines))

    assert (error.code, error.where.row) == ("identify.quotes", 51)


@pytest.mark.parametrize("change", [lambda row: row[:-5], lambda row: [*row, "多", "余"]])
def test_ragged_row(
    change: Callable[[list[str]], list[str]], opener: Opener, connection: duckdb.DuckDBPyConnection
) -> None:
    """A row with fewer or more cells than the header is reported with its number and both counts."""
    table = make_table(60)
    table[50] = change(table[50])
    error = refuse_file(opener, connection, encode(table))

    assert (error.code, error.where.row) == ("identify.ragged", 51)
    assert "60 列" in error.why


def test_ragged_sheet_row(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A row longer than the header is refused in Excel XML too."""
    table = make_table(3)
    table[2] = [*table[2], "多余"]
    error = refuse_file(opener, connection, write_xml(table, Dress()), "a.xls")

    assert (error.code, error.where.row) == ("identify.ragged", 3)


@pytest.mark.parametrize("day", ["2026-02-30 10:00:00", "2026/13/1", "昨天"])
def test_date_that_does_not_exist(day: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A date that does not exist is reported with row and column."""
    table = make_table(5)
    table[3][HEADERS.index("订单创建时间")] = day
    error = refuse_file(opener, connection, encode(table))

    assert (error.code, error.where.row, error.where.column) == ("identify.date", 4, "订单创建时间")
    assert day not in str(error)


def test_damaged_workbook(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A truncated xlsx is damaged, and so is an xls of noise."""
    data = write_workbook(make_table())

    assert refuse_file(opener, connection, data[: len(data) // 2], "a.xlsx").code == "identify.workbook"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    assert refuse_file(opener, connection, ole, "a.xls").code == "identify.workbook"


@pytest.mark.parametrize("damage", ["places", "names"])
def test_damaged_list_of_parts(damage: str, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A workbook whose list of parts points before the file, or names parts in no encoding, is damaged."""
    data = write_workbook(make_table())
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    if damage == "names":  # of a part said to be named in UTF-8
        data = data[: start + 8] + b"\x00\x08" + data[start + 10 : start + 46] + b"\xff" + data[start + 47 :]
    else:
        data = data[: end + 12] + (len(data) * 2).to_bytes(4, "little") + data[end + 16 :]

    assert refuse_file(opener, connection, data, "a.xlsx").code == "identify.workbook"


def test_damaged_parquet(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A Parquet file with a column whose name is no text is damaged."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"receiver": [CANARY]}), buffer)
    data = buffer.getvalue().replace(b"receiver", b"receive\xff")

    assert refuse_file(opener, connection, data, "a.parquet").code == "identify.binary"


def test_zip_of_something_else(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A zip without a workbook asks to be unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("订单.csv", encode(make_table()))

    assert refuse_file(opener, connection, buffer.getvalue(), "a.zip").code == "identify.binary"


def test_zip_bomb(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """A workbook that unpacks to a part out of all proportion is refused before it is unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 << 20))
    error = refuse_file(opener, connection, buffer.getvalue(), "a.xlsx")

    assert error.code == "identify.workbook"
    assert "过大" in error.what


def test_understated_size(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """An archive that declares less than it holds is refused as damaged."""
    data = bytearray(write_workbook(make_table()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    lied = bytes(data).replace(size, (1000).to_bytes(4, "little"))

    assert refuse_file(opener, connection, lied, "a.xlsx").code == "identify.workbook"


FAR_CELLS = (
    b'<c r="XFD3"><v>1</v></c>',
    b'</row><row r="1048576" spans="1:1"><c r="A1048576"><v>1</v></c>',
    b'<c r="A99999999999" t="s"><v>1</v></c>',  # found by damaging downloads: the parser ended the process
    b'<c r="A1048577"><v>1</v></c>',
    b'<c r="A400000"><v>1</v></c>',
    b"<c r='B99999999'><v>1</v></c>",
    b'<c s="1" r="A99999999"><v>1</v></c>',
    b'<c\n  r = "A99999999"><v>1</v></c>',
    b'<x:c r="A99999999"><v>1</v></x:c>',
    b'<c t="n" r="XFD3"><v>1</v></c>',
    b'<c r="xfd3"><v>1</v></c>',
)


@pytest.mark.parametrize("cell", FAR_CELLS)
def test_far_cell(cell: bytes, opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """One cell far outside the table would make a parser allocate the whole sheet; it is refused."""
    data = rewrite_sheet(
        write_workbook(make_table(3)), lambda xml: xml.replace(b"</row></sheetData>", cell + b"</row></sheetData>")
    )

    assert refuse_file(opener, connection, data, "a.xlsx").code == "identify.workbook"


def test_xml_entities(opener: Opener, connection: duckdb.DuckDBPyConnection) -> None:
    """Excel XML that declares entities is refused."""
    xml = write_xml(make_table(), Dress()).replace(b"<Workbook", b'<!DOCTYPE a [<!ENTITY b "c">]>\n<Workbook', 1)

    assert refuse_file(opener, connection, xml, "a.xls").code == "identify.unreadable"


def test_nothing_left_behind(opener: Opener, connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A refused file leaves no copy."""
    refuse_file(opener, connection, write_csv(make_table(), Dress(encoding="gb18030")).split(b"\r\n")[0])

    assert list((tmp_path / "scratch").iterdir()) == []
