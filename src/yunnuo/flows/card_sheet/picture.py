"""One card as a picture: SVG with every letter as an outline, so that it needs no font; PNG at print resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from yunnuo.flows.card_sheet.content import INK, MILLIMETRES, Code, Fill
from yunnuo.flows.card_sheet.lettering import BOLD, outline_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.card_sheet.content import Drawing, Mark, Words

DOTS_PER_INCH: Final = 300.0


def write_svg(drawing: Drawing, *, title: str) -> str:
    """Return the card, cut to its edges; `title` is what it is called aloud."""
    return _compose(drawing, title, f"{drawing.width:g}mm", f"{drawing.height:g}mm")


def write_png(drawing: Drawing) -> bytes:
    """Return the card as pixels at 300 dots per inch; the file says so, and prints at its size."""
    import vl_convert

    width, height = (side / MILLIMETRES for side in (drawing.width, drawing.height))
    made: bytes = vl_convert.svg_to_png(_compose(drawing, "", f"{width:.3f}", f"{height:.3f}"), ppi=DOTS_PER_INCH)
    return made


def _compose(drawing: Drawing, title: str, width: str, height: str) -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    marks = "\n".join(line for mark in drawing.marks for line in _draw_mark(mark))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n<title>{escape(title)}</title>'
    return f"{head}\n{marks}\n</svg>\n"


def _draw_mark(mark: Mark) -> Iterator[str]:
    if isinstance(mark, Fill):
        corner = f' rx="{mark.round:g}"' if mark.round else ""
        place = f'x="{mark.x:g}" y="{mark.y:.3f}" width="{mark.width:g}" height="{mark.height:g}"'
        yield f'<rect {place}{corner} fill="{mark.colour}"/>'
    elif isinstance(mark, Code):
        yield f'<path d="{"".join(_trace_code(mark))}" fill="{INK}" shape-rendering="crispEdges"/>'
    else:
        yield _draw_words(mark)


def _draw_words(mark: Words) -> str:
    width = mark.points * MILLIMETRES * BOLD
    bold = f' stroke="{mark.colour}" stroke-width="{width:.3f}" stroke-linejoin="round"' if mark.bold else ""
    path = outline_text(mark.text, mark.x, mark.y, mark.points)
    return f'<path d="{path}" fill="{mark.colour}"{bold}><title>{escape(mark.text)}</title></path>'


def _trace_code(mark: Code) -> Iterator[str]:
    module = mark.side / mark.modules
    for row, column, length in mark.runs:
        across, x, y = length * module, mark.x + column * module, mark.y + row * module
        yield f"M{x:.4f} {y:.4f}h{across:.4f}v{module:.4f}h-{across:.4f}z"
