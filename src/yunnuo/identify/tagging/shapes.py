"""Names that their shape gives away: masked, with a title, spaced, of minorities, English.

Every pattern is linear. It must never take a name for granted that only its first character speaks for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.evidence import is_han, look_right
from yunnuo.identify.tagging.lexicon import load_name_words, read_rows
from yunnuo.identify.tagging.titled import find_surname, find_titled, stands_free

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a text must have before the patterns below are worth trying; each begins with few signs, so a look is quick.
_HAS_CAPITALS: Final = re.compile(r"[A-Z][a-z]{1,9}[ .][A-Z]")
_HAS_DOT: Final = re.compile(r"[·•.‧・][一-鿿]")
_POINTING: Final = re.compile("那[份个边里些种天位单件箱盒双套]")  # points at what follows; no end of a name
_STARRED: Final = re.compile(r"([一-鿿]{1,2}?)(\*{1,3})([一-鿿]?)")
_HEADLESS: Final = re.compile(r"(?<![0-9A-Za-z*])\*{1,2}(?=[一-鿿])")
_SOMEBODY: Final = re.compile(r"([一-鿿])(某某|某)")
_ENGLISH: Final = re.compile(r"(?<![A-Za-z0-9])([A-Z][a-z]{1,9})[ .]([A-Z][a-z]{1,6})(?![A-Za-z0-9])")


@cache
def _load_list(name: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(row[1:]) for row in read_rows(f"names/{name}.txt"))


@cache
def _dotted() -> re.Pattern[str]:
    """Return the pattern of names with a dot, each part of characters that foreign names are spelt with."""
    spelt = "".join(sorted(set("".join(*_load_list("transliteration")))))
    return re.compile(f"[{spelt}]{{2,8}}(?:[·•.‧・][{spelt}]{{2,8}}){{1,2}}")


@cache
def _syllables() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of one syllable of minority names, and of names of two or three."""
    words = "|".join(sorted((word for row in _load_list("minority") for word in row), key=len, reverse=True))
    return re.compile(words), re.compile(f"(?:{words}){{2,3}}")


@cache
def _wholes() -> re.Pattern[str]:
    words = sorted((word for row in _load_list("minority_whole") for word in row), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})(?![一-鿿]{{0,12}}(?:牌|酒))")


def find_shapes(text: str, taken: list[bool]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, form) of each name the folded `text` gives away by its shape."""
    if "*" in text:
        yield from _find_starred(text, taken)
    if "某" in text:
        yield from _find_somebody(text)
    if _HAS_DOT.search(text):
        yield from _mark_minority(_dotted(), text)
    yield from find_titled(text, taken)
    syllable, syllables = _syllables()
    if syllable.search(text):
        yield from _mark_minority(syllables, text)
    yield from _mark_minority(_wholes(), text)
    if _HAS_CAPITALS.search(text):
        yield from _find_english(text)


def _mark_minority(pattern: re.Pattern[str], text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in pattern.finditer(text):
        start, end = match.span()
        found.append((start, end - 1 if _POINTING.match(text, end - 1) else end, "minority"))
    return found


def _find_english(text: str) -> Iterator[tuple[int, int, str]]:
    givens, surnames = _load_list("english")
    for match in _ENGLISH.finditer(text):
        if match[1] in givens and match[2] in surnames:
            yield *match.span(), "english"


def _find_starred(text: str, taken: list[bool]) -> Iterator[tuple[int, int, str]]:
    for match in _STARRED.finditer(text):
        start = find_surname(text, match.start(2))
        if start is not None and text[match.end(2) : match.end(2) + 1] != "*" and stands_free(text, start, taken):
            end = _end_of_mask(text, match.end(2), taken)
            if _is_whole(text, start, end, taken):
                yield start, end, "masked"
    for match in _HEADLESS.finditer(text):
        end = _end_of_given(text, match.end(), taken)
        if end and stands_free(text, match.start(), taken):
            yield match.start(), end, "masked"


def _end_of_mask(text: str, end: int, taken: list[bool]) -> int:
    """Return where a name whose mask ends at `end` ends: one more character may be left open."""
    names = load_name_words()
    if not is_han(text[end : end + 1] or " ") or look_right(text, end, taken, names)[1] != "-":
        return end
    if text.startswith("**家", end - 2):  # whose home it is; a name of one surname has no fourth character
        return end
    closed = not is_han(text[end + 1 : end + 2] or " ") or look_right(text, end + 1, taken, names)[1] != "-"
    return end + 1 if closed else end


def _is_whole(text: str, start: int, end: int, taken: list[bool]) -> bool:
    """Return whether what follows lets the mask be a name: one `*` and then talk is none."""
    talk = is_han(text[end : end + 1] or " ") and look_right(text, end, taken, load_name_words())[1] == "-"
    return end - start > 2 or not talk  # noqa: PLR2004  # a surname and one sign


def _end_of_given(text: str, at: int, taken: list[bool]) -> int:
    """Return where the one or two characters of a given name after a mask end, or 0 when they are none."""
    names = load_name_words()
    for end in (at + 2, at + 1):
        given = text[at:end]
        if len(given) < end - at or not all(
            is_han(c) and (names.odds.get(c, 0) >= 0 or c in names.tiers) for c in given
        ):
            continue
        right, cue = look_right(text, end, taken, names)
        if right[0] in "$APD" or cue != "-":
            return end
    return 0


def _find_somebody(text: str) -> Iterator[tuple[int, int, str]]:
    names = load_name_words()
    for match in _SOMEBODY.finditer(text):
        if match[1] in names.surnames:
            yield *match.span(), "masked"
