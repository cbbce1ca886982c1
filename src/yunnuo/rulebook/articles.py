"""Reading one article file: Markdown with gists, `rule` blocks and `not-encoded` blocks, versions newest first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunnuo.rulebook.citations import cite_rule
from yunnuo.rulebook.errors import Fault, RulebookError
from yunnuo.rulebook.model import Article, Law, Rule
from yunnuo.rulebook.rules import RuleContext, parse_rule

if TYPE_CHECKING:
    from pathlib import Path

HEADING = re.compile(r"^# (\S+)[\s　]+(.+)$")
VERSION = re.compile(r"^## (\d{4}-\d{2}-\d{2}) 起(?:至 (\d{4}-\d{2}-\d{2}))?\s*$")
HEADER = re.compile(r"^(verified_on|verified_by|force|confidence|cites): (.*)$")
FENCE = re.compile(r"^```(rule|not-encoded)\s*$")




def read_article(file: Path, name: str, law: Law, context: RuleContext) -> Article:
    """Parse one article file of a law; raise RulebookError with file and line for the first fault."""
    lines = file.read_text("utf-8").splitlines()
    heading = HEADING.match(lines[0]) if lines else None
    if heading is None:
        raise RulebookError([Fault(name, 1, "第一行应是 `# 编号　标题`")])
    own_id, title = heading.groups()
    if own_id != f"{law.id}.{file.stem}":
        raise RulebookError([Fault(name, 1, f"编号 `{own_id}` 应与路径一致：`{law.id}.{file.stem}`")])
    header = {match[1]: match[2].strip() for line in lines if (match := HEADER.match(line))}
    gists = tuple(line.removeprefix("> ").strip() for line in lines if line.startswith("> "))
    rules = _close_versions(list(_read_rules(lines, name, law, own_id, header, context)))
    verified = header.get("verified_on")
    return Article(own_id, title, law, date.fromisoformat(verified) if verified else None, name, gists, tuple(rules))


def _read_rules(  # noqa: PLR0913  # one walk over the file needs all of it
    lines: list[str], name: str, law: Law, own_id: str, header: dict[str, str], context: RuleContext
) -> list[Rule]:
    rules: list[Rule] = []
    since: date | None = None
    until: date | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        version = VERSION.match(line)
        if version:
            since = date.fromisoformat(version[1])
            until = date.fromisoformat(version[2]) if version[2] else None
        fence = FENCE.match(line)
        if fence is None:
            continue
        end = next((at for at in range(number, len(lines)) if lines[at].startswith("```")), None)
        if end is None:
            raise RulebookError([Fault(name, number, "代码块没有结束的 ```")])
        if since is None:
            raise RulebookError([Fault(name, number, "规则前应有 `## YYYY-MM-DD 起`")])
        block = "\n".join(lines[number:end])
        rule = parse_rule(block, name, number + 1, fence[1] == "not-encoded", context)
        rules.append(_complete(rule, law, own_id, header, since, until, len(rules)))
        number = end + 1
    return rules


def _complete(  # noqa: PLR0913  # the parts a rule inherits from its surroundings
    rule: Rule, law: Law, own_id: str, header: dict[str, str], since: date, until: date | None, count: int
) -> Rule:
    rule_id = rule.id or f"{own_id}.not_encoded{count}"
    if not rule_id.startswith(own_id + "."):
        raise RulebookError([Fault(rule.file, rule.line, f"规则编号 `{rule_id}` 应以 `{own_id}.` 开头")])
    return replace(
        rule,
        id=rule_id,
        since=max(since, law.since),
        until=min(filter(None, (until, law.until)), default=None),
        force=rule.force or header.get("force", "") or law.force,
        confidence=rule.confidence or header.get("confidence", "") or law.confidence,
        citation=rule.citation or cite_rule(law, rule_id, header.get("cites", "")),
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
