"""Reading and writing files that only their owner may open."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from yunnuo.protect.errors import KeyringError

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_private(path: Path) -> str:
    """Return the text of a file; raise KeyringError when it, or its folder, is open to anybody but its owner."""
    for place in (path.parent, path):
        if place.stat().st_mode & _OTHERS:
            todo = "收回权限（文件夹 700，文件 600）后重试"
            raise KeyringError("protect.key_exposed", "密钥可被其他用户读取", why=place.name, todo=todo)
    return path.read_text("utf-8")


def write_private(path: Path, text: str) -> None:
    """Replace a file at once and durably, so that an interruption leaves the old one."""
    beside = path.with_name(f"{path.name}.partial")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
