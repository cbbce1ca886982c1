"""What the files of an audience give away about everybody in them: goods, shops, places, remarks.

Who stands on a list of one medicine shop's buyers is told to have bought medicine, though only phones leave. Counts and
words of the dictionary; never a cell. A clue is a reason to ask, not a finding: a person has to look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.flows.identifying import load_tables
from yunnuo.flows.identifying_hints import LONGEST, MOST_TEXTS, Source, sum_texts
from yunnuo.identify.columns.headers import read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from yunnuo.flows.identifying_hints import Hint
    from yunnuo.identify.export import Export

_LOOKED: Final = 50_000  # rows of a file
_SHOWN: Final = 5  # words of the dictionary


class Place(NamedTuple):
    """A column of a file that gives a category away, and in which share of the file's rows."""

    file: str
    rows: int
    share: float
    hint: Hint


@dataclass(frozen=True, slots=True)
class Clue:
    """A sensitive category the files give away, for which share of all their rows, and where; widest place first."""

    category: str
    zh: str
    share: float
    words: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether standing on the list says it of anybody there."""
        return bool(self.share > load_tables()["whole_list"])


def find_clues(exports: Sequence[Export], rows: Sequence[int], connection: DuckDBPyConnection) -> tuple[Clue, ...]:
    """Return the clues of a list made of files of so many rows, the widest first.

    One pass over each file; of a long one, some tens of thousands of rows from all over it, the same in every run.
    Raises InputError for a row that cannot be read.
    """
    found: dict[str, list[Place]] = defaultdict(list)
    for export, many in zip(exports, rows, strict=True):
        for place in _look_into(export, many, connection):
            found[place.hint.category].append(place)
    clues = (_make_clue(places, sum(rows)) for places in found.values())
    return tuple(sorted(clues, key=lambda clue: (-clue.share, clue.category)))


def tells_anyone(clues: Sequence[Clue], purpose: str) -> bool:
    """Return whether standing on the list reveals something sensitive, for a purpose people are picked for."""
    return purpose in load_tables()["picked_for"] and any(clue.is_whole for clue in clues)


def tell_clues(clues: Sequence[Clue], purpose: str, *, is_settled: bool) -> Iterator[str]:
    """Yield one sentence for each clue; `is_settled` when the user stated the fact `sensitive`."""
    if purpose not in load_tables()["picked_for"]:
        return
    for clue in clues:
        place = clue.places[0]
        more = f"等 {len(clue.places)} 处" if len(clue.places) > 1 else ""
        words = "、".join(clue.words)
        seen = f"名单约 {clue.share:.0%} 的行看得出{clue.zh}（{place.file}“{place.hint.header}”{more}：{words}）"
        if is_settled:
            yield f"{seen}；按您在 --facts 里写的 sensitive 判断。"
        elif clue.is_whole:
            yield f"{seen}：在名单上就说明了这一点，不能当作不敏感；请人核对，在 --facts 里写明 sensitive。"
        else:
            yield f"{seen}；如果名单是按这些内容挑出来的，要在 --facts 里写 sensitive: yes。"


def _make_clue(places: list[Place], total: int) -> Clue:
    """Return what one category comes to; of several columns of a file the widest counts."""
    widest: dict[str, float] = {}
    for place in places:
        widest[place.file] = max(widest.get(place.file, 0), place.share * place.rows)
    first = places[0].hint
    words = dict.fromkeys(chain.from_iterable(place.hint.words for place in places))
    ordered = sorted(places, key=lambda place: (-place.share * place.rows, place.file, place.hint.position))
    return Clue(first.category, first.zh, sum(widest.values()) / total, tuple(words)[:_SHOWN], tuple(ordered))


def _look_into(export: Export, rows: int, connection: DuckDBPyConnection) -> Iterator[Place]:
    reveals = load_tables()["reveals"]
    kinds = {column: read_header(column.header)[0] for column in export.columns}
    sources = {column: reveals[kind] for column, kind in kinds.items() if kind in reveals}
    if not sources or not rows:
        return
    texts = _read_texts(export, [column.staged for column in sources], max(1, rows // _LOOKED), connection)
    for (column, where), found in zip(sources.items(), texts, strict=True):
        counted = Counter(text for text in found if text)
        frequent = Counter(dict(counted.most_common(MOST_TEXTS)))
        for hint in sum_texts(Source(column.header, column.position, where), frequent):
            yield Place(export.name, rows, hint.rows / len(found), hint)


def _read_texts(
    export: Export, columns: Sequence[str], step: int, connection: DuckDBPyConnection
) -> Iterator[list[str | None]]:
    """Yield the cells of each column in one row of every `step`, picked by a hash of the row's number."""
    with export.reading():
        picked = export.staged(connection).filter(f'hash("row") % {step} = 0')
        table = picked.select(", ".join(f"left(trim({column}), {LONGEST})" for column in columns)).to_arrow_table()
    for column in table.columns:
        yield column.to_pylist()
