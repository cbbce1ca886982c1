"""The font of the cards: how wide a text is, what its outlines are, and which characters it lacks.

Its origin and licence stand beside it, in `font/ORIGIN.md` and `font/OFL.txt`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from yunnuo.flows.card_sheet.content import MILLIMETRES
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from importlib.resources.abc import Traversable

FONT_FILE: Final = "NotoSansSC-GB2312.ttf"
BOLD: Final = 0.028  # how thick a line is drawn around bold letters, as a share of their size
_BLANK: Final = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])")  # beside a Han character: a folded line, no word break
_OPENING, _CLOSING = "（《“‘「『〈【(", "，。；：、！？）》”’」』〉】…%)"


@cache
def font_file() -> Traversable:
    """Return the font file of the package."""
    return files("yunnuo.flows.card_sheet") / "font" / FONT_FILE


@cache
def _open_font() -> TTFont:
    # From memory, for what is not asked for stays unread: a card needs some two hundred of seven thousand outlines.
    return TTFont(BytesIO(font_file().read_bytes()))


@cache
def _advances() -> dict[str, float]:
    """Return how wide each character is, as a share of the size."""
    font = _open_font()
    units = font["head"].unitsPerEm
    return {chr(code): font["hmtx"][name][0] / units for code, name in font.getBestCmap().items()}


def check_characters(texts: Iterable[str]) -> None:
    """Raise InputError naming the characters the font lacks."""
    lacking = dict.fromkeys(char for text in texts for char in text if char not in _advances())
    if lacking:
        named = "、".join(f"“{char}”" * char.isprintable() + f"U+{ord(char):04X}" for char in lacking)
        todo = "换成字库里有的字（GB 2312），重新发布或改写"
        raise InputError("card.character", "卡片的字库里没有这些字", why=named, todo=todo)


def measure_text(text: str, points: float) -> float:
    """Return how wide a text is, in millimetres."""
    advances = _advances()
    return sum(advances[char] for char in text) * points * MILLIMETRES


def wrap_text(text: str, points: float, width: float) -> list[str]:
    """Return a text as lines no wider than `width`; a line never begins with a closing mark or ends with an opening."""
    return _fill_lines(_split_pieces(_BLANK.sub("", text)), points, width)


def wrap_list(items: Sequence[str], points: float, width: float) -> list[str]:
    """Return a list as lines; an item stands on one line unless it is wider than that."""
    pieces: list[str] = []
    for number, item in enumerate(items, start=1):
        piece = f"{item}、" if number < len(items) else item
        pieces += [piece] if measure_text(piece, points) <= width else _split_pieces(piece)
    return _fill_lines(pieces, points, width)


def _fill_lines(pieces: Iterable[str], points: float, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure_text((lines[-1] + piece).rstrip(), points) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def _split_pieces(text: str) -> list[str]:
    """Return what must stay on one line: a Han character with its marks, a word of Latin letters."""
    pieces: list[str] = []
    for char in text:
        last = pieces[-1][-1] if pieces else ""
        latin = char.isascii() and char not in " ()" and last.isascii() and last not in " ()"
        if pieces and (char in _CLOSING or last in _OPENING or (latin and last)):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


@lru_cache(maxsize=256)  # a card is drawn twice, as SVG and as pixels; its texts are some forty
def outline_text(text: str, x: float, y: float, points: float) -> str:
    """Return a text as an SVG path in millimetres; `x` and `y` are the left end of its baseline."""
    font = _open_font()
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = points * MILLIMETRES / font["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.3f}".rstrip("0").rstrip("."))
    for char in text:
        glyphs[names[ord(char)]].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        x += measure_text(char, points)
    return str(pen.getCommands())
