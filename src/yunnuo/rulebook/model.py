"""What the rulebook is made of once it is read: laws, articles, versions, rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.periods import Moved

FORCES = {
    "statute": "法律",
    "regulation": "行政法规",
    "department_rule": "部门规章",
    "standard": "标准",
    "contract": "平台合同",
}
KINDS = ("permits", "forbids", "requires", "defines", "default", "not_encoded")
TIMINGS = {"before": "事前", "within": "限期", "continuing": "持续"}
CONFIDENCES = {
    "V1": "读过正式文本",
    "V2": "读过官方说明或忠实摘录",
    "V3": "只见报道或律所、开发者笔记",
    "K": "凭已有知识，未核对",
}


@dataclass(frozen=True, slots=True)
class Law:
    """One instrument or platform pack; `days` are legal days, `until` is the last day in force.

    `exposures` are what a breach of its rules may bring where a rule states nothing of its own.
    """

    id: str
    title: str
    force: str
    issuer: str
    since: date
    until: date | None
    confidence: str
    platform: str = ""
    exposures: tuple[Exposure, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An interpretation: what it says, how settled it is, and which option of a contested point it belongs to."""

    says: str = ""
    status: str = "settled"
    because: str = ""
    point: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a breach may bring; `kind` is civil, administrative, criminal or contract; `cites` is where it stands."""

    kind: str
    authority: str
    sanction: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one paragraph of one version of one article."""

    id: str
    kind: str
    gate: str
    zh: str
    since: date
    until: date | None
    when: tuple[Condition, ...] = ()
    must: tuple[Condition, ...] = ()
    unless: tuple[tuple[Condition, ...], ...] = ()
    quantifier: str = ""
    record: str = ""
    count: int = 0
    fact: str = ""
    value: str = ""
    timing: str = ""
    due: Moved | None = None
    overrides: str = ""
    remedies: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    exposures: tuple[Exposure, ...] = ()
    duty: str = ""
    force: str = ""
    confidence: str = ""
    citation: str = ""
    rank: int = 50
    file: str = ""
    line: int = 0

    def in_force(self, day: date) -> bool:
        """Return whether the rule decides on a legal day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a law with all its versions' rules, newest first."""

    id: str
    title: str
    law: Law
    verified_on: date | None
    file: str
    gists: tuple[str, ...]
    rules: tuple[Rule, ...]
