"""What was in force on a legal day: which laws in which version, which rules, and how far today differs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from yunnuo.flows.revisions import State, compare_parameters, list_laws
from yunnuo.rulebook.comparing import compare_rules
from yunnuo.rulebook.errors import suggest
from yunnuo.rulebook.model import FORCES
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.comparing import Change
    from yunnuo.rulebook.model import Law


def describe_day(book: Book, day: date, today: date, law_id: str = "") -> dict[str, object]:
    """Return what was in force on a legal day, law by law, and how far it differs from today (`yunnuo.rules.asof/1`).

    Raises InputError for a law that the rulebook does not have.
    """
    laws = list_laws(book)
    if law_id and law_id not in laws:
        why = suggest(law_id, laws).removeprefix("；")
        raise InputError("rules.law", "没有这部法律", why=why, todo=f"从这些里选：{'、'.join(laws)}")
    changes = compare_rules(book.rules_on(day), book.rules_on(today), book, book)
    chosen = [law for law in laws.values() if law_id in ("", law.id)]
    return {
        "schema": "yunnuo.rules.asof/1",
        "on": day.isoformat(),
        "today": today.isoformat(),
        "revision": book.revision,
        "laws": [_describe_law_day(book, law, day, today, changes) for law in chosen],
        "parameters": [
            asdict(change) for change in compare_parameters(State(book, day), State(book, today)) if not law_id
        ],
    }


def _describe_law_day(book: Book, law: Law, day: date, today: date, changes: list[Change]) -> dict[str, object]:
    mine = [change for change in changes if change.id.startswith(f"{law.id}.")]
    return {
        "id": law.id,
        "title": law.title,
        "force_zh": FORCES[law.force],
        "since": law.since.isoformat(),
        "until": law.until.isoformat() if law.until else None,
        "state": law_state(law, day),
        "state_today": law_state(law, today),
        "articles": list(_describe_articles(book, law, day)),
        "since_then": {what: sum(change.what == what for change in mine) for what in ("added", "removed", "changed")},
    }


def tell_day(described: Mapping[str, Any]) -> list[str]:
    """Return what `describe_day` found as lines for a terminal."""
    words = {"in_force": "有效", "ended": "已失效", "not_yet": "尚未施行"}
    rules = sum(len(article["rules"]) for law in described["laws"] for article in law["articles"])
    lines = [
        f"{described['on']} 有效的规则 {rules} 条（规则库 {described['revision']}；今天是 {described['today']}）。"
    ]
    for law in described["laws"]:
        state = words[law["state"]]
        now = f"，今天{words[law['state_today']]}" if law["state_today"] != law["state"] else ""
        until = f"至 {law['until']}" if law["until"] else ""
        lines += ["", f"{law['title']}（{law['id']}，{law['force_zh']}，{law['since']} 起{until}）：{state}{now}"]
        for article in law["articles"]:
            version = f"{article['version']} 起{'至 ' + article['until'] if article['until'] else ''}"
            lines.append(f"  {article['id']}　{article['title']}：{version}的一版，{len(article['rules'])} 条规则")
        counts = law["since_then"]
        if any(counts.values()):
            lines.append(f"  与今天比：今天多 {counts['added']}，少 {counts['removed']}，改 {counts['changed']}")
    if described["parameters"]:
        lines += ["", f"取值与今天不同的参数：{'、'.join(change['zh'] for change in described['parameters'])}"]
    return [*lines, "", "未经律师核对。"]


def law_state(law: Law, day: date) -> str:
    """Return in_force, ended or not_yet for a legal day."""
    if day < law.since:
        return "not_yet"
    return "ended" if law.until and day > law.until else "in_force"


def _describe_articles(book: Book, law: Law, day: date) -> Iterator[dict[str, object]]:
    for article in book.articles:
        rules = [rule for rule in article.rules if rule.in_force(day)]
        if article.law.id == law.id and rules:
            yield {
                "id": article.id,
                "title": article.title,
                "version": max(rule.since for rule in rules).isoformat(),
                "until": min((rule.until.isoformat() for rule in rules if rule.until), default=None),
                "rules": [rule.id for rule in rules if rule.kind != "not_encoded"],
            }
