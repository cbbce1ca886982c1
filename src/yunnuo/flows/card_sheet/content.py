"""What stands on a card, the marks it is drawn with, and what it refuses.

InputError
├── card.character   a character is not in the font
├── card.too_long    the texts do not fit at a legible size
├── card.link        the link makes a code too dense to scan
└── card.colour      not a colour, or white letters cannot be read on it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from yunnuo.terms.errors import InputError

WHITE, INK, GREY, PALE = "#FFFFFF", "#1B1F1D", "#4A524E", "#F1F1EE"
MIN_POINTS: Final = 7.0
MIN_CONTRAST: Final = 4.5
_LINEAR: Final = 0.04045  # below it, sRGB is linear
MILLIMETRES: Final = 25.4 / 72  # of one point


@dataclass(frozen=True, slots=True)
class CardContent:
    """The texts of a card. `rows` are labelled lists (purposes, channels, kinds of information)."""

    brand: str
    handler: str
    short: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    version: str
    batch: str
    link: str
    colour: str


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle; `round` is the radius of its corners."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    round: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: left end of the baseline, size in points; `bold` thickens the outlines."""

    x: float
    y: float
    points: float
    text: str
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: `runs` are dark modules side by side (row, first column, how many), `side` is without quiet zone."""

    x: float
    y: float
    side: float
    modules: int
    runs: tuple[tuple[int, int, int], ...]


Mark = Fill | Words | Code


@dataclass(frozen=True, slots=True)
class Drawing:
    """A card in millimetres; marks in the order they are drawn."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def smallest(self) -> float:
        """Return the size of the smallest text, in points."""
        return min(mark.points for mark in self.marks if isinstance(mark, Words))


def check_colour(text: str) -> str:
    """Return a colour as #RRGGBB; raise InputError when it is none, or white letters would be hard to read on it."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise InputError("card.colour", "选项 --colour 写的不是颜色", todo="写成 #RRGGBB，例如 #1F6F54")
    if measure_contrast(text, WHITE) < MIN_CONTRAST:
        raise InputError(
            "card.colour",
            "选项 --colour 的颜色太浅，印在上面的白字看不清",
            why=f"对比度 {measure_contrast(text, WHITE):.1f}，至少 {MIN_CONTRAST}",
            todo="换一个深一些的颜色",
        )
    return text.upper()


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
