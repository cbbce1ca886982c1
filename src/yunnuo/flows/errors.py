"""Errors of the flows, and the checks that come before any work.

InputError
├── screen.target        the output folder cannot be used
├── screen.word          an unknown purpose, channel or other word of the vocabulary
├── screen.disk_full     no space left while writing; nothing stays behind
└── bench.name           no such benchmark
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from yunnuo.rulebook.vocabulary import Vocabulary


def check_target(out: Path) -> None:
    """Raise InputError unless `out` does not exist yet or is an empty folder."""
    if out.exists() and not out.is_dir():
        raise InputError("screen.target", f"`{out.name}` 不是文件夹", todo="换一个输出文件夹")
    if out.is_dir() and any(out.iterdir()):
        raise InputError(
            "screen.target", f"输出文件夹 `{out.name}` 不是空的", why="不覆盖已有的结果", todo="换一个新的文件夹"
        )


def resolve_word(vocabulary: Vocabulary, list_name: str, zh: str, word: str) -> str:
    """Return the id of a word given by id or in Chinese; raise InputError with suggestions."""
    try:
        return vocabulary.resolve(list_name, word)
    except KeyError as error:
        known = "、".join(f"{term.id}（{term.zh}）" for term in vocabulary.lists[list_name].values())
        hint = str(error.args[0]).removeprefix("；")
        raise InputError("screen.word", f"没有{zh} `{word}`", why=hint, todo=f"从这些里选：{known}") from None


def disk_full() -> InputError:
    """Return the error for a full disk; what was written beside has been removed."""
    return InputError("screen.disk_full", "磁盘空间不足，没有写出任何结果", todo="腾出空间后重试")


def unknown_bench(name: str, known: Iterable[str]) -> InputError:
    """Return the error for a benchmark that does not exist."""
    return InputError("bench.name", f"没有基准测试 `{name}`", todo=f"从这些里选：{'、'.join(known)}")
