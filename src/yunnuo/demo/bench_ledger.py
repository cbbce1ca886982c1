"""`yunnuo bench ledger`: recording consents with evidence beside bare SQLite, proofs among a million, finding a person.

Both sides are durable the same way (write-ahead log, synchronous = FULL) and take turns; ratios hold where absolute
figures move with the machine. All people are invented.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from yunnuo.consent.reading import Event
from yunnuo.people.keys import KeyValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

CONSENTS: Final = 1_000_000
EACH: Final = 10  # consents of one individual: a million, of a hundred thousand people
SINGLE, ROUNDS, THREADS = 1_000, 5, 16
MILLI: Final = 1_000
_HANDLER: Final = "允诺样例日化有限公司"
_TABLES: Final = (
    "people_individual",
    "people_key",
    "people_contactpoint",
    "people_origin",
    "consent_consentevent",
    "ledger_ledgerentry",
)
_BARE: Final = "CREATE TABLE bare (id INTEGER PRIMARY KEY, phone TEXT, at INTEGER, purpose TEXT, channel TEXT)"
_INSERT: Final = "INSERT INTO bare VALUES (?, ?, ?, ?, ?)"


def bench_ledger(consents: int) -> Iterator[str]:
    """Yield what recording, proving and finding cost, each beside what bare SQLite takes for the same number of rows.

    `consents`: how many are imported; 0 for a million.
    """
    now = time.time_ns() // 1_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        workspace = _open(folder / "workspace")
        count = consents or CONSENTS
        yield from _bench_bulk(workspace, folder, count, now)
        yield from _bench_single(workspace, folder, count // EACH, now)
        yield from _bench_proof(workspace, now)
        yield from _bench_finding(workspace, count // EACH)


def _bench_bulk(workspace: Workspace, folder: Path, consents: int, now: Instant) -> Iterator[str]:
    """Import consents of new people, of the same again, then of people who agree once each; beside bare tables."""
    people, once = consents // EACH, consents // EACH * 2
    for name, first, count, among, tables in (
        (f"{consents:,} 条，{people:,} 人，都是新的", 0, consents, people, _TABLES),
        (f"同样这些人再 {consents:,} 条", consents, consents, people, _TABLES[-2:]),
        (f"最慢的一种：{once:,} 条，每条一个新的人", 2 * consents, once, 3 * consents, _TABLES),
    ):
        bare = _time_bare(folder / f"bare{first}.db", count)
        ours, grown = _import(workspace, first, count, among, now)
        same = _time_same(workspace.database, folder / f"same{first}.db", tables, count)
        yield f"批量导入同意，带证据，解析不计，{name}：{ours:.1f} s，每秒 {count / ours:,.0f} 条"
        yield f"  是裸 executemany 五列（每秒 {count / bare:,.0f} 条）的 {bare / ours:.0%}（目标 10% 以上）"
        yield f"  是裸写同样的表和索引（每秒 {count / same:,.0f} 条）的 {same / ours:.0%}（目标 40% 以上）"
        yield f"  内存增加 {grown / 2**20:,.0f} MB"


def _import(workspace: Workspace, first: int, count: int, people: int, now: Instant) -> tuple[float, int]:
    """Record consents numbered from `first`; return the seconds it took and how much the memory grew.

    As in an import, events are staged while they are read, which is not counted.
    """
    from django.db import transaction

    from yunnuo.flows.event_people import link_events, write_events
    from yunnuo.flows.event_stage import EventStage
    from yunnuo.flows.workspace import open_scratch
    from yunnuo.ledger.journal import lock_ledger

    before = psutil.Process().memory_info().rss
    with open_scratch(workspace) as scratch:
        stage = EventStage(scratch)
        for number in range(first, first + count):
            stage.add(make_consent(number, people, now))
        stage.close(now=now)
        started = time.perf_counter()
        with transaction.atomic():
            lock_ledger()
            link_events(scratch, workspace.ring, now=now)
            write_events(scratch, workspace.ring, stage, source=None, now=now)
        took = time.perf_counter() - started
        return took, psutil.Process().memory_info().rss - before


def _bench_single(workspace: Workspace, folder: Path, people: int, now: Instant) -> Iterator[str]:
    """Compare single durable grants, one after another and from several threads, with single durable rows."""
    from yunnuo.flows.one_event import record_events

    bare = _open_bare(folder / "single.db")
    took: dict[str, list[float]] = {"ours": [], "together": [], "bare": []}

    def grant(events: Sequence[Event]) -> None:
        for event in events:
            record_events(workspace, [event], now=event.at)

    with ThreadPoolExecutor(THREADS) as pool:
        for turn in range(ROUNDS):
            first = now + 1 + 2 * turn * SINGLE
            events = [make_consent(number, people, first + number) for number in range(2 * SINGLE)]
            shares = [events[SINGLE + place :: THREADS] for place in range(THREADS)]
            took["ours"].append(_time(lambda events=events: grant(events[:SINGLE])))  # type: ignore[misc]
            took["together"].append(_time(lambda shares=shares: list(pool.map(grant, shares))))  # type: ignore[misc]
            took["bare"].append(_time(lambda turn=turn: _commit_rows(bare, turn * SINGLE)))  # type: ignore[misc]
    bare.close()
    ours, together, theirs = (SINGLE / statistics.median(took[name]) for name in ("ours", "together", "bare"))
    yield f"逐条同意，每条落盘才算数：裸单行提交每秒 {theirs:,.0f} 条"
    yield f"  一条接一条：每秒 {ours:,.0f} 条，是裸的 {ours / theirs:.0%}（目标 50% 以上）"
    yield f"  {THREADS} 个线程同时：每秒 {together:,.0f} 条，是裸的 {together / theirs:.0%}"


def _commit_rows(bare: sqlite3.Connection, first: int) -> None:
    for number in range(first, first + SINGLE):
        with _commit(bare):
            bare.execute(_INSERT, (number, "1990", number, "repeated_marketing", "sms"))


def _bench_proof(workspace: Workspace, now: Instant) -> Iterator[str]:
    """Sign a checkpoint, then prove one entry in a process of its own."""
    from yunnuo.ledger.sequencing import write_checkpoint
    from yunnuo.protect.signing import open_signing

    started = time.perf_counter()
    point = write_checkpoint(open_signing(workspace.keys).current, at=now)
    signed = time.perf_counter() - started
    program = (
        "import django, json, os, sys, time; django.setup(); from yunnuo.ledger.sequencing import prove_entry;"
        "from django.db import connection; connection.ensure_connection(); started = time.perf_counter();"
        f"prove_entry({point.size // 3}, {point.size}); print(json.dumps(time.perf_counter() - started))"
    )
    environment = {**os.environ, "YUNNUO_WORKSPACE": str(workspace.folder), "DJANGO_SETTINGS_MODULE": "yunnuo.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)  # noqa: S603
    took = json.loads(done.stdout) * MILLI
    yield f"第一个检查点（{point.size:,} 条）：{signed:.1f} s；新进程里证明其中一条：{took:.1f} ms（目标 50 ms 以内）"


def _bench_finding(workspace: Workspace, known: int) -> Iterator[str]:
    """Find people by phone and by receipt, one after another."""
    from yunnuo.flows.persons import find_by_receipt, find_person
    from yunnuo.ledger.receipts import number_receipt
    from yunnuo.people.models import Individual

    rng = random.Random(7)  # noqa: S311  (which people)
    keys = [KeyValue("phone", "", _phone(rng.randrange(known))) for _ in range(50)]
    receipts = [number_receipt(workspace.ring.current, rng.randrange(1, known)) for _ in range(50)]
    by_phone = _median([lambda key=key: find_person(workspace, key) for key in keys])  # type: ignore[misc]
    by_receipt = _median([lambda one=one: find_by_receipt(workspace, one) for one in receipts])  # type: ignore[misc]
    people = Individual.objects.count()
    yield f"{people:,} 人里找一个：按手机号 {by_phone:.1f} ms，按凭证号 {by_receipt:.1f} ms（目标 50 ms 以内）"


def make_consent(number: int, people: int, at: Instant) -> Event:
    """Return an invented consent; `number` decides whose it is among `people`."""
    return Event(
        kind="consent",
        key=KeyValue("phone", "", _phone(number % people)),
        stated_at=at - CONSENTS + number,
        at=at - CONSENTS + number,
        purposes=("repeated_marketing",),
        channels=("sms",),
        categories=("phone",),
        handler=_HANDLER,
        manner="separate_tick",
        separate=True,
        evidence="bench",
        touchpoint="bench",
    )


def _phone(number: int) -> str:
    return f"+861990{number:07d}"


def _median(calls: Sequence[Callable[[], Any]]) -> float:
    return statistics.median(map(_time, calls)) * MILLI


def _time(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _open(folder: Path) -> Workspace:
    from yunnuo.flows.workspace import open_workspace

    return open_workspace(folder)


def _open_bare(file: Path) -> sqlite3.Connection:
    bare = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -262144"):
        bare.execute(f"PRAGMA {pragma}")
    bare.execute(_BARE)
    return bare


@contextmanager
def _commit(bare: sqlite3.Connection) -> Iterator[None]:
    bare.execute("BEGIN IMMEDIATE")
    yield
    bare.execute("COMMIT")


def _time_bare(file: Path, rows: int) -> float:
    bare = _open_bare(file)
    started = time.perf_counter()
    with _commit(bare):
        bare.executemany(_INSERT, ((n, _phone(n), n, "repeated_marketing", "sms") for n in range(rows)))
    took = time.perf_counter() - started
    bare.close()
    return took


def _time_same(source: Path, file: Path, tables: Sequence[str], count: int) -> float:
    """Copy the last rows of tables into equal empty ones with the same indexes, and time the writing alone."""
    reading, bare = sqlite3.connect(source), _open_bare(file)
    for table in tables:
        made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
        for (sql,) in reading.execute(made, (table,)).fetchall():
            bare.execute(sql)
    started, waiting = time.perf_counter(), 0.0
    with _commit(bare):
        for table in tables:
            rows = reading.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT {count}")
            marks = ", ".join("?" * len(rows.description))
            paused = time.perf_counter()
            held = rows.fetchall()[::-1]
            waiting += time.perf_counter() - paused
            bare.executemany(f"INSERT INTO {table} VALUES ({marks})", held)
            del held
    took = time.perf_counter() - started - waiting
    reading.close()
    bare.close()
    return took
