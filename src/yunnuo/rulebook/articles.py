"""Reading one article file: Markdown with gists, `rule` blocks and `not-encoded` blocks, versions newest first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from yunnuo.rulebook.citations import cite_rule
from yunnuo.rulebook.errors import Fault, RulebookError
from yunnuo.rulebook.exposures import BREACHED
from yunnuo.rulebook.model import Article, Law, Rule
from yunnuo.rulebook.parameters import parse_day
from yunnuo.rulebook.rules import RuleContext, parse_rule
from yunnuo.rulebook.subset import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEADING = re.compile(r"^# (\S+)[\s　]+(.+)$")
VERSION = re.compile(r"^## (\d{4}-\d{2}-\d{2}) 起(?:至 (\d{4}-\d{2}-\d{2}))?\s*$")
HEADER = re.compile(r"^(verified_on|verified_by|force|confidence|cites): (.*)$")
FENCE = re.compile(r"^```(rule|not-encoded)\s*$")


def read_article(file: Path, name: str, law: Law, context: RuleContext) -> Article:
    """Parse one article file of a law; raise RulebookError with every fault of the file."""
    lines = file.read_text("utf-8").splitlines()
    heading = HEADING.match(lines[0]) if lines else None
    if heading is None:
        raise RulebookError([Fault(name, 1, "第一行应是 `# 编号　标题`")])
    own_id, title = heading.groups()
    if own_id != f"{law.id}.{file.stem}":
        raise RulebookError([Fault(name, 1, f"编号 `{own_id}` 应与路径一致：`{law.id}.{file.stem}`")])
    above = takewhile(lambda line: not line.startswith("## "), lines)  # below it the same words are keys of rules
    header = {match[1]: match[2].strip() for line in above if (match := HEADER.match(line))}
    page = _Page(name, law, own_id, header, context)
    verified = page.read_day(header.get("verified_on", ""), _line_of(lines, "verified_on: "))
    rules = _close_versions(page.read_rules(lines))
    if page.faults:
        raise RulebookError(page.faults)
    gists = tuple(line.removeprefix("> ").strip() for line in lines if line.startswith("> "))
    return Article(own_id, title, law, verified, name, gists, tuple(rules))


def _line_of(lines: list[str], start: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1)


class _Page:
    """One article file being read; every fault met is kept in `faults` and reading goes on."""

    def __init__(self, name: str, law: Law, own_id: str, header: Mapping[str, str], context: RuleContext) -> None:
        self.name, self.law, self.own_id, self.header, self.context = name, law, own_id, header, context
        self.faults: list[Fault] = []
        self.since: date | None = None
        self.until: date | None = None

    def read_day(self, word: str, line: int) -> date | None:
        """Return a day, or None for an empty word or a day that does not exist (a fault)."""
        try:
            return parse_day(Text(word, line), self.name) if word else None
        except RulebookError as error:
            self.faults += error.faults
            return None

    def read_rules(self, lines: list[str]) -> list[Rule]:
        """Return the rules of every version, in file order."""
        rules: list[Rule] = []
        number = 0
        while number < len(lines):
            line, number = lines[number], number + 1
            if line.startswith("## "):
                self._open_version(line, number)
            if not line.startswith("```"):
                continue
            end = next((at for at in range(number, len(lines)) if lines[at].startswith("```")), None)
            if end is None:
                self.faults.append(Fault(self.name, number, "代码块没有结束的 ```"))
                return rules
            try:
                rules.append(self._read_block(line, lines[number:end], number, len(rules)))
            except RulebookError as error:
                self.faults += error.faults
            number = end + 1
        return rules

    def _open_version(self, line: str, number: int) -> None:
        version = VERSION.match(line)
        if version is None:
            self.faults.append(
                Fault(self.name, number, "版本标题应是 `## YYYY-MM-DD 起` 或 `## YYYY-MM-DD 起至 YYYY-MM-DD`")
            )
            return
        self.since = self.read_day(version[1], number) or date.max
        self.until = self.read_day(version[2] or "", number)

    def _read_block(self, fence: str, block: list[str], number: int, count: int) -> Rule:
        kind = FENCE.match(fence)
        if kind is None:
            raise RulebookError([Fault(self.name, number, "代码块应以 ```rule 或 ```not-encoded 开头")])
        if self.since is None:
            raise RulebookError([Fault(self.name, number, "规则前应有 `## YYYY-MM-DD 起`")])
        rule = parse_rule("\n".join(block), self.name, number + 1, kind[1] == "not-encoded", self.context)
        return self._complete(rule, self.since, count)

    def _complete(self, rule: Rule, since: date, count: int) -> Rule:
        rule_id = rule.id or f"{self.own_id}.not_encoded{count}"
        if not rule_id.startswith(self.own_id + "."):
            raise RulebookError([Fault(rule.file, rule.line, f"规则编号 `{rule_id}` 应以 `{self.own_id}.` 开头")])
        return replace(
            rule,
            id=rule_id,
            since=max(since, self.law.since),
            until=min(filter(None, (self.until, self.law.until)), default=None),
            exposures=rule.exposures or (self.law.exposures if rule.kind in BREACHED else ()),
            force=rule.force or self.header.get("force", "") or self.law.force,
            confidence=rule.confidence or self.header.get("confidence", "") or self.law.confidence,
            citation=rule.citation or cite_rule(self.law, rule_id, self.header.get("cites", "")),
        )


def _close_versions(rules: list[Rule]) -> list[Rule]:
    """Give each version the day before the next newer version of the same article as its last day."""
    starts = sorted({rule.since for rule in rules})
    closed = []
    for rule in rules:
        later = next((start for start in starts if start > rule.since), None)
        end = later - timedelta(days=1) if later else None
        closed.append(replace(rule, until=min(filter(None, (rule.until, end)), default=None)))
    return closed
