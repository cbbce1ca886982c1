"""Names of persons in free Chinese text: written plainly, spaced, masked, with a title, of minorities, in English.

Plain names are candidates (a surname and one or two characters) that a small model scores by what they are made of and
what stands beside them. It must never look a name up in a list of persons, and never keep what it found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.addresses import tag_addresses
from yunnuo.identify.tagging.evidence import find_candidates, has_contact
from yunnuo.identify.tagging.lexicon import load_name_words
from yunnuo.identify.tagging.scoring import load_scorer
from yunnuo.identify.tagging.shapes import find_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPACED: Final = re.compile(r"(?=([一-鿿](?: [一-鿿]){1,3}))")
_SPACED_BONUS: Final = 1.0
_BESIDE: Final = 64  # characters beside a spaced name that are looked at
# How much more than even a candidate must score: less where the text says how to reach somebody, more in titles.
BIAS: Final = {"c": -0.1, "s": 1.4, "-": 2.6}


def mark_taken(text: str, addresses: Iterable[tuple[int, int, str]] | None = None) -> list[bool]:
    """Return for each character of the folded `text` whether it belongs to an address and thus to no name."""
    taken = [False] * len(text)
    for start, end, _ in tag_addresses(text) if addresses is None else addresses:
        taken[start:end] = [True] * (end - start)
    return taken


def tag_names(text: str, taken: list[bool]) -> Iterator[tuple[int, int, str, float]]:
    """Yield (start, end, form, score 0..1) of each name in the folded `text`; `taken` is changed."""
    for start, end, form in find_shapes(text, taken):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            yield start, end, form, 0.9
    for score, start, end in _score_spaced(text, taken):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            yield start, end, "spaced", min(0.9, 0.6 + score / 40)
    for score, start, end in sorted(_score_candidates(text, taken), key=_rank_candidate):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            yield start, end, "plain", min(0.9, 0.6 + score / 40)


def reads_as_name(text: str) -> bool:
    """Return whether the whole folded `text` is built as a person's name is, whatever stands beside it."""
    names, free = load_name_words(), [False] * len(text)
    if any((start, end) == (0, len(text)) for start, end, _ in find_shapes(text, free)):
        return True
    built = any((start, end) == (0, len(text)) for start, end, _ in find_candidates(text, free))
    return built and text not in names.others and text not in names.words


def _score_candidates(text: str, taken: list[bool]) -> Iterator[tuple[float, int, int]]:
    contact, score_name = has_contact(text, taken), load_scorer().score_name
    least = BIAS[contact]
    for start, end, family in find_candidates(text, taken):
        score = score_name(text, start, end, family, taken, contact, least)
        if score > least:
            yield score, start, end


def _score_spaced(text: str, taken: list[bool]) -> Iterator[tuple[float, int, int]]:
    """Yield readings of names written with a blank between their characters, scored as if it were not there."""
    if " " not in text:
        return
    names, contact = load_name_words(), has_contact(text, taken)
    for match in _SPACED.finditer(text):
        start, end = match.span(1)
        for stop in range(end, start + 2, -2):  # the longest reading that holds: a blank after a name is no part of it
            name = text[start:stop].replace(" ", "")
            family = 2 if name[:2] in names.compounds else 1
            if len(name) - family not in {1, 2} or (family == 1 and name[0] not in names.surnames):
                continue
            back, ahead = max(0, start - _BESIDE), stop + _BESIDE
            closed = text[back:start] + name + text[stop:ahead]
            free = taken[back:start] + taken[start : start + len(name)] + taken[stop:ahead]
            least, at = BIAS[contact] - _SPACED_BONUS, start - back
            score = load_scorer().score_name(closed, at, at + len(name), family, free, contact, least)
            score += _SPACED_BONUS
            if score > BIAS[contact]:
                yield score, start, stop
                break


def _rank_candidate(candidate: tuple[float, int, int]) -> tuple[float, int]:
    return -candidate[0], candidate[1]
