"""Threads share a commit, and each fares as if it were alone."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from choice_desk import NOW, single_event

from yunnuo.flows.commit_queue import CommitQueue, Job
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.flows.workspace import Workspace

WAIT = 20


class Desk:
    """Keeps what was committed, commit by commit; the first commit waits until `others` jobs stand in the queue.

    `fails` gives what some commits fail with, counted from 0.
    """

    def __init__(self, others: int, fails: dict[int, BaseException] | None = None, moment: float = 0) -> None:
        self.commits: list[list[int]] = []
        self.others, self.fails, self.begun = others, fails or {}, threading.Event()
        self.queue = CommitQueue(self.write, moment)

    def write(self, jobs: Sequence[Job[list[int]]]) -> None:
        """Run the jobs of one commit."""
        self.begun.set()
        for _ in range(WAIT * 1_000):
            if self.commits or len(self.queue._waiting) >= self.others:
                break
            threading.Event().wait(0.001)
        held: list[int] = []
        if failure := self.fails.get(len(self.commits)):
            self.commits.append([])
            raise failure
        for job in jobs:
            try:
                job.result = job.work(held)
            except ValueError as error:
                job.error = error
        self.commits.append(held)


def _add(number: int) -> Callable[[list[int]], int]:
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
            return desk.queue.run(_add(number))
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


def test_together_again() -> None:
    """Who was written with others waits for as many to come again, and the one who comes last ends the waiting."""
    desk = Desk(3, moment=WAIT)
    _run_all(desk, [1, 2, 3, 4])
    began = time.monotonic()
    with ThreadPoolExecutor(3) as pool:
        assert [50, 60, 70] == list(pool.map(lambda number: desk.queue.run(_add(number)), [5, 6, 7]))

    assert time.monotonic() - began < WAIT / 2
    assert [1, 3, 3] == [len(commit) for commit in desk.commits]


def test_nobody_again() -> None:
    """When the others do not come again, the wait is a moment, once; who is alone is then written at once."""
    desk = Desk(3, moment=0.01)
    _run_all(desk, [1, 2, 3, 4])

    assert [50, 60] == [desk.queue.run(_add(number)) for number in (5, 6)]
    assert (1, [[5], [6]]) == (desk.queue._together, desk.commits[2:])


def test_own_failure() -> None:
    """What fails fails alone."""
    desk = Desk(3)

    assert _run_all(desk, [1, -2, 3, 4]) == [10, "ValueError(-2)", 30, 40]
    assert [sorted(commit) for commit in desk.commits] == [[1], [3, 4]]


def test_lost_commit() -> None:
    """A commit that fails is told to whoever wrote; the others of it are written once more."""
    desk = Desk(3, {1: OSError("full")})
    outcomes = _run_all(desk, [1, 2, 3, 4])

    assert sorted(map(str, outcomes)) == sorted(
        map(str, [10, "OSError('full')", *(10 * one for one in desk.commits[2])])
    )
    assert (2, 3) == (len(desk.commits[2]), len(desk.commits))


def test_lost_twice() -> None:
    """What was lost twice is not tried for ever."""
    desk = Desk(3, {1: OSError("full"), 2: OSError("full")})

    assert [10, *["OSError('full')"] * 3] == _run_all(desk, [1, 2, 3, 4])


def test_ended_writer() -> None:
    """When whoever writes is told to end, the others go on."""
    desk = Desk(2, {0: KeyboardInterrupt()})

    assert _run_all(desk, [1, 2, 3]) == ["ended", 20, 30]


@pytest.fixture
def listening() -> Iterator[None]:
    """Listen to interrupts: what a shell starts in the background is told to ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_ended_waiter() -> None:
    """Whoever waits and is told to end takes its work back, and the others go on."""
    desk = Desk(2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(desk.queue.run, _add(1))
        assert desk.begun.wait(WAIT)
        pool.submit(_interrupt_when, desk)
        with pytest.raises(KeyboardInterrupt):
            desk.queue.run(_add(2))
        rest = [pool.submit(desk.queue.run, _add(number)) for number in (3, 4)]
        desk.others = 0

        assert [10, 30, 40] == [outcome.result(WAIT) for outcome in (first, *rest)]


@pytest.mark.usefixtures("listening")
def test_ended_while_gathering() -> None:
    """Whoever waits for others to write with, and is told to end, leaves the writing to them."""
    desk = Desk(3, moment=WAIT)
    _run_all(desk, [1, 2, 3, 4])
    with ThreadPoolExecutor(3) as pool:
        pool.submit(_interrupt_when, desk)
        with pytest.raises(KeyboardInterrupt):
            desk.queue.run(_add(5))
        assert [60, 70, 80] == list(pool.map(lambda number: desk.queue.run(_add(number)), [6, 7, 8]))

    assert [6, 7, 8] == sorted(desk.commits[-1])


def _interrupt_when(desk: Desk) -> None:
    """Interrupt the main thread once its job stands in the queue."""
    for _ in range(WAIT * 1_000):
        if desk.queue._waiting:
            break
        threading.Event().wait(0.001)
    os.kill(os.getpid(), signal.SIGINT)


def test_nested_work() -> None:
    """Work that runs work is refused rather than waiting for itself."""
    desk = Desk(0)

    def nest(_: list[int]) -> None:
        desk.queue.run(_add(1))

    with pytest.raises(RuntimeError, match="cannot wait"):
        desk.queue.run(nest)


def test_failure_in_django(workspace: Workspace) -> None:
    """What fails in Django's own way within a shared commit takes nobody else's work with it."""
    from django.db import IntegrityError

    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.event_writer import Seen
    from yunnuo.flows.one_event import _open_queue, record_events
    from yunnuo.people.models import Individual

    record_events(workspace, [single_event("consent", 1, at=NOW - 1)], now=NOW)
    taken = Individual.objects.get().pk
    events = [single_event("consent", number, at=NOW - number) for number in (2, 3)]
    jobs: list[Job[Any]] = [
        Job(lambda writer: writer.record(events[0], Seen())),
        Job(lambda _: Individual.objects.create(pk=taken, circle=taken)),
        Job(lambda writer: writer.record(events[1], Seen())),
    ]
    _open_queue(workspace)._write(jobs)

    assert [None, IntegrityError, None] == [type(job.error) if job.error else None for job in jobs]
    assert {jobs[0].result.seq, jobs[2].result.seq} < set(ConsentEvent.objects.values_list("seq", flat=True))


def test_failure_of_the_commit(workspace: Workspace) -> None:
    """What only the commit finds wrong is nobody's own failure: nothing is written, and whoever wrote is told."""
    from django.db import IntegrityError

    from yunnuo.consent.models import ConsentEvent
    from yunnuo.flows.event_writer import Seen
    from yunnuo.flows.one_event import _open_queue
    from yunnuo.people.models import Individual, MembershipEvent

    event = single_event("consent", 2, at=NOW - 2)
    stray = {"platform": "jd", "shop": "", "state": "join", "individual_id": 1}  # nobody has this number
    jobs: list[Job[Any]] = [
        Job(lambda writer: writer.record(event, Seen())),
        Job(lambda _: MembershipEvent.objects.create(**stray)),
    ]
    with pytest.raises(IntegrityError):
        _open_queue(workspace)._write(jobs)

    assert (0, 0) == (ConsentEvent.objects.count(), Individual.objects.count())


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
