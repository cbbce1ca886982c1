"""What several threads record at one moment is made durable by one commit; each is acknowledged after it, never before.

A disk makes a few thousand commits a second, however much each of them holds. Whoever finds nobody writing writes for
all who wait; everybody's work succeeds or fails by itself. Threads that were written together mostly come again at
once, so the next to write waits a moment for as many; somebody alone waits for nobody. Knows nothing of what is
written.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

W = TypeVar("W")
T = TypeVar("T")

_TOGETHER: Final = 32  # who writes for others waits for them, too
_MOMENT: Final = 0.001  # seconds; a commit takes a third of it or half
_TOLD: Final = 0  # no thread has this number: somebody was told to write and has not begun


@dataclass(slots=True, eq=False)
class Job(Generic[W]):
    """Something to do with a writer, and what came of it."""

    work: Callable[[W], Any]
    result: Any = None
    error: Exception | None = None
    done: bool = False
    again: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)


class CommitQueue(Generic[W]):
    """Runs jobs under one writer at a time.

    `write` opens a transaction, calls `Job.work` of each job so that it fails by itself, keeps its result or error in
    the job, and commits; when it raises, nothing of it is on record. Work must not run jobs itself. `moment`: seconds
    to wait for as many as the last commit held.
    """

    def __init__(self, write: Callable[[Sequence[Job[W]]], None], moment: float = _MOMENT) -> None:
        self._write, self._moment = write, moment
        self._state = threading.Lock()
        self._joined = threading.Condition(self._state)  # as many wait as the last commit held
        self._together = 1  # jobs of the last commit
        self._writer: int | None = None  # number of the thread that writes
        self._waiting: deque[Job[W]] = deque()

    def run(self, work: Callable[[W], T]) -> T:
        """Return what `work` returned, once it is durable; raise what it raised, or what kept it from being so."""
        if self._writer == threading.get_ident():
            raise RuntimeError("work that is being written cannot wait for other work to be written")
        job: Job[W] = Job(work)
        job.turn.acquire()
        try:
            if not self._join(job):
                job.turn.acquire()  # until somebody wrote it, or it is told to write
            if not job.done:
                self._lead()
        except BaseException:
            self._withdraw(job)
            raise
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def _join(self, job: Job[W]) -> bool:
        """Let a job wait; return whether nobody writes, so that this thread does."""
        with self._state:
            self._waiting.append(job)
            if len(self._waiting) == self._together:
                self._joined.notify()
            leads = self._writer is None
            if leads:
                self._writer = threading.get_ident()
            return leads

    def _lead(self) -> None:
        """Write for those who wait, the longest first; then let the next of them write."""
        jobs: list[Job[W]] = []
        try:
            self._gather(jobs)
            self._write(jobs)
        except Exception as error:  # noqa: BLE001  (it may be this thread's own: a connection that died)
            jobs = self._share_failure(jobs, error)
        except BaseException:
            jobs = self._share_failure(jobs, RuntimeError("whoever was writing was told to end"))
            raise
        finally:
            self._hand_over(jobs)

    def _gather(self, jobs: list[Job[W]]) -> None:
        """Wait a moment for as many as were written last, then take those who wait into `jobs`."""
        with self._state:
            self._writer = threading.get_ident()
            self._joined.wait_for(lambda: len(self._waiting) >= self._together, self._moment)
            while self._waiting and len(jobs) < _TOGETHER:
                jobs.append(self._waiting.popleft())
            self._together = len(jobs)

    def _share_failure(self, jobs: list[Job[W]], error: Exception) -> list[Job[W]]:
        """Return the jobs that have failed: the leader's, and those that were lost before; others wait once more."""
        failed = [job for place, job in enumerate(jobs) if job.again or not place]
        for job in failed:
            job.error = error
        others = [job for job in jobs if job.error is not error]
        for job in others:
            job.result, job.error, job.again = None, None, True
        with self._state:
            self._waiting.extendleft(reversed(others))
        return failed

    def _withdraw(self, job: Job[W]) -> None:
        """Take back the job of a thread that was told to end; if it was to write, the next is."""
        with self._state:
            told = self._writer == _TOLD and bool(self._waiting) and self._waiting[0] is job
            told = told or self._writer == threading.get_ident()
            if job in self._waiting:
                self._waiting.remove(job)
        if told:
            self._hand_over(())

    def _hand_over(self, jobs: Sequence[Job[W]]) -> None:
        """Tell the owners of jobs that these are done, and the one who waits longest to write."""
        for job in jobs:
            job.done = True
            job.turn.release()
        with self._state:
            self._writer = _TOLD if self._waiting else None
            if self._waiting:
                self._waiting[0].turn.release()
