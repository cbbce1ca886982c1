"""One streaming pass over a table: the head says what the columns are, every row is counted, a spread sample checks.

Two threads share the columns of a batch. While it runs it holds of each column a sample of about 2,000 cells and up to
about 20,000 different ones looked at; what it returns holds the sample a verdict rests on and no other cell.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from yunnuo.identify.columns.cells import Tally, count_chunk
from yunnuo.identify.columns.chunks import Chunker
from yunnuo.identify.columns.judge import Verdict, judge_column, looks_own
from yunnuo.identify.columns.lexicon import column_kinds
from yunnuo.identify.columns.strays import Search
from yunnuo.identify.columns.writing import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from yunnuo.identify.columns.chunks import Chunk

    Watch = Callable[[int, str, Chunk, Tally], None]
    Work = Callable[[Callable[[int], Any], Iterable[int]], list[Any]]

HEAD: Final = 1_000  # rows of the first batch every column is judged by
_SPREAD: Final = 60  # rows taken from every later batch, evenly
_MOST: Final = 1_000  # rows of the spread sample
_THREADS: Final = 2
_WIDE: Final = 200  # columns from which the sample shrinks: thousands of columns hold little each
_WIDE_HEAD: Final = 100
# Where a number of a person may hide inside other text; in a cell that is itself a number looking only costs time.
_SEARCHED: Final = frozenset(("remark", "custom_text", "composite", "address", "name", "name_or_org", "profile_tag"))
_NUMBERS: Final = frozenset(
    ("order_number", "payment_id", "goods_code", "invoice_number", "batch_number", "service_phone")
)
# Codes and names of accounts, of which a phone may be one.
_CODED: Final = frozenset(
    (
        *("order_number", "payment_id", "goods_code", "invoice_number", "batch_number", "tracking_number", "gift_id"),
        *("customs_number", "pickup_code", "account", "nickname", "pay_account", "top_up_account", "wechat", "qq"),
    )
)
# No number of these kinds looks like that of a person, so one that does is astray.
_FIGURES: Final = frozenset(("time", "ordered_at", "paid_at", "amount", "quantity"))


def scan_table(
    headers: Sequence[str],
    batches: Callable[[], Iterator[pa.RecordBatch]],
    told: Mapping[int, str],
    watch: Watch | None = None,
    *,
    width: int = 0,
    threads: int = _THREADS,
) -> list[tuple[Verdict, Tally]]:
    """Return the verdict and the counts of every column; `batches` is called a second time only where kinds changed.

    `watch` is handed (position from 0, kind, chunk, counts so far) of every column of every batch of the first
    pass, from `threads` threads. `width` is how many columns the whole table has, where these are only some of it.
    """
    run = _Pass(headers, told, watch, _WIDE_HEAD if max(width, len(headers)) > _WIDE else HEAD)
    with _open_workers(threads) as work:
        for batch in batches():
            run.take_batch(batch, work)
        changed = run.settle_kinds()
        run.watch = None
        if changed:
            for batch in batches():
                work(partial(run.count_column, batch), changed)
    for tally in run.tallies:
        tally.forget_cells()
    return list(zip(run.verdicts, run.tallies, strict=True))


@contextmanager
def _open_workers(threads: int) -> Iterator[Work]:
    """Yield what does something with each column; alone, a thread only costs time."""
    if threads == 1:
        yield lambda task, places: [task(place) for place in places]
        return
    with ThreadPoolExecutor(threads) as pool:
        yield lambda task, places: list(pool.map(task, places))


class _Pass:
    """What one pass holds: samples, verdicts and counts of every column."""

    def __init__(self, headers: Sequence[str], told: Mapping[int, str], watch: Watch | None, head: int) -> None:
        self.headers, self.told, self.watch, self.head = headers, told, watch, head
        self.verdicts: list[Verdict] = []
        self.tallies = [Tally() for _ in headers]
        self.chunkers = [Chunker() for _ in headers]
        self.spread: list[list[str | None]] = [[] for _ in headers]
        self.rows = 0

    def take_batch(self, batch: pa.RecordBatch, work: Work) -> None:
        """Count a batch; the first one also gives the verdicts."""
        places = range(len(self.headers))
        if not self.verdicts:
            self.verdicts = work(partial(self._judge_head, batch.slice(0, self.head)), places)
        elif len(self.spread[0]) < _MOST:
            step = max(1, batch.num_rows // _SPREAD)
            rows = pa.array(range(0, batch.num_rows, step))
            for place in places:
                self.spread[place] += as_text(batch.column(place).take(rows)).to_pylist()
        self.rows += batch.num_rows
        work(partial(self.count_column, batch), places)

    def settle_kinds(self) -> list[int]:
        """Judge again where later rows are known; return the columns whose counts rest on another mask grammar."""
        if not self.verdicts:
            self.verdicts = [
                judge_column(header, (), told=self.told.get(i, "")) for i, header in enumerate(self.headers)
            ]
        changed = []
        for place, cells in enumerate(self.spread):
            if not any(cells):
                continue
            before = self.verdicts[place]
            after = judge_column(self.headers[place], cells, told=self.told.get(place, ""))
            if before.evidence and before.evidence.filled and not _is_surer(after, before):
                continue
            self.verdicts[place] = after
            if _plan_count(before) != _plan_count(after):
                changed.append(place)
                self.tallies[place] = Tally()
        return changed

    def count_column(self, batch: pa.RecordBatch, place: int) -> None:
        """Add one column of a batch to its counts."""
        grammar, search = _plan_count(self.verdicts[place])
        chunk = self.chunkers[place].make_chunk(as_text(batch.column(place)))
        count_chunk(self.tallies[place], grammar, chunk, search)
        if self.watch:
            self.watch(place, self.verdicts[place].kind, chunk, self.tallies[place])

    def _judge_head(self, head: pa.RecordBatch, place: int) -> Verdict:
        cells = _to_list(head.column(place))
        return judge_column(self.headers[place], cells, told=self.told.get(place, ""))


def _is_surer(after: Verdict, before: Verdict) -> bool:
    """Return whether the spread sample tells more: something personal the head did not show, or the same surer."""
    kinds = column_kinds()
    gained = kinds[after.kind].tie == "direct" and kinds[before.kind].tie != "direct"
    return gained or (bool(after.contradicted) and not before.contradicted)


def _plan_count(verdict: Verdict) -> tuple[str, Search]:
    """Return the mask grammar of a column, and where in it to look for what is astray."""
    held = column_kinds()[verdict.kind]
    return held.grammar, _plan_search(verdict, held.tie)


def _plan_search(verdict: Verdict, tie: str) -> Search:
    kind = verdict.kind
    if kind in _SEARCHED:
        return Search.INSIDE
    if kind in _CODED and (verdict.says == kind or tie == "direct"):
        return Search.NOTHING if looks_own(verdict) else Search.CODES
    if tie == "direct" or (kind in _NUMBERS and verdict.says == kind):
        return Search.NOTHING
    return Search.AMONG if kind in _NUMBERS or kind in _FIGURES else Search.INSIDE


def _to_list(column: pa.Array[Any]) -> list[str | None]:
    return as_text(column).to_pylist()
