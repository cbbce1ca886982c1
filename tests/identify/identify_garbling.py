"""Remarks and downloads of invented people, damaged as copying, cutting and bad tools damage them.

The same state of `rng` gives the same damage, so that a number names a finding.
"""

from __future__ import annotations

import io
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from identify_dress import DRESSES, build_file, rewrite_sheet

from yunnuo.demo.mixed_remarks import make_mixed

if TYPE_CHECKING:
    from pathlib import Path

# What numbers, names and addresses are made of, and what stands at their edges.
PIECES = [
    *"0123456789０１一二三零〇幺壹①xX*＊●-—转，,.。:：@￥¥+ 86",
    *"王李张欧阳号路弄楼室省市区县村京沪粤微信加VvQq女士先生收",
    *("1990000", "SF1", "JD0", "CN", "wx", "wxid_", "http://"),
    *("\x00", "\U0001f600", "\U00020bb7", "\u200b", "\n", "\t"),
]
# What grows, shrinks or falls apart when it is folded, joined or sent.
_ODD = [*PIECES, "\u0301", "\ud800", "İ", "ß", "ﬁ", "㎏", "\u3000"]
_BYTES = [b"\x00", b"\xff", b'"', b"'", b",", b"=", b"\t", b"\r\n", b"<", b">", b"</td>", b"&", b"&#0;", b"9" * 11]
_ZIP = b"PK"
_TAIL = 1_200  # bytes at the end, where an archive lists its parts


@cache
def _list_remarks() -> list[str]:
    return [remark.text for remark in make_mixed(Random(1), 3_000)]  # noqa: S311  # invented texts


def garble_remark(rng: Random) -> str:
    """Return a remark with a few signs lost, doubled or put in, or a heap of pieces."""
    remarks = _list_remarks()
    text = "".join(rng.choices(PIECES, k=rng.randint(0, 40))) if rng.random() < 0.3 else rng.choice(remarks)
    for _ in range(rng.randint(0, 4)):
        start = rng.randrange(len(text) + 1)
        end = start + rng.choice((0, 0, 1, 1, 2, 6))
        put = rng.choice(("", text[start:end] * 2, rng.choice(_ODD), rng.choice(_ODD), rng.choice(remarks)))
        text = text[:start] + put + text[end:]
    return text


def make_downloads(folder: Path) -> list[tuple[str, bytes]]:
    """Return (suffix, content) of a sound download of every layout, and of one as Parquet."""
    paths = [build_file(folder, name, rows=20) for name in DRESSES]
    sheet = pa.table({"手机号": ["+8619900000000"] * 9, "备注": _list_remarks()[:9]})
    buffer = io.BytesIO()
    pq.write_table(sheet, buffer)
    return [*((path.suffix, path.read_bytes()) for path in paths), (".parquet", buffer.getvalue())]


def damage_download(content: bytes, rng: Random) -> bytes:
    """Return the file with some bytes changed; of a workbook, mostly inside its sheet or in the list of its parts."""
    if not content.startswith(_ZIP):
        return _damage_bytes(content, rng, 0)
    if rng.random() < 0.5:
        return rewrite_sheet(content, lambda sheet: _damage_bytes(sheet, rng, 0))
    return _damage_bytes(content, rng, max(0, len(content) - _TAIL) if rng.random() < 0.7 else 0)


def _damage_bytes(content: bytes, rng: Random, since: int) -> bytes:
    data = bytearray(content)
    for _ in range(rng.randint(1, 5)):
        start = rng.randrange(min(since, len(data)), len(data) + 1)
        old = bytes(data[start : start + rng.choice((1, 1, 2, 8, 100))])
        data[start : start + len(old)] = rng.choice((b"", rng.randbytes(len(old)), old * 2, rng.choice(_BYTES)))
    return bytes(data)
