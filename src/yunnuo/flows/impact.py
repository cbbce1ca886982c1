"""What another rulebook, or another reading, means for the people of a workspace: counts of changed answers.

Everybody is decided twice on one snapshot, once under each rulebook; one signature pass each. Writes nothing and names
nobody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from yunnuo.decide.program import compile_program
from yunnuo.flows.facts import Campaign, build_facts
from yunnuo.flows.planning import Planner
from yunnuo.flows.screening import ScreenRequest, act_facts
from yunnuo.flows.signatures import sign_subjects
from yunnuo.flows.snapshot import take_snapshot
from yunnuo.flows.workspace import open_scratch
from yunnuo.rulebook.comparing import compare_rules
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import duckdb

    from yunnuo.decide.program import Program
    from yunnuo.flows.signatures import Signature
    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.instant import Instant

SCHEMA = "yunnuo.rules.impact/1"
SHOWN = 10  # changed rules named on a terminal
ABSENT = "absent"  # a contact point only one of the two rulebooks lets the channel use


@dataclass(frozen=True, slots=True)
class Side:
    """A rulebook and the contested readings chosen under it."""

    book: Book
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImpactRequest:
    """The act everybody is asked about, in ids both rulebooks know; `on`: the legal day, absent = today."""

    purpose: str
    channel: str
    handler: str
    now: Instant
    on: date | None = None


@dataclass(frozen=True, slots=True)
class _Decided:
    """One side, decided."""

    side: Side
    program: Program
    signatures: Mapping[int, Signature]


def weigh_impact(workspace: Workspace, old: Side, new: Side, request: ImpactRequest) -> dict[str, object]:
    """Return how the answers of everybody in the workspace change, as counts (`yunnuo.rules.impact/1`)."""
    asked = ScreenRequest(
        files=(),
        purpose=request.purpose,
        channel=request.channel,
        handler=request.handler,
        now=request.now,
        out=workspace.folder,
        on=request.on,
    )
    with open_scratch(workspace) as connection:
        sequence = take_snapshot(workspace, connection, day=asked.day)
        connection.execute("CREATE OR REPLACE TABLE audience AS SELECT individual_id FROM snap_individual")
        before, after = (
            _decide_side(connection, side, asked, name) for side, name in ((old, "before"), (new, "after"))
        )
        pairs = _count_pairs(connection)
        individuals = _count_people(connection, before, after)
    moved = [(pair, count) for pair, count in pairs.items() if _outcome(before, pair[0]) != _outcome(after, pair[1])]
    return {
        "schema": SCHEMA,
        "on": asked.day.isoformat(),
        "ledger_sequence": sequence,
        "purpose": {"id": request.purpose, "zh": new.book.vocabulary.zh("purposes", request.purpose)},
        "channel": {"id": request.channel, "zh": new.book.vocabulary.zh("channels", request.channel)},
        "handler": request.handler,
        "old": _tell_side(before, pairs, 0),
        "new": _tell_side(after, pairs, 1),
        "contacts": sum(pairs.values()),
        "changed": {"contacts": sum(count for _, count in moved), "individuals": individuals},
        "changes": list(_tell_changes(before, after, moved)),
        "remedies": list(_tell_remedies(after, moved)),
        "rules": list(_tell_rules(before, after)),
    }


def _decide_side(connection: duckdb.DuckDBPyConnection, side: Side, asked: ScreenRequest, name: str) -> _Decided:
    """Decide the audience under one rulebook and keep who got which signature in a table of that name."""
    campaign = Campaign(asked.purpose, asked.channel, asked.handler, asked.act_at, asked.ends_by)
    program = compile_program(side.book, asked.day, act_facts(side.book, asked, tells=False), readings=side.readings)
    build_facts(connection, campaign, side.book.vocabulary)
    signatures = sign_subjects(connection, program, side.book.vocabulary)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT subject_id, signature FROM signed")
    return _Decided(side, program, {signature.number: signature for signature in signatures})


def _count_pairs(connection: duckdb.DuckDBPyConnection) -> dict[tuple[int, int], int]:
    """Return how many contact points have which signature before and after; 0 stands for none."""
    rows = connection.execute(
        """SELECT coalesce(b.signature, 0), coalesce(a.signature, 0), count(*)
        FROM before b FULL JOIN after a USING (subject_id) GROUP BY ALL"""
    ).fetchall()
    return {(old, new): count for old, new, count in rows}


def _count_people(connection: duckdb.DuckDBPyConnection, before: _Decided, after: _Decided) -> int:
    """Return how many individuals have a contact point whose outcome changes."""
    for name, held in (("before", before), ("after", after)):
        numbers = [0, *held.signatures]
        outcomes = [_outcome(held, number) for number in numbers]
        connection.register(f"{name}_outcome", pa.table({"number": numbers, "outcome": outcomes}))
    rows = connection.execute(
        """SELECT count(DISTINCT c.individual_id)
        FROM before b FULL JOIN after a USING (subject_id)
        JOIN before_outcome o ON o.number = coalesce(b.signature, 0)
        JOIN after_outcome n ON n.number = coalesce(a.signature, 0)
        JOIN snap_contact c ON c.contact_id = subject_id
        WHERE o.outcome <> n.outcome"""
    ).fetchall()
    return int(rows[0][0])


def _tell_rules(before: _Decided, after: _Decided) -> Iterator[dict[str, object]]:
    """Yield each rule that differs, and the reading under which alone it speaks, when that was not chosen."""
    books = (before.side.book, after.side.book)
    day = after.program.day
    for change in compare_rules(books[0].rules_on(day), books[1].rules_on(day), *books):
        side = before if change.what == "removed" else after
        reading = side.side.book.rule(change.id, day).reading
        held = side.side.readings.get(reading.point, "")
        if reading.point and not held:  # unset is the strictest
            held = side.side.book.vocabulary.term("readings", reading.point).texts("options")[0]
        unchosen = f"{reading.point}={reading.option}" if held != reading.option else ""
        yield {"rule": change.id, "zh": change.zh, "what": change.what, "unchosen": unchosen}


def _outcome(held: _Decided, number: int) -> str:
    return str(held.signatures[number].decision.outcome) if number else ABSENT


def _tell_side(held: _Decided, pairs: Mapping[tuple[int, int], int], place: int) -> dict[str, object]:
    counts = Counter[str]()
    for pair, count in pairs.items():
        counts[_outcome(held, pair[place])] += count
    outcomes = {str(outcome): counts[str(outcome)] for outcome in Outcome}
    return {"revision": held.side.book.revision, "readings": dict(held.side.readings), "outcomes": outcomes}


def _tell_changes(
    before: _Decided, after: _Decided, moved: list[tuple[tuple[int, int], int]]
) -> Iterator[dict[str, object]]:
    """Yield each change of outcome with the rules behind it: what decides now, or what no longer stands in the way."""
    groups: dict[tuple[str, str], Counter[str]] = {}
    for (old, new), count in moved:
        key = (_outcome(before, old), _outcome(after, new))
        opened = key[1] in (Outcome.PERMITTED, ABSENT)
        groups.setdefault(key, Counter())[_top_rule(before, old) if opened else _top_rule(after, new)] += count
    for (old_outcome, new_outcome), reasons in sorted(groups.items(), key=lambda item: -item[1].total()):
        side = before if new_outcome in (Outcome.PERMITTED, ABSENT) else after
        yield {
            "old": old_outcome,
            "new": new_outcome,
            "contacts": reasons.total(),
            "reasons": [_tell_reason(side, rule, count) for rule, count in reasons.most_common()],
        }


def _top_rule(held: _Decided, number: int) -> str:
    """Return the most specific rule that decided a signature, or an empty string when none did."""
    if not number:
        return ""
    rules = [held.side.book.rule(rule_id, held.program.day) for rule_id in held.signatures[number].decision.by]
    return min(((rule.rank, rule.id) for rule in rules), default=(0, ""))[1]


def _tell_reason(held: _Decided, rule_id: str, count: int) -> dict[str, object]:
    if not rule_id:
        return {"rule": "", "zh": "没有可以适用的规则", "citation": "", "contacts": count}
    rule = held.side.book.rule(rule_id, held.program.day)
    return {"rule": rule.id, "zh": rule.zh, "citation": rule.citation, "contacts": count}


def _tell_remedies(after: _Decided, moved: list[tuple[tuple[int, int], int]]) -> Iterator[dict[str, object]]:
    """Yield which remedy would win back how many of those the new side no longer permits."""
    lost = Counter[int]()
    for (_, new), count in moved:
        if new and after.signatures[new].decision.outcome != Outcome.PERMITTED:
            lost[new] += count
    signatures = [replace(after.signatures[number], subjects=count) for number, count in lost.items()]
    terms = after.side.book.vocabulary
    for freed in Planner(after.side.book, after.program, signatures, after.side.readings).list_freed():
        term = terms.lists["remedies"].get(freed.remedy)
        yield {
            "id": freed.remedy,
            "zh": term.zh if term else freed.remedy,
            "how": str(term.more.get("how", "")) if term else "",
            "recovers": freed.frees + freed.settles,
        }


OUTCOMES_ZH = {**{str(outcome): outcome.zh for outcome in Outcome}, ABSENT: "用不上"}


def tell_impact(impact: Mapping[str, Any]) -> list[str]:
    """Return the counts as lines for a terminal."""
    act = f"以「{impact['channel']['zh']}」做「{impact['purpose']['zh']}」（{impact['handler']}）"
    lines = [
        f"{impact['on']}，{act}，工作区里的联系方式共 {impact['contacts']:,} 个：",
        *(_tell_outcomes(zh, impact[key]) for key, zh in (("old", "现在"), ("new", "改后"))),
        f"  结论改变的联系方式 {impact['changed']['contacts']:,} 个，涉及 {impact['changed']['individuals']:,} 人",
    ]
    for change in impact["changes"]:
        lines += ["", f"{OUTCOMES_ZH[change['old']]} → {OUTCOMES_ZH[change['new']]}：{change['contacts']:,}"]
        word = "原来由它决定" if change["new"] in (Outcome.PERMITTED, ABSENT) else "现在由它决定"
        lines += [
            f"  {reason['contacts']:>8,}  {reason['zh']}（{word}）[{reason['rule']}]" for reason in change["reasons"]
        ]
    if impact["remedies"]:
        lines += ["", "怎样能合法地补回来："]
        lines += [f"  +{row['recovers']:>8,}  {row['zh']}：{row['how']}" for row in impact["remedies"]]
    return [*lines, *_tell_changed(impact), "", "只是估算，什么也没有写。规则未经律师核对。"]


def _tell_changed(impact: Mapping[str, Any]) -> Iterator[str]:
    """Yield the rules that differ: all when nobody's answer does, and those a reading nobody chose keeps silent."""
    rules = impact["rules"]
    if rules and not impact["changes"]:
        yield ""
        why = "有别的规则得出同样的结论，或者这次处理、这些人用不到它们"
        yield f"改动的规则 {len(rules)} 条，没有改变任何人的结论（{why}）："
        yield from (f"  {row['zh']}[{row['rule']}]" for row in rules[:SHOWN])
        if len(rules) > SHOWN:
            yield f"  ……另有 {len(rules) - SHOWN} 条，用 yunnuo rules diff 看"
    for word in dict.fromkeys(row["unchosen"] for row in rules if row["unchosen"]):
        yield ""
        yield f"有改动的规则只在选定口径 {word} 时适用，这次没有选。要看它的影响，加上 --old-reading {word}"


def _tell_outcomes(zh: str, side: Mapping[str, Any]) -> str:
    told = "　".join(f"{OUTCOMES_ZH[name]} {count:,}" for name, count in side["outcomes"].items())
    return f"  {zh}：{told}（规则库 {side['revision']}）"
