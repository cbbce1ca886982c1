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
        _add_words(found, folded, pair, index.entries[pair])
    for first in dictionary.anchored.keys.intersection(folded):
        for pattern in dictionary.anchored.entries[first]:
            if pattern.anchor in folded and where in pattern.group.wheres:
                found += _match_pattern(folded, pattern)
    return _weigh_context(folded, found) if found else found


def _weigh_context(folded: str, found: list[Evidence]) -> list[Evidence]:
    """Return what the rest of the text leaves of the evidence, by place."""
    factors: dict[str, float] = {}
    counted = []
    for group, weight, hit in found:
        factor = factors.get(group.id)
        if factor is None:
            factor = factors[group.id] = _factor_of(folded, group)
        if factor:
            counted.append((group, weight * factor, hit))
    return sorted(counted, key=_by_place) if len(counted) > 1 else counted


def _add_words(found: list[Evidence], folded: str, pair: str, entries: tuple[Entry, ...]) -> None:
    start = folded.find(pair)
    while start >= 0:
        for entry in entries:
            if folded.startswith(entry.word, start) and (entry.is_bare or _counts(folded, start, entry)):
                hit = Hit(start, start + len(entry.word), entry.word, entry.group.zh)
                found.append((entry.group, entry.weight, hit))
        start = folded.find(pair, start + 1)


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
    return entry.cancelled is None or not entry.cancelled.search(folded)


def _factor_of(folded: str, group: Group) -> float:
    """Return what the context leaves of a group: nothing, half or all."""
    if group.cancelled is not None and group.cancelled.search(folded):
        return 0.0
    return 0.5 if group.softened is not None and group.softened.search(folded) else 1.0


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
