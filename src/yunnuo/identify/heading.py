"""Where the header row of a table is, and which rows at the end are sums and notes rather than data.

It must never take a row of data for a header: a file without a header row is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.errors import refuse
from yunnuo.identify.layouts import count_known
from yunnuo.identify.shape import normalise_header
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

# Title rows, filters and notes above the header seen in the wild take up to five rows; twenty leaves room.
SEARCHED_ROWS: Final = 20
# The first cell of a row below the data: sums, counts, and notes on the download.
_FOOTER: Final = re.compile(
    r"(合计|总计|小计|共计|汇总|总数)\s*[:：]?.{0,20}|(说明|备注|注|提示|导出时间|导出人|制表人?|数据来源)\s*[:：].*",
    re.DOTALL,
)
_DATA: Final = re.compile(r"[\t='\"]*(\+?[0-9][0-9*./: -]{5,}|1[0-9*]{10}|[0-9]+\.[0-9]+)[\"]*")


@dataclass(frozen=True, slots=True)
class Heading:
    """The header row as written, and its 1-based row number."""

    headers: tuple[str, ...]
    row: int


def find_heading(rows: Sequence[Sequence[str]], *, file: str, wanted: frozenset[str] = frozenset()) -> Heading:
    """Return the header row among the first rows: the one with the most names known (or `wanted` by a mapping).

    Raises InputError when no row can be one.
    """
    best, known = -1, 0
    for index, cells in enumerate(rows[:SEARCHED_ROWS]):
        count = len({normalise_header(cell) for cell in cells} & wanted) if wanted else count_known(cells)
        if count > known and not _looks_data(cells):
            best, known = index, count
    if best < 0:
        best = next((i for i, cells in enumerate(rows[:SEARCHED_ROWS]) if sum(1 for c in cells if c.strip()) > 1), 0)
        if not rows or _looks_data(rows[best]):
            raise refuse(
                "header", "找不到表头行", file, why="第一行看起来已经是数据", todo="重新导出带列名的文件，不要删掉表头"
            )
    return Heading(tuple(rows[best]), best + 1)


def is_footer(cells: Sequence[str]) -> bool:
    """Return whether a row below the data is a sum or a note: its first filled cell says so."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return bool(_FOOTER.fullmatch(first))


def is_blank(cells: Sequence[str]) -> bool:
    """Return whether no cell of the row holds anything."""
    return not any(cell.strip() for cell in cells)


def repeat_error(file: str, row: int | None) -> Exception:
    """Return the error for a header row that stands again among the data."""
    return refuse(
        "header",
        "表头行在数据中又出现了一次",
        Place(file=file, row=row),
        why="像是几个文件首尾相接",
        todo="拆成一个文件一个表头再导入",
    )


def _looks_data(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return any(_DATA.fullmatch(cell.strip()) for cell in filled)
