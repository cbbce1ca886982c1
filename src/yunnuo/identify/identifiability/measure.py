"""How far people can be told apart in a table, by which columns together, and what that makes of it in law.

Counts only: no value of the table is kept or said. Unknown never becomes anonymised: a table with an identifier of any
form, a group of one row, a column nobody can name or an undeclared way back is never called so, and adding a column
never makes a table more anonymous.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from yunnuo.identify.identifiability.scan import Measured, open_codes, open_table
from yunnuo.identify.identifiability.words import Identifiability, Meanings, Risk, SinglingSet, read_meanings
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from yunnuo.identify.identifiability.scan import Coded, Table
    from yunnuo.identify.identifiability.staging import Codes
    from yunnuo.identify.identifiability.words import Verdict

WANTED: Final = 5  # rows every group should have, unless the caller asks for more
TELLING: Final = 0.01  # share of rows a set must single out to be named
_LARGEST: Final = 3
_MOST_COLUMNS: Final = 8
_COVERED: Final = frozenset({CellClass.MASKED, CellClass.CIPHERTEXT})
_MEANINGS: Final = Path(__file__).with_name("words.yaml")


class Described(Protocol):
    """What is needed of a typed column; `ColumnFinding` fits. Columns stand in the order of the table."""

    @property
    def header(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """What it holds."""


@dataclass(frozen=True, slots=True)
class _Roles:
    plain: tuple[int, ...]
    hidden: tuple[int, ...]
    texts: tuple[int, ...]
    unnamed: tuple[int, ...]
    measured: tuple[int, ...]


def measure_identifiability(
    table: Table,
    columns: Sequence[Described],
    *,
    wanted: int = WANTED,
    unlinkable: bool | None = None,
    one_row_each: bool | None = None,
    memory: str = "1GB",
    folder: Path | None = None,
) -> Identifiability:
    """Return how far people can be told apart in an Arrow table, a reader or a DuckDB relation.

    `columns` describes the table's columns in their order; ValueError when the numbers differ or `wanted` is under 2.
    `unlinkable`: the handler declares that nothing held anywhere ties the rows back to people; `one_row_each`: that
    no person has two rows. None means nobody said so, and then the table is never called anonymised. `folder` is where
    codes go that do not fit into `memory`.
    """
    if wanted <= 1:
        raise ValueError("a group of one hides nobody")
    times = {place for place, column in enumerate(columns) if column.kind in read_words().times}
    with open_table(table, len(columns), times, memory, folder) as coded:
        return _judge_codes(coded, columns, wanted, (unlinkable is True, one_row_each is True))


def measure_codes(codes: Codes, columns: Sequence[Described], *, memory: str = "1GB") -> Identifiability | None:
    """Return the same from codes taken while the table was read; None where a column it takes is not among them."""
    meanings = read_words()
    roles = _sort_columns(columns, meanings)
    names, regions, times = _sort_risks(columns, meanings)
    if not codes.places >= {*roles.measured, *names, *regions, *times} or not codes.days >= {*times}:
        return None
    if not codes.names:  # every column points at persons: nothing says how many rows there are
        return None
    with open_codes(codes, memory) as coded:
        return _judge_codes(coded, columns, WANTED, (False, False))


def is_settled(kind: str, forms: Mapping[CellClass, int]) -> bool:
    """Return whether a column of a kind points at persons whatever its further rows hold, so that nobody counts it."""
    meanings = read_words()
    if kind in meanings.names:
        return False  # the named risks take them
    return bool(forms.get(CellClass.VIRTUAL_NUMBER) or (kind in meanings.identifiers and forms.get(CellClass.PLAIN)))


def _judge_codes(
    coded: Coded, columns: Sequence[Described], wanted: int, declared: tuple[bool, bool]
) -> Identifiability:
    meanings = read_words()
    roles = _sort_columns(columns, meanings)
    whole = coded.measure(roles.measured, wanted)
    sets, searched, is_complete = _search_sets(coded, whole, roles, columns, meanings)
    risks = _measure_risks(coded, columns, meanings, roles.hidden)
    verdict, questions = _decide(whole, roles, wanted, declared=declared)
    held = meanings.verdicts[verdict]
    return Identifiability(
        rows=whole.rows,
        wanted=wanted,
        verdict=held.id,
        zh=held.zh,
        rules=held.rules,
        says=held.says,
        identifiers=_headers(columns, roles.plain),
        hidden=_headers(columns, roles.hidden),
        texts=_headers(columns, roles.texts),
        unnamed=_headers(columns, roles.unnamed),
        least=whole.least,
        alone=whole.alone,
        share=whole.share,
        small=whole.small,
        sets=tuple(
            SinglingSet(_headers(columns, places), found.alone, found.share, found.least) for places, found in sets
        ),
        risks=risks,
        searched=searched,
        is_complete=is_complete,
        questions=_ask(questions, columns, roles, whole, meanings, wanted),
    )


@cache
def read_words() -> Meanings:
    """Return the meanings of kinds and verdicts that come with the product."""
    return read_meanings(_MEANINGS)


def _sort_columns(columns: Sequence[Described], meanings: Meanings) -> _Roles:
    plain, hidden = [], []
    for place, column in enumerate(columns):
        forms = _forms_of(column)
        is_identifier = column.kind in meanings.identifiers or _holds_numbers(column)
        if CellClass.VIRTUAL_NUMBER in forms or (is_identifier and CellClass.PLAIN in forms):
            plain.append(place)
        elif forms & _COVERED:
            hidden.append(place)
    return _Roles(
        plain=tuple(plain),
        hidden=tuple(hidden),
        texts=tuple(place for place, column in enumerate(columns) if column.kind in meanings.texts),
        unnamed=tuple(place for place, column in enumerate(columns) if not meanings.knows(column.kind)),
        measured=tuple(place for place in range(len(columns)) if place not in plain),
    )


def _forms_of(column: Described) -> frozenset[CellClass]:
    """Return the forms that occur in a column; one nobody counted is taken to be plain."""
    counts: Mapping[CellClass, int] = getattr(column, "counts", None) or {}
    return frozenset(form for form, count in counts.items() if count) or frozenset({CellClass.PLAIN})


def _holds_numbers(column: Described) -> bool:
    """Return whether phones or identity numbers were found in a column, whatever its kind."""
    return bool(getattr(column, "phones", 0) or getattr(column, "id_numbers", 0))


def _decide(whole: Measured, roles: _Roles, wanted: int, *, declared: tuple[bool, bool]) -> tuple[Verdict, list[str]]:
    """Return the strictest verdict any single observation asks for, and what is left to find out."""
    open_points = [
        ("empty", not whole.rows),
        ("unknown", bool(roles.unnamed)),
        ("texts", bool(roles.texts)),
        ("small_groups", 0 < whole.least < wanted),
        ("unlinkable", not declared[0]),
        ("one_row_each", not declared[1]),
    ]
    asked = [name for name, is_open in open_points if is_open]
    if roles.plain or whole.least == 1:
        return "personal_information", []
    if roles.hidden:
        return "de_identified", []
    return ("cannot_tell", asked) if asked else ("anonymised", [])


def _search_sets(
    coded: Coded, whole: Measured, roles: _Roles, columns: Sequence[Described], meanings: Meanings
) -> tuple[list[tuple[tuple[int, ...], Measured]], int, bool]:
    """Return the smallest sets that single out at least TELLING of the rows, the most telling first.

    Where many columns together do not, fewer of them do not either: with every column groups only fall apart.
    """
    varied = [place for place in roles.measured if coded.distinct(place) > 1]
    order = sorted(
        varied, key=lambda place: (columns[place].kind not in meanings.tellers, -coded.distinct(place), place)
    )
    places = sorted(order[:_MOST_COLUMNS])
    is_complete = len(varied) <= len(places)
    if not _tells(whole):
        return [], _count_sets(len(places), 1), is_complete
    found: list[tuple[tuple[int, ...], Measured]] = []
    searched = 0
    level: list[tuple[int, ...]] = [(place,) for place in places]
    measure: Callable[[Sequence[int]], Measured] = partial(coded.measure, wanted=WANTED)
    while level:
        kept: list[tuple[int, ...]] = []
        for chosen in level:
            measured = measure(chosen)
            searched += 1
            if _tells(measured):
                found.append((chosen, measured))
            else:
                kept.append(chosen)
        size = len(level[0])
        level = _grow_sets(kept, places, found) if size < _LARGEST else []
        if level and size == 1:  # columns that tell by themselves are out of the search
            quiet = [place for (place,) in kept]
            measure = coded.gather(quiet, WANTED)
            if not _tells(measure(quiet)):
                searched += _count_sets(len(quiet), 2)
                break
    return sorted(found, key=lambda item: (len(item[0]), -item[1].share, item[0])), searched, is_complete


def _count_sets(places: int, least: int) -> int:
    """Return how many sets of `least` columns and more, up to the largest looked at, there are."""
    return sum(comb(places, size) for size in range(least, _LARGEST + 1))


def _tells(measured: Measured) -> bool:
    return bool(measured.rows) and measured.share >= TELLING


def _grow_sets(
    kept: list[tuple[int, ...]], places: list[int], found: list[tuple[tuple[int, ...], Measured]]
) -> list[tuple[int, ...]]:
    telling = [frozenset(chosen) for chosen, _ in found]
    grown = [(*chosen, place) for chosen in kept for place in places if place > chosen[-1]]
    return [chosen for chosen in grown if not any(smaller <= set(chosen) for smaller in telling)]


def _measure_risks(
    coded: Coded, columns: Sequence[Described], meanings: Meanings, hidden: Collection[int]
) -> tuple[Risk, ...]:
    """Measure name, region and day together, as far as the table has them: what a neighbour would know."""
    names, regions, times = _sort_risks(columns, meanings)
    risks = []
    for parts in ((names, regions, times), (names, regions), (regions, times)):
        if not all(parts):
            continue
        places = tuple(place for part in parts for place in part)
        measured = coded.measure(places, WANTED, by_day=True)
        zh = "＋".join(_name_part(columns[part[0]], meanings, is_hidden=part[0] in hidden) for part in parts)
        risks.append(Risk(zh, _headers(columns, places), measured.alone, measured.share, measured.least))
    return tuple(risks)


def _sort_risks(columns: Sequence[Described], meanings: Meanings) -> tuple[list[int], list[int], list[int]]:
    """Return the first name, the regions and the first time."""
    names = [place for place, column in enumerate(columns) if column.kind in meanings.names]
    regions = [place for place, column in enumerate(columns) if column.kind in meanings.regions]
    times = [place for place, column in enumerate(columns) if column.kind in meanings.times]
    return names[:1], regions, times[:1]


def _name_part(column: Described, meanings: Meanings, *, is_hidden: bool) -> str:
    if column.kind in meanings.names:
        return "打码的姓名" if is_hidden else "姓名"
    return "哪一天" if column.kind in meanings.times else "地区"


def _ask(
    names: list[str], columns: Sequence[Described], roles: _Roles, whole: Measured, meanings: Meanings, wanted: int
) -> tuple[str, ...]:
    listed = {"unknown": roles.unnamed, "texts": roles.texts}
    return tuple(
        meanings.questions[name].format(
            headers="、".join(_headers(columns, listed.get(name, ()))), least=whole.least, wanted=wanted
        )
        for name in names
    )


def _headers(columns: Sequence[Described], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(columns[place].header.strip() or f"第 {place + 1} 列" for place in places)
