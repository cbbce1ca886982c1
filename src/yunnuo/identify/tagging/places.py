"""Addresses told by neither road nor division: a house and its rooms, a village and its group, a spot in a place.

What stands before the house is its name as far as it is no talk. Every search looks back a bounded way. It must never
take a place without a name (小区门口) for somebody's address.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.lexicon import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_STEM: Final = 14
_NUMERALS: Final = "一二三四五六七八九十"
_COUNT: Final = f"(?:[0-9]{{1,4}}|[{_NUMERALS}]{{1,3}})"
_ROOM: Final = r"[-_ ]?[A-Za-z]?[0-9]{2,5}(?:[-_][0-9]{1,5}){0,2}[A-Za-z]?(?:室|号|户|房|铺)?(?![0-9])"
_FLOOR: Final = (
    rf"(?:[-_ ]?(?:{_COUNT}(?:单元|门|梯|组团)|{_COUNT}号(?:楼|铺|房)?(?:-[0-9]{{1,4}})?"
    rf"|[-_]?{_COUNT}(?:层|楼)|[0-9]{{1,3}}[Ff](?![A-Za-z])))"
)
_HOUSE: Final = re.compile(
    rf"(?:[0-9]{{1,4}}[A-Za-z]?|[A-Za-z][0-9]{{0,3}}|[{_NUMERALS}]{{1,3}}|[甲乙丙丁东南西北])(?:号楼|栋|幢|座)"
    rf"(?P<rest>{_FLOOR}{{0,2}}(?:{_ROOM}|-[0-9]{{1,4}}(?:-[0-9]{{1,5}}){{0,2}})?)"
)
_GROUP: Final = re.compile(rf"[村庄屯寨]{_COUNT}(?:组|社|队|生产队|号)(?:[0-9]{{1,4}}号)?")
_CLASS: Final = re.compile(
    rf"(?:小学|中学|学校|[一二三四五六七八九]中|幼儿园)(?:[初高大中小])?(?:{_COUNT})?(?:年级)?\(?{_COUNT}\)?班"
)
_CORNER: Final = re.compile(
    r"[路街道][与和][一-鿿]{2,8}[路街道]的?(?:交叉口|交汇处|交界处|路口)(?:[东南西北]{0,2}[0-9]{1,4}米)?"
    r"(?:[一-鿿]{2,10}(?:广场|中心|大厦|酒店|小区|商城|公司|门口|旁边?|对面|花园|公寓|[路街院店站场城园苑厦]))?"
)
_ANY: Final = re.compile("[栋幢座村庄屯寨班柜巢亭鸟卫场城厦码站台口门室业市店部点交]|号楼")
_HOUSED: Final = re.compile("号楼|[栋幢座]")
_SPOTTED: Final = re.compile(
    "[柜巢亭鸟卫]|站|[口东南西北大正后侧]门|门口|前台|[安发达]室|物业|超市|利店|卖部|[收提递]点"
)
_MARKED: Final = re.compile(f"[场城厦码][东南西北A-Za-z0-9{_NUMERALS}]")
_BLOCK: Final = re.compile(f"(?:[A-Za-z0-9]{{1,2}}|[{_NUMERALS}东南西北])[区期]")
_SIGN: Final = re.compile(r"[一-鿿0-9A-Za-z#·-]")
_HAN: Final = re.compile(r"[一-鿿]")


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(words) for kind, *words in read_rows("places/talk.txt")}


@cache
def _cuts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of talk, and of the words in which its signs are none."""
    rows = _rows()
    return re.compile(_join_words(rows["cut"])), re.compile(_join_words(rows["keep"]))


@cache
def _spots() -> re.Pattern[str]:
    rows = _rows()
    part = f"(?:{_COUNT}期|[A-Za-z东南西北]区)?"
    return re.compile(f"(?:{_join_words(rows['home'])}){part}(?:{_join_words(rows['spot'])}){{1,2}}")


@cache
def _stalls() -> re.Pattern[str]:
    """Return the pattern of a stall in a market: the market, its part, and a number."""
    part = rf"(?:{_COUNT}|[A-Za-z东南西北])(?:区|期|楼|层|门)"
    return re.compile(
        rf"(?:{_join_words(_rows()['market'])}){part}(?:{part})?[A-Za-z]?[0-9-]{{2,6}}(?:号|室|铺)?(?![0-9])"
    )


def find_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each such address in the folded `text`; they may overlap."""
    if not _ANY.search(text):
        return
    if _HOUSED.search(text):
        for match in _HOUSE.finditer(text):
            start = _find_stem(text, match.start())
            if _is_housed(match["rest"], match.group(), named=start < match.start()):
                yield start, match.end()
    for pattern in _choose_patterns(text):
        for match in pattern.finditer(text):
            start = _find_stem(text, match.start())
            if start < match.start():
                yield start, match.end()


def _choose_patterns(text: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns whose last sign the text has: looking for a sign is quick."""
    if "村" in text or "庄" in text or "屯" in text or "寨" in text:
        yield _GROUP
    if "班" in text:
        yield _CLASS
    if _SPOTTED.search(text):
        yield _spots()
    if _MARKED.search(text):
        yield _stalls()
    if "交" in text or "路口" in text:
        yield _CORNER


def _is_housed(rest: str, house: str, *, named: bool) -> bool:
    """Return whether a house is told well enough: by its name, or else by what is in it down to the room."""
    if not named:
        return ("单元" in rest or "-" in rest[1:]) and rest[-1:].isdigit() | rest.endswith(("室", "号", "户", "房"))
    if house[0] in _NUMERALS or "座" in house:
        return bool(rest)
    return True


def _find_stem(text: str, end: int) -> int:
    """Return where the name that ends at `end` begins, `end` where there is none."""
    start = end
    while start and end - start < _LONGEST_STEM and _SIGN.match(text, start - 1):
        start -= 1
    floor = start if start and _SIGN.match(text, start - 1) else -1
    cut, keep = _cuts()
    kept = [match.span() for match in keep.finditer(text, start, end)]
    for match in cut.finditer(text, start, end):
        if not any(begin <= match.start() < stop for begin, stop in kept):
            start = match.end()
    stem = text[start:end]
    is_name = len(_HAN.findall(stem)) > 1 or _BLOCK.fullmatch(stem)
    if start == floor or not is_name or stem in _rows()["stem"]:
        return end
    return start


def _join_words(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
