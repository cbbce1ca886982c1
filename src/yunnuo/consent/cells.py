"""Reading single cells of an event file: words of closed lists, times, yes and no. Never quotes a cell.

Each function returns the value or raises `CellFault`, which says what is wrong and what to do.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from yunnuo.people.keys import fold_shop
from yunnuo.rulebook.errors import suggest
from yunnuo.terms.instant import SHANGHAI, day_end, day_start, from_datetime, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

NONE_NAMED: Final = ";"  # recipients as records keep them: it was said that nobody else gets anything
_SPLIT: Final = re.compile(r"[;；、,，]")
_DAY: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_ZONED: Final = re.compile(r".*\d:\d\d.*(?:[Zz]|[+-]\d{2}:?\d{2})")
_CLOCK: Final = re.compile(r"\d:\d{1,2}(:\d{1,2}(\.\d+)?)?")
_TIME: Final = re.compile(rf"{_DAY}(?:[ T]+(\d{{1,2}}):(\d{{1,2}})(?::(\d{{1,2}})(?:\.(\d{{1,6}}))?)?)?")


class CellFault(Exception):  # noqa: N818  (a fault of the input; the error that is shown carries many of them)
    """A cell cannot be read."""

    def __init__(self, code: str, what: str, todo: str) -> None:
        super().__init__(code)
        self.code, self.what, self.todo = code, what, todo


def read_word(text: str, words: Mapping[str, str], code: str) -> str:
    """Return the id of a word of a small closed list, given in Chinese or as the id."""
    if text in words.values():
        return text
    if text in words:
        return words[text]
    known = list(dict.fromkeys(words))
    raise CellFault(code, "不是认识的词" + suggest(text, [*known, *words.values()]), f"填写 {'、'.join(known)} 之一")


def read_flag(text: str, words: Mapping[str, bool]) -> bool | None:
    """Return yes or no; None when empty."""
    if not text:
        return None
    if text.lower() not in words:
        raise CellFault("consent.flag", "只能填是或否", "填写是或否，不知道就留空")
    return words[text.lower()]


def read_terms(text: str, list_name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the sorted ids of terms joined by `;`, `；`, `、` or a comma; empty text gives none."""
    found = {read_term(part, list_name, vocabulary) for part in _parts(text, list_name, vocabulary)}
    return tuple(sorted(found))


def read_term(text: str, list_name: str, vocabulary: Vocabulary) -> str:
    """Return the id of one term of the rulebook's vocabulary."""
    try:
        return vocabulary.resolve(list_name, text)
    except KeyError as unknown:
        zh = {"purposes": "目的", "channels": "渠道", "categories": "信息种类", "manners": "方式", "platforms": "平台"}
        name = zh.get(list_name, list_name)
        hint = str(unknown.args[0]) if unknown.args else ""
        raise CellFault(f"consent.{list_name}", f"没有这个{name}{hint}", f"使用词表里的{name}") from None


def fold_names(text: str, nobody: str) -> str:
    """Return names as they are compared, each followed by `;`; `;` alone for the word that names nobody."""
    names = {fold_shop(part) for part in _SPLIT.split(text) if part.strip()} - {fold_shop(nobody)}
    return join_names(sorted(names)) or (NONE_NAMED if text.strip() else "")


def join_names(names: Iterable[str]) -> str:
    """Return recipients as records keep them: folded names, in the order given, each followed by `;`."""
    return "".join(f"{fold_shop(name)};" for name in names)


def _parts(text: str, list_name: str, vocabulary: Vocabulary) -> list[str]:
    """Split a list, unless the whole text is one term: a few Chinese names hold a list mark themselves."""
    whole = text.strip()
    if any(term.zh == whole for term in vocabulary.lists[list_name].values()):
        return [whole]
    return [part.strip() for part in _SPLIT.split(whole) if part.strip()]


def read_moment(text: str, *, ending: bool = False) -> Instant:
    """Return the instant of an ISO time or `yyyy/M/d [H:mm[:ss]]`, Asia/Shanghai unless an offset stands there.

    A day without a time is its first instant, or its last when `ending`; a time without seconds likewise.
    """
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            return _read_zoned(text) + _left_open(text, ending=ending)
        day = date(*(int(part) for part in match.groups()[:3]))
        # Spreadsheets write a bare day as midnight, so midnight is read as a bare day too.
        if not any(int(part or 0) for part in match.groups()[3:]):
            return day_end(day) if ending else day_start(day)
        hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
        micro = int((match[7] or "0").ljust(6, "0"))
        moment = datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=SHANGHAI)
        return from_datetime(moment) + _left_open(text, ending=ending)
    except ValueError:
        raise CellFault("consent.time", "时间读不懂或不存在", "写成 年-月-日 时:分:秒 的样子") from None


def _read_zoned(text: str) -> Instant:
    """Return the instant of an ISO time with an offset; other ISO forms, a day without dashes, are no moment."""
    if not _ZONED.fullmatch(text):
        raise ValueError
    return parse_instant(text)


def _left_open(text: str, *, ending: bool) -> int:
    """Return how many microseconds later than written a time may still mean, for something that ends."""
    clock = _CLOCK.search(text)
    if not ending or clock is None or clock[2]:
        return 0
    return (1_000_000 if clock[1] else 60_000_000) - 1


def read_day(text: str) -> date:
    """Return a calendar day."""
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            return date.fromisoformat(text)
        return date(*(int(part) for part in match.groups()[:3]))
    except ValueError:
        raise CellFault("consent.day", "日期读不懂或不存在", "写成 年-月-日 的样子") from None
