"""What the command line says when something goes wrong: one line, in Chinese, and never a value.

Messages of libraries may quote cells, paths or what was typed; none is ever passed on.
"""

from __future__ import annotations

import errno
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Timer, main_thread
from typing import TYPE_CHECKING, Final

from yunnuo.terms.errors import InputError, Place, YunnuoError

if TYPE_CHECKING:
    from collections.abc import Iterator

CANCELLED: Final = "已取消，没有留下写了一半的结果。"
AGAIN: Final = 0.02  # seconds after which a request that was swallowed is made again
GRACE: Final = 3.0  # seconds in which a second Ctrl-C does not disturb the clearing up the first one began
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WHY: Final = {
    errno.ENOENT: "它或它所在的文件夹不存在",
    errno.EEXIST: "它已经存在",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EISDIR: "它是文件夹，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称太长",
}
_DATABASE: Final = (
    ("full", "workspace.disk_full", "磁盘空间不足", "腾出空间后重试"),
    ("disk i/o", "workspace.disk_full", "磁盘空间不足，或者磁盘有故障", "腾出空间后重试"),
    ("locked", "workspace.busy", "另一个程序正占着工作区", "等它结束后重试"),
    ("readonly", "workspace.read_only", "工作区不能写入", "检查工作区文件夹的权限"),
    ("not a database", "workspace.damaged", "工作区的数据库文件损坏", "从备份恢复到一个空的工作区"),
    ("malformed", "workspace.damaged", "工作区的数据库文件损坏", "从备份恢复到一个空的工作区"),
)


@contextmanager
def watch_signals() -> Iterator[list[int]]:
    """Yield the list of signals that asked to stop; Ctrl-C, `kill` and a closed terminal all end in clearing up.

    What a library or a destructor swallowed, as neither can be interrupted, is asked again.
    """
    seen: list[int] = []
    last = [0.0]

    def cancel(number: int, _frame: object) -> None:
        seen.append(number)
        before, last[0] = last[0], time.monotonic()
        if last[0] - before > GRACE:
            raise KeyboardInterrupt

    def ask_again(lost: sys.UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            others(lost)
            return
        last[0] = -GRACE
        Timer(AGAIN, _signal_main, (seen[-1],)).start()

    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    held = [signal.signal(number, cancel) for number in numbers]
    others, sys.unraisablehook = sys.unraisablehook, ask_again
    try:
        yield seen
    finally:
        sys.unraisablehook = others
        for number, handler in zip(numbers, held, strict=True):
            signal.signal(number, handler)


def _signal_main(number: int) -> None:
    """Send a signal to the main thread, which is the one that waits for something."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


def explain_failure(error: BaseException) -> YunnuoError:
    """Return any error as one of ours: bad surroundings are bad input, all else is a fault of the product."""
    if isinstance(error, YunnuoError):
        return error
    if isinstance(error, OSError):
        return _explain_system(error)
    if _comes_from(error, "duckdb", "django", "sqlite3", "psycopg"):
        return _explain_database(error) or _explain_fault(error)
    if isinstance(error, MemoryError):
        return InputError("memory", "内存不够", todo="关掉其他程序，或把文件分成几份")
    if isinstance(error, RecursionError):
        return InputError("depth", "文件里的层次太深", why="没有人会这样写", todo="检查 YAML 文件")
    return _explain_fault(error)


def _comes_from(error: BaseException, *packages: str) -> bool:
    return type(error).__module__.partition(".")[0].removeprefix("_") in packages


def _explain_system(error: OSError) -> YunnuoError:
    if error.errno in _FULL:
        return InputError("disk_full", "磁盘空间不足，没有写出任何结果", todo="腾出空间后重试")
    name = Path(str(error.filename)).name if error.filename else ""
    why = _WHY.get(error.errno or 0, f"系统错误 {error.errno}")
    return InputError("path", "文件或文件夹用不了", where=Place(name), why=why, todo="检查路径和权限")


def _explain_database(error: BaseException) -> YunnuoError | None:
    message = str(error).lower()
    if "no space left" in message or "file too large" in message:
        return InputError("disk_full", "磁盘空间不足，没有写出任何结果", todo="腾出空间后重试")
    if "out of memory" in message:
        return InputError("memory", "内存不够", todo="关掉其他程序，或把文件分成几份")
    for word, code, what, todo in _DATABASE:
        if word in message:
            return InputError(code, what, todo=todo)
    if type(error).__name__ == "OperationalError":
        return InputError("workspace.database", "打不开工作区的数据库", todo="检查工作区，或 YUNNUO_DATABASE_URL")
    return None


def _explain_fault(error: BaseException) -> YunnuoError:
    """Name the kind of error and the places it passed in our own files: a traceback without any value."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "yunnuo" in file.parts:
            places.append(f"{file.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    why = f"{type(error).__name__}，{' > '.join(places[-4:])}"
    return YunnuoError("internal", "程序内部出错，没有写出任何结果", why=why, todo="把这一行报给维护者")
