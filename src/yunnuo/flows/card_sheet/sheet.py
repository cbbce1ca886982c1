"""The sheet to print and cut: A4, as many cards as fit, crop marks outside them, every font embedded.

Every page of a print run is the same, so the file has one page; it says how many copies make the run.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.enums import TextMode

from yunnuo.flows.card_sheet.content import GREY, INK, MIN_POINTS, Code, Fill, Words
from yunnuo.flows.card_sheet.lettering import BOLD, font_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from yunnuo.flows.card_sheet.content import Drawing, Mark
    from yunnuo.flows.card_sheet.layout import Format

SHORT, LONG = 210.0, 297.0  # millimetres, A4
GUTTER: Final = 4.0
_MARK_GAP, _MARK_LENGTH, _MARK_WIDTH = 1.8, 4.0, 0.12
_NOTE_INDENT: Final = 2.5
_FAMILY: Final = "card"


def write_sheet(drawing: Drawing, shape: Format, *, notes: Sequence[str], title: str, made_at: datetime) -> bytes:
    """Return the PDF, with a note under each column; the same drawing, notes, title and time give the same bytes."""
    pdf = FPDF(orientation="L" if shape.landscape else "P", unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_creation_date(made_at)
    pdf.set_title(title)
    pdf.set_lang("zh-CN")
    pdf.set_creator("Yunnuo")
    pdf.add_font(_FAMILY, fname=str(font_file()))
    pdf.add_page()
    page = (LONG, SHORT) if shape.landscape else (SHORT, LONG)
    left, top = _first_corner(shape, *page)
    for row in range(shape.rows):
        for column in range(shape.columns):
            x, y = left + column * (shape.width + GUTTER), top + row * (shape.height + GUTTER)
            with pdf.rect_clip(x - GUTTER / 2, y - GUTTER / 2, shape.width + GUTTER, shape.height + GUTTER):
                for mark in drawing.marks:
                    _draw_mark(pdf, mark, x, y)
    _draw_crops(pdf, shape, left, top)
    for column, note in enumerate(notes):
        x = left + column * (shape.width + GUTTER) + _NOTE_INDENT
        _draw_words(pdf, Words(x, page[1] - 2.4, MIN_POINTS, note, GREY), 0, 0)
    return bytes(pdf.output())


def _first_corner(shape: Format, width: float, height: float) -> tuple[float, float]:
    used_width = shape.columns * shape.width + (shape.columns - 1) * GUTTER
    used_height = shape.rows * shape.height + (shape.rows - 1) * GUTTER
    return (width - used_width) / 2, (height - used_height) / 2


def _draw_mark(pdf: FPDF, mark: Mark, x: float, y: float) -> None:
    if isinstance(mark, Fill):
        pdf.set_fill_color(*_rgb(mark.colour))
        if not mark.round:
            pdf.rect(x + mark.x, y + mark.y, mark.width, mark.height, style="F")
            return
        with _fill_path(pdf, mark.colour) as path:
            path.rectangle(x + mark.x, y + mark.y, mark.width, mark.height, mark.round, mark.round)
    elif isinstance(mark, Words):
        _draw_words(pdf, mark, x, y)
    else:
        _draw_code(pdf, mark, x, y)


def _draw_words(pdf: FPDF, mark: Words, x: float, y: float) -> None:
    pdf.set_font(_FAMILY, size=mark.points)
    pdf.set_text_color(*_rgb(mark.colour))
    mode = TextMode.FILL_STROKE if mark.bold else TextMode.FILL
    with pdf.local_context(text_mode=mode, draw_color=_rgb(mark.colour), line_width=mark.points * 25.4 / 72 * BOLD):
        pdf.text(x + mark.x, y + mark.y, mark.text)


def _draw_code(pdf: FPDF, mark: Code, x: float, y: float) -> None:
    """Draw all modules as one path: side by side, single rectangles would show seams."""
    module = mark.side / mark.modules
    with _fill_path(pdf, INK) as path:
        for row, column, length in mark.runs:
            path.rectangle(x + mark.x + column * module, y + mark.y + row * module, length * module, module)


@contextmanager
def _fill_path(pdf: FPDF, colour: str) -> Iterator[PaintedPath]:
    """Yield a path to be filled; unlike `FPDF.new_path` it draws the path itself, not a copy of its thousand parts."""
    path = PaintedPath()
    path.style.fill_color, path.style.stroke_color = colour, None
    yield path
    with pdf.drawing_context() as drawn:
        drawn.add_item(path, clone=False)


def _draw_crops(pdf: FPDF, shape: Format, left: float, top: float) -> None:
    """Draw where to cut, outside the cards on all four sides."""
    pdf.set_draw_color(*_rgb(INK))
    pdf.set_line_width(_MARK_WIDTH)
    right = left + shape.columns * (shape.width + GUTTER) - GUTTER
    bottom = top + shape.rows * (shape.height + GUTTER) - GUTTER
    near, far = _MARK_GAP, _MARK_GAP + _MARK_LENGTH
    for column in range(shape.columns):
        for x in (left + column * (shape.width + GUTTER), left + column * (shape.width + GUTTER) + shape.width):
            pdf.line(x, top - far, x, top - near)
            pdf.line(x, bottom + near, x, bottom + far)
    for row in range(shape.rows):
        for y in (top + row * (shape.height + GUTTER), top + row * (shape.height + GUTTER) + shape.height):
            pdf.line(left - far, y, left - near, y)
            pdf.line(right + near, y, right + far, y)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
