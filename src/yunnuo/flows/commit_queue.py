"""What several threads record at one moment is made durable by one commit; each is acknowledged after it, never before.

A disk makes a few thousand commits a second, however much each of them holds. Whoever finds nobody writing writes for
all who wait; everybody's work succeeds or fails by itself, within a savepoint. Knows nothing of what is written.
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


@dataclass(slots=True)
class Job(Generic[W]):
    """Something to do with a writer, and what came of it."""

    work: Callable[[W], Any]
    result: Any = None
    error: Exception | None = None
    done: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)


class CommitQueue(Generic[W]):
    """Runs jobs under one writer at a time.

    `write` opens a transaction, calls `Job.work` of each job in a savepoint, keeps its result or error in the job, and
    commits; when it raises, nothing of it is on record.
    """

    def __init__(self, write: Callable[[Sequence[Job[W]]], None]) -> None:
        self._write = write
        self._state = threading.Lock()
        self._writing = False
        self._waiting: deque[Job[W]] = deque()

    def run(self, work: Callable[[W], T]) -> T:
        """Return what `work` returned, once it is durable; raise what it raised, or what kept it from being so."""
        job: Job[W] = Job(work)
        job.turn.acquire()
        with self._state:
            self._waiting.append(job)
            leads, self._writing = not self._writing, True
        if not leads:
            job.turn.acquire()  # until somebody wrote it, or nobody writes any more
        if not job.done:
            self._lead()
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def _lead(self) -> None:
        """Write for those who wait, the longest first; then let the next of them write."""
        with self._state:
            jobs = [self._waiting.popleft() for _ in range(min(len(self._waiting), _TOGETHER))]
        try:
            self._write(jobs)
        except Exception as error:  # noqa: BLE001  (whatever it is, it belongs to those whose work was lost)
            for job in jobs:
                job.error = error
        except BaseException as ending:
            for job in jobs:
                job.error = RuntimeError(type(ending).__name__)
            raise
        finally:
            self._hand_over(jobs)

    def _hand_over(self, jobs: Sequence[Job[W]]) -> None:
        with self._state:
            self._writing = bool(self._waiting)
            following = self._waiting[0] if self._waiting else None
        for job in jobs:
            job.done = True
            job.turn.release()
        if following is not None:
            following.turn.release()
