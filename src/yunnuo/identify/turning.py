"""A text file as a stream of UTF-8: whatever its encoding, and without what follows its rows.

It must never hold more of the file than one piece.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO, Final, cast

if TYPE_CHECKING:
    from pathlib import Path

_PIECE: Final = 1 << 18  # other threads wait while a piece is turned
_UTF8: Final = frozenset(("utf-8", "utf-8-sig"))


def open_utf8(path: Path, encoding: str, end: int | None) -> BinaryIO:
    """Return the file up to byte `end` (None = all of it) as UTF-8, a byte order mark included.

    Reading it raises UnicodeDecodeError at bytes that are no text, unless the file claims to be UTF-8 already.
    """
    stream = path.open("rb")
    if encoding in _UTF8 and end is None:
        return stream
    return cast("BinaryIO", _Turned(stream, encoding, path.stat().st_size if end is None else end))


class _Turned(io.RawIOBase):
    """Reads `left` bytes of a stream and gives them as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str, left: int) -> None:
        super().__init__()
        self._stream, self._left = stream, left
        self._decoder = None if encoding in _UTF8 else codecs.getincrementaldecoder(encoding)()

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to about `size` bytes, at least one before the end; all that is left when `size` is negative."""
        wanted = size
        pieces: list[bytes] = []
        while self._left > 0 and (size < 0 or wanted > 0):
            piece = self._stream.read(min(_PIECE, self._left, _PIECE if size < 0 else wanted))
            self._left -= len(piece) or self._left
            if self._decoder:
                piece = self._decoder.decode(piece, final=self._left <= 0).encode()
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Close the file underneath."""
        self._stream.close()
        super().close()
