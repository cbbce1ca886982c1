"""Where things stand in a notice document: values by place, what is not written, every text with its place.

A place is `key`, `key.key` or `list[].key` (of every item). Judges nothing: whether a gap matters is for the rulebook.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.documents import NO_CHANNEL, NoticeDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yunnuo.rulebook.checklist import Row
    from yunnuo.rulebook.vocabulary import Vocabulary

_IDS: Final = ("word", "words", "situation", "day")
_UNREAD: Final = ("version", "replaces", "sha256")


def read_place(document: NoticeDocument, place: str) -> list[Any]:
    """Return the values at a place: one, or one for each item of a list."""
    head, _, rest = place.partition("[].")
    if rest:
        return [getattr(item, rest) for item in getattr(document, head)]
    value: Any = document
    for key in place.split("."):
        value = getattr(value, key)
    return [value]


def find_list(place: str) -> str:
    """Return the closed list the words at a place come from; empty where a person writes freely."""
    shape: Any = NoticeDocument
    for key in place.replace("[]", "").split("."):
        (meta,) = (item.metadata for item in fields(shape) if item.name == key)
        shape = meta.get("shape")
    return str(meta.get("list", ""))


def gather_words(document: NoticeDocument, right: Sequence[str]) -> list[str]:
    """Return the words the right side of a cover means: those at a place, or themselves."""
    if len(right) == 1 and "." in right[0]:
        held = read_place(document, right[0])
        return list(dict.fromkeys(word for value in held for word in (value if isinstance(value, tuple) else (value,))))
    return list(right)


def list_gaps(document: NoticeDocument, row: Row, element: str, words: Vocabulary) -> list[str]:
    """Return what a row wants written for an element and the document does not say, each in Chinese."""
    gaps: list[str] = []
    for place, zh in row.elements[element].items():
        head, _, rest = place.partition("[].")
        if not rest:
            gaps += [f"没有写{zh}"] * (not read_place(document, place)[0])
            continue
        items = chosen_items(document, row, head)
        if not items:
            gaps.append(f"没有写{zh}")
        gaps += [f"“{name_item(item, number, words)}”没有写{zh}" for number, item in items if not getattr(item, rest)]
    for place, right in row.covers.items():
        held = set(gather_words(document, [place]))
        gaps += [f"没有列出“{_say(word, words)}”" for word in gather_words(document, right) if word not in held]
    return gaps


def chosen_items(document: NoticeDocument, row: Row, head: str) -> list[tuple[int, Any]]:
    """Return the items of a list a row looks at, each with its number from 1."""
    items = list(enumerate(getattr(document, head), start=1))
    for place, right in row.only.items():
        start, _, rest = place.partition("[].")
        if start == head:
            wanted = set(gather_words(document, right))
            items = [(number, item) for number, item in items if wanted & set(getattr(item, rest))]
    return items


def name_item(item: Any, number: int, words: Vocabulary) -> str:
    """Return how an item of a list is called: its purpose, category or name, else its number."""
    for attribute, list_name in (("purpose", "purposes"), ("category", "categories")):
        word = getattr(item, attribute, "")
        if word in words.lists[list_name]:
            return words.zh(list_name, word)
    return getattr(item, "name", "") or f"第 {number} 项"


def _say(word: str, words: Vocabulary) -> str:
    for list_name in ("categories", "request_kinds"):
        if word in words.lists[list_name]:
            return words.zh(list_name, word)
    return word


def list_texts(shape: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text a person wrote with its place; names of parties included, ids left out."""
    for item in fields(shape):
        value, here = getattr(shape, item.name), f"{place}.{item.name}".lstrip(".")
        kind = item.metadata["kind"]
        if kind in _IDS or here in _UNREAD:
            continue
        if kind == "one":
            yield from list_texts(value, here)
        elif kind == "many":
            for number, inner in enumerate(value, start=1):
                yield from list_texts(inner, f"{here}[{number}]")
        else:
            yield from ((here, text) for text in (value if isinstance(value, tuple) else (value,)) if text)


def is_written(document: NoticeDocument, name: str) -> bool:
    """Return whether a top-level part of the document says anything."""
    value = getattr(document, name)
    return bool(value) if isinstance(value, (tuple, str)) else value != type(value)()


def spell_words(words: Vocabulary, list_name: str, ids: Sequence[str]) -> str:
    """Return words of a closed list in Chinese, without what stands in brackets; free texts as they are."""
    if not list_name:
        return "、".join(ids)
    return "、".join("不联系" if word == NO_CHANNEL else words.zh(list_name, word).partition("（")[0] for word in ids)


def plain_situation(document: NoticeDocument, implied: Mapping[str, str]) -> dict[str, bool | int]:
    """Return the circumstances stated, and those the content shows to hold."""
    shown = {fact: True for name, fact in implied.items() if is_written(document, name)}
    return {**shown, **document.situation}
