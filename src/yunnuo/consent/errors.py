"""Errors of the consent room.

YunnuoError
└── InputError
    └── RowsRefused   one or more rows of an event file are wrong; nothing of the file was taken
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
