"""Errors of the consent room.

YunnuoError
└── InputError
    ├── RowsRefused       one or more rows of an event file are wrong; nothing of the file was taken
    └── DocumentRefused   one or more lines of a notice document are wrong; nothing of it was taken
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong in one row; says what and what to do, never the cell's value. `column` is the header name."""

    row: int
    column: str
    code: str
    what: str
    todo: str

    def __str__(self) -> str:
        stop = "" if self.what.endswith("？") else "。"
        return f"第 {self.row} 行 列「{self.column}」{self.what}{stop}请{self.todo} [{self.code}]"


class RowsRefused(InputError):  # noqa: N818  (named for what happened, as every refusal is)
    """The file was refused whole; `faults` lists the first of `total` things wrong."""

    def __init__(self, file: str, faults: Sequence[RowFault], total: int) -> None:
        self.faults, self.total = tuple(faults[:LISTED]), total
        first = self.faults[0]
        super().__init__(
            first.code,
            f"文件有 {total} 处错误，整份没有导入；第一处：{first.what}",
            where=Place(file, first.row, first.column),
            todo=f"{first.todo}，全部改正后重新导入",
        )


@dataclass(frozen=True, slots=True, order=True)
class LineFault:
    """One thing wrong on one line of a notice document; never quotes what stands there."""

    line: int
    what: str
    todo: str = "改正这一行"

    def __str__(self) -> str:
        stop = "" if self.what.endswith("？") else "。"
        return f"第 {self.line} 行 {self.what}{stop}请{self.todo}"


class DocumentRefused(InputError):  # noqa: N818  (named for what happened, as every refusal is)
    """The document was refused whole; `faults` lists the first of `total` things wrong, by line."""

    def __init__(self, file: str, faults: Sequence[LineFault]) -> None:
        found = sorted(faults)
        self.faults, self.total = tuple(found[:LISTED]), len(found)
        first = found[0]
        super().__init__(
            "notice.document",
            f"告知文档有 {len(found)} 处错误" if len(found) > 1 else "告知文档有误",
            where=Place(file, first.line),
            why=first.what,
            todo=first.todo,
        )
