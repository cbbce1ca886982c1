"""Recording one event of one key, durably, in a handful of statements: what a page, a desk or a callback needs.

Says the same as importing a file of one row, and is in force once it returns. What several threads record at one moment
shares a commit. An event that also tells ages, deaths, memberships or a second key goes through `flows.events`. Reads
no clock.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from yunnuo.consent.fields import CONSENTS, STOPS
from yunnuo.flows.commit_queue import CommitQueue
from yunnuo.flows.event_writer import EventWriter, Seen
from yunnuo.people.models import Individual, Key
from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.consent.reading import Event
    from yunnuo.flows.commit_queue import Job
    from yunnuo.flows.event_writer import Recorded
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

T = TypeVar("T")


def record_events(
    workspace: Workspace, events: Sequence[Event], *, now: Instant, seen: Seen | None = None
) -> tuple[Recorded, ...]:
    """Record consents, requests and stops, all or none; each has one key and says nothing else about a person.

    `seen` says on which display, and from which card, they were chosen. A key nobody is known by becomes an individual
    of its own. Raises ValueError for an event of another shape.
    """
    if any(not is_single(event) for event in events):
        raise ValueError("an event of several keys or of another kind")
    where = seen or Seen()
    return _write(workspace, now, lambda writer: tuple([writer.record(event, where) for event in events]))


def record_stop(workspace: Workspace, event: Event, individual: int, *, now: Instant) -> Recorded:
    """Record a stop of an individual known by number rather than by a key; in force once this returns.

    Raises RefusedError when nobody has the number; one merged into another stands for the one kept.
    """

    def stop(writer: EventWriter) -> Recorded:
        kept = Individual.objects.filter(pk=individual).values_list("merged_into", flat=True).first()
        blind = Key.objects.filter(individual_id=kept or individual).order_by("-key_version", "pk").first()
        if blind is None:
            raise RefusedError("people.unknown", "没有这个人的记录", why="没有记录不等于本人没有同意或拒绝过")
        return writer.stop(event, kept or individual, bytes(blind.blind))

    return _write(workspace, now, stop)


def is_single(event: Event) -> bool:
    """Return whether `record_events` can take the event."""
    plain = event.other is None and event.birthday is None and not event.age_band
    return plain and event.kind in CONSENTS | STOPS


def _write(workspace: Workspace, now: Instant, work: Callable[[EventWriter], T]) -> T:
    """Return what `work` returned, once what it wrote is durable; within an open transaction that is the caller's."""

    def work_now(writer: EventWriter) -> T:
        writer.now = now
        return work(writer)

    if connections[DEFAULT_DB_ALIAS].in_atomic_block:  # durable when the caller's transaction is
        with _open_writer(workspace) as writer:
            return work_now(writer)
    return _open_queue(workspace).run(work_now)


@lru_cache(maxsize=4)  # one, but for keys that were rotated
def _open_queue(workspace: Workspace) -> CommitQueue[EventWriter]:
    """Return the queue of a workspace in this process; one that was forked has nobody who writes in another's."""

    def write(jobs: Sequence[Job[EventWriter]]) -> None:
        if len(jobs) > 1 and _write_whole(workspace, jobs):
            return
        with _open_writer(workspace) as writer:
            if len(jobs) == 1:
                jobs[0].result = jobs[0].work(writer)
                return
            for job in jobs:
                writer.attempt(job)

    return CommitQueue(write)


def _write_whole(workspace: Workspace, jobs: Sequence[Job[EventWriter]]) -> bool:
    """Write what all of them do, without a savepoint for each; return False, nothing written, when one of them fails.

    Raises what kept the transaction from beginning or from being committed: that is nobody's own failure.
    """
    begun = done = False
    try:
        with _open_writer(workspace) as writer:
            begun = True
            for job in jobs:
                job.result = job.work(writer)
            done = True
    except Exception:
        if done or not begun:
            raise
        return False
    return True


@contextmanager
def _open_writer(workspace: Workspace) -> Iterator[EventWriter]:
    """Yield a writer in a transaction, on the driver's own cursor: Django's wrappers would cost as much as the disk.

    On SQLite the transaction, too, is the driver's, unless one is open already.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "sqlite" or database.in_atomic_block:
        with transaction.atomic(), database.wrap_database_errors, closing(database.connection.cursor()) as cursor:
            yield EventWriter(cursor, database, workspace.ring)
            if database.needs_rollback:  # then leaving the block would take everything back, and say nothing
                raise transaction.TransactionManagementError("something failed in this transaction")
        return
    database.ensure_connection()
    driver = database.connection
    with database.wrap_database_errors:
        driver.execute("BEGIN IMMEDIATE")
        try:
            yield EventWriter(driver, database, workspace.ring)
            driver.execute("COMMIT")
        except BaseException:
            if driver.in_transaction:  # a full disk ends it by itself
                driver.execute("ROLLBACK")
            raise


os.register_at_fork(after_in_child=_open_queue.cache_clear)
