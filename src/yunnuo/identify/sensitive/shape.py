"""The frozen values of the goods dictionary and of what it finds.

A finding carries words of the dictionary and where they stand, never the text itself: titles tied to a buyer are
personal information.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where a text comes from, and how a reason calls it.
WHERES: Final[dict[str, str]] = {
    "goods": "商品名",
    "shop": "店铺名",
    "place": "收货地点",
    "remark": "留言备注",
    "tag": "标签",
    "account": "账号或群名",
}
# At or above: counts without a look. Below the first and at or above the second: a person decides. Less: nothing.
DECIDED: Final = 0.75
DOUBTFUL: Final = 0.3


class Hit(NamedTuple):
    """One word of the dictionary in a text: characters `start` to `end` (exclusive), and the group it belongs to."""

    start: int
    end: int
    word: str
    group: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One category a text gives away.

    `category` is an id of the rulebook's sensitive kinds or `minor_under_14`, `label` its short name in capitals;
    `confidence` lies between 0 and 1; `review` says a person has to look before anything rests on it; `ruled` that
    a decision of the brand settled it. `rules` are ids of the rulebook, `reason` one Chinese sentence.
    """

    category: str
    label: str
    zh: str
    where: str
    hits: tuple[Hit, ...]
    confidence: float
    review: bool
    reason: str
    rules: tuple[str, ...] = ()
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of sensitive information: its ids, its Chinese name, the rules that make it one."""

    id: str
    label: str
    zh: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Words of one sort: how much one of them says (0 to 1), in which texts, and what takes that away.

    `unless`: any of these anywhere in the text, and the group says nothing. `softer`: any of these, and it says half.
    """

    id: str
    category: str
    zh: str
    weight: float
    wheres: frozenset[str]
    unless: tuple[str, ...] = ()
    softer: tuple[str, ...] = ()

    @cached_property
    def cancelled(self) -> re.Pattern[str] | None:
        """The pattern of `unless`; one look for all of its words."""
        return _join_words(self.unless)

    @cached_property
    def softened(self) -> re.Pattern[str] | None:
        """The pattern of `softer`."""
        return _join_words(self.softer)


@dataclass(frozen=True)
class Entry:
    """One word, folded; `shields` are longer words and where the word begins in each: inside one it does not count.

    `before` and `after`: the word does not count when one of these follows, or comes just before it. `latin`: the word
    is in letters and counts only as a whole word.
    """

    word: str
    group: Group
    weight: float
    shields: tuple[tuple[str, int], ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    latin: bool = False

    @cached_property
    def is_bare(self) -> bool:
        """Whether nothing but the group can take the word away."""
        return not (self.shields or self.before or self.after or self.unless or self.latin)

    @cached_property
    def cancelled(self) -> re.Pattern[str] | None:
        """The pattern of `unless`; one look for all of its words."""
        return _join_words(self.unless)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A small bounded expression, tried only on texts that hold `anchor`; `name` is what a reason calls it."""

    name: str
    anchor: str
    expression: re.Pattern[str]
    group: Group
    weight: float


_Held = TypeVar("_Held")


@dataclass(frozen=True, slots=True)
class Keyed(Generic[_Held]):
    """Values by a short key, and the keys as a set, against which a text is held in one go."""

    keys: frozenset[str] = frozenset()
    entries: Mapping[str, tuple[_Held, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Combination:
    """Groups that say more together than apart: when all of them are met, `weight` is added for `category`."""

    category: str
    groups: frozenset[str]
    zh: str
    weight: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the brand decided about a word: does it give the category away; who (a post, not a name) and which day.

    `place` is where the decision was read, for errors; it says nothing about the decision.
    """

    word: str
    category: str
    reveals: bool
    by: str
    on: str
    note: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Everything the matcher needs, ready to use; build one with `load_dictionary`."""

    categories: Mapping[str, Category]
    entries: tuple[Entry, ...]
    patterns: tuple[Pattern, ...]
    combinations: tuple[Combination, ...]
    rulings: Mapping[tuple[str, str], Ruling] = field(default_factory=dict)
    index: Mapping[str, Keyed[Entry]] = field(default_factory=dict, repr=False)
    anchored: Keyed[Pattern] = field(default_factory=Keyed, repr=False)


def _join_words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words))) if words else None
