"""What kind of file this is, told by its bytes and never by its name.

A name may lie (`.xls` files of shop tools are often HTML or CSV). It must never read more than the head of a file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.errors import refuse

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = 1 << 20
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET: Final = b"PAR1"
_JSON: Final = re.compile(r'(?:\[\s{0,9})?\{\s{0,9}"[^"]{0,99}"\s{0,9}:')
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Control characters no text file holds; TAB, line ends, form feed and the DOS end-of-file mark may occur.
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 12, 13, 26})


@dataclass(frozen=True, slots=True)
class Kind:
    """What the bytes are (`text`, `html`, `xml`, `workbook`, `parquet`) and, for text, in which encoding."""

    form: str
    encoding: str
    head: bytes


def sniff_file(path: Path) -> Kind:
    """Return the kind of a file; raise InputError when it is missing, a folder, empty, binary or not decodable."""
    head = read_head(path)
    if head.startswith(_PARQUET):
        return Kind("parquet", "binary", head)
    if head.startswith((_ZIP, _OLE)):
        return Kind("workbook", "binary", head)
    if head.startswith(_UTF16):
        raise refuse("encoding", "文件是 UTF-16 编码，读不了", path.name, todo="另存为“CSV UTF-8”后再试")
    if head.translate(None, _CONTROLS) != head:
        raise refuse(
            "binary",
            "文件不是表格",
            path.name,
            why="内容是二进制",
            todo="提供平台导出的 CSV、XLSX、XLS 或 Parquet 文件",
        )
    encoding = sniff_encoding(head, path.name)
    start = head[:4096].decode(encoding, errors="ignore").lstrip().lower()
    if _JSON.match(start):
        todo = "另存为 CSV；每行一个带 text 的对象的，用 yunnuo identify --texts"
        raise refuse("binary", "文件不是表格", path.name, why="内容是 JSON", todo=todo)
    if start.startswith("<"):
        return Kind("xml" if "urn:schemas-microsoft-com:office:spreadsheet" in start else "html", encoding, head)
    return Kind("text", encoding, head)


def is_zipped(kind: Kind) -> bool:
    """Return whether a workbook is a zip archive (xlsx) and not an OLE file (xls)."""
    return kind.head.startswith(_ZIP)


def read_head(path: Path) -> bytes:
    """Return the first bytes of a file, which must exist, be a regular file and not be empty."""
    if path.is_dir():
        raise refuse("missing", "这是一个文件夹，不是文件", path.name, todo="给出文件夹里每个导出文件的路径")
    if not path.is_file():
        raise refuse("missing", "找不到文件", path.name, todo="检查文件名和所在位置")
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise refuse("empty", "文件是空的", path.name, todo="重新从平台导出")
    return head


def sniff_encoding(head: bytes, name: str) -> str:
    """Return `utf-8-sig`, `utf-8` or `gb18030` (which contains GBK and GB2312)."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refuse(
        "encoding",
        "文件的文字编码无法识别",
        name,
        why="既不是 UTF-8 也不是 GB18030/GBK",
        todo="另存为“CSV UTF-8”后再试",
    )
