"""`yunnuo bench ledger`, grants one by one: each durable, beside bare rows and beside the very rows they write.

Both sides are durable the same way (write-ahead log, synchronous = FULL) and take turns. All people are invented.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.reading import Event
from yunnuo.people.keys import KeyValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

BARE_INSERT: Final = "INSERT INTO bare VALUES (?, ?, ?, ?, ?)"
_BARE: Final = "CREATE TABLE bare (id INTEGER PRIMARY KEY, phone TEXT, at INTEGER, purpose TEXT, channel TEXT)"
_SINGLE, _ROUNDS, _THREADS = 1_000, 5, 16
_PAIR: Final = ("ledger_ledgerentry", "consent_consentevent")
_SPAN: Final = 1_000_000  # microseconds: invented consents were given within the second before
_HANDLER: Final = "允诺样例日化有限公司"


def bench_grants(workspace: Workspace, folder: Path, people: int, now: Instant) -> Iterator[str]:
    """Compare single durable grants, one after another and from several threads, with single durable rows.

    Beside them the very rows one after another wrote are written once more, into a copy, with nothing worked out.
    """
    from yunnuo.flows.one_event import record_events

    bare, copy = open_bare(folder / "single.db"), _copy_database(workspace.database, folder / "copy.db")
    took: dict[str, list[float]] = {"ours": [], "together": [], "bare": [], "same": []}

    def grant(events: Sequence[Event]) -> None:
        for event in events:
            record_events(workspace, [event], now=event.at)

    with ThreadPoolExecutor(_THREADS) as pool:
        for turn in range(_ROUNDS):
            first = now + 1 + 2 * turn * _SINGLE
            events = [make_consent(number, people, first + number) for number in range(2 * _SINGLE)]
            shares = [events[_SINGLE + place :: _THREADS] for place in range(_THREADS)]
            took["ours"].append(time_call(lambda events=events: grant(events[:_SINGLE])))  # type: ignore[misc]
            rows = _read_last(workspace.database, _SINGLE)
            took["together"].append(time_call(lambda shares=shares: list(pool.map(grant, shares))))  # type: ignore[misc]
            took["same"].append(time_call(lambda rows=rows: _commit_pairs(copy, rows)))  # type: ignore[misc]
            took["bare"].append(time_call(lambda turn=turn: _commit_rows(bare, turn * _SINGLE)))  # type: ignore[misc]
    bare.close()
    copy.close()
    ours, together, theirs, same = (
        _SINGLE / statistics.median(took[name]) for name in ("ours", "together", "bare", "same")
    )
    yield f"逐条同意，每条落盘才算数：裸单行提交每秒 {theirs:,.0f} 条，裸写同样的行和索引每秒 {same:,.0f} 条"
    yield f"  {_THREADS} 个线程同时：每秒 {together:,.0f} 条，是裸单行的 {together / theirs:.0%}（目标 50% 以上）"
    yield f"  一条接一条：每秒 {ours:,.0f} 条，是裸单行的 {ours / theirs:.0%}，是裸写同样的行的 {ours / same:.0%}"


def _copy_database(source: Path, file: Path) -> sqlite3.Connection:
    """Return a durable connection, set as the product's own are, to a copy of a database with everything in it.

    Its write-ahead log is as long as it gets, as the import left the other's: one that grows is twice as slow.
    """
    reading, copy = sqlite3.connect(source), sqlite3.connect(file, isolation_level=None)
    reading.backup(copy)
    reading.close()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 5000"):
        copy.execute(f"PRAGMA {pragma}")
    copy.execute("CREATE TABLE filler AS SELECT zeroblob(8192 * 5500) AS pages")
    copy.execute("DROP TABLE filler")
    return copy


def _read_last(source: Path, count: int) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Return the last entries of a ledger, each with the row of its consent."""
    reading = sqlite3.connect(source)
    lists = [
        reading.execute(f"SELECT * FROM {table} ORDER BY seq DESC LIMIT {count}").fetchall()[::-1] for table in _PAIR
    ]
    reading.close()
    return list(zip(*lists, strict=True))


def _commit_pairs(copy: sqlite3.Connection, rows: Sequence[tuple[tuple[Any, ...], tuple[Any, ...]]]) -> None:
    inserts = [
        f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})" for table, row in zip(_PAIR, rows[0], strict=True)
    ]
    for pair in rows:
        with hold_transaction(copy):
            for statement, row in zip(inserts, pair, strict=True):
                copy.execute(statement, row)


def _commit_rows(bare: sqlite3.Connection, first: int) -> None:
    for number in range(first, first + _SINGLE):
        with hold_transaction(bare):
            bare.execute(BARE_INSERT, (number, "1990", number, "repeated_marketing", "sms"))


def make_consent(number: int, people: int, at: Instant) -> Event:
    """Return an invented consent; `number` decides whose it is among `people`."""
    return Event(
        kind="consent",
        key=KeyValue("phone", "", make_phone(number % people)),
        stated_at=at - _SPAN + number,
        at=at - _SPAN + number,
        purposes=("repeated_marketing",),
        channels=("sms",),
        categories=("phone",),
        handler=_HANDLER,
        manner="separate_tick",
        separate=True,
        evidence="bench",
        touchpoint="bench",
    )


def make_phone(number: int) -> str:
    """Return the invented number of somebody counted from 0."""
    return f"+861990{number:07d}"


def time_call(call: Callable[[], Any]) -> float:
    """Return the seconds a call took."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def open_bare(file: Path) -> sqlite3.Connection:
    """Return a durable connection to a new database of one table of five columns."""
    bare = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -262144"):
        bare.execute(f"PRAGMA {pragma}")
    bare.execute(_BARE)
    return bare


@contextmanager
def hold_transaction(bare: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block writes."""
    bare.execute("BEGIN IMMEDIATE")
    yield
    bare.execute("COMMIT")
