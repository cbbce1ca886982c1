"""What the neighbours of a candidate speak for: the weights of one side at a time, found once for each kind of side.

The features are those of `evidence.list_beside`; here their weights stand in tables by what varies from candidate to
candidate. What is kept are signs, cues and classes beside a name, never a name.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.identify.tagging.weights import load_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Table = Mapping[str, int]

_MOST_KEPT: Final = 20_000  # sides kept at a time
_NONE: Final[Table] = {}
_PAIRED: Final = frozenset("HPD")  # classes of signs that name the sign behind them


class Side(NamedTuple):
    """One kind of side: its sign, its class with its cue, what it weighs, and what it weighs with more.

    The tables are by likeness, by words cut, by the candidate as a word, and by the sign on the other side.
    """

    sign: str
    seen: str
    weight: int
    by_likeness: Table
    by_cuts: Table
    by_word: Table
    by_sign: Table


class SideTable(dict[tuple[str, str], Side]):
    """The sides by sign and cue, as `evidence.look_left` (way `l`) and `look_right` (`r`) return; made when asked."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self._way = way
        self._by_likeness = _split_behind(f"{way}o=")
        self._by_cuts = _split_behind(f"{way}x=")
        self._by_word = _split_before(f"w{way}=")
        self._by_sign = _split_signs() if way == "l" else {}

    def __missing__(self, seen: tuple[str, str]) -> Side:
        """Gather the weights of one more kind of side."""
        if len(self) > _MOST_KEPT:
            self.clear()
        (sign, cue), weigh = seen, load_weights().get
        beside = sign[:2] + cue
        side = self[seen] = Side(
            sign,
            sign[0] + cue,
            weigh(f"{self._way}={sign}", 0) + weigh(f"{self._way}c={cue}", 0),
            self._by_likeness.get(beside, _NONE),
            self._by_cuts.get(beside, _NONE),
            self._by_word.get(beside, _NONE),
            self._by_sign.get(sign, _NONE),
        )
        return side


class PairTable(dict[tuple[str, str, str], int]):
    """What both sides speak for together, by kind of text and the class and cue of each; made when asked."""

    def __missing__(self, key: tuple[str, str, str]) -> int:
        """Sum the features of one more pair of sides."""
        (contact, left, right), weigh = key, load_weights().get
        total = weigh(f"d={contact}|{left}|{right}", 0) + weigh(f"cc={left[1:]}|{right[1:]}", 0)
        self[key] = total
        return total


class OwnTable(dict[tuple[str, str, str, str], int]):
    """What the left side speaks for with what a candidate is made of, by kind of text, side, likeness and tier."""

    def __missing__(self, key: tuple[str, str, str, str]) -> int:
        """Find the weight of one more combination."""
        contact, left, likely, tier = key
        total = self[key] = load_weights().get(f"do={contact}|{left[:4]}|{likely}|{tier}", 0)
        return total


def _split_behind(head: str) -> Mapping[str, Table]:
    """Return the weights of features `beside|class` by both; the sign beside may be `|` itself."""
    return _fill_tables((*rest.rpartition("|")[::2], weight) for rest, weight in _list_features(head))


def _split_before(head: str) -> Mapping[str, Table]:
    """Return the weights of features `class|beside` by both, what stands beside first."""
    return _fill_tables((*rest.partition("|")[::-2], weight) for rest, weight in _list_features(head))


def _split_signs() -> Mapping[str, Table]:
    """Return the weights of pairs of signs by the left one, then the right one."""
    sizes = ((2 if rest[0] in _PAIRED else 1, rest, weight) for rest, weight in _list_features("lr="))
    return _fill_tables((rest[:size], rest[size + 1 :], weight) for size, rest, weight in sizes)


def _fill_tables(rows: Iterator[tuple[str, str, int]]) -> Mapping[str, Table]:
    tables: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for first, second, weight in rows:
        tables[first][second] = weight
    return dict(tables)


def _list_features(head: str) -> Iterator[tuple[str, int]]:
    for feature, weight in load_weights().items():
        if feature.startswith(head):
            yield feature[len(head) :], weight
