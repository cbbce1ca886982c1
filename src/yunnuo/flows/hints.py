"""What a column of texts gives away: counts and words of the dictionary, never a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yunnuo.identify.sensitive.shape import Finding

LONGEST: Final = 400  # characters of a text that are looked at
SHOWN_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Hint:
    """A sensitive category some rows of a column give away: rows seen, words it rests on, and whether to review.

    `is_whole`: every text of the column was looked at, so that there are no more rows.
    """

    header: str
    position: int
    category: str
    zh: str
    where: str
    rows: int
    texts: int
    confidence: float
    review: bool
    words: tuple[str, ...]
    rules: tuple[str, ...]
    is_whole: bool = True


class Source(NamedTuple):
    """A column some texts come from; `where` is goods, shop, place, remark or tag; `is_whole`: all come."""

    header: str
    position: int
    where: str
    is_whole: bool = True


def sum_findings(source: Source, pairs: Iterable[tuple[Sequence[Finding], int]]) -> list[Hint]:
    """Return one hint for each category, the most rows first, from what each text gives away and its rows."""
    held: dict[str, list[tuple[Finding, int]]] = {}
    for findings, count in pairs:
        for finding in findings:
            held.setdefault(finding.category, []).append((finding, count))
    hints = [_make_hint(source, pieces) for pieces in held.values()]
    return sorted(hints, key=lambda hint: -hint.rows)


def _make_hint(source: Source, pieces: Sequence[tuple[Finding, int]]) -> Hint:
    first = pieces[0][0]
    words = Counter(hit.word for finding, _ in pieces for hit in finding.hits)
    return Hint(
        header=source.header.strip(),
        position=source.position,
        category=first.category,
        zh=first.zh,
        where=first.where,
        rows=sum(count for _, count in pieces),
        texts=len(pieces),
        confidence=round(max(finding.confidence for finding, _ in pieces), 2),
        review=all(finding.review for finding, _ in pieces),
        words=tuple(word for word, _ in words.most_common(SHOWN_WORDS)),
        rules=tuple(dict.fromkeys(rule for finding, _ in pieces for rule in finding.rules)),
        is_whole=source.is_whole,
    )
