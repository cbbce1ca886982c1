"""Which rulebook a command of `yunnuo rules` looks at: the shipped one, or a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yunnuo.terms.errors import InputError

FolderOption = Annotated[
    Path | None, typer.Option("--book", metavar="DIR", help="另一个规则库文件夹；缺省随产品发布的。")
]


def find_folder(folder: Path | None, *, name: str = "--book") -> Path:
    """Return the folder of the rulebook, the shipped one unless another is named; raise InputError for any other."""
    from yunnuo.rulebook.book import SHIPPED

    if folder is None or (folder / "vocab").is_dir():
        return folder or SHIPPED
    raise InputError("rules.book", f"`{folder.name}` 不是规则库", why="里面没有 vocab 文件夹", todo=f"检查 {name}")
