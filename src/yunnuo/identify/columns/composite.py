"""Cells that hold several things at once: name, phone and address copied from a back office into one cell.

It sees a sample and returns kinds; it must never return or keep a part.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from yunnuo.identify.cells import fold_cell
from yunnuo.identify.columns.checks import passes_check
from yunnuo.identify.columns.lexicon import value_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPLIT: Final = re.compile(r"[，,;；|/、\n\t]+|\s{1,4}(?=\S)")
_PHONE: Final = re.compile(r"(?:^|[^0-9])((?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9*]{4}){2})(?:[^0-9]|$)")
_PARTS: Final = {
    "name": ("name", "minority_name", "masked_name"),
    "address": ("address", "masked_address"),
    "id_card": ("id18", "masked_id"),
    "email": ("email",),
}
_ENOUGH: Final = 0.5  # share of cells with several parts that makes a column composite
_OFTEN: Final = 0.25  # share of cells a kind must be part of
_LOOKED: Final = 100
_SHORTEST: Final = 14  # a phone and a name
_LONGEST: Final = 300


def find_parts(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds that stand together in most cells, phone and name before address; () for one thing a cell."""
    looked = cells[:_LOOKED]
    found = [split_cell(cell) for cell in looked]
    several = sum(1 for kinds in found if len(kinds) > 1)
    if not looked or several < _ENOUGH * len(looked):
        return ()
    counts = Counter(kind for kinds in found for kind in kinds)
    return tuple(kind for kind in ("name", "phone", *_PARTS) if counts.pop(kind, 0) >= _OFTEN * len(looked))


def split_cell(text: str) -> frozenset[str]:
    """Return the kinds of the parts of one cell; a phone must be among them, else the cell is one text."""
    folded = fold_cell(text)
    if not _SHORTEST <= len(folded) <= _LONGEST or not (phone := _PHONE.search(folded)):
        return frozenset()
    rest = folded[: phone.start(1)] + "\n" + folded[phone.end(1) :]
    parts = [part for piece in rest.split("\n") for part in _SPLIT.split(piece.strip(" ,，-—:：")) if part]
    joined = [piece.strip(" ,，-—:：") for piece in rest.split("\n")]
    kinds = {kind for kind, shapes in _PARTS.items() if any(_has_shape(part, shapes) for part in (*parts, *joined))}
    return frozenset(kinds | {"phone"})


def _has_shape(text: str, names: Sequence[str]) -> bool:
    return any(
        shape.name in names and shape.pattern.fullmatch(text) and (not shape.check or passes_check(shape.check, text))
        for shape in value_shapes()
    )
