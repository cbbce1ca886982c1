"""A whole file looked at, by this process alone or with a second one: columns, texts, how far people are told apart.

Both ways find the same.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from yunnuo.flows.identifying_looking import Look
from yunnuo.flows.identifying_second import SecondProcess, Seen
from yunnuo.identify.columns.findings import make_findings
from yunnuo.identify.columns.shares import share_columns
from yunnuo.identify.errors import refuse
from yunnuo.identify.identifiability.measure import measure_codes, measure_identifiability
from yunnuo.identify.identifiability.staging import Codes, make_salt, unpack_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.flows.identifying_looking import Texts
    from yunnuo.identify.columns.cells import Tally
    from yunnuo.identify.columns.files import TypedFile
    from yunnuo.identify.columns.findings import ColumnFinding
    from yunnuo.identify.columns.judge import Verdict
    from yunnuo.identify.identifiability.words import Identifiability
    from yunnuo.identify.sensitive.shape import Dictionary


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds; `texts` are by position from 1, `told_apart` None for a file without rows."""

    columns: tuple[ColumnFinding, ...]
    texts: Texts
    told_apart: Identifiability | None


def look_at_file(opened: TypedFile, dictionary: Dictionary | None, *, shared_from: int) -> Found:
    """Return what a file holds; a second process helps with a text file of `shared_from` bytes and more.

    Raises InputError as reading does, RefusedError when the second process dies.
    """
    mine, theirs = share_columns(opened, shared_from)
    with ExitStack() as stack:
        salt = make_salt()
        second = None
        if theirs:
            opened.check_quotes()  # once for both
            try:  # it comes first: a process that has begun to use threads is not copied
                second = stack.enter_context(SecondProcess(opened, theirs, dictionary, salt))
            except OSError:  # no process to be had
                mine = sorted((*mine, *theirs))
        look = stack.enter_context(Look(opened, mine, dictionary, salt))
        look.scan_columns(threads=1 if second else 2)
        texts = look.read_texts() if second else None  # while the second one still looks
        seen = second.collect() if second else Seen()
        scanned = {**look.scanned, **seen.scanned}
        _check_rows(opened, scanned)
        columns = make_findings(opened.headers, [scanned[place] for place in range(len(opened.headers))])
        with ThreadPoolExecutor(1) as pool:  # the engine counts while Python looks at texts
            counting = pool.submit(_tell_apart, opened, columns, look, seen)
            texts = (texts or look.read_texts()) + seen.texts
            return Found(columns, texts, counting.result())


def _check_rows(opened: TypedFile, scanned: Mapping[int, tuple[Verdict, Tally]]) -> None:
    """Raise InputError when columns have different numbers of rows: somebody still writes the file."""
    if len({sum(tally.classes.values()) for _, tally in scanned.values()}) > 1:
        raise refuse("changed", "文件在读的时候变了", opened.name, todo="等它写完、下载完，再试一次")


def _tell_apart(opened: TypedFile, columns: Sequence[ColumnFinding], look: Look, seen: Seen) -> Identifiability | None:
    if not (columns and columns[0].rows):
        return None
    own, theirs = look.codes.list_codes(), unpack_codes(seen.codes, opened.folder)
    codes = Codes({**own.columns, **theirs.columns}, {**own.same, **theirs.same}, opened.folder)
    return measure_codes(codes, columns) or _read_again(opened, columns)


def _read_again(opened: TypedFile, columns: Sequence[ColumnFinding]) -> Identifiability:
    """Return how far people can be told apart from one more pass over the rows: a kind turned out to be another."""
    schema = pa.schema([pa.field(f"c{column.position}", pa.string()) for column in columns])
    batches = (pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in opened.batches())
    return measure_identifiability(pa.RecordBatchReader.from_batches(schema, batches), columns, folder=opened.folder)
