"""Scores of what the goods dictionary makes of titles whose sensitive category is known; counts only, no title.

A finding that waits for review does not count as found. A weak label is arguable: neither asked for nor punished.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yunnuo.demo.sheets import Sheet
from yunnuo.identify.sensitive.inference import infer_sensitive, shipped_dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.identify.sensitive.shape import Finding

_GOALS: Final = {"HEALTH": 0.90, "SEX": 0.92, "RELIGION": 0.85, "MINOR": 0.94}
_ROUNDS: Final = 20  # of few titles
_PLAIN_SHARE: Final = 4  # plain titles for one that is sensitive, as in real shops


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A title, the labels it should get, and those that are arguable."""

    text: str
    labels: frozenset[str] = field(default=frozenset())
    weak: frozenset[str] = field(default=frozenset())


def report_titles(titles: Sequence[KnownTitle]) -> Sheet:
    """Return the sheet of the shipped dictionary on these titles."""
    found, speed = time_titles(titles)
    rows = tuple(_score_label(label, titles, found) for label in _GOALS)
    head = ("类别", "条数", "目标", "F1", "对", "多", "漏", "待复核")
    shop = mix_titles(titles)
    notes = (
        f"{speed:,.0f} 条标题/秒（就是这些，敏感的占 {_share_labelled(titles):.0%}）",
        f"{time_titles(shop)[1]:,.0f} 条标题/秒（普通的多放几遍，像一家店：敏感的占 {_share_labelled(shop):.0%}）",
    )
    return Sheet("titles", "从商品标题看出的敏感信息", head, rows, notes=notes)


def time_titles(titles: Sequence[KnownTitle]) -> tuple[list[tuple[Finding, ...]], float]:
    """Return what the shipped dictionary finds, and the titles a second of the best of some rounds."""
    dictionary, best = shipped_dictionary(), 0.0
    found: list[tuple[Finding, ...]] = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        found = [infer_sensitive(title.text, dictionary=dictionary) for title in titles]
        best = max(best, len(titles) / max(time.perf_counter() - started, 1e-9))
    return found, best


def mix_titles(titles: Sequence[KnownTitle]) -> list[KnownTitle]:
    """Return the titles with plain ones as often as shops have them: four for one that gives something away."""
    plain = [title for title in titles if not title.labels]
    telling = [title for title in titles if title.labels]
    rounds = max(1, round(_PLAIN_SHARE * len(telling) / max(len(plain), 1)))
    return telling + plain * rounds


def _share_labelled(titles: Sequence[KnownTitle]) -> float:
    return sum(bool(title.labels) for title in titles) / max(len(titles), 1)


def _score_label(
    label: str, titles: Sequence[KnownTitle], found: Sequence[tuple[Finding, ...]]
) -> tuple[str, int, float, float, int, int, int, int]:
    judged = [(title, findings) for title, findings in zip(titles, found, strict=True) if label not in title.weak]
    said = [any(finding.label == label and not finding.review for finding in findings) for _, findings in judged]
    doubted = sum(any(finding.label == label and finding.review for finding in findings) for _, findings in judged)
    true = [label in title.labels for title, _ in judged]
    hits = sum(map(min, said, true))
    extra, missed = sum(said) - hits, sum(true) - hits
    f1 = 2 * hits / (2 * hits + extra + missed) if hits else 0.0
    return label, sum(true), _GOALS[label], f1, hits, extra, missed, doubted
