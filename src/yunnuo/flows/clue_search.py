"""Looking for clues: one pass over each file of an audience, its texts held against the sensitive dictionary.

It must never keep or tell a cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from yunnuo.flows.clues import Clue, Spot
from yunnuo.flows.hints import LONGEST, SHOWN_WORDS, Source, sum_findings
from yunnuo.flows.identifying_tables import load_tables
from yunnuo.identify.columns.headers import read_header
from yunnuo.identify.roles import ROLE_KINDS
from yunnuo.identify.sensitive.inference import infer_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from yunnuo.identify.export import Export
    from yunnuo.identify.shape import Column

_STEP: Final = 4_000_000  # bytes of a file for each row that is left out before one is looked at


@dataclass(slots=True)
class _Found:
    """One category: the spots, and how many rows of all files tell it by any of their columns."""

    spots: list[Spot] = field(default_factory=list)
    rows: float = 0.0


def find_clues(exports: Sequence[Export], connection: DuckDBPyConnection) -> tuple[Clue, ...]:
    """Return the clues of a list made of these files, the widest first.

    One pass over each file; of a long one, some ten thousand rows from all over it, the same in every run. A row
    without anything in these columns is taken to be like the others. Raises InputError for a row that cannot be read.
    """
    found: dict[str, _Found] = defaultdict(_Found)
    rows = sum(_look_into(export, connection, found) for export in exports)
    clues = (_make_clue(category, held, rows) for category, held in found.items())
    return tuple(sorted(clues, key=lambda clue: (-clue.share, clue.category)))


def _make_clue(category: str, held: _Found, total: int) -> Clue:
    spots = sorted(held.spots, key=lambda spot: (-spot.share, spot.file, spot.hint.position))
    words = dict.fromkeys(chain.from_iterable(spot.hint.words for spot in spots))
    return Clue(category, spots[0].hint.zh, held.rows / total, tuple(words)[:SHOWN_WORDS], tuple(spots))


def _look_into(export: Export, connection: DuckDBPyConnection, found: dict[str, _Found]) -> int:
    """Add what one file gives away; return about how many rows it has."""
    sources = {column: where for column in export.columns if (where := _name_source(column))}
    step = 1 + export.size // _STEP
    rows, *columns = _read_texts(export, [column.staged for column in sources], step, connection)
    filled = sum(any(cells) for cells in zip(*columns, strict=True))
    telling: dict[str, set[int]] = defaultdict(set)
    for (column, where), texts in zip(sources.items(), columns, strict=True):
        counts = Counter(filter(None, texts))
        findings = dict(zip(counts, infer_many(counts, where), strict=True))
        pairs = ((findings[text], count) for text, count in counts.items())
        for hint in sum_findings(Source(column.header, column.position, where), pairs):
            found[hint.category].spots.append(Spot(export.name, hint, hint.rows / filled))
        for place, text in enumerate(texts):
            for finding in findings.get(text or "", ()):
                telling[finding.category].add(place)
    for category, places in telling.items():
        found[category].rows += step * len(rows) * len(places) / filled
    return step * len(rows)


def _name_source(column: Column) -> str:
    """Return what the texts of a column are to the dictionary; empty for a column that is something else.

    A column nothing is known about may hold goods: brands call theirs what they like.
    """
    reveals = load_tables()["reveals"]
    named, _ = read_header(column.header)
    told = ROLE_KINDS[column.role] if column.role else ""
    return str(reveals.get(told) or reveals.get(named) or ("" if told or named else "goods"))


def _read_texts(
    export: Export, columns: Sequence[str], step: int, connection: DuckDBPyConnection
) -> list[list[str | None]]:
    """Return the number and the cells of each column of one row in every `step`, picked by a hash of its number."""
    with export.reading():
        picked = export.staged(connection).filter(f'hash("row") % {step} = 0')
        cells = (f"nullif(left(trim({column}), {LONGEST}), '') AS {column}" for column in columns)
        return [column.to_pylist() for column in picked.select(", ".join(['"row"', *cells])).to_arrow_table().columns]
