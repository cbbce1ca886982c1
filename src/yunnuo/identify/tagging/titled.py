"""Names told by a title behind a surname: 王女士, 李总.

A title of one character counts only where nothing makes it the beginning of a word (李总是). It must never take a small
word for a surname (和老师).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.evidence import is_han, look_left, look_right
from yunnuo.identify.tagging.lexicon import load_called_words, load_name_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMON: Final = 2  # the last tier of surnames that need no sign before them
_WARE: Final = r"(?![一-鿿]{0,12}牌|家(?:$|[^一-鿿]|的))"  # the name of a brand, or of whose shop it is


@cache
def _titles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a title, and of a surname with one."""
    words = load_called_words()
    title = "|".join(sorted((*words.titles, *words.shorts), key=len, reverse=True))
    return re.compile(title), re.compile(f"([一-鿿]{{1,2}}?)({title}){_WARE}")


def find_titled(text: str, taken: list[bool]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, form) of each surname with a title in the folded `text`."""
    title, titled = _titles()
    if not title.search(text):
        return
    others = load_name_words().others
    for match in titled.finditer(text):
        at, end = match.span(2)
        start = find_surname(text, at)
        if start is None or text[start:end] in others:
            continue
        if end - at == 1 and not _ends_here(text, end, taken):
            continue
        if _stands_out(text, start, at, end, taken):
            yield start, end, "title"


def find_surname(text: str, end: int) -> int | None:
    """Return where the surname that ends at `end` begins, or None."""
    names = load_name_words()
    if end > 1 and text[end - 2 : end] in names.compounds:
        return end - 2
    return end - 1 if end and text[end - 1] in names.surnames else None


def stands_free(text: str, start: int, taken: list[bool]) -> bool:
    """Return whether nothing before `start` would make the surname the end of a word."""
    left, cue = look_left(text, start, taken, load_name_words())
    return left[0] in "^APD" or cue != "-"


def _stands_out(text: str, start: int, at: int, end: int, taken: list[bool]) -> bool:
    """Return whether what stands before a surname and its title lets them be one."""
    words = load_called_words()
    left, cue = look_left(text, start, taken, load_name_words())
    if text[start:at] in words.smalls and text[at:end] not in words.sures:
        return cue.endswith("+")
    return left[0] in "^APD" or cue != "-" or (end - at > 1 and _begins_here(text, start, at))


def _begins_here(text: str, start: int, end: int) -> bool:
    """Return whether a surname in the midst of talk is a common one, and no end of a word."""
    names, family = load_name_words(), text[start:end]
    if family in names.compounds:
        return True
    if names.surnames[family] > _COMMON or family in load_called_words().smalls or not is_han(text[start - 1]):
        return False
    before = (text[start - 1 : end], text[max(0, start - 2) : end])
    return not any(word in names.words or word in names.others for word in before)


def _ends_here(text: str, end: int, taken: list[bool]) -> bool:
    """Return whether a title of one character that ends at `end` is no beginning of a word."""
    names, words = load_name_words(), load_called_words()
    if end < len(text) and (text[end - 1 : end + 1] in names.words or text[end - 1 : end + 1] in words.nobody):
        return False
    right, cue = look_right(text, end, taken, names)
    return right[0] != "H" or cue != "-" or text.startswith(words.after, end)
