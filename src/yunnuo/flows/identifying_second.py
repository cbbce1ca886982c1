"""A second process that looks at some columns of a file, so that both processors work on it.

It is a copy of this process where that is safe, which no other thread may run for, and a fresh interpreter elsewhere.
Cells go from process to process in memory only. It ends with whoever started it, however that ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Protocol

from yunnuo.flows.identifying_looking import Look, Texts
from yunnuo.identify.closing import Closing
from yunnuo.identify.interpreters import start_python
from yunnuo.terms.errors import InputError, Place, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.identify.columns.cells import Tally
    from yunnuo.identify.columns.files import TypedFile
    from yunnuo.identify.columns.judge import Verdict
    from yunnuo.identify.identifiability.staging import Packed
    from yunnuo.identify.sensitive.shape import Dictionary

_FRESH: Final = "from yunnuo.flows.identifying_second import run_fresh; run_fresh()"
_HARMLESS: Final = "jemalloc_bg_thd"  # comes with Arrow, sleeps, and lets go of its locks when a process is copied
_THREADS: Final = Path("/proc/self/task")  # one entry for each thread of this process, those of libraries included


@dataclass(frozen=True, slots=True)
class Seen:
    """What it found: verdicts and counts by place, what texts give away, and by name the codes of cells."""

    scanned: Mapping[int, tuple[Verdict, Tally]] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    codes: Mapping[str, Packed] = field(default_factory=dict)


class _Process(Protocol):
    """A process that can be ended."""

    def kill(self) -> None:
        """End it, whatever it does."""

    def wait(self) -> int:
        """Wait until it has ended."""


class SecondProcess(Closing):
    """A process that looks at the columns at `places`; use it as a context manager, which ends it.

    Raises OSError when there is no process to be had.
    """

    def __init__(self, opened: TypedFile, places: Sequence[int], dictionary: Dictionary | None, salt: str) -> None:
        self._name = opened.name
        theirs, mine = os.pipe()
        up, answers = os.pipe()
        self._orders, self._answers = Connection(mine, readable=False), Connection(up, writable=False)
        start = _start_copy if _is_alone() else _start_fresh
        try:
            self._process = start(theirs, answers, (mine, up))
        except OSError:
            self._orders.close()
            self._answers.close()
            raise
        finally:
            os.close(theirs)
            os.close(answers)
        with contextlib.suppress(OSError):  # it died at once; whoever waits for the answer is told
            self._orders.send((opened, tuple(places), dictionary, salt))

    def collect(self) -> Seen:
        """Wait for what it found; raises what it raised, and RefusedError when it died."""
        try:
            found = self._answers.recv()
        except (EOFError, OSError):
            raise _explain_death(self._name) from None
        if isinstance(found, Seen):
            return found
        raise _unpack_error(found)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._orders.close()
        self._answers.close()
        self._process.kill()
        self._process.wait()


def run_fresh() -> None:
    """Do what a fresh interpreter is started for: orders come by standard input, the answer goes to standard output."""
    answers = os.dup(1)
    os.dup2(2, 1)  # nothing else may come between
    _help_out(os.dup(0), answers)
    os._exit(0)  # nothing is left to tidy up, and that takes long


def _help_out(orders: int, answers: int) -> None:
    """Look at columns as ordered, answer, and leave; also leave as soon as nobody can give orders any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()  # it would look through all that was loaded, again and again, in a process that soon ends
    given, told = Connection(orders, writable=False), Connection(answers, readable=False)
    with contextlib.suppress(EOFError, OSError):
        order = given.recv()
        Thread(target=_leave_alone, args=(given,), daemon=True).start()
        told.send(_answer(*order))


def _leave_alone(given: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        given.recv()
    os._exit(1)


def _answer(
    opened: TypedFile, places: Sequence[int], dictionary: Dictionary | None, salt: str
) -> Any:  # Seen, or an error
    try:
        with Look(opened, places, dictionary, salt) as look:
            look.scan_columns(threads=1)
            return Seen(look.scanned, look.read_texts(), look.codes.hand_over())
    except Exception as error:  # noqa: BLE001  # it goes on where it can be told
        return _pack_error(error)


class _Copy:
    """A copy of this process."""

    def __init__(self, number: int) -> None:
        self._number = number

    def kill(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(ProcessLookupError):  # where the system reaps it
            os.kill(self._number, signal.SIGKILL)

    def wait(self) -> int:
        """Wait until it has ended."""
        with contextlib.suppress(ChildProcessError):
            return os.waitpid(self._number, 0)[1]
        return 0


def _start_copy(orders: int, answers: int, others: Sequence[int]) -> _Process:
    number = os.fork()
    if number:
        return _Copy(number)
    try:
        for end in others:
            os.close(end)
        _help_out(orders, answers)
    finally:
        os._exit(0)  # nothing of what the first process still has to do or to remove is done twice


def _start_fresh(orders: int, answers: int, others: Sequence[int]) -> _Process:
    del others  # a fresh interpreter inherits only what it is given
    return start_python(_FRESH, stdin=orders, stdout=answers)


def _is_alone() -> bool:
    """Return whether no thread runs beside this one: a copy might hold locks of others that nobody will open."""
    try:
        names = [(thread / "comm").read_text().strip() for thread in _THREADS.iterdir()]
    except OSError:  # another system, or a thread that ended just now
        return False
    return len(names) - names.count(_HARMLESS) == 1


def _pack_error(error: Exception) -> Any:  # the error, or what it is made of
    if isinstance(error, InputError):
        return error.code, error.what, error.where, error.why, error.todo
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # our own error
    except Exception:  # noqa: BLE001  # some errors cannot travel
        return RuntimeError(type(error).__name__)
    return error


def _unpack_error(packed: Any) -> Exception:
    if isinstance(packed, tuple):
        code, what, where, why, todo = packed
        return InputError(code, what, where=where, why=why, todo=todo)
    return packed if isinstance(packed, Exception) else RuntimeError("unknown answer")


def _explain_death(name: str) -> RefusedError:
    return RefusedError(
        "identify.stopped",
        "识别中途停了",
        where=Place(name),
        why="一起识别的进程没有做完就结束了，多半是内存不够",
        todo="关掉别的程序，再试一次",
    )
