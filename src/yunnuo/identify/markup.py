"""Tables in HTML and Excel-2003 XML, which shop tools like to name `.xls`.

It must never resolve an entity a file declares, nor fetch anything a file refers to.
"""

from __future__ import annotations

import codecs
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from yunnuo.identify.delimited import CHUNK
from yunnuo.identify.errors import refuse
from yunnuo.identify.staged import stage_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yunnuo.identify.sniff import Kind
    from yunnuo.identify.staged import Staged

_SHEET: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WIDEST: Final = 200  # an index or span beyond the width of any order table is an attack or an accident


def open_markup(path: Path, kind: Kind, folder: Path, *, wanted: frozenset[str]) -> Staged:
    """Stage the tables of an HTML or XML file; raise InputError when it holds none or is damaged."""
    rows = _xml_rows(path, kind) if kind.form == "xml" else _html_rows(path, kind)
    try:
        return stage_rows(rows, folder, file=path.name, wanted=wanted)
    except UnicodeDecodeError:
        raise refuse("encoding", "文件里有无法识别的字节", path.name, todo="另存为 XLSX 再试") from None
    except ParseError:
        raise refuse("unreadable", "XML 表格已损坏", path.name, todo="另存为 XLSX 再试") from None


class _Rows(HTMLParser):
    """Collects the rows of every table; a cell that spans columns is followed by empty ones."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._text: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close()
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._close()
            self._text = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _WIDEST) if span.isdecimal() else 1
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._close()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _close(self) -> None:
        if self._text is not None:
            if not self.rows:
                self.rows.append([])
            self.rows[-1] += ["".join(self._text).strip(), *[""] * (self._span - 1)]
        self._text, self._span = None, 1


def _chunks(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        while data := stream.read(CHUNK):
            yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _html_rows(path: Path, kind: Kind) -> Iterator[list[str]]:
    parser = _Rows()
    for text in _chunks(path, kind.encoding):
        parser.feed(text)
        done, parser.rows = parser.rows[:-1], parser.rows[-1:]
        yield from done
    parser.close()
    yield from parser.rows


def _xml_rows(path: Path, kind: Kind) -> Iterator[list[str]]:
    prolog = kind.head.partition(b"<Workbook")[0]
    if b"<!" in prolog.replace(b"<!--", b"") or len(prolog) == len(kind.head):
        raise refuse("unreadable", "XML 表格含有不支持的声明", path.name, todo="另存为 XLSX 再试")
    parser: XMLPullParser[Element] = XMLPullParser(["end"])
    for text in _chunks(path, kind.encoding):
        parser.feed(text)
        for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if element.tag == f"{_SHEET}Row":
                yield _xml_cells(element)
                element.clear()
    parser.close()


def _xml_cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SHEET}Cell"):
        index = cell.get(f"{_SHEET}Index", "")
        if index.isdecimal():
            cells += [""] * (min(int(index), _WIDEST) - 1 - len(cells))
        cells.append("".join("".join(data.itertext()) for data in cell.iter(f"{_SHEET}Data")))
    return cells
