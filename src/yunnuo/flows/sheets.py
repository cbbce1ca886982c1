"""What is said about the sheets of a workbook: which were read as one table, and which nobody looked at.

Saying nothing would let people, and what they refused, be lost without anybody knowing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_sheets(unread: Sequence[str], act: str, read: Sequence[str] = ()) -> str:
    """Return which sheets were `read` as one table, which were left out of an act (看, 导入, ...), and what to do.

    Empty for a workbook of one sheet.
    """
    told = f"{len(read)} 张工作表是同一张表，一起{act}：{'、'.join(read)}。" if read else ""
    if unread:
        told += f"还有 {len(unread)} 张工作表没有{act}：{'、'.join(unread)}；把它们各存成一个文件再{act}。"
    return told
