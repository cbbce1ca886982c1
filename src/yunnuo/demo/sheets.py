"""Sheets of figures: what a benchmark found, once for people (lines of a table) and once for programs (JSON).

A sheet holds labels, counts and shares. It must never hold a text that was measured or a value in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml
from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


Figure = str | int | float | None
_GAP: Final = 2
_ABSENT: Final = "-"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: `id` for programs, `title` for people, one row of figures for each thing measured.

    `style` is the format of a float; None is what was not measured or is not offered.
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]
    style: str = "{:.3f}"
    notes: tuple[str, ...] = field(default=())


def draw_sheet(sheet: Sheet) -> Iterator[str]:
    """Yield the lines of a sheet for a terminal: words to the left, figures to the right, notes underneath."""
    yield f"== {sheet.title}"
    texts = [[_write_figure(figure, sheet.style) for figure in row] for row in sheet.rows]
    right = [_holds_figures(sheet.rows, place) for place in range(len(sheet.head))]
    widths = [max(map(cell_len, column)) for column in zip(sheet.head, *texts, strict=True)]
    for cells in (sheet.head, *texts) if texts else ():
        padded = (
            _pad_cell(cell, width, to_right=to_right)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        yield ("   " + (" " * _GAP).join(padded)).rstrip()
    yield from (f"   {note}" for note in sheet.notes)


def dump_sheets(schema: str, sheets: Iterable[Sheet]) -> str:
    """Return sheets as one JSON document; every row is an object with the words of the head as keys."""
    held = {
        sheet.id: {
            "title": sheet.title,
            "rows": [dict(zip(sheet.head, row, strict=True)) for row in sheet.rows],
            "notes": list(sheet.notes),
        }
        for sheet in sheets
    }
    return json.dumps({"schema": schema, "sheets": held}, ensure_ascii=False, indent=1)


def _write_figure(figure: Figure, style: str) -> str:
    if figure is None:
        return _ABSENT
    if isinstance(figure, float):
        return style.format(figure)
    return f"{figure:,}" if isinstance(figure, int) else load_words().get(figure, figure)


@cache
def load_words() -> Mapping[str, str]:
    """Return what labels, forms and traps are called in a sheet for people."""
    held: dict[str, str] = yaml.safe_load((files("yunnuo.demo") / "sheet_words.yaml").read_text("utf-8"))
    return held


def _holds_figures(rows: Sequence[Sequence[Figure]], place: int) -> bool:
    return all(not isinstance(row[place], str) for row in rows)


def _pad_cell(text: str, width: int, *, to_right: bool) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if to_right else text + blanks
