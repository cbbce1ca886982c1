"""Codes of the cells of a table, taken while it is read for another reason, so that it need not be read again.

A column whose cells repeat keeps the place of each cell among the different ones, any other a 64-bit hash of each cell.
The cells themselves are in memory only, of each column at most about 50,000 different ones and 100,000 rows that wait
to be hashed, a chunk more at either. The codes of long tables go to a private folder, which `close` removes; the salt
they are hashed with is written nowhere, so that nobody can try cells against them.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from yunnuo.identify.columns.chunks import Chunk

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
DAY: Final = 10  # characters of a written day
_SALT: Final = 8  # bytes
_HASHED: Final = 100_000  # rows hashed at a time: a query costs as much as fifty thousand hashes
_MOST_KNOWN: Final = 50_000  # different cells of a column that are kept apart by their place
_MOST_HELD: Final = 1_000_000  # codes of a column held in memory


class CodeKeeper(Closing):
    """Keeps the codes of columns that may tell people apart; use it as a context manager.

    `times` are the kinds whose days are kept as well, of the first such column; inside `parent` codes are stored.
    """

    def __init__(self, times: Collection[str], parent: Path) -> None:
        self._times = times
        self._dated: int | None = None
        self._lock = Lock()
        self._salt = make_salt()
        self._columns: dict[int, _Column] = {}
        self._days: dict[int, _Column] = {}
        self._folder = TemporaryDirectory(dir=parent)
        self._connection = duckdb.connect()

    def take_chunk(self, place: int, kind: str, chunk: Chunk) -> None:
        """Add a chunk to the codes of a column; each column comes from one thread at a time."""
        column = self._columns.get(place) or self._columns.setdefault(place, self._open_column(f"h{place}"))
        column.take_chunk(chunk)
        if kind in self._times and self._is_first(place):
            days = self._days.get(place) or self._days.setdefault(place, self._open_column(f"d{place}"))
            days.take_days(chunk)

    def _is_first(self, place: int) -> bool:
        """Return whether no column of times before this one is known; forget the days of one behind it."""
        with self._lock:  # once a column is not the first it must never be again: its days would lack rows
            self._dated = place if self._dated is None else min(self._dated, place)
            if self._dated < place:
                self._days.pop(place, None)
            return self._dated == place

    def drop_column(self, place: int) -> None:
        """Forget a column that nobody will ask for; it is no longer among `places`."""
        self._columns.pop(place, None)
        self._days.pop(place, None)

    @property
    def places(self) -> frozenset[int]:
        """Return the places of the columns whose codes are kept."""
        return frozenset(self._columns)

    @property
    def folder(self) -> Path:
        """Return the private folder."""
        return Path(self._folder.name)

    @property
    def days(self) -> frozenset[int]:
        """Return the places of the columns whose days are kept; of those behind the first some rows may lack."""
        return frozenset(self._days)

    def list_codes(self) -> dict[str, pa.ChunkedArray[Any]]:
        """Return the codes by name: h and the place of a column, d and the place for its days."""
        named = {f"h{place}": column for place, column in self._columns.items()}
        named |= {f"d{place}": column for place, column in self._days.items()}
        return {name: column.finish_codes() for name, column in named.items()}

    def close(self) -> None:
        """Remove the codes."""
        self._columns.clear()
        self._days.clear()
        self._connection.close()
        self._folder.cleanup()

    def _open_column(self, name: str) -> _Column:
        return _Column(self._connection.cursor(), self.folder / name, self._salt)


def make_salt() -> str:
    """Return letters and digits to hash cells with, others in every run."""
    return secrets.token_hex(_SALT)


class _Column:
    """The codes of one column: places among the cells known so far, or hashes once those are too many."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, salt: str) -> None:
        self._connection, self._path, self._salt = connection, path, salt
        self._known: dict[str, int] | None = {}
        self._stored: list[pa.Array[Any]] = []
        self._pieces: list[pa.Array[Any]] = []
        self._waiting: list[pa.Array[Any]] = []
        self._waiting_rows = self._held = self._files = 0

    def take_chunk(self, chunk: Chunk) -> None:
        """Add the cells of a chunk, without blanks around them."""
        if chunk.values and (known := self._find_room()) is not None:
            self._add_known(known, [(value or "").strip(" ") for value in chunk.values], chunk.indices, len(chunk))
        else:
            self._add_any(pc.ascii_trim(chunk.cells, " "))

    def take_days(self, chunk: Chunk) -> None:
        """Add what stands at the head of the cells of a chunk, where a day is written."""
        known = self._find_room()
        if known is not None and chunk.values:
            self._add_known(known, [(value or "")[:DAY] for value in chunk.values], chunk.indices, len(chunk))
            return
        days = pc.utf8_slice_codeunits(pc.fill_null(chunk.cells, ""), 0, DAY)
        if known is None:
            self._add_any(days)
            return
        encoded = days.dictionary_encode()
        self._add_known(known, encoded.dictionary.to_pylist(), encoded.indices, len(chunk))

    def finish_codes(self) -> pa.ChunkedArray[Any]:
        """Return the codes of all rows."""
        self._hash_waiting()
        return pa.chunked_array(self._stored + self._pieces, pa.int32() if self._known is not None else pa.uint64())

    def _find_room(self) -> dict[str, int] | None:
        """Return the cells known so far; None once they are too many or forgotten."""
        return self._known if self._known is not None and len(self._known) < _MOST_KNOWN else None

    def _add_known(self, known: dict[str, int], values: list[str], indices: pa.Array[Any] | None, rows: int) -> None:
        codes = [known.setdefault(value, len(known)) for value in values]
        if indices is None:
            self._add_piece(pa.repeat(pa.scalar(codes[0], pa.int32()), rows))
        else:
            self._add_piece(pa.array(codes, pa.int32()).take(indices))

    def _add_any(self, cells: pa.Array[Any]) -> None:
        if self._known is not None:
            self._forget_places()
        self._waiting.append(pc.fill_null(cells, "") if cells.null_count else cells)
        self._waiting_rows += len(cells)
        if self._waiting_rows >= _HASHED:
            self._hash_waiting()

    def _forget_places(self) -> None:
        """Turn the places taken so far into hashes."""
        known, pieces = self._known or {}, self._stored + self._pieces
        self._known, self._pieces, self._stored, self._held = None, [], [], 0
        if pieces:
            hashes = self._hash_cells([pa.array(list(known), pa.string())])
            for piece in pieces:
                self._add_piece(hashes.take(piece))

    def _hash_waiting(self) -> None:
        if self._waiting:
            waiting, self._waiting, self._waiting_rows = self._waiting, [], 0
            self._add_piece(self._hash_cells(waiting))

    def _hash_cells(self, cells: Iterable[pa.Array[Any]]) -> pa.Array[Any]:
        incoming = pa.table({"cell": pa.chunked_array(list(cells))})
        self._connection.register("incoming", incoming)
        query = f"SELECT hash('{self._salt}' || cell) AS code FROM incoming"
        hashes = self._connection.sql(query).to_arrow_table().column(0)
        self._connection.unregister("incoming")
        joined: pa.Array[Any] = pa.concat_arrays(hashes.chunks)
        return joined

    def _add_piece(self, piece: pa.Array[Any]) -> None:
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held >= _MOST_HELD:
            self._write_pieces()

    def _write_pieces(self) -> None:
        """Put the codes held in memory into a file and go on reading them from there."""
        table = pa.table({"code": pa.chunked_array(self._pieces)})
        path = str(self._path.with_suffix(f".{self._files}"))
        with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        self._stored += pa.ipc.open_file(pa.memory_map(path)).read_all().column(0).chunks
        self._pieces, self._held, self._files = [], 0, self._files + 1
