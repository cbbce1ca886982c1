"""Fixtures of the identify room: a scratch folder, a connection, and opening a file from its bytes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import duckdb
import pytest

from yunnuo.identify.export import Export, open_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Opener(Protocol):
    """Writes bytes to a file and opens it as an export."""

    def __call__(self, name: str, data: bytes, *, layout: str | None = None, mapping: Path | None = None) -> Export:
        """Return the opened export; it is closed when the test ends."""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a private in-memory database."""
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    """Give a function that opens bytes as an export file."""
    with ExitStack() as stack:

        def _open(name: str, data: bytes, *, layout: str | None = None, mapping: Path | None = None) -> Export:
            path = tmp_path / name
            path.write_bytes(data)
            export = open_export(path, layout=layout, mapping=mapping, scratch=tmp_path / "scratch")
            return stack.enter_context(export)

        yield _open
