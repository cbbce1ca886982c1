"""Names that a label or a verb leaves no doubt about: `收件人:王建国`, `郭涛收`, however common the words in them are.

What is built as a name is one there: a surname and one or two characters, or 小, 阿, 老 before them. Where it stands
behind a relative (`我老公赵建国`) or before a verb, its characters must be such as names are written with.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.evidence import find_right_cue, is_han
from yunnuo.identify.tagging.lexicon import NameWords, load_name_words, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLED: Final = "小阿老"
_LONGEST: Final = 4
_LEAST: Final = 2
_STARTS: Final = frozenset(" ,;.:!?、。，；：！？\n\t/|()（）【】[]~")


def find_labelled(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each such name in the folded `text`; they may overlap."""
    names, taking = load_name_words(), _load_takes()
    for kind in ("label", "kin"):
        for label in _load_labels(kind).finditer(text):
            end = _find_end(text, label.end(), names)
            if end and (kind == "label" or _is_likely(text[label.end() : end], names)):
                yield label.end(), end
    for verb in taking.finditer(text):
        for start in (verb.start() - 3, verb.start() - _LEAST):
            name = text[max(start, 0) : verb.start()]
            begins = start == 0 or (start > 0 and text[start - 1] in _STARTS)
            if begins and _is_built(name, names) and _is_likely(name, names):
                yield start, verb.start()


def _find_end(text: str, start: int, names: NameWords) -> int:
    """Return where the name that begins at `start` ends, the longest reading first; 0 where none is."""
    for end in range(min(start + _LONGEST, len(text)), start + 1, -1):
        closed = end == len(text) or not is_han(text[end]) or find_right_cue(text, end, names) != "-"
        if closed and _is_built(text[start:end], names):
            return end
    return 0


def _is_built(name: str, names: NameWords) -> bool:
    """Return whether a text is a surname and one or two characters, or 小 and one or two, and no word of the place."""
    if len(name) < _LEAST or not all(map(is_han, name)) or any(word in name for word in _load_others()):
        return False
    if name in names.words and len(name) == _LEAST:
        return False
    if name[:2] in names.compounds:
        return len(name) - 2 in {1, 2}
    if len(name) > _LEAST + 1:
        return False
    return name[0] in names.surnames or name[0] in _CALLED


def _is_likely(name: str, names: NameWords) -> bool:
    """Return whether names are written with all characters behind the first."""
    return all(names.odds.get(char, 1) >= 0 for char in name[1:])


@cache
def _load_rows() -> dict[str, list[str]]:
    return {kind: words for kind, *words in read_rows("names/labels.txt")}


@cache
def _load_others() -> tuple[str, ...]:
    return tuple(_load_rows()["not"])


def _join_words(kind: str) -> str:
    return "|".join(sorted(_load_rows()[kind], key=len, reverse=True))


@cache
def _load_labels(kind: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_join_words(kind)}) ?(?::|是|为|叫)? ?")


@cache
def _load_takes() -> re.Pattern[str]:
    return re.compile(f"(?:{_join_words('takes')})(?=$|[ ,;.!?、。，；！？\n/|()（）])")
