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
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from yunnuo.demo.bench_grants import (
    BARE_INSERT,
    bench_grants,
    hold_transaction,
    make_consent,
    make_phone,
    open_bare,
    time_call,
)
from yunnuo.people.keys import KeyValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

CONSENTS: Final = 1_000_000
EACH: Final = 10  # consents of one individual: a million, of a hundred thousand people
MILLI: Final = 1_000
_TABLES: Final = (
    "people_individual",
    "people_key",
    "people_contactpoint",
    "people_origin",
    "consent_consentevent",
    "ledger_ledgerentry",
)


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
        yield from bench_grants(workspace, folder, count // EACH, now)
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
    keys = [KeyValue("phone", "", make_phone(rng.randrange(known))) for _ in range(50)]
    receipts = [number_receipt(workspace.ring.current, rng.randrange(1, known)) for _ in range(50)]
    by_phone = _median([lambda key=key: find_person(workspace, key) for key in keys])  # type: ignore[misc]
    by_receipt = _median([lambda one=one: find_by_receipt(workspace, one) for one in receipts])  # type: ignore[misc]
    people = Individual.objects.count()
    yield f"{people:,} 人里找一个：按手机号 {by_phone:.1f} ms，按凭证号 {by_receipt:.1f} ms（目标 50 ms 以内）"


def _median(calls: Sequence[Callable[[], Any]]) -> float:
    return statistics.median(map(time_call, calls)) * MILLI


def _open(folder: Path) -> Workspace:
    from yunnuo.flows.workspace import open_workspace

    return open_workspace(folder)


def _time_bare(file: Path, rows: int) -> float:
    bare = open_bare(file)
    started = time.perf_counter()
    with hold_transaction(bare):
        bare.executemany(BARE_INSERT, ((n, make_phone(n), n, "repeated_marketing", "sms") for n in range(rows)))
    took = time.perf_counter() - started
    bare.close()
    return took


def _time_same(source: Path, file: Path, tables: Sequence[str], count: int) -> float:
    """Copy the last rows of tables into equal empty ones with the same indexes, and time the writing alone."""
    reading, bare = sqlite3.connect(source), open_bare(file)
    for table in tables:
        made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
        for (sql,) in reading.execute(made, (table,)).fetchall():
            bare.execute(sql)
    started, waiting = time.perf_counter(), 0.0
    with hold_transaction(bare):
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
