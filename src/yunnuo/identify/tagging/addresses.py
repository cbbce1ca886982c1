"""Delivery addresses in free text: a chain of divisions, roads, numbers and places, walked from ending to ending.

An address is taken when its parts are evidence enough: two divisions, a division and a part, or a road with a number.
Every pattern is linear. It must never look anything up outside the word lists, and never keep what it found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from yunnuo.identify.tagging.divisions import CHAIN, LEVELS, begin_chain, find_divisions
from yunnuo.identify.tagging.lexicon import load_name_words, load_place_words
from yunnuo.identify.tagging.places import find_places

if TYPE_CHECKING:
    from collections.abc import Iterator

# One stretch of letters an address can be made of; longer digit runs are phones and order numbers.
_STRETCH: Final = re.compile(r"[一-鿿㐀-䶿\U00020000-\U000323af0-9A-Za-z*#·_-]+")
_BREAK: Final = re.compile(
    r"[0-9*]{7,}(?:-[0-9]{2,6})?|(?<![0-9])1[0-9*]{2}-[0-9*]{4}-[0-9*]{4}|20[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]"
)
_NUMBERED: Final = re.compile(
    r"(?:[0-9]{1,5}(?:-[0-9]{1,4})?[A-Za-z]?|[A-Za-z][0-9]{0,4}|[一二三四五六七八九十]{1,3}|[甲乙丙丁东南西北]|\*{1,4})"
    r"(?:号楼|号院|号库|号门|号|弄|栋|幢|单元|室|楼|层|座|组|队|区|户|铺|排|期|村|床(?![戏单垫品头上])|病房|病区|#)"
    r"|[0-9]{1,3}[Ff](?![A-Za-z])|塔[0-9]{1,2}(?: ?[0-9]{3,4}(?![0-9]))?"
)
_NUMBER_SIGNS: Final = frozenset(
    "号楼院库门弄栋幢单元室层座组队区户铺排期村床房塔#Ff路街道巷-"
)  # of the patterns of numbers
_DASHED: Final = re.compile(r"(?<![0-9-])[0-9]{1,4}[A-Za-z]?(?:-[0-9]{1,5}[A-Za-z]?){1,3}(?![0-9-])")
_BARE: Final = re.compile(r"(?:(?<=[栋幢楼座元])|(?<=[楼南北区][A-Z]))[0-9]{2,4}|[A-Z][0-9]{2,4}(?![0-9A-Za-z])")
_STRONG: Final = re.compile(
    r"[0-9一二三四五六七八九十](?:号楼|栋|幢|单元|室|楼|座|号|层|床)|[0-9](?:-[0-9]|[Ff](?![A-Za-z]))"
)
_ROAD_NUMBER: Final = re.compile(r"[路街道巷弄]([0-9]{1,5})(?![0-9A-Za-z])")
_UNIT: Final = re.compile(r"[号楼院库门弄栋幢元室层座组队区户铺排期村#Ff-]")  # what a number of a house has
# What looks like an ending inside a word that is none.
_NO_ENDING: Final = re.compile(
    r"路(?:由|线|上|人|过|虎|易|径)|乡村|镇江|[家城下老异他]乡|街(?:头|舞|机|拍|景|球)|道(?:具|理|歉|德|路|谢)|城乡"
)
_ENDING_CHARS: Final = 5
_LONGEST_TAIL: Final = 14
_WIDEST_PART: Final = 24
_LONGEST_PLACE: Final = 28  # of a town and a place in it
_LONGEST_CUE: Final = 5
_NUMERAL: Final = re.compile(r"[0-9*]|[一二三四五六七八九十甲乙丙丁][号弄栋幢单室楼层座组区]")
_TOWN: Final = re.compile(r"[一-鿿]{2}(?:[镇乡]|街道|工业区|开发区)[一-鿿]{2}")
_ENOUGH: Final = 2.0
_GROUNDS: Final = ("工业区", "园区", "农场", "林场", "集聚区")  # towns by their ending that are one place
_WIDEST_GAP: Final = 2  # signs between two divisions of one address
_HAN: Final = re.compile(r"[一-鿿㐀-䶿*]")


@dataclass(slots=True)
class Piece:
    """One stretch between blanks: where an address stands in it, by what evidence, and where talk would begin."""

    start: int
    end: int
    limit: int
    weights: dict[str, float] = field(default_factory=dict)
    is_anchored: bool = False

    def weigh(self) -> float:
        """Return the sum of evidence of the different kinds of parts."""
        return sum(self.weights.values())


def tag_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, form) of each delivery address in the folded `text`; forms are plain, masked and region.

    A region is a chain of divisions with nothing that tells a place in them.
    """
    walked = list(_walk_addresses(text))
    placed = list(find_places(text))
    for start, end, form in _merge_found(walked, placed) if placed else walked:
        yield start, end, "masked" if "*" in text[start:end] else form


