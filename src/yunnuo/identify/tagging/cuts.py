"""What the words in and around a candidate speak for: whether it is a word itself, and which words it would cut.

The features are those of `evidence.list_own`; here words are read once for all candidates that start at one place, and
sums are kept by how common the words are, never by the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.weights import load_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.identify.tagging.lexicon import NameWords

_PAIR, _TRIPLE = 2, 3
_OTHER: Final = 9  # of what is no name, beside how common a word is; 0 is no word
MARKS: Final = ("-", *map(str, range(_OTHER - 1)), "o")  # as features write them


# The words at a place where candidates start, each by how common it is, 0 for no word: the commonest that reaches over
# the start; of two and three characters from the start; of two and three from the next character; then whether what is
# no name may stand here.
Start = tuple[int, int, int, int, int, bool]


class WordTable(dict[int, int]):
    """Sums of what the words of a candidate speak for, by 100 x itself + 10 x its head + its tail; made when asked.

    `most` is the greatest of them all.
    """

    def __init__(self, tier: str, likely: str, *, is_long: bool) -> None:
        super().__init__()
        self._is_long, self._classes = is_long, f"{tier}|{likely}"
        weigh = load_weights().get
        heads = [weigh(f"p={head}{tail}", 0) for head in MARKS for tail in MARKS] if is_long else [weigh("p=", 0)]
        self.most = max(weigh(f"w={word}", 0) + weigh(f"wo={word}|{self._classes}", 0) for word in MARKS) + max(heads)

    def __missing__(self, key: int) -> int:
        """Sum the features of one more combination."""
        word, weigh = MARKS[key // 100], load_weights().get
        parts = f"{MARKS[key // 10 % 10]}{MARKS[key % 10]}" if self._is_long else ""
        features = (f"w={word}", f"p={parts}", f"wo={word}|{self._classes}")
        total = self[key] = sum([weigh(feature, 0) for feature in features])
        return total


class CutTable(dict[int, tuple[int, str]]):
    """Sums of what the cut words speak for, and their mark, by 100 x left + 10 x right + beyond; made when asked.

    `most` is the greatest of them all.
    """

    def __init__(self, built: str, likely: str) -> None:
        super().__init__()
        self._built, self._likely = built, likely
        weigh = load_weights().get
        self.most = max(weigh(f"co={over}", 0) for over in MARKS) + max(
            weigh(f"cl={left}", 0) + weigh(f"cr={right}", 0) + weigh(f"x={built}|{left}{right}|{likely}", 0)
            for left in MARKS
            for right in MARKS
        )

    def __missing__(self, key: int) -> tuple[int, str]:
        """Sum the features of one more combination."""
        left, right, over = MARKS[key // 100], MARKS[key // 10 % 10], MARKS[key % 10]
        weigh, both = load_weights().get, f"{left}{right}"
        features = (f"cl={left}", f"cr={right}", f"co={over}", f"x={self._built}|{both}|{self._likely}")
        held = self[key] = (sum([weigh(feature, 0) for feature in features]), both)
        return held


class WordReader:
    """Reads the words in and around candidates."""

    def __init__(self, names: NameWords) -> None:
        self._common: Callable[[str, int], int] = {word: bucket + 1 for word, bucket in names.words.items()}.get
        self._others = names.others
        self._openings = frozenset(word[:2] for word in names.others)

    def read_start(self, text: str, at: int) -> Start:
        """Return the words at `at`."""
        common, openings = self._common, self._openings
        first, before, left = text[at : at + 2], text[at - 1 : at + 1], 0
        others = first in openings
        if at:
            left = max(common(before, 0), common(text[at - 1 : at + 2], 0), common(text[at - 2 : at + 1], 0))
            others = others or before in openings or text[at - 2 : at] in openings
        second2, second3 = common(text[at + 1 : at + 3], 0), common(text[at + 1 : at + 4], 0)
        return left, common(first, 0), common(text[at : at + 3], 0), second2, second3, others

    def read_words(self, text: str, at: int, start: Start, end: int) -> tuple[int, int]:
        """Return what the candidate from `at` to `end` is as a word and what it cuts, as keys of the two tables."""
        left, word, first3, second2, second3, others = start
        if end - at == _PAIR:
            head, tail, over, right = 0, 0, first3, max(second2, second3)
        else:
            common, head = self._common, word
            right = max(common(text[end - 1 : end + 1], 0), common(text[end - 1 : end + 2], 0))
            if end - at == _TRIPLE:
                word, tail, over = first3, second2, second3
            else:
                word, tail, over = 0, second3, common(text[end - 2 : end + 1], 0)
            if end == len(text):  # nothing stands behind it: what would reach over its end is the candidate itself
                over = max(over, word)
        if others:
            known = self._others
            word = _OTHER if text[at:end] in known else word
            head = _OTHER if end - at > _PAIR and text[at : at + 2] in known else head
            left = _OTHER if (at and text[at - 1 : end] in known) or (at > 1 and text[at - 2 : end] in known) else left
            over = _OTHER if text[at : end + 1] in known or text[at : end + 2] in known else over
        return word * 100 + head * 10 + tail, left * 100 + right * 10 + over
