"""The score of a candidate by the name model, summed in groups of features that belong together.

The features are those of `evidence.py`, which training uses one by one; here the sum of a group is kept by the classes
it is made of, never by the characters of a name. It must give the score that the single features add up to.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.identify.tagging.cuts import MARKS, CutTable, WordReader, WordTable
from yunnuo.identify.tagging.evidence import find_right_cue, look_left, look_right
from yunnuo.identify.tagging.lexicon import load_name_words
from yunnuo.identify.tagging.sides import OwnTable, PairTable, SideTable
from yunnuo.identify.tagging.weights import load_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yunnuo.identify.tagging.cuts import Start
    from yunnuo.identify.tagging.sides import Side

HOPELESS: Final = -420  # what no neighbour makes up for
_UNKNOWN: Final = (1, 3)  # a character of no list: how name-like it is, how common in given names
_LONG: Final = 2  # characters above which a candidate has parts
_RARE: Final = ("4", 0)  # a surname of no list
_Pairs = tuple[tuple[int, int], ...]


class _Made(NamedTuple):
    """What a candidate is made of: its weight but for the surname itself, the most its words add, classes, tables."""

    weight: int
    most: int
    tier: str
    likely: str
    words: WordTable
    cuts: CutTable


@cache
def load_scorer() -> Scorer:
    """Return the scorer of the shipped weights."""
    return Scorer()


class Scorer:
    """Sums of the shipped weights; what was summed once is kept by its classes."""

    def __init__(self) -> None:
        names = self._names = load_name_words()
        weigh = self._weigh = load_weights().get
        self._signs = {
            char: (names.odds.get(char, 1), names.tiers.get(char, 3)) for char in {*names.odds, *names.tiers}
        }
        self._families = {char: (str(tier), weigh(f"s={char}", 0)) for char, tier in names.surnames.items()}
        self._compound = ("c", weigh("s=c", 0))
        self._made: dict[tuple[str, int, _Pairs], _Made] = {}
        self._words: dict[tuple[bool, str, str], WordTable] = {}
        self._cuts: dict[tuple[str, str], CutTable] = {}
        self._reader = WordReader(names)
        self._lefts, self._rights = SideTable("l"), SideTable("r")
        self._pairs, self._owns = PairTable(), OwnTable()
        self._ons = _OnTable()
        self._most_on = self._sum_most("gx", "ic", "ba")

    def score_names(
        self, candidates: Iterable[tuple[int, int, int]], text: str, taken: list[bool], contact: str, least: int
    ) -> Iterator[tuple[int, int, int]]:
        """Yield (score, start, end) of each of `candidates` (start, end, length of the surname) that reaches `least`.

        Above 0 the model is for a name. Candidates that start at one place come one after the other.
        """
        at = -1
        start: Start | None = None
        left: Side | None = None
        for begin, end, family in candidates:
            if begin != at:
                at, start, left = begin, None, None
            made, score = self._look_inside(text, begin, end, family)
            if score + made.most < HOPELESS:
                continue
            start = start or self._reader.read_start(text, begin)
            word, cut = self._reader.read_words(text, begin, start, end)
            weight, cuts = made.cuts[cut]
            score += made.words[word] + weight
            if score < HOPELESS:
                continue
            left = left or self._lefts[look_left(text, begin, taken, self._names)]
            seen = look_right(text, end, taken, self._names)
            score += self._weigh_sides(left, self._rights[seen], made, MARKS[word // 100], cuts, contact)
            if score + self._most_on >= least and (score := score + self._weigh_on(text, begin, end, seen)) >= least:
                yield score, begin, end

    def _look_inside(self, text: str, start: int, end: int, family: int) -> tuple[_Made, int]:
        """Return what a candidate is made of, and what its characters speak for."""
        tier, weight = self._families.get(text[start], _RARE) if family == 1 else self._compound
        signs, size = self._signs, end - start
        first = signs.get(text[start + family], _UNKNOWN)
        pairs: _Pairs = (first,) if size - family == 1 else (first, signs.get(text[end - 1], _UNKNOWN))
        made = self._made.get((tier, size, pairs))
        if made is None:
            made = self._made[tier, size, pairs] = self._sum_inner(tier, size, family, pairs)
        return made, made.weight + weight

    def _sum_inner(self, tier: str, size: int, family: int, pairs: _Pairs) -> _Made:
        odds = [pair[0] for pair in pairs]
        likely = str(max(-4, min(4, round(sum(odds) / len(odds)))))
        tiers, built = "".join(str(pair[1]) for pair in pairs), f"{size}{family}"
        features = ["b", f"t={tier}", f"o={likely}", f"g={tiers}", f"m={min(odds)}", f"n={built}"]
        weight = sum([self._weigh(feature, 0) for feature in (*features, f"no={built}|{likely}|{tier}")])
        words = self._words.get((size > _LONG, tier, likely))
        if words is None:
            words = self._words[size > _LONG, tier, likely] = WordTable(tier, likely, is_long=size > _LONG)
        cuts = self._cuts.get((built, likely))
        if cuts is None:
            cuts = self._cuts[built, likely] = CutTable(built, likely)
        return _Made(weight, words.most + cuts.most, tier, likely, words, cuts)

    def _weigh_sides(self, left: Side, right: Side, made: _Made, word: str, cuts: str, contact: str) -> int:
        """Return what the neighbours on both sides speak for."""
        likely = made.likely
        return (
            left.weight
            + right.weight
            + left.by_sign.get(right.sign, 0)
            + self._pairs[contact, left.seen, right.seen]
            + self._owns[contact, left.seen, likely, made.tier]
            + left.by_likeness.get(likely, 0)
            + left.by_cuts.get(cuts, 0)
            + left.by_word.get(word, 0)
            + right.by_likeness.get(likely, 0)
            + right.by_cuts.get(cuts, 0)
            + right.by_word.get(word, 0)
        )

    def _weigh_on(self, text: str, start: int, end: int, right: tuple[str, str]) -> int:
        """Return the sum of what tells whether a longer or a shorter candidate would be better."""
        words = self._names.words.get
        grown, longer = (self._names.odds.get(text[end], 1), right[1]) if right[0][0] == "H" else ("-", "")
        inside = find_right_cue(text, end - 1, self._names)
        before = words(text[start - 2 : start], "-") if start > 1 else "-"
        return self._ons[grown, longer, inside, before, words(text[end : end + 2], "-"), end - start]

    def _sum_most(self, *names: str) -> int:
        """Return the most that features of these names can add up to."""
        most = dict.fromkeys(names, 0)
        for feature, weight in load_weights().items():
            name = feature.partition("=")[0]
            if name in most:
                most[name] = max(most[name], weight)
        return sum(most.values())


class _OnTable(dict[tuple[int | str, ...], int]):
    """What the next character, the cue inside and the words around speak for; made when asked."""

    def __missing__(self, key: tuple[int | str, ...]) -> int:
        """Sum the features of one more combination."""
        (grown, longer, inside, before, after, size), weigh = key, load_weights().get
        features = (f"gx={grown}|{longer}|{size}", f"ic={inside}|{size}", f"ba={before}|{after}")
        total = self[key] = sum([weigh(feature, 0) for feature in features])
        return total