def _merge_found(walked: list[tuple[int, int, str]], placed: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return what was found either way: of two that overlap the one that holds the other, else what was walked."""
    all_found = [(start, -end, form, 0) for start, end, form in walked]
    all_found += [(start, -end, "plain", 1) for start, end in placed]
    kept: list[tuple[int, int, str, int]] = []
    for one in sorted(all_found):
        if not kept or one[0] >= -kept[-1][1]:
            kept.append(one)
        elif -one[1] > -kept[-1][1] and one[3] < kept[-1][3]:
            kept[-1] = one
    return [(start, -end, form) for start, end, form, _ in kept]


def _walk_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    ending, level = _gate_patterns()
    if not ending.search(text) or not (level.search(text) or _UNIT.search(text) or _ROAD_NUMBER.search(text)):
        return
    if not (_NUMERAL.search(text) or _TOWN.search(text)) and next(find_divisions(text, 0, len(text)), None) is None:
        return  # without a division or a town an address needs a number
    group: list[Piece] = []
    for piece in _find_pieces(text):
        if group and not _joins_group(text, group[-1], piece):
            yield from _close_group(text, group)
            group = []
        group.append(piece)
    yield from _close_group(text, group)


@cache
def _gate_signs() -> frozenset[str]:
    """Return the characters one of which every address has: the last ones of endings and divisions."""
    return frozenset(CHAIN) | {ending[-1] for ending in load_place_words().endings} | set("号弄栋幢元室楼层座期")


@cache
def _gate_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what every address has, and of what one without the number of a house has."""
    endings = load_place_words().endings
    towns = {ending[-1] for ending, kind in endings.items() if kind == "town"}
    levels = "".join(sorted(towns | set(CHAIN)))
    named = {ending[-1] for ending, kind in endings.items() if kind in {"road", "place"}}
    return re.compile(f"[{''.join(sorted(named))}{levels}]"), re.compile(f"[{levels}]")


@cache
def _part_signs() -> re.Pattern[str]:
    """Return the pattern of characters one of which every part has."""
    return re.compile(f"[{''.join(map(re.escape, sorted(_gate_signs() | _NUMBER_SIGNS)))}]")


@cache
def _cue_signs() -> frozenset[str]:
    return frozenset(cue[-1] for cue in load_place_words().cues)


def _joins_group(text: str, last: Piece, piece: Piece) -> bool:
    between = text[last.end : piece.start]
    if between == " ":
        return not (piece.weights.keys() == {"dash"} and "unit" in last.weights)
    if between == "," and "road" in last.weights:  # the house after its road
        is_house = piece.end == piece.limit and piece.weights.keys() <= {"place", "whole", "number", "dash", "tail"}
        return is_house and "place" in piece.weights and not text[piece.start - 1].isalnum()
    # Divisions set off from each other: the next has to be a lower one, or what divisions are divided into.
    if not between or len(between) > _WIDEST_GAP or between.strip(" ,、/;") or not LEVELS.keys() >= last.weights.keys():
        return False
    lowest = max(LEVELS[kind] for kind in last.weights)
    levels = [LEVELS[kind] for kind in piece.weights if kind in LEVELS]
    return min(levels) > lowest if levels else "road" in piece.weights or "dash" in piece.weights


def _close_group(text: str, group: list[Piece]) -> Iterator[tuple[int, int, str]]:
    if not group:
        return
    weights: dict[str, float] = {}
    for piece in group:
        weights |= piece.weights
    start, end = group[0].start, group[-1].end
    if sum(weights.values()) >= _ENOUGH and _has_core(weights, is_anchored=group[0].is_anchored):
        is_region = weights.keys() <= LEVELS.keys() and not text.endswith(_GROUNDS, start, end)
        yield start, end, "region" if is_region else "plain"


def _has_core(weights: dict[str, float], *, is_anchored: bool) -> bool:
    levels = sum(1 for kind in ("province", "city", "district", "town") if kind in weights)
    details = sum(1 for kind in ("road", "place", "number", "dash", "unit", "mask", "tail") if kind in weights)
    if levels:
        return details > 0 or levels >= 3  # noqa: PLR2004  # province, city and district without more
    numbered = "number" in weights or "dash" in weights
    placed = "place" in weights and (is_anchored or "whole" in weights)
    return details >= 2 and numbered and ("road" in weights or placed)  # noqa: PLR2004


def _find_pieces(text: str) -> Iterator[Piece]:
    for match in _STRETCH.finditer(text):
        start, limit = match.span()
        for broken in _BREAK.finditer(text, start, limit):
            yield from _read_piece(text, start, broken.start(), is_glued=True)
            start = broken.end()
        yield from _read_piece(text, start, limit, is_glued=False)


def _read_piece(text: str, start: int, limit: int, *, is_glued: bool) -> Iterator[Piece]:
    if limit - start < 2 or not _part_signs().search(text, start, limit):  # noqa: PLR2004  # a part and its ending
        return
    piece = Piece(start, start, limit)
    divisions = list(find_divisions(text, start, limit))
    if divisions:
        piece.start = begin_chain(text, start, divisions[0])
        piece.is_anchored = True
    elif _NUMERAL.search(text, start) or _TOWN.search(text, start, limit):  # the number may stand behind a blank
        piece.start, piece.is_anchored = _strip_cue(text, start, limit)
    piece.end = piece.start
    parts = [*_find_numbers(text, piece.start, limit), *_find_endings(text, piece.start, limit)]
    if divisions:  # what looks like a part inside the name of a division (门市 in 海门市) is none
        parts = [part for part in parts if not any(begin < part[0] <= end for begin, end, _ in divisions)]
        parts += [(end, level) for _, end, level in divisions]
    _walk_parts(text, piece, sorted(parts))
    if piece.weights and _stands_alone(text, piece, start, has_divisions=bool(divisions)):
        if not is_glued or divisions:
            _take_tail(text, piece, is_glued=is_glued)
        yield piece


def _stands_alone(text: str, piece: Piece, start: int, *, has_divisions: bool) -> bool:
    """Mark a piece that is whole, and return whether talk may stand beside it or none does.

    A town and places without a division or a number are an address only where nothing else stands.
    """
    closes = piece.end == piece.limit or text.startswith(load_place_words().stops, piece.end)
    if closes and _STRONG.search(text, piece.start, piece.end):
        piece.weights["whole"] = 0.0
    if has_divisions or _NUMERAL.search(text):
        return True
    is_alone = piece.end == piece.limit or (start, piece.limit) == (0, len(text))
    return is_alone and piece.limit - start <= _LONGEST_PLACE


def _walk_parts(text: str, piece: Piece, parts: list[tuple[int, str]]) -> None:
    """Go from part to part as long as each begins near the end of the last one."""
    numbered = any(kind in {"number", "dash"} for _, kind in parts)
    for end, kind in parts:
        if end - piece.end > _WIDEST_PART:
            break
        if kind != "unit" or piece.weights or numbered:
            piece.weights[kind] = 1.0
            piece.end = max(piece.end, end)
    for match in _BARE.finditer(text, max(piece.start, piece.end - 5), piece.limit):
        if match.start() <= piece.end:
            piece.end = max(piece.end, match.end())
    while piece.start < piece.end < piece.limit and text[piece.end] == "*":
        piece.end += 1
        piece.weights["mask"] = 1.0


def _strip_cue(text: str, start: int, limit: int) -> tuple[int, bool]:
    """Return where an address without a division begins, and whether something before it says it is one."""
    cues, lasts = load_place_words().cues, _cue_signs()
    begin = start
    for at in range(start + 1, min(limit, start + 12)):
        if text[at - 1] not in lasts:
            continue
        for size in range(min(_LONGEST_CUE, at - start), 0, -1):
            if text[at - size : at] in cues and (size > 1 or at - size == begin):
                begin = at
                break
    return begin, begin > start


def _find_numbers(text: str, start: int, limit: int) -> Iterator[tuple[int, str]]:
    for match in _NUMBERED.finditer(text, start, limit):
        if match.start() > start and text[match.start() - 1] not in "月年第.":
            yield match.end(), "number"
    for match in _DASHED.finditer(text, start, limit):
        yield match.end(), "dash"
    for match in _ROAD_NUMBER.finditer(text, max(0, start - 1), limit):
        yield match.end(), "number"


def _find_endings(text: str, start: int, limit: int) -> Iterator[tuple[int, str]]:
    endings, lasts = load_place_words().endings, _gate_signs()
    for at in range(start + 2, limit + 1):
        if text[at - 1] not in lasts:
            continue
        for size in range(min(_ENDING_CHARS, at - start), 0, -1):
            kind = endings.get(text[at - size : at])
            if kind is not None and _has_stem(text, start, at - size) and not _NO_ENDING.match(text, at - 1):
                yield at, kind
                break


def _has_stem(text: str, floor: int, at: int) -> bool:
    return at - 1 >= floor and (_HAN.match(text, at - 1) is not None or text[at - 1].isalnum())


def _take_tail(text: str, piece: Piece, *, is_glued: bool) -> None:
    """Take what follows the last part when it reads as the name of a place, not as talk or a person."""
    tail = text[piece.end : piece.limit]
    if not tail or len(tail) > _LONGEST_TAIL or any(word in tail for word in load_place_words().stops):
        return
    if is_glued or (_reads_as_name(tail) and ("number" in piece.weights or "dash" in piece.weights)):
        return
    if piece.weigh() >= _ENOUGH:
        piece.weights["tail"] = 1.0
        piece.end = piece.limit


def _reads_as_name(tail: str) -> bool:
    names = load_name_words()
    if tail[:2] in names.compounds:
        return True
    return len(tail) in {2, 3} and tail[0] in names.surnames
