"""Threads share a commit, and each fares as if it were alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from choice_desk import NOW, single_event

from yunnuo.flows.commit_queue import CommitQueue, Job
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.workspace import Workspace

WAIT = 20


class Desk:
    """Keeps what was committed, commit by commit; the first commit waits until `others` jobs stand in the queue."""

    def __init__(self, others: int, *, fails: BaseException | None = None) -> None:
        self.commits: list[list[int]] = []
        self.others, self.fails, self.begun = others, fails, threading.Event()
        self.queue = CommitQueue(self.write)

    def write(self, jobs: Sequence[Job[list[int]]]) -> None:
        """Run the jobs of one commit."""
        self.begun.set()
        while not self.commits and len(self.queue._waiting) < self.others:
            threading.Event().wait(0.001)
        held: list[int] = []
        if self.fails is not None and not self.commits:
            self.commits.append([])
            raise self.fails
        for job in jobs:
            try:
                job.result = job.work(held)
            except ValueError as error:
                job.error = error
        self.commits.append(held)


def _add(number: int) -> object:
    def work(held: list[int]) -> int:
        if number < 0:
            raise ValueError(number)
        held.append(number)
        return number * 10

    return work


def _run_all(desk: Desk, numbers: list[int]) -> list[object]:
    """Return what each got, the first of them leading; errors as values."""

    def run(number: int) -> object:
        try:
            return desk.queue.run(_add(number))  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001  (the outcome that is asserted)
            return repr(error)
        except KeyboardInterrupt:
            return "ended"

    with ThreadPoolExecutor(len(numbers)) as pool:
        first = pool.submit(run, numbers[0])
        assert desk.begun.wait(WAIT)
        rest = [pool.submit(run, number) for number in numbers[1:]]
        return [outcome.result(WAIT) for outcome in (first, *rest)]


def test_shared_commit() -> None:
    """Whoever waits while another writes is written with all others who wait, and gets its own result."""
    desk = Desk(3)

    assert _run_all(desk, [1, 2, 3, 4]) == [10, 20, 30, 40]
    assert [sorted(commit) for commit in desk.commits] == [[1], [2, 3, 4]]


def test_own_failure() -> None:
    """What fails fails alone."""
    desk = Desk(3)

    assert _run_all(desk, [1, -2, 3, 4]) == [10, "ValueError(-2)", 30, 40]
    assert [sorted(commit) for commit in desk.commits] == [[1], [3, 4]]


def test_lost_commit() -> None:
    """A commit that fails is told to those whose work it held; those who came later are written."""
    desk = Desk(2, fails=OSError("full"))

    assert _run_all(desk, [1, 2, 3]) == ["OSError('full')", 20, 30]


def test_ended_writer() -> None:
    """When whoever writes is told to end, the others go on."""
    desk = Desk(2, fails=KeyboardInterrupt())

    assert _run_all(desk, [1, 2, 3]) == ["ended", 20, 30]


def test_many_recorded(workspace: Workspace) -> None:
    """Grants and refused stops from many threads: every acknowledged grant is on record, once, and nothing else."""
    from django.db import connections

    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.one_event import record_events, record_stop

    def record(number: int) -> int | str:
        event = single_event("consent", number, at=NOW - number)
        try:
            if number % 5 == 0:
                record_stop(workspace, single_event("withdrawal", number, at=NOW), number, now=NOW)
            return record_events(workspace, [event], now=NOW)[0].seq
        except RefusedError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(record, range(40)))

    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["people.unknown"] * 8
    seqs = sorted(outcome for outcome in outcomes if isinstance(outcome, int))
    assert seqs == sorted(ConsentEvent.objects.values_list("seq", flat=True))
    assert len(seqs) == 32
