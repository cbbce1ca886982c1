"""What the cells of a column alone say: shares of ways of writing over a sample, then the decision list.

Everything here sees at most a sample; it must never keep a cell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.cells import CIPHER_PATTERN, clean_cell, fold_cell
from yunnuo.identify.columns.checks import passes_check
from yunnuo.identify.columns.lexicon import column_kinds, value_rules, value_shapes
from yunnuo.identify.recognizers import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yunnuo.identify.columns.lexicon import ValueRule

SAMPLED: Final = 400  # different cells looked at; more changes no verdict and costs time
LONGEST: Final = 2_000  # characters of a cell that are looked at; nothing longer is a field
# Long numbers that went through a spreadsheet or a frame as decimals; no amount has so many digits.
_DECIMAL: Final = re.compile(r"([0-9]{11,20})\.0{1,6}")
_POWER: Final = re.compile(r"([1-9])\.([0-9]{8,18})[Ee]\+?(1[0-9])")
_KNOWN: Final = 0.6  # share of cells from which a brand's own recogniser says what a column is
_MOST_ZEROS: Final = 2  # digits a power may leave out because they are 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sample holds: filled cells, share empty, share different, share per shape, share of ciphertext."""

    filled: int
    empty: float
    distinct: float
    shapes: Mapping[str, float]
    ciphertext: float
    cells: tuple[str, ...]


def gather_evidence(cells: Sequence[str | None]) -> Evidence:
    """Return the evidence of a sample of one column's cells; None and every way to write nothing are empty."""
    filled: Counter[str] = Counter()
    for cell, count in Counter(cell[:LONGEST] for cell in cells if cell).items():
        if bare := restore_digits(clean_cell(cell)):
            filled[bare] += count
    total = sum(filled.values())
    if not total:
        return Evidence(0, 1.0, 0.0, {}, 0.0, ())
    looked = dict(filled.most_common(SAMPLED)) if len(filled) > SAMPLED else filled
    open_cells = {cell: count for cell, count in looked.items() if not CIPHER_PATTERN.fullmatch(cell)}
    weight = sum(open_cells.values())
    shares = _count_shapes(open_cells)
    return Evidence(
        filled=total,
        empty=1 - total / len(cells),
        distinct=len(filled) / total,
        shapes={name: count / weight for name, count in shares.items()} if weight else {},
        ciphertext=1 - weight / sum(looked.values()),
        cells=tuple(looked),
    )


def restore_digits(cell: str) -> str:
    """Return the digits of a long whole number written as a decimal, `13800000000.0` or `1.38E+10` with all of them.

    Any other cell is returned as it is, one that lost digits too.
    """
    if match := _DECIMAL.fullmatch(cell):
        return match[1]
    if (match := _POWER.fullmatch(cell)) and 0 <= (missing := int(match[3]) - len(match[2])) <= _MOST_ZEROS:
        return match[1] + match[2] + "0" * missing
    return cell


def judge_values(evidence: Evidence) -> tuple[str, float]:
    """Return (kind id, share of cells that speak for it) by the first rule that fits; (``, 0.0) when none does.

    What a brand's own recogniser knows comes first: it knows its own.
    """
    kind, total = judge_own(evidence)
    if kind:
        return kind, total
    if not evidence.shapes:
        return "", 0.0
    for rule in value_rules():
        total = support_kind(evidence, rule)
        if total:
            return rule.kind, total
    return "", 0.0


def judge_own(evidence: Evidence) -> tuple[str, float]:
    """Return (kind id, share of different cells) of the brand's own recogniser that knows most; (``, 0.0) for few."""
    cells = evidence.cells
    known = [(sum(map(one.is_valid, cells)) / len(cells), one.KIND) for one in OWN if cells]
    share, kind = max(known, default=(0.0, ""))
    return (kind, share) if share >= _KNOWN and kind in column_kinds() else ("", 0.0)


def support_kind(evidence: Evidence, rule: ValueRule) -> float:
    """Return the share of cells that speak for a rule's kind; 0.0 when the rule does not fit."""
    shapes = evidence.shapes
    total = sum_shapes(evidence, rule.total)
    fits = (
        total >= rule.least
        and rule.distinct[0] <= evidence.distinct <= rule.distinct[1]
        and evidence.empty >= rule.empty
        and all(shapes.get(name, 0.0) >= share for name, share in rule.each.items())
        and all(shapes.get(name, 0.0) <= share for name, share in rule.most.items())
        and sum_shapes(evidence, rule.some) >= rule.some_least
    )
    return total if fits else 0.0


def sum_shapes(evidence: Evidence, names: Sequence[str]) -> float:
    """Return the shares of several shapes added up, at most 1: one cell may have two shapes."""
    return min(1.0, sum(evidence.shapes.get(name, 0.0) for name in names))


def _count_shapes(cells: Mapping[str, int]) -> Counter[str]:
    counts: Counter[str] = Counter()
    folded = [(fold_cell(cell), count) for cell, count in cells.items()]
    for shape in value_shapes():
        match = shape.pattern.fullmatch
        found = [pair for pair in folded if match(pair[0])]
        if shape.check:
            found = [pair for pair in found if passes_check(shape.check, pair[0])]
        if found:
            counts[shape.name] = sum(count for _, count in found)
    return counts
