"""Measure the typing of columns on labelled tables: is it personal, which kind, by real and opaque headers.

A labelled table is one JSON object a line: headers, types (null = not personal), header_mode, rows. A column counts as
personal when it is so by itself; records that only belong to the person of their row do not, nor do firms' phones.
Nothing of a table is printed but its labels.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yunnuo.identify.columns.findings import type_columns
from yunnuo.identify.columns.lexicon import column_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_IMPERSONAL: Final = frozenset(("SERVICE_PHONE",))
_NONE: Final = "(none)"
_SHOWN: Final = 12


@dataclass
class Score:
    """Counts of one header mode: columns personal in truth and found, kinds right and confused, seconds."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, truth: str | None, kind: str, *, is_personal: bool) -> None:
        """Count one column."""
        is_true = truth is not None and truth not in _IMPERSONAL
        self.right += is_true and is_personal
        self.extra += is_personal and not is_true
        self.missed += is_true and not is_personal
        wanted, said = truth or _NONE, column_kinds()[kind].label or _NONE
        if wanted == said:
            self.hits[wanted] += 1
        else:
            self.wrong[said] += 1
            self.lost[wanted] += 1
            self.confused[wanted, kind] += 1

    def macro(self) -> float:
        """Return the mean F1 over the labels of the truth."""
        labels = set(self.hits) | set(self.lost)
        each = [measure_f1(self.hits[label], self.wrong[label], self.lost[label]) for label in labels]
        return sum(each) / len(each) if each else 0.0


def measure_f1(right: int, extra: int, missed: int) -> float:
    """Return F1; 0.0 when nothing is right."""
    return 2 * right / (2 * right + extra + missed) if right else 0.0


def score_tables(path: Path) -> tuple[dict[str, Score], float]:
    """Return the score by header mode, and the columns typed in a second."""
    scores: dict[str, Score] = {}
    columns, started = 0, time.perf_counter()
    with path.open(encoding="utf-8") as lines:
        for table in map(json.loads, lines):
            score = scores.setdefault(table["header_mode"], Score())
            findings = type_columns(table["headers"], list(zip(*table["rows"], strict=True)))
            columns += len(findings)
            for found, truth in zip(findings, table["types"], strict=True):
                score.add(truth, found.kind, is_personal=found.is_personal)
    return scores, columns / (time.perf_counter() - started)


def report_file(path: Path) -> Iterator[str]:
    """Yield the lines that tell how typing does."""
    scores, speed = score_tables(path)
    for mode, score in scores.items():
        found = measure_f1(score.right, score.extra, score.missed)
        yield f"-- {mode}：是不是个人信息 F1 {found:.3f}，种类 macro F1 {score.macro():.3f}"
        for (truth, kind), count in score.confused.most_common(_SHOWN):
            yield f"   {truth} -> {kind}：{count}"
    yield f"-- {speed:,.0f} 列/秒"
