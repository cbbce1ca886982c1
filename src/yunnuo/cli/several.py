"""Files of one command, one after the other: a bad one spoils no other, and what became of each is said.

It knows nothing of what is done with a file; whoever does it leaves a bad file without a trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.cli.common import end_progress
from yunnuo.cli.failures import explain_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from yunnuo.terms.errors import YunnuoError


def import_each(files: Sequence[Path], take: Callable[[Path], None]) -> None:
    """Take every file; raise FilesFailed at the end when some could not be, naming them and those that were.

    `take` prints what it did. The error of a single file is raised as it is.
    """
    if len(files) == 1:
        take(files[0])
        return
    done: list[str] = []
    failed: list[tuple[str, YunnuoError]] = []
    for file in files:
        try:
            take(file)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one file, the others are done
            end_progress()
            failed.append((file.name, explain_failure(error)))
        else:
            done.append(file.name)
    if failed:
        from yunnuo.flows.errors import FilesFailed

        raise FilesFailed([error for _, error in failed], _tell_each(done, [name for name, _ in failed]))


def _tell_each(done: Sequence[str], failed: Sequence[str]) -> str:
    others = f"其余 {len(done)} 个已经导入：{'、'.join(done)}" if done else "一个文件也没有导入"
    return f"没有导入 {len(failed)} 个文件：{'、'.join(failed)}；{others}。改好之后，只导没有导入的即可"
