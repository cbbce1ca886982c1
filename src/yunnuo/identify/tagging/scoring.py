"""The score of a candidate by the name model, summed in groups of features that belong together.

The features are those of `evidence.py`, which training uses one by one; here the sum of a group is kept by the classes
it is made of, never by the characters of a name. It must give the score that the single features add up to.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.evidence import find_right_cue, look_left, look_right
from yunnuo.identify.tagging.lexicon import load_name_words
from yunnuo.identify.tagging.weights import load_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

HOPELESS: Final = -4.2  # what no neighbour makes up for
_ROUNDED: Final = 1e-6
_MOST_KEPT: Final = 100_000  # sums kept at a time
_Pairs = tuple[tuple[int, int], ...]


@cache
def load_scorer() -> Scorer:
    """Return the scorer of the shipped weights."""
    return Scorer()


class Scorer:
    """Sums of the shipped weights; what was summed once is kept by its classes."""

    def __init__(self) -> None:
        self._weigh = load_weights().get
        names = self._names = load_name_words()
        self._signs = {
            char: (names.odds.get(char, 1), names.tiers.get(char, 3)) for char in {*names.odds, *names.tiers}
        }
        self._families = {char: self._weigh(f"s={char}", 0.0) for char in names.surnames}
        self._inner: dict[tuple[int | str, int, int, _Pairs], tuple[float, int]] = {}
        self._words: dict[tuple[int | str, ...], float] = {}
        self._cuts: dict[tuple[int | str, ...], float] = {}
        self._sides: dict[tuple[str, ...], float] = {}
        self._lefts: dict[tuple[int | str, ...], float] = {}
        self._rights: dict[tuple[int | str, ...], float] = {}
        self._ons: dict[tuple[int | str, ...], float] = {}
        self._most_cuts = self._sum_most(("cl", "cr", "co", "x"))
        self._most_words = self._sum_most(("w", "p", "wo")) + self._most_cuts
        self._most_on = self._sum_most(("gx", "ic", "ba"))

    def score_name(  # a candidate, where it stands, and what it must reach
        self, text: str, start: int, end: int, family: int, taken: list[bool], contact: str, least: float
    ) -> float:
        """Return how far the model is for (above 0) or against one candidate.

        What cannot reach `least` is not looked at further; its score is only some number below.
        """
        signs, size = self._signs, end - start
        first = signs.get(text[start + family], (1, 3))
        pairs: _Pairs = (first,) if size - family == 1 else (first, signs.get(text[end - 1], (1, 3)))
        tier: int | str = "c" if family > 1 else self._names.surnames.get(text[start], 4)
        held = self._inner.get((tier, size, family, pairs)) or self._sum_inner(tier, size, family, pairs)
        score, likely = held
        score += self._families.get(text[start], 0.0) if family == 1 else self._weigh("s=c", 0.0)
        if score + self._most_words < HOPELESS:
            return HOPELESS
        word, weight = self._weigh_words(text[start:end], tier, likely)
        score += weight
        if score + self._most_cuts < HOPELESS:
            return HOPELESS
        cuts, weight = self._weigh_cuts(text, start, end, size * 10 + family, likely)
        score += weight
        if score < HOPELESS:
            return HOPELESS
        right, weight = self._weigh_beside(text, start, end, taken, (contact, tier, likely, word, cuts))
        score += weight
        if score + self._most_on < least:
            return HOPELESS
        return score + self._weigh_on(text, start, end, right)

    def _sum_most(self, names: Sequence[str]) -> float:
        """Return the most that features of these names can add up to, and a little for rounding."""
        most = dict.fromkeys(names, 0.0)
        for feature, weight in load_weights().items():
            name = feature.partition("=")[0]
            if name in most:
                most[name] = max(most[name], weight)
        return sum(most.values()) + _ROUNDED

    def _sum(self, features: Sequence[str]) -> float:
        weigh = self._weigh
        return sum([weigh(feature, 0.0) for feature in features])

    def _sum_inner(self, tier: int | str, size: int, family: int, pairs: _Pairs) -> tuple[float, int]:
        odds = [pair[0] for pair in pairs]
        likely = max(-4, min(4, round(sum(odds) / len(odds))))
        tiers, built = "".join(str(pair[1]) for pair in pairs), f"{size}{family}"
        features = ["b", f"t={tier}", f"o={likely}", f"g={tiers}", f"m={min(odds)}", f"n={built}"]
        held = self._inner[tier, size, family, pairs] = (self._sum([*features, f"no={built}|{likely}|{tier}"]), likely)
        return held

    def _weigh_words(self, whole: str, tier: int | str, likely: int) -> tuple[int | str, float]:
        """Return how common the candidate is as a word, and the sum of what this speaks for."""
        words, others = self._names.words, self._names.others
        word = "o" if whole in others else words.get(whole, "-")
        parts = ""
        if len(whole) > 2:  # noqa: PLR2004  # two are one word
            head = whole[:2]
            parts = f"{'o' if head in others else words.get(head, '-')}{words.get(whole[1:], '-')}"
        key = (word, parts, tier, likely)
        total = self._words.get(key)
        if total is None:
            total = self._words[key] = self._sum([f"w={word}", f"p={parts}", f"wo={word}|{tier}|{likely}"])
        return word, total

    def _weigh_cuts(self, text: str, start: int, end: int, built: int, likely: int) -> tuple[str, float]:
        """Return the words the candidate cuts, as a class, and the sum of what they speak for."""
        bucket, others = self._names.words.get, self._names.others
        left, begun = -1, False
        if start:
            left = max(bucket(text[start - 1 : start + 1], -1), bucket(text[start - 1 : start + 2], -1))
            begun = text[start - 1 : end] in others
            if start > 1:
                left = max(left, bucket(text[start - 2 : start + 1], -1))
                begun = begun or text[start - 2 : end] in others
        right = max(bucket(text[end - 1 : end + 1], -1), bucket(text[end - 1 : end + 2], -1))
        over: int | str = max(bucket(text[end - 2 : end + 1], -1), bucket(text[start : end + 1], -1))
        if text[start : end + 1] in others or text[start : end + 2] in others:
            over = "o"
        key = ("o" if begun else left, right, over, built, likely)
        total = self._cuts.get(key)
        both = f"{_mark(key[0])}{_mark(right)}"
        if total is None:
            marks = [f"cl={_mark(key[0])}", f"cr={_mark(right)}", f"co={_mark(over)}", f"x={built}|{both}|{likely}"]
            total = self._cuts[key] = self._sum(marks)
        return both, total

    def _weigh_beside(
        self, text: str, start: int, end: int, taken: list[bool], seen: tuple[str, int | str, int, int | str, str]
    ) -> tuple[str, float]:
        """Return what stands behind the candidate, and the sum of what the neighbours on both sides speak for."""
        names = self._names
        left, left_cue = look_left(text, start, taken, names)
        right, right_cue = look_right(text, end, taken, names)
        side = (left, left_cue, right, right_cue, seen[0])
        total = self._sides.get(side)
        if total is None:
            total = self._sum_sides(*side)
        before, after = (left[:2], left_cue, *seen), (right[:2], right_cue, *seen)
        more, last = self._lefts.get(before), self._rights.get(after)
        if more is None:
            more = self._sum_left(*before)
        if last is None:
            last = self._sum_right(*after)
        return right, total + more + last

    def _sum_sides(self, left: str, left_cue: str, right: str, right_cue: str, contact: str) -> float:
        if len(self._sides) > _MOST_KEPT:
            self._sides.clear()
        features = [f"l={left}", f"r={right}", f"lc={left_cue}", f"rc={right_cue}", f"lr={left[:2]}|{right[:2]}"]
        features += [f"d={contact}|{left[0]}{left_cue}|{right[0]}{right_cue}", f"cc={left_cue}|{right_cue}"]
        total = self._sides[left, left_cue, right, right_cue, contact] = self._sum(features)
        return total

    def _sum_left(  # the classes of one group
        self, sign: str, cue: str, contact: str, tier: int | str, likely: int, word: int | str, cuts: str
    ) -> float:
        if len(self._lefts) > _MOST_KEPT:
            self._lefts.clear()
        before = sign + cue
        features = [f"do={contact}|{sign[0]}{cue[:3]}|{likely}|{tier}", f"lo={before}|{likely}"]
        total = self._sum([*features, f"lx={before}|{cuts}", f"wl={word}|{before}"])
        self._lefts[sign, cue, contact, tier, likely, word, cuts] = total
        return total

    def _sum_right(  # the classes of one group
        self, sign: str, cue: str, contact: str, tier: int | str, likely: int, word: int | str, cuts: str
    ) -> float:
        if len(self._rights) > _MOST_KEPT:
            self._rights.clear()
        after = sign + cue
        total = self._sum([f"ro={after}|{likely}", f"rx={after}|{cuts}", f"wr={word}|{after}"])
        self._rights[sign, cue, contact, tier, likely, word, cuts] = total
        return total

    def _weigh_on(self, text: str, start: int, end: int, right: str) -> float:
        """Return the sum of what tells whether a longer or a shorter candidate would be better."""
        names, size = self._names, end - start
        grown: int | str = "-"
        longer = ""
        if right[0] == "H":
            grown = names.odds.get(text[end], 1)
            longer = find_right_cue(text, end, names)
        inside = find_right_cue(text, end - 1, names)
        before = names.words.get(text[start - 2 : start], "-") if start > 1 else "-"
        key = (grown, longer, inside, before, names.words.get(text[end : end + 2], "-"), size)
        total = self._ons.get(key)
        if total is None:
            if len(self._ons) > _MOST_KEPT:
                self._ons.clear()
            features = [f"gx={grown}|{longer}|{size}", f"ic={inside}|{size}", f"ba={before}|{key[4]}"]
            total = self._ons[key] = self._sum(features)
        return total


def _mark(bucket: int | str) -> str:
    return "-" if bucket == -1 else str(bucket)
