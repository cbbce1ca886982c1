"""The word lists of names and addresses, read once from `identify/lexicon`.

Where each list comes from stands in docs/reference/models. It must never hold a list of real persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT: Final = files("yunnuo.identify") / "lexicon"


@dataclass(frozen=True, slots=True)
class NameWords:
    """What tells a name: surnames by tier, how name-like a character is, words by frequency, cues beside a name.

    `left_ends` and `right_heads` are the characters of cues that touch the name.
    """

    surnames: Mapping[str, int]
    compounds: frozenset[str]
    tiers: Mapping[str, int]
    odds: Mapping[str, int]
    words: Mapping[str, int]
    others: frozenset[str]
    left: Mapping[str, str]
    right: Mapping[str, str]
    left_ends: frozenset[str]
    right_heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class CalledWords:
    """What people are called by: titles, what is no such name, and what stands after one.

    `behind`: the titles that may stand behind a name that has none in it.
    """

    titles: frozenset[str]
    shorts: frozenset[str]
    sures: frozenset[str]
    givens: frozenset[str]
    smalls: frozenset[str]
    nobody: frozenset[str]
    doubtful: frozenset[str]
    after: tuple[str, ...]
    behind: tuple[str, ...]
    parents: tuple[str, ...]
    measures: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What tells an address: names of divisions by level, short names, endings of parts, cues before it."""

    divisions: Mapping[str, str]
    shorts: frozenset[str]
    endings: Mapping[str, str]
    cues: frozenset[str]
    stops: tuple[str, ...]


def read_rows(name: str) -> Iterator[list[str]]:
    """Yield the words of each line of one list; lines that begin with `#` are remarks."""
    for line in (_ROOT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split()


@cache
def load_name_words() -> NameWords:
    """Return the word lists of names."""
    left = {word: row[0] for row in read_rows("names/left_cues.txt") for word in row[1:]}
    right = {word: row[0] for row in read_rows("names/right_cues.txt") for word in row[1:]}
    return NameWords(
        surnames=_spread_chars("names/surnames.txt"),
        compounds=frozenset(word for row in read_rows("names/compound_surnames.txt") for word in row),
        tiers=_spread_chars("names/given.txt"),
        odds=_spread_chars("names/given_odds.txt"),
        words={word: int(row[0]) for row in read_rows("names/words.txt") for word in row[1:]},
        others=frozenset(word for row in read_rows("names/not_names.txt") for word in row),
        left=left,
        right=right,
        left_ends=frozenset(word[-1] for word in left),
        right_heads=frozenset(word[0] for word in right),
    )


@cache
def load_called_words() -> CalledWords:
    """Return the word lists of what people are called by."""
    rows = {kind: words for kind, *words in read_rows("names/called.txt")}
    return CalledWords(
        titles=frozenset(rows["title"]),
        shorts=frozenset(rows["short"]),
        sures=frozenset(rows["sure"]),
        givens=frozenset(rows["given"]),
        smalls=frozenset(rows["small"]),
        nobody=frozenset(rows["never"]),
        doubtful=frozenset(rows["doubtful"]),
        after=tuple(rows["after"]),
        behind=(*rows["title"], *rows["given"]),
        parents=tuple(sorted(rows["parent"], key=len, reverse=True)),
        measures=frozenset(rows["measure"]),
    )


def _spread_chars(name: str) -> dict[str, int]:
    tiers: dict[str, int] = {}
    for tier, *words in read_rows(name):
        for char in "".join(words):
            tiers.setdefault(char, int(tier))
    return tiers


@cache
def load_place_words() -> PlaceWords:
    """Return the word lists of addresses."""
    divisions = {word: row[0] for row in read_rows("places/divisions.txt") for word in row[1:]}
    return PlaceWords(
        divisions=divisions,
        shorts=frozenset(_shorten_names(divisions)),
        endings={word: row[0] for row in read_rows("places/suffixes.txt") for word in row[1:]},
        cues=frozenset(word for row in read_rows("places/cues.txt") for word in row),
        stops=tuple(word for row in read_rows("places/tail_stops.txt") for word in row),
    )


def _shorten_names(divisions: Mapping[str, str]) -> Iterator[str]:
    special = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏"}
    special |= {"宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆"}
    yield from ("中国", *special.values())
    for name, level in divisions.items():
        short = name.removesuffix("省").removesuffix("市")
        if level != "district" and short != name and len(short) > 1:
            yield short
