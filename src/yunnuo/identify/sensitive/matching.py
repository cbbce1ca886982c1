"""Find the words of the dictionary in one folded text.

An index by the first two characters makes the cost one look-up per character, whatever the size of the dictionary.
It must never read more into a text when an exclusion is added: every exclusion only takes evidence away.
"""

from __future__ import annotations

import string
from operator import add
from typing import TYPE_CHECKING

from yunnuo.identify.sensitive.shape import WHERES, Hit, Keyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yunnuo.identify.sensitive.shape import Dictionary, Entry, Group, Pattern

Evidence = tuple["Group", float, Hit]
SHORTEST = 2
LETTERS = frozenset(string.ascii_lowercase)


def build_index(entries: Iterable[Entry]) -> dict[str, Keyed[Entry]]:
    """Return, for each kind of text, the entries by the first two characters of their words, longest first."""
    listed = tuple(entries)
    return {where: _index_words(entry for entry in listed if where in entry.group.wheres) for where in WHERES}


def anchor_patterns(patterns: Iterable[Pattern]) -> Keyed[Pattern]:
    """Return the patterns by the first character of their anchors."""
    held: dict[str, tuple[Pattern, ...]] = {}
    for pattern in patterns:
        held[pattern.anchor[0]] = (*held.get(pattern.anchor[0], ()), pattern)
    return Keyed(frozenset(held), held)


def find_evidence(folded: str, where: str, dictionary: Dictionary) -> list[Evidence]:
    """Return every word and pattern that counts in a text from `where`: its group, its weight, its place."""
    index = dictionary.index[where]
    found: list[Evidence] = []
    for pair in index.keys.intersection(map(add, folded, folded[1:])):
        found += _match_words(folded, pair, index.entries[pair])
    for first in dictionary.anchored.keys.intersection(folded):
        for pattern in dictionary.anchored.entries[first]:
            if pattern.anchor in folded and where in pattern.group.wheres:
                found += _match_pattern(folded, pattern)
    if not found:
        return found
    factors = {group.id: _factor_of(folded, group) for group in {group.id: group for group, _, _ in found}.values()}
    counted = [(group, weight * factors[group.id], hit) for group, weight, hit in found if factors[group.id]]
    return sorted(counted, key=_by_place)


def _match_words(folded: str, pair: str, entries: tuple[Entry, ...]) -> Iterator[Evidence]:
    start = -1
    while (start := folded.find(pair, start + 1)) >= 0:
        for entry in entries:
            if folded.startswith(entry.word, start) and (entry.is_bare or _counts(folded, start, entry)):
                yield entry.group, entry.weight, Hit(start, start + len(entry.word), entry.word, entry.group.zh)


def _match_pattern(folded: str, pattern: Pattern) -> Iterator[Evidence]:
    for match in pattern.expression.finditer(folded):
        yield pattern.group, pattern.weight, Hit(match.start(), match.end(), pattern.name, pattern.group.zh)


def _counts(folded: str, start: int, entry: Entry) -> bool:
    end = start + len(entry.word)
    if entry.latin and (folded[start - 1 : start] in LETTERS or folded[end : end + 1] in LETTERS):
        return False
    if entry.before and folded.startswith(entry.before, end):
        return False
    if entry.after and folded.endswith(entry.after, 0, start):
        return False
    if any(start >= at and folded.startswith(shield, start - at) for shield, at in entry.shields):
        return False
    return not _holds_any(folded, entry.unless)


def _factor_of(folded: str, group: Group) -> float:
    """Return what the context leaves of a group: nothing, half or all."""
    if _holds_any(folded, group.unless):
        return 0.0
    return 0.5 if _holds_any(folded, group.softer) else 1.0


def _holds_any(folded: str, words: tuple[str, ...]) -> bool:
    # `map` stays inside the interpreter's C loop; a generator costs four times as much.
    return any(map(folded.__contains__, words))


def _index_words(entries: Iterable[Entry]) -> Keyed[Entry]:
    index: dict[str, list[Entry]] = {}
    for entry in entries:
        index.setdefault(entry.word[:SHORTEST], []).append(entry)
    sorted_index = {pair: tuple(sorted(held, key=_by_length)) for pair, held in index.items()}
    return Keyed(frozenset(index), sorted_index)


def _by_place(evidence: Evidence) -> tuple[int, int, str]:
    group, _, hit = evidence
    return hit.start, -hit.end, group.id


def _by_length(entry: Entry) -> tuple[int, str, str]:
    return -len(entry.word), entry.word, entry.group.id
