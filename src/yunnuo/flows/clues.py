"""What the files of an audience give away about everybody in them: goods, shops, places, remarks.

Who stands on a list of one medicine shop's buyers is told to have bought medicine, though only phones leave. Counts and
words of the dictionary; never a cell. A clue is a reason to ask, not a finding: a person has to look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from yunnuo.flows.identifying import load_tables
from yunnuo.flows.identifying_hints import Source, sum_findings
from yunnuo.identify.columns.headers import read_header
from yunnuo.identify.roles import ROLE_KINDS
from yunnuo.identify.sensitive.inference import infer_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from yunnuo.flows.identifying_hints import Hint
    from yunnuo.identify.export import Export
    from yunnuo.identify.shape import Column

_STEP: Final = 4_000_000  # bytes of a file for each row that is left out before one is looked at
_LONGEST: Final = 400  # characters of a cell
_SHOWN: Final = 5  # words of the dictionary


@dataclass(frozen=True, slots=True)
class Spot:
    """A column of a file that gives a category away, in how many of the rows looked at."""

    file: str
    hint: Hint
    share: float


@dataclass(frozen=True, slots=True)
class Clue:
    """A sensitive category the files give away, for which share of all their rows, and where; widest spot first."""

    category: str
    zh: str
    share: float
    words: tuple[str, ...]
    spots: tuple[Spot, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether standing on the list says it of anybody there."""
        return bool(self.share > load_tables()["whole_list"])


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


def tells_anyone(clues: Sequence[Clue], purpose: str) -> bool:
    """Return whether standing on the list reveals something sensitive, for a purpose people are picked for."""
    return purpose in load_tables()["picked_for"] and any(clue.is_whole for clue in clues)


def tell_clues(clues: Sequence[Clue], purpose: str, *, is_settled: bool) -> Iterator[str]:
    """Yield one sentence for each clue; `is_settled` when the user stated the fact `sensitive`."""
    if purpose not in load_tables()["picked_for"]:
        return
    for clue in clues:
        spot = clue.spots[0]
        more = f"等 {len(clue.spots)} 处" if len(clue.spots) > 1 else ""
        words = "、".join(clue.words)
        seen = f"名单约 {clue.share:.0%} 的行看得出{clue.zh}（{spot.file}“{spot.hint.header}”{more}：{words}）"
        if is_settled:
            yield f"{seen}；按您在 --facts 里写的 sensitive 判断。"
        elif clue.is_whole:
            yield f"{seen}：在名单上就说明了这一点，不能当作不敏感；请人核对，在 --facts 里写明 sensitive。"
        else:
            yield f"{seen}；如果名单是按这些内容挑出来的，要在 --facts 里写 sensitive: yes。"


def _make_clue(category: str, held: _Found, total: int) -> Clue:
    spots = sorted(held.spots, key=lambda spot: (-spot.share, spot.file, spot.hint.position))
    words = dict.fromkeys(chain.from_iterable(spot.hint.words for spot in spots))
    return Clue(category, spots[0].hint.zh, held.rows / total, tuple(words)[:_SHOWN], tuple(spots))


def _look_into(export: Export, connection: DuckDBPyConnection, found: dict[str, _Found]) -> int:
    """Add what one file gives away; return about how many rows it has."""
    sources = {column: where for column in export.columns if (where := _name_source(column))}
    step = 1 + export.size // _STEP
    rows, *columns = _read_texts(export, [column.staged for column in sources], step, connection)
    filled = sum(any(cells) for cells in zip(*columns, strict=True))
    telling: dict[str, set[int]] = defaultdict(set)
    for (column, where), texts in zip(sources.items(), columns, strict=True):
        different = list(dict.fromkeys(filter(None, texts)))
        findings = dict(zip(different, infer_many(different, where), strict=True))
        counts = Counter(filter(None, texts))
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
        cells = (f"nullif(left(trim({column}), {_LONGEST}), '') AS {column}" for column in columns)
        return [column.to_pylist() for column in picked.select(", ".join(['"row"', *cells])).to_arrow_table().columns]
