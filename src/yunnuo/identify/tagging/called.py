"""Names people are called by: 小刘, 老周, 阿强, 芳姐, Kevin, 佳佳妈妈, and given names in a list of orders.

What is built so is a word as often as a name; it counts by what stands on both sides. It must never take the name of a
thing for one where a list can tell.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.evidence import look_left, look_right
from yunnuo.identify.tagging.lexicon import load_called_words, load_name_words, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRONG_LEFT: Final = frozenset(("give", "say", "role", "kin", "thank"))
_STRONG_RIGHT: Final = frozenset(("take", "absent", "tell", "own"))
_SURE, _LIKELY, _POSSIBLE = 4, 3, 2  # of four: two for each side
_COMMON: Final = 2  # tiers of surnames and of given characters that such names are made of
_CALLED: Final = re.compile("[小老阿](?=([一-鿿]))")
_CAPITAL: Final = re.compile("[A-Z][a-z]")
_LATIN: Final = re.compile("(?<![A-Za-z0-9])[A-Z][a-z]{1,9}(?=[一-鿿])|(?<=[一-鿿])[A-Z][a-z]{1,9}(?![A-Za-z0-9])")
_ORDERED: Final = re.compile(
    r"(?:^|[ ,;\n\t、。])[0-9]{1,3}[.、):] ?([一-鿿]{2,3}) ?"
    r"(?:[+*] ?[0-9]{1,3}(?![0-9])|(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,2}) ?([一-鿿]))"
)
_FEWEST: Final = 2  # orders that make a list


@cache
def _given_heads() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a title of one sign or of a doubled sign, and that of a parent behind a name."""
    words = load_called_words()
    chars = "".join(sorted(load_name_words().tiers))
    return re.compile(rf"[{''.join(sorted(words.givens))}]|([{chars}])\1"), re.compile("|".join(words.parents))


def find_called(text: str, taken: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each such name in the folded `text`; they may overlap."""
    if "小" in text or "老" in text or "阿" in text:
        for match in _CALLED.finditer(text):
            yield from _read_called(text, match.start(), taken)
    yield from _find_given(text, taken)
    if _CAPITAL.search(text):
        for match in _LATIN.finditer(text):  # a title behind it is a sign for it, and no part of it
            weight = _weigh_sides(text, *match.span(), taken) if match.group() in _english_names() else 0
            if weight >= _LIKELY or (weight and text.startswith("家", match.end())):
                yield match.span()
    if "1" in text and "2" in text:
        yield from _find_ordered(text)


def _find_given(text: str, taken: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield given names with a title (芳姐), and doubled ones (静静), a parent behind them or not."""
    heads, parents = _given_heads()
    for match in heads.finditer(text):
        start, end = match.span()
        if match[1]:
            parent = parents.match(text, end)
            stop = parent.end() if parent else end
            weight = 0 if _is_nobody(text, start, end) else _weigh_sides(text, start, stop, taken)
            if weight and (parent or weight >= _LIKELY + text.startswith("的", end)):
                yield start, stop
        elif start and text[start - 1] in load_name_words().tiers and not _is_nobody(text, start - 1, end):
            weight = _weigh_sides(text, start - 1, end, taken)
            if weight >= _LIKELY or (weight and start == 1 and match[0] != "总"):
                yield start - 1, end


def _read_called(text: str, start: int, taken: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the name that 小, 老 or 阿 at `start` begins, with a title behind it when there is one."""
    names, words, end = load_name_words(), load_called_words(), start + 2
    called, char = text[start:end], text[start + 1]
    family = names.surnames.get(char, 9) <= _COMMON
    built = char in names.tiers if called[0] == "阿" else family or (called[0] == "小" and char in names.tiers)
    if not built or called in words.nobody or (called in names.words and not family):
        return
    title = next((title for title in words.titles if text.startswith(title, end)), "")
    weight = _weigh_sides(text, start, end, taken)
    is_doubtful = called in words.doubtful or not family
    least = _SURE if called in words.doubtful else _LIKELY
    if not weight and not is_doubtful and not _ends_word(text, start):
        weight = 1 + _weigh_beside(text, start, end, taken)[1]
    if title and family:
        weight += 1
    if weight >= least or (weight >= _POSSIBLE and not is_doubtful and start == 0):
        yield start, end + len(title)


def _ends_word(text: str, start: int) -> bool:
    """Return whether 小, 老 or 阿 at `start` may belong to the word before it (最小, 大小)."""
    words = load_name_words().words
    return any(text[at : start + 1] in words for at in range(max(0, start - 2), start))


def _is_nobody(text: str, start: int, end: int) -> bool:
    called = text[start:end]
    return called in load_called_words().nobody or called in load_name_words().words


def _weigh_sides(text: str, start: int, end: int, taken: list[bool]) -> int:
    """Return how much both sides speak for a name, 0 when one of them speaks against it."""
    left, right = _weigh_beside(text, start, end, taken)
    return left + right if left and right else 0


def _weigh_beside(text: str, start: int, end: int, taken: list[bool]) -> tuple[int, int]:
    names = load_name_words()
    sign, cue = look_left(text, start, taken, names)
    left = 2 if cue.rstrip("+") in _STRONG_LEFT or sign == "P@" else int(sign[0] in "^PAD")
    sign, cue = look_right(text, end, taken, names)
    words = load_called_words()
    if cue.rstrip("+") in _STRONG_RIGHT or text.startswith(words.after, end) or text.startswith(words.behind, end):
        return left, 2
    return left, int(sign[0] in "$PAD" or cue != "-")


@cache
def _english_names() -> frozenset[str]:
    givens, _ = (frozenset(row[1:]) for row in read_rows("names/english.txt"))
    return givens


def _find_ordered(text: str) -> Iterator[tuple[int, int]]:
    """Yield the names in a numbered list of who orders how much."""
    found = list(_ORDERED.finditer(text))
    if len(found) < _FEWEST:
        return
    names, words = load_name_words(), load_called_words()
    for match in found:
        name = match[1]
        if match[2] and match[2] not in words.measures:
            continue
        if name in names.words or name in names.others or name in words.nobody:
            continue
        if all(char in names.tiers for char in name[-2:]) or name[0] in "小老阿":
            yield match.span(1)
