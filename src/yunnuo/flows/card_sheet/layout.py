"""Where everything stands on a card: texts at the largest legible size that fits, the code at its full size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import segno

from yunnuo.flows.card_sheet.content import (
    GREY,
    INK,
    MILLIMETRES,
    MIN_POINTS,
    PALE,
    WHITE,
    Code,
    Drawing,
    Fill,
    Words,
)
from yunnuo.flows.card_sheet.lettering import check_characters, measure_text, wrap_list, wrap_text
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.card_sheet.content import CardContent, Mark

QUIET: Final = 4  # modules of white around a code
DENSEST: Final = 57  # modules: below 0.47 mm each, cheap phones fail
BLEED: Final = 1.5
MARGIN, BAND = 5.0, 14.0
PANEL_TOP, FOOT = 5.5, 9.6
OVERHANG: Final = 1.5  # how far the white panel stands out over the margin: its edge is not seen there
BRAND_POINTS: Final = 14.0
HEADLINE: Final = "要不要收到我们的消息，由你来选"
CAPTION, AFTER = "扫码看完整告知", "看过之后，自己选"
FREE: Final = "不参加不影响购物"


@dataclass(frozen=True, slots=True)
class Format:
    """How many cards stand on a page, in which rows and columns, and how large one is, in millimetres.

    `code` is the side of the QR code without its quiet zone, `largest` the largest size of the text in points.
    """

    columns: int
    rows: int
    width: float
    height: float
    code: float
    largest: float
    landscape: bool = False

    @property
    def count(self) -> int:
        """Return how many cards stand on a page."""
        return self.columns * self.rows


FORMATS: Final = (Format(2, 4, 94.0, 67.0, 27.0, 9.0), Format(2, 2, 138.0, 92.0, 38.0, 12.0, landscape=True))


def choose_format(content: CardContent, wanted: int | None = None) -> tuple[Format, Drawing]:
    """Return the smallest format the texts fit in, or the one with `wanted` cards a page, with the card drawn.

    Raises InputError when a text does not fit at a legible size, has a character the font lacks, or the link is long.
    """
    check_characters(
        (content.brand, content.handler, content.short, content.version, content.batch, _host(content.link)),
    )
    check_characters(text for label, items in content.rows for text in (label, *items))
    for shape in FORMATS:
        if wanted in (None, shape.count):
            drawing = draw_card(content, shape)
            if drawing is not None:
                return shape, drawing
    why = f"{'' if wanted is None else f'一页 {wanted} 张，'}字号不能小于 {MIN_POINTS:g} 磅"
    todo = "缩短告知里的 short，或者用 --purpose、--channel 只问其中几项"
    raise InputError("card.too_long", "卡片放不下告知的文字", why=why, todo=todo)


def draw_card(content: CardContent, shape: Format) -> Drawing | None:
    """Return the card drawn in a format, or None when its texts do not fit."""
    code, width = _make_code(content.link, shape.code), shape.width
    panel = code.side * (1 + 2 * QUIET / code.modules)
    text_width = width - 3 * MARGIN - panel + OVERHANG
    body = _fit_body(content, text_width, shape)
    if body is None or measure_text(content.brand, BRAND_POINTS) > text_width:
        return None
    foot = tuple(_draw_foot(content, width, shape.height))
    if _meets_edge(foot, width - MARGIN):
        return None
    ground = Fill(0, 0, width, shape.height, WHITE)
    code_marks = _draw_code(code, panel, width, content.colour)
    return Drawing(width, shape.height, (ground, *_draw_band(content, width), *body, *code_marks, *foot))


def _draw_band(content: CardContent, width: float) -> Iterator[Mark]:
    yield Fill(-BLEED, -BLEED, width + 2 * BLEED, BAND + BLEED, content.colour)
    yield Words(MARGIN, 7.4, BRAND_POINTS, content.brand, WHITE, bold=True)
    yield Words(MARGIN, 11.9, 7.6, HEADLINE, WHITE)


def _fit_body(content: CardContent, width: float, shape: Format) -> tuple[Mark, ...] | None:
    """Return short notice and rows at the largest size that fits."""
    size = shape.largest
    while size >= MIN_POINTS:
        marks, bottom = _draw_body(content, width, size)
        if bottom <= shape.height - FOOT - 1.2:
            return marks
        size -= 0.25
    return None


def _draw_body(content: CardContent, width: float, size: float) -> tuple[tuple[Mark, ...], float]:
    marks: list[Mark] = []
    step, y = size * MILLIMETRES * 1.42, BAND + 2.8 + size * MILLIMETRES
    for line in wrap_text(content.short, size, width):
        marks.append(Words(MARGIN, y, size, line, INK))
        y += step
    small = max(MIN_POINTS, size - 0.75)
    indent, step, y = measure_text("目的　", small), small * MILLIMETRES * 1.36, y + 1.1
    for label, items in content.rows:
        marks.append(Words(MARGIN, y, small, label, content.colour, bold=True))
        for line in wrap_list(items, small, width - indent):
            marks.append(Words(MARGIN + indent, y, small, line, GREY))
            y += step
        y += 0.35
    return tuple(marks), y - step


def _draw_code(code: Code, panel: float, width: float, colour: str) -> Iterator[Mark]:
    """Yield the code on its white panel, what it is for, and that nobody need take part."""
    left = width - MARGIN - panel + OVERHANG
    middle, below = left + panel / 2, PANEL_TOP + panel
    yield Fill(left, PANEL_TOP, panel, panel, WHITE, round=1.6)
    yield Code(middle - code.side / 2, PANEL_TOP + (panel - code.side) / 2, code.side, code.modules, code.runs)
    yield _centre(CAPTION, 8.6, middle, below + 2.6, colour, bold=True)
    yield _centre(AFTER, 7.2, middle, below + 6.2, GREY)
    yield Fill(left + 1.2, below + 8.2, panel - 2.4, 6.2, PALE, round=3.1)
    yield _centre(FREE, 8, middle, below + 12.4, INK, bold=True)


def _draw_foot(content: CardContent, width: float, height: float) -> Iterator[Mark]:
    top = height - FOOT
    yield Fill(MARGIN, top, width - 2 * MARGIN, 0.2, "#C9D2CD")
    yield Words(MARGIN, top + 3.7, MIN_POINTS, f"个人信息处理者　{content.handler}", GREY)
    yield Words(MARGIN, top + 7.2, MIN_POINTS, f"告知 {content.version}　批次 {content.batch}", GREY)
    host = _host(content.link)
    yield Words(width - MARGIN - measure_text(host, MIN_POINTS), top + 7.2, MIN_POINTS, host, GREY)


def _meets_edge(foot: tuple[Mark, ...], edge: float) -> bool:
    """Return whether a line of the foot runs over the edge, or into the address on the right."""
    handler, told, host = (mark for mark in foot if isinstance(mark, Words))
    ends = [mark.x + measure_text(mark.text, mark.points) for mark in (handler, told)]
    return max(ends) > edge or ends[1] + MARGIN > host.x


def _centre(text: str, points: float, middle: float, y: float, colour: str, *, bold: bool = False) -> Words:
    return Words(middle - measure_text(text, points) / 2, y, points, text, colour, bold)


def _make_code(link: str, side: float) -> Code:
    rows = [list(row) for row in segno.make(link, error="m", micro=False, boost_error=False).matrix]
    if len(rows) > DENSEST:
        raise InputError("card.link", "链接太长，二维码会密得扫不出来", todo="换一个短一些的网址（--base-url）或批次名")
    runs = [(number, start, length) for number, row in enumerate(rows) for start, length in _dark_runs(row)]
    return Code(0, 0, side, len(rows), tuple(runs))


def _dark_runs(row: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, group in groupby(row, key=bool):
        length = sum(1 for _ in group)
        if dark:
            yield start, length
        start += length


def _host(link: str) -> str:
    return urlsplit(link).netloc
