"""Measure what the goods dictionary makes of labelled titles: F1 by label, what goes to review, titles a second.

A labelled title is one JSON object a line: text, labels, weak (arguable: neither asked for nor punished). A finding
that waits for review does not count as found. No title is printed.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from yunnuo.identify.sensitive.inference import infer_sensitive, shipped_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from yunnuo.identify.sensitive.shape import Finding

LABELS = ("HEALTH", "SEX", "RELIGION", "MINOR")
GOALS = {"HEALTH": 0.90, "SEX": 0.92, "RELIGION": 0.85, "MINOR": 0.94}
ROUNDS = 5


def report_file(path: Path) -> Iterator[str]:
    """Yield the lines that tell how the shipped dictionary does on a file of labelled titles."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    dictionary = shipped_dictionary()
    found = [infer_sensitive(row["text"], dictionary=dictionary) for row in rows]
    for label in LABELS:
        yield _score_label(label, rows, found)
    yield f"{_time_titles([row['text'] for row in rows]):,.0f} 条标题/秒"


def _score_label(label: str, rows: Sequence[dict[str, Any]], found: Sequence[tuple[Finding, ...]]) -> str:
    scored = [(row, findings) for row, findings in zip(rows, found, strict=True) if label not in row["weak"]]
    said = [any(finding.label == label and not finding.review for finding in findings) for _, findings in scored]
    doubted = sum(any(finding.label == label and finding.review for finding in findings) for _, findings in scored)
    true = [label in row["labels"] for row, _ in scored]
    hits = sum(map(min, said, true))
    wrong, missed = sum(said) - hits, sum(true) - hits
    share = 2 * hits / (2 * hits + wrong + missed) if hits else 0.0
    return f"{label:9} F1 {share:.3f}（目标 {GOALS[label]:.2f}）对 {hits}，多 {wrong}，漏 {missed}，待复核 {doubted}"


def _time_titles(texts: Sequence[str]) -> float:
    dictionary = shipped_dictionary()
    best = 0.0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            infer_sensitive(text, dictionary=dictionary)
        best = max(best, len(texts) / (time.perf_counter() - start))
    return best
