"""The finding about a table, the meanings behind its verdict (`words.yaml`), and its Chinese sentences.

It must never say more than was measured, and never call a table anonymised by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Verdict = Literal["personal_information", "de_identified", "cannot_tell", "anonymised"]
VERDICTS: Final[tuple[Verdict, ...]] = ("personal_information", "de_identified", "cannot_tell", "anonymised")
_MOST_SETS: Final = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """A verdict: its Chinese name, the rules it rests on, and what it says."""

    id: str
    zh: str
    rules: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Meanings:
    """Which kinds of columns do what, what the verdicts rest on, and what is asked."""

    identifiers: frozenset[str]
    texts: frozenset[str]
    times: frozenset[str]
    names: frozenset[str]
    regions: frozenset[str]
    tellers: frozenset[str]
    others: frozenset[str]
    verdicts: Mapping[Verdict, Ground]
    questions: Mapping[str, str]

    def knows(self, kind: str) -> bool:
        """Return whether a kind of column stands anywhere in the meanings."""
        return kind in self.identifiers | self.texts | self.times | self.others


@dataclass(frozen=True, slots=True)
class SinglingSet:
    """Columns that tell people apart together: the rows that stand alone, their share, the rows of the least group."""

    headers: tuple[str, ...]
    alone: int
    share: float
    least: int


@dataclass(frozen=True, slots=True)
class Risk:
    """One well-known way to recognise somebody: what is looked at, in Chinese, and how many rows it singles out."""

    zh: str
    headers: tuple[str, ...]
    alone: int
    share: float
    least: int


@dataclass(frozen=True, slots=True)
class Identifiability:
    """What was measured. `least` is k: the rows of the smallest group over all columns but plain identifiers.

    `verdict` is personal_information, de_identified, cannot_tell or anonymised; `zh` names it, `rules` are ids of the
    rulebook it rests on, `questions` what to find out. `share` is the share of rows that stand alone, `small` of
    those in groups below `wanted`. `searched` sets were tried; `is_complete` says whether every set of up to three
    columns was covered.
    """

    rows: int
    wanted: int
    verdict: str
    zh: str
    rules: tuple[str, ...]
    says: str
    identifiers: tuple[str, ...]
    hidden: tuple[str, ...]
    texts: tuple[str, ...]
    unnamed: tuple[str, ...]
    least: int
    alone: int
    share: float
    small: float
    sets: tuple[SinglingSet, ...]
    risks: tuple[Risk, ...]
    searched: int
    is_complete: bool
    questions: tuple[str, ...]

    def sentences(self, *, sets: bool = True) -> tuple[str, ...]:
        """Return the finding in plain Chinese sentences, the verdict first; no value of the table is in them.

        `sets` False leaves out those on sets of columns, for a page that has them in a table.
        """
        return write_sentences(self, sets=sets)


def read_meanings(path: Path) -> Meanings:
    """Return the meanings a file of ours holds; KeyError when one is missing."""
    held: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    kinds = {
        name: frozenset(str(kind) for kind in held[name])
        for name in ("identifiers", "texts", "times", "names", "regions", "tellers", "others")
    }
    verdicts = {
        name: Ground(
            name, held["verdicts"][name]["zh"], tuple(held["verdicts"][name]["rules"]), held["verdicts"][name]["says"]
        )
        for name in VERDICTS
    }
    return Meanings(**kinds, verdicts=verdicts, questions=held["questions"])


def write_sentences(found: Identifiability, *, sets: bool = True) -> tuple[str, ...]:
    """Return the finding as sentences, the verdict first, the questions last; `sets` as `Identifiability.sentences`."""
    return (
        f"结论：{found.zh}。{found.says}。",
        *_tell_columns(found),
        *_tell_groups(found),
        *(_tell_risk(risk) for risk in found.risks),
        *_tell_sets(found, found.sets[:_MOST_SETS] if sets else ()),
        *(f"请弄清：{question}。" for question in found.questions),
    )


def _tell_columns(found: Identifiability) -> list[str]:
    told = []
    if found.identifiers:
        told.append(f"直接指向人的列：{'、'.join(found.identifiers)}。")
    if found.hidden:
        told.append(f"打了码或者加了密的列：{'、'.join(found.hidden)}；去标识化的信息仍是个人信息。")
    return told


def _tell_groups(found: Identifiability) -> list[str]:
    if not found.rows:
        return ["表里没有行。"]
    if not found.alone:
        return [f"其余各列合起来，最小的一组有 {found.least} 行，没有单独的一行。"]
    rows = f"{found.alone:,} 行（{_per_hundred(found.share)}）"
    return [f"不看直接指向人的列，其余各列合起来仍有 {rows}与别的行都不同，知道这些情况的人可以认出是谁。"]


def _tell_risk(risk: Risk) -> str:
    if not risk.alone:
        return f"只看「{risk.zh}」，没有哪一行是单独的，最小的一组有 {risk.least} 行。"
    return f"只看「{risk.zh}」，{_per_hundred(risk.share)}的行只此一行：认识这个人、知道这几样的人可以认出来。"


def _tell_sets(found: Identifiability, sets: Sequence[SinglingSet]) -> list[str]:
    told = []
    for held in sets:
        means = "只凭" if len(held.headers) == 1 else "合起来看"
        told.append(f"{means}「{'＋'.join(held.headers)}」就能挑出 {_per_hundred(held.share)}的行。")
    if not found.is_complete:
        told.append("列太多，只试了最容易被别人知道的几列，别的组合也可能挑出人来。")
    return told


def _per_hundred(share: float) -> str:
    """Return a share as people say it; what is there is never rounded to nothing, nor what is missing to all."""
    tenths = round(share * 1000)
    if share and not tenths:
        return "不到 0.1%"
    if share < 1 and tenths == 1000:  # noqa: PLR2004 the whole in tenths of a percent
        return "超过 99.9%"
    return f"{tenths / 10:g}%"
