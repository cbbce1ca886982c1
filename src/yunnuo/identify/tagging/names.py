"""Names of persons in free Chinese text: written plainly, spaced, masked, with a title, of minorities, in English.

Plain names are candidates (a surname and one or two characters) that a small model scores by what they are made of and
what stands beside them. It must never look a name up in a list of persons, and never keep what it found.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.addresses import tag_addresses
from yunnuo.identify.tagging.called import find_called
from yunnuo.identify.tagging.evidence import find_candidates, find_right_cue, has_contact, list_heads
from yunnuo.identify.tagging.labelled import find_labelled
from yunnuo.identify.tagging.lexicon import load_name_words
from yunnuo.identify.tagging.scoring import load_scorer
from yunnuo.identify.tagging.shapes import find_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPACED: Final = re.compile(r"[一-鿿](?: [一-鿿]){1,3}")
_SPACED_BONUS: Final = 100
_SPACED_PAIR: Final = len("何 静")
_BESIDE: Final = 64  # characters beside a spaced name that are looked at
# What a candidate must score, in hundredths above even: less where the text says how to reach somebody, more in titles.
BIAS: Final = {"c": -50, "t": 60, "s": 200, "-": 360}


def mark_taken(text: str, addresses: Iterable[tuple[int, int, str]] | None = None) -> list[bool]:
    """Return for each character of the folded `text` whether it belongs to an address and thus to no name."""
    taken = [False] * len(text)
    for start, end, _ in tag_addresses(text) if addresses is None else addresses:
        taken[start:end] = [True] * (end - start)
    return taken


def tag_names(text: str, taken: list[bool]) -> Iterator[tuple[int, int, str, float]]:
    """Yield (start, end, form, score 0..1) of each name in the folded `text`; `taken` is changed."""
    for start, end, form, score in _list_readings(text, taken):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            yield start, end, form, score


def _list_readings(text: str, taken: list[bool]) -> Iterator[tuple[int, int, str, float]]:
    """Yield what may be a name, the surest first; each kind is looked for once those before it are taken."""
    yield from ((start, end, form, 0.9) for start, end, form in find_shapes(text, taken))
    yield from ((start, end, "plain", 0.9) for start, end in find_labelled(text))
    yield from ((start, end, "title", 0.9) for start, end in find_called(text, taken))
    for score, start, end in _score_spaced(text, taken):
        yield start, end, "spaced", min(0.9, 0.6 + score / 4000)
    for score, start, end in sorted(_score_candidates(text, taken), key=_rank_candidate):
        yield start, end, "plain", min(0.9, 0.6 + score / 4000)


def reads_as_name(text: str) -> bool:
    """Return whether the whole folded `text` is built as a person's name is, whatever stands beside it."""
    names, free = load_name_words(), [False] * len(text)
    if any((start, end) == (0, len(text)) for start, end, _ in find_shapes(text, free)):
        return True
    built = any((start, end) == (0, len(text)) for start, end, _ in find_candidates(text, free))
    return built and text not in names.others and text not in names.words


def _score_candidates(text: str, taken: list[bool]) -> Iterator[tuple[int, int, int]]:
    contact = has_contact(text, taken)
    return load_scorer().score_names(find_candidates(text, taken), text, taken, contact, BIAS[contact])


def _score_spaced(text: str, taken: list[bool]) -> Iterator[tuple[int, int, int]]:
    """Yield readings of names written with a blank between their characters, scored as if it were not there."""
    if " " not in text:
        return
    names, contact = load_name_words(), ""
    for head in _spaced_heads().finditer(text):
        match = _SPACED.match(text, head.start())
        if match is None:
            continue
        contact = contact or has_contact(text, taken)
        start, end = match.span()
        for stop in range(end, start + 2, -2):  # the longest reading that holds: a blank after a name is no part of it
            name = text[start:stop].replace(" ", "")
            family = 2 if name[:2] in names.compounds else 1
            if len(name) - family not in {1, 2} or (family == 1 and name[0] not in names.surnames):
                continue
            back, ahead = max(0, start - _BESIDE), stop + _BESIDE
            closed = text[back:start] + name + text[stop:ahead]
            free = taken[back:start] + taken[start : start + len(name)] + taken[stop:ahead]
            least, at = BIAS[contact] - _SPACED_BONUS, start - back
            candidate = (at, at + len(name), family)
            scored = next(load_scorer().score_names([candidate], closed, free, contact, least), None)
            if scored:
                yield scored[0] + _SPACED_BONUS, start, _lengthen_spaced(text, start, stop, end)
                break


def _lengthen_spaced(text: str, start: int, stop: int, end: int) -> int:
    """Return where a spaced name ends that is sure up to `stop`: one of two characters takes in a third set off alike.

    Nobody sets off a single character but in a name; it has to be one that names are written with, no cue, and not the
    beginning of a word.
    """
    names, third = load_name_words(), stop + 1
    if stop - start != _SPACED_PAIR or end <= third or names.odds.get(text[third], 1) < 0:
        return stop
    is_word = text[third : third + 2] in names.words or find_right_cue(text, third, names) != "-"
    return stop if is_word else third + 1


@cache
def _spaced_heads() -> re.Pattern[str]:
    """Return the pattern of characters a surname begins with, a blank behind them."""
    return re.compile(f"[{list_heads()}](?= )")


def _rank_candidate(candidate: tuple[int, int, int]) -> tuple[int, int, int]:
    score, start, end = candidate
    return -score, start, -end
