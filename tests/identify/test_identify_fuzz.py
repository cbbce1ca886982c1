"""Whatever is thrown at the recognisers and the readers, they end, say where, and refuse with a clear error."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from itertools import count, takewhile
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from identify_garbling import PIECES, damage_download, garble_remark, make_downloads

from yunnuo.identify.columns.files import open_typed
from yunnuo.identify.columns.findings import type_batches
from yunnuo.identify.text import find_many, find_spans
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 240  # of each of the two long runs that damage remarks and downloads
TEXTS = st.lists(st.text(max_size=4) | st.sampled_from(PIECES), max_size=60).map("".join)
CELLS = st.lists(st.lists(TEXTS, min_size=1, max_size=6), min_size=1, max_size=8)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
NAMES = st.sampled_from(["a.csv", "a.txt", "a.xlsx", "a.xls", "a.parquet", "a.json", "a.html"])


def _draw_for(seconds: float) -> Iterator[tuple[int, Random]]:
    """Yield numbers from 0 and what is drawn by each, until the time is over."""
    end = time.monotonic() + seconds
    return ((number, Random(number)) for number in takewhile(lambda _: time.monotonic() < end, count()))  # noqa: S311


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
@settings(max_examples=6_000, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_for_long(texts: list[str]) -> None:
    """The same of thousands of texts."""
    _check_spans(texts)


@given(CELLS, ENCODINGS, NAMES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_any_table(tmp_path: Path, rows: list[list[str]], encoding: str, name: str) -> None:
    """Any table, under any name and encoding, is typed or refused with a reason."""
    _open_file(tmp_path / name, _write_table(rows, encoding), tmp_path / "scratch")


@pytest.mark.soak
@given(st.binary(max_size=600) | st.builds(_write_table, CELLS, ENCODINGS), NAMES)
@settings(max_examples=2_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_any_file_for_long(tmp_path: Path, content: bytes, name: str) -> None:
    """Thousands of times, any bytes under any name are typed or refused."""
    _open_file(tmp_path / name, content, tmp_path / "scratch")


@pytest.mark.soak
def test_garbled_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    """For minutes, remarks with signs lost, doubled and put in have sound spans, the same alone as among others."""
    number = 0
    for number, rng in _draw_for(SECONDS):
        texts = [garble_remark(rng) for _ in range(50)]
        _check_spans(texts)
        assert find_spans(texts[-1]) == find_many(texts)[-1], number
    with capsys.disabled():
        sys.stdout.write(f" {(number + 1) * 50:,} remarks ")


@pytest.mark.soak
def test_damaged_downloads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For minutes, downloads with bytes lost, doubled and changed are typed or refused, and leave nothing behind."""
    downloads, scratch, number = make_downloads(tmp_path), tmp_path / "scratch", 0
    for number, rng in _draw_for(SECONDS):
        suffix, content = rng.choice(downloads)
        try:
            _open_file(tmp_path / f"damaged{suffix}", damage_download(content, rng), scratch)
        except Exception as error:
            error.add_note(f"number {number}")
            raise
        assert [] == list(scratch.glob("*")), number
    with capsys.disabled():
        sys.stdout.write(f" {number + 1:,} downloads ")
