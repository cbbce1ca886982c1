"""Scores of typed columns against columns whose kind is known: is it personal, which kind, by kind of headers.

A column counts as personal when it is so by itself; records that only belong to the person of their row do not, nor do
firms' phones. Scores hold counts and labels; no cell and no header.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yunnuo.demo.sheets import Sheet
from yunnuo.identify.columns.findings import type_columns
from yunnuo.identify.columns.lexicon import column_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.demo.bench_taggers import Tagger
    from yunnuo.demo.sheets import Figure

_IMPERSONAL: Final = frozenset(("SERVICE_PHONE",))
_NONE: Final = "-"
_SHOWN: Final = 6
_CELLS: Final = 10  # what a peer is asked of every column
_HEADS: Final = {"real": "真实列名", "opaque": "看不出的列名"}
_GOALS: Final = {"real": 0.97, "opaque": 0.92}
_KIND_GOAL: Final = 0.93


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table whose columns are known: `labels` holds one for each column, None for what is not personal."""

    mode: str
    headers: tuple[str, ...]
    labels: tuple[str | None, ...]
    columns: tuple[tuple[str | None, ...], ...]


@dataclass(slots=True)
class ColumnScore:
    """Counts of one kind of headers: columns personal in truth and found, kinds right and confused."""

    columns: int = 0
    right: int = 0
    extra: int = 0
    missed: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, truth: str | None, said: str | None, *, is_personal: bool, kind: str = "") -> None:
        """Count one column: the label it has, the label and the kind found."""
        is_true = truth is not None and truth not in _IMPERSONAL
        self.columns += 1
        self.right += is_true and is_personal
        self.extra += is_personal and not is_true
        self.missed += is_true and not is_personal
        wanted, told = truth or _NONE, said or _NONE
        if wanted == told:
            self.hits[wanted] += 1
            return
        self.wrong[told] += 1
        self.lost[wanted] += 1
        self.confused[wanted, kind or told] += 1

    def personal(self) -> float:
        """Return F1 of "is it personal?"."""
        return _measure_f1(self.right, self.extra, self.missed)

    def macro(self) -> float:
        """Return the mean F1 over the labels of the truth."""
        labels = set(self.hits) | set(self.lost)
        each = [_measure_f1(self.hits[label], self.wrong[label], self.lost[label]) for label in labels]
        return sum(each) / len(each) if each else 0.0


def score_tables(tables: Iterable[KnownTable]) -> tuple[dict[str, ColumnScore], float]:
    """Return the score by kind of headers, and the columns typed in a second."""
    scores: dict[str, ColumnScore] = {}
    columns, seconds = 0, 0.0
    for table in tables:
        started = time.perf_counter()
        findings = type_columns(table.headers, table.columns)
        seconds += time.perf_counter() - started
        columns += len(findings)
        score = scores.setdefault(table.mode, ColumnScore())
        for found, truth in zip(findings, table.labels, strict=True):
            label = column_kinds()[found.kind].label
            score.add(truth, label, is_personal=found.is_personal, kind=found.kind)
    return scores, columns / max(seconds, 1e-9)


def score_cells(tables: Iterable[KnownTable], tagger: Tagger) -> dict[str, ColumnScore]:
    """Return the score of a tagger of texts that is asked for the first cells of every column.

    A column is what most of its filled cells hold, and personal when at least half of them hold anything; a header is
    not looked at, for such a tagger knows none.
    """
    known = [
        (table.mode, label, [cell for cell in column if cell][:_CELLS])
        for table in tables
        for label, column in zip(table.labels, table.columns, strict=True)
    ]
    found, _ = tagger.run([cell for _, _, cells in known for cell in cells])
    spans = iter(found)
    scores: dict[str, ColumnScore] = {}
    for mode, truth, cells in known:
        held = Counter(label for _ in cells for label in {span.label for span in next(spans)})
        said, count = max(held.items(), key=lambda one: one[1], default=("", 0))
        is_personal = count * 2 >= len(cells) > 0
        scores.setdefault(mode, ColumnScore()).add(truth, said if is_personal else None, is_personal=is_personal)
    return scores


def report_columns(scores: Mapping[str, Mapping[str, ColumnScore]], speed: float) -> Sheet:
    """Return the sheet of the typing of columns: ours first, then peers; what ours confuses most stands underneath."""
    first = next(iter(scores))
    rows: list[tuple[Figure, ...]] = []
    for mode, ours in sorted(scores[first].items(), reverse=True):
        each = [held[mode] for held in scores.values()]
        rows += [
            (
                _HEADS.get(mode, mode),
                "是不是个人信息",
                ours.columns,
                _GOALS.get(mode),
                *(one.personal() for one in each),
            ),
            (_HEADS.get(mode, mode), "种类 macro", ours.columns, _KIND_GOAL, *(one.macro() for one in each)),
        ]
    notes = [f"{first} {speed:,.0f} 列/秒"]
    if len(scores) > 1:
        notes.append(f"同类软件不看列名：每列问前 {_CELLS} 格，一半以上认出同一样东西，就算这一列是它")
    for mode, ours in scores[first].items():
        told = "、".join(f"{truth} 认成 {kind} {count}" for (truth, kind), count in ours.confused.most_common(_SHOWN))
        notes += [f"{_HEADS.get(mode, mode)}认错最多的：{told}"] if told else []
    return Sheet("columns", "表格的列，F1", ("列名", "", "列", "目标", *scores), tuple(rows), notes=tuple(notes))


def _measure_f1(right: int, extra: int, missed: int) -> float:
    return 2 * right / (2 * right + extra + missed) if right else 0.0
