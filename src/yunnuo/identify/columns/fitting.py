"""Whether the cells of a column can be what its header says, as `values.yaml` has it; generous, for headers lead.

It must never say what a column is instead, and never keep a cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.identify.cells import CIPHER_PATTERN, fold_cell
from yunnuo.identify.columns.lexicon import fitting_cells

if TYPE_CHECKING:
    from yunnuo.identify.columns.values import Evidence

_FITTING: Final = 0.5  # share of different cells from which a column can be what it is called


def fits_header(says: str, evidence: Evidence) -> bool:
    """Return whether enough cells of a sample can be of kind `says`; ciphertext can be anything."""
    pattern = fitting_cells().get(says)
    if not pattern or not evidence.cells:
        return True
    fitting = sum(bool(CIPHER_PATTERN.fullmatch(cell) or pattern.fullmatch(fold_cell(cell))) for cell in evidence.cells)
    return fitting >= _FITTING * len(evidence.cells)
