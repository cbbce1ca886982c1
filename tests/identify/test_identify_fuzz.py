"""Whatever is thrown at the recognisers and the readers, they end, say where, and refuse with a clear error."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yunnuo.identify.columns.files import open_typed
from yunnuo.identify.columns.findings import type_batches
from yunnuo.identify.text import find_many
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

# What numbers, names and addresses are made of, and what stands at their edges.
PIECES = st.sampled_from(
    [
        *"0123456789０１一二三零〇幺壹①xX*＊●-—转，,.。:：@￥¥+ 86",
        *"王李张欧阳号路弄楼室省市区县村京沪粤微信加VvQq女士先生收",
        *("1990000", "SF1", "JD0", "CN", "wx", "wxid_", "http://"),
        *("\x00", "\U0001f600", "\U00020bb7", "\u200b", "\n", "\t"),
    ]
)
TEXTS = st.lists(st.text(max_size=4) | PIECES, max_size=60).map("".join)
CELLS = st.lists(st.lists(TEXTS, min_size=1, max_size=6), min_size=1, max_size=8)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
NAMES = st.sampled_from(["a.csv", "a.txt", "a.xlsx", "a.xls", "a.parquet", "a.json", "a.html"])


def _check_spans(texts: list[str]) -> None:
    for text, spans in zip(texts, find_many(texts), strict=True):
        ends = [0, *(edge for span in spans for edge in (span.start, span.end))]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)
        assert all(span.start < span.end for span in spans)


def _open_file(path: Path, content: bytes, folder: Path) -> None:
    path.write_bytes(content)
    with suppress(InputError), open_typed(path, scratch=folder) as opened:
        type_batches(opened.headers, opened.batches, told=opened.told)


def _write_table(rows: list[list[str]], encoding: str) -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(encoding, "replace")


@given(st.lists(TEXTS, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_text(texts: list[str]) -> None:
    """Spans of any text lie inside it, in order, and do not overlap."""
    _check_spans(texts)


@pytest.mark.soak
@given(st.lists(TEXTS, max_size=20))
@settings(max_examples=60_000, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_for_long(texts: list[str]) -> None:
    """The same for minutes."""
    _check_spans(texts)


@given(CELLS, ENCODINGS, NAMES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_any_table(tmp_path: Path, rows: list[list[str]], encoding: str, name: str) -> None:
    """Any table, under any name and encoding, is typed or refused with a reason."""
    _open_file(tmp_path / name, _write_table(rows, encoding), tmp_path / "scratch")


@pytest.mark.soak
@given(st.binary(max_size=600) | st.builds(_write_table, CELLS, ENCODINGS), NAMES)
@settings(max_examples=6_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_any_file_for_long(tmp_path: Path, content: bytes, name: str) -> None:
    """Any bytes under any name are typed or refused, for minutes."""
    _open_file(tmp_path / name, content, tmp_path / "scratch")
