"""A copy of the rulebook to work on: the law as data, without the code that reads it.

Must never overwrite anything.
"""

from __future__ import annotations

from shutil import copytree
from typing import TYPE_CHECKING

from yunnuo.rulebook.book import SHIPPED
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("cn", "platform", "parameters", "vocab", "register", "notice")


def copy_book(target: Path, source: Path = SHIPPED) -> None:
    """Copy the files of a rulebook to a folder that is not there yet, or empty; raise InputError for any other."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        why = "那里已经有东西"
        raise InputError("rules.copy", f"不能把规则库复制到 `{target.name}`", why=why, todo="换一个还没有的文件夹名")
    for part in PARTS:
        copytree(source / part, target / part, dirs_exist_ok=True)
