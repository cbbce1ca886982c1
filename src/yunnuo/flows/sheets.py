"""What is said about the sheets of a workbook nobody looked at: only the first one that holds anything is read.

Saying nothing would let people, and what they refused, be lost without anybody knowing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_sheets(names: Sequence[str], act: str) -> str:
    """Return which sheets were left out of an act (看, 导入, ...), and what to do; empty when none was."""
    if not names:
        return ""
    return f"还有 {len(names)} 张工作表没有{act}：{'、'.join(names)}；把它们各存成一个文件再{act}。"
