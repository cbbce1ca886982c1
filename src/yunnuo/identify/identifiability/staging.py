"""Codes of the cells of a table, taken while it is read for another reason, so that it need not be read again.

A column whose cells repeat keeps the place of each cell among the different ones, any other a 64-bit hash of each cell.
The cells themselves are in memory only, of each column at most about 50,000 different ones and 100,000 rows that wait
to be hashed, a chunk more at either. The codes of long tables go to a private folder, which `close` removes; the salt
they are hashed with is written nowhere, so that nobody can try cells against them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute

from yunnuo.identify.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from yunnuo.identify.columns.chunks import Chunk

pc: Any = pyarrow.compute  # the stubs of the library do not know that an array of any type may be text
DAY: Final = 10  # characters of a written day
_SALT: Final = 8  # bytes
_HASHED: Final = 100_000  # rows hashed at a time: a query costs as much as fifty thousand hashes
_MOST_KNOWN: Final = 50_000  # different cells of a column that are kept apart by their place
_MOST_HELD: Final = 1_000_000  # codes of a column held in memory
_TYPES: Final[dict[str, Any]] = {"places": pa.int32(), "hashes": pa.uint64()}


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of all rows by name: h and the place of a column, d and the place for its days.

    Of days behind the first such column some rows may lack. `same` holds the rows of those that are the same in every
    row. Inside `folder` more may be stored.
    """

    columns: Mapping[str, pa.ChunkedArray[Any]]
    same: Mapping[str, int]
    folder: Path

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all."""
        return frozenset((*self.columns, *self.same))

    @property
    def places(self) -> frozenset[int]:
        """Return the places of the columns whose codes are here."""
        return frozenset(int(name[1:]) for name in self.names if name.startswith("h"))

    @property
    def days(self) -> frozenset[int]:
        """Return the places of the columns whose days are here."""
        return frozenset(int(name[1:]) for name in self.names if name.startswith("d"))


@dataclass(frozen=True, slots=True)
class Packed:
    """The codes of one column for another process: rows that are all the same, or files in order and what follows."""

    kind: str
    same: int
    paths: list[str]
    rest: list[pa.Array[Any]]


class CodeKeeper(Closing):
    """Keeps the codes of columns that may tell people apart; use it as a context manager.

    `times` are the kinds whose days are kept as well, of the first such column; inside `parent` codes are stored. Codes
    of one table are taken with one `salt`: what is compared must be alike where the cells are.
    """

    def __init__(self, times: Collection[str], parent: Path, salt: str = "") -> None:
        self._times = times
        self._dated: int | None = None
        self._lock = Lock()
        self._salt = salt or make_salt()
        self._columns: dict[int, _Column] = {}
        self._days: dict[int, _Column] = {}
        self._folder = Path(mkdtemp(dir=parent))
        self._is_handed_over = False
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

    def list_codes(self) -> Codes:
        """Return the codes of all rows."""
        return unpack_codes(self._pack_columns(), self._folder)

    def hand_over(self) -> dict[str, Packed]:
        """Return the codes by name for another process; their files are no longer removed with this keeper."""
        self._is_handed_over = True
        return self._pack_columns()

    def close(self) -> None:
        """Remove the codes."""
        self._columns.clear()
        self._days.clear()
        self._connection.close()
        if not self._is_handed_over:
            rmtree(self._folder, ignore_errors=True)

    def _pack_columns(self) -> dict[str, Packed]:
        named = {f"h{place}": column for place, column in self._columns.items()}
        named |= {f"d{place}": column for place, column in self._days.items()}
        return {name: column.pack_codes() for name, column in named.items()}

    def _open_column(self, name: str) -> _Column:
        return _Column(self._connection.cursor(), self._folder / name, self._salt)


def unpack_codes(packed: Mapping[str, Packed], folder: Path) -> Codes:
    """Return codes by name; what stands in files stays there."""
    same = {name: held.same for name, held in packed.items() if held.same}
    return Codes({name: _join_codes(held) for name, held in packed.items() if name not in same}, same, folder)


def _join_codes(packed: Packed) -> pa.ChunkedArray[Any]:
    stored = [piece for path in packed.paths for piece in _map_codes(path)]
    joined: pa.ChunkedArray[Any] = pa.chunked_array(stored + packed.rest, _TYPES[packed.kind])
    return joined


def _map_codes(path: str) -> list[pa.Array[Any]]:
    return pa.ipc.open_file(pa.memory_map(path)).read_all().column(0).chunks


def make_salt() -> str:
    """Return letters and digits to hash cells with, others in every run."""
    return secrets.token_hex(_SALT)


class _Column:
    """The codes of one column: places among the cells known so far, or hashes once those are too many."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, salt: str) -> None:
        self._connection, self._path, self._salt = connection, path, salt
        self._known: dict[str, int] | None = {}
        self._pieces: list[pa.Array[Any]] = []
        self._waiting: list[pa.Array[Any]] = []
        self._paths: list[str] = []
        self._same = self._waiting_rows = self._held = self._files = 0

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

    def pack_codes(self) -> Packed:
        """Return the codes of all rows."""
        self._hash_waiting()
        rest = [pa.concat_arrays(self._pieces)] if self._pieces else []
        return Packed("places" if self._known is not None else "hashes", self._same, self._paths, rest)

    def _find_room(self) -> dict[str, int] | None:
        """Return the cells known so far; None once they are too many or forgotten."""
        return self._known if self._known is not None and len(self._known) < _MOST_KNOWN else None

    def _add_known(self, known: dict[str, int], values: list[str], indices: pa.Array[Any] | None, rows: int) -> None:
        codes = [known.setdefault(value, len(known)) for value in values]
        if len(known) == 1:
            self._same += rows
            return
        self._note_same()
        if indices is None:
            self._add_piece(pa.repeat(pa.scalar(codes[0], pa.int32()), rows))
        else:
            self._add_piece(pa.array(codes, pa.int32()).take(indices))

    def _note_same(self) -> None:
        """Write the codes of the rows that were all the same so far."""
        if self._same:
            rows, self._same = self._same, 0
            self._add_piece(pa.repeat(pa.scalar(0, pa.int32()), rows))

    def _add_any(self, cells: pa.Array[Any]) -> None:
        if self._known is not None:
            self._forget_places()
        self._waiting.append(pc.fill_null(cells, "") if cells.null_count else cells)
        self._waiting_rows += len(cells)
        if self._waiting_rows >= _HASHED:
            self._hash_waiting()

    def _forget_places(self) -> None:
        """Turn the places taken so far into hashes."""
        self._note_same()
        known, pieces = self._known or {}, [piece for path in self._paths for piece in _map_codes(path)] + self._pieces
        self._known, self._pieces, self._paths, self._held = None, [], [], 0
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
        """Put the codes held in memory into a file."""
        table = pa.table({"code": pa.chunked_array(self._pieces)})
        path = str(self._path.with_suffix(f".{self._files}"))
        with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        self._paths.append(path)
        self._pieces, self._held, self._files = [], 0, self._files + 1
