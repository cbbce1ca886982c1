"""The summary of a screening (summary.json, `yunnuo.screen.summary/1`): counts only, nobody in particular."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from yunnuo.decide.duties import group_demands
from yunnuo.decide.explain import ask_for, note_rule
from yunnuo.decide.remedies import standing_rules
from yunnuo.flows.clues import tell_clues
from yunnuo.flows.planning import Planner
from yunnuo.flows.screening import act_facts
from yunnuo.flows.sheets import tell_sheets
from yunnuo.flows.waterfall import waterfall
from yunnuo.rulebook.model import TIMINGS
from yunnuo.terms.instant import to_datetime
from yunnuo.terms.outcomes import CellClass, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from yunnuo.flows.clues import Clue
    from yunnuo.flows.planning import Freed, Step
    from yunnuo.flows.screening import Screening
    from yunnuo.identify.export import Export

SCHEMA = "yunnuo.screen.summary/1"


def build_summary(screening: Screening, connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return the summary as plain values, ready for JSON and the report."""
    request, vocabulary = screening.request, screening.book.vocabulary
    individuals, with_contact = connection.execute(
        """SELECT (SELECT count(*) FROM audience), (SELECT count(DISTINCT individual_id) FROM subject)"""
    ).fetchall()[0]
    contacts = sum(signature.subjects for signature in screening.signatures)
    planner = Planner(screening.book, screening.program, screening.signatures, request.readings)
    return {
        "schema": SCHEMA,
        "generated_at": to_datetime(request.now).isoformat(timespec="seconds"),
        "on": request.day.isoformat(),
        "today": request.is_today,
        "handler": request.handler,
        "purpose": {"id": request.purpose, "zh": vocabulary.zh("purposes", request.purpose)},
        "channel": {"id": request.channel, "zh": vocabulary.zh("channels", request.channel)},
        "entrusted": request.entrusted or None,
        "provided_to": request.provided_to or None,
        "revision": screening.program.revision,
        "ledger_sequence": screening.sequence,
        "files": [_file(screening, number, export) for number, export in enumerate(screening.exports)],
        "rows": {
            "total": screening.counts.rows,
            "with_key": screening.counts.with_key,
            "without_key": screening.counts.rows - screening.counts.with_key,
        },
        "individuals": individuals,
        "with_contact": with_contact,
        "without_contact": individuals - with_contact,
        "contacts": contacts,
        "outcomes": {name: _outcomes(screening, name) for name in ("overall", "law", "contract")},
        "waterfall": waterfall(screening, contacts),
        "missing": _missing(screening),
        "remedies": [_remedy(screening, freed) for freed in planner.list_freed()],
        "sequence": [_step(screening, step) for step in planner.plan_steps()],
        "duties": _duties(screening),
        "rules": _rules(screening),
        "readings": _readings(screening),
        "assumptions": _assumptions(screening),
        "signatures": len(screening.signatures),
        "phases": [{"name": name, "seconds": round(seconds, 3)} for name, seconds in screening.phases],
        "clues": [_clue(clue) for clue in screening.clues],
        "warnings": [*_warnings(screening), *_tell(screening)],
    }


def _file(screening: Screening, number: int, export: Export) -> dict[str, object]:
    counted = screening.counts.files[number]
    return {
        "name": export.name,
        "sha256": export.sha256,
        "platform": export.layout.platform,
        "platform_zh": screening.book.vocabulary.zh("platforms", export.layout.platform),
        "kind": export.layout.kind,
        "eras": list(export.eras),
        "certainty": export.layout.certainty,
        "encoding": export.encoding,
        "rows": counted.rows,
        "cells": {str(cell): counted.cells.get(str(cell), 0) for cell in CellClass},
    }


def _outcomes(screening: Screening, name: str) -> dict[str, int]:
    counts = Counter[str]()
    for signature in screening.signatures:
        outcome = signature.decision.outcome if name == "overall" else getattr(signature.decision, name)
        counts[str(outcome)] += signature.subjects
    return {str(outcome): counts[str(outcome)] for outcome in Outcome}


def _missing(screening: Screening) -> list[dict[str, object]]:
    counts = Counter[str]()
    for signature in screening.signatures:
        counts.update(dict.fromkeys(signature.decision.missing, signature.subjects))
    rows: list[dict[str, object]] = []
    for fact, contacts in counts.most_common():
        zh, how = ask_for(screening.book, fact)
        rows.append({"fact": fact, "zh": zh, "how": how, "contacts": contacts})
    return rows


def _remedy(screening: Screening, freed: Freed) -> dict[str, object]:
    """Return what one remedy does by itself: every signature re-decided as if it were done."""
    term = screening.book.vocabulary.term("remedies", freed.remedy)
    named = {
        rule.citation
        for signature in freed.signatures
        for rule in standing_rules(screening.program, signature.decision)
        if freed.remedy in rule.remedies
    }
    return {
        "id": freed.remedy,
        "zh": term.zh,
        "how": str(term.more.get("how", "")),
        "effort": freed.effort,
        "frees": freed.frees,
        "settles": freed.settles,
        "citations": sorted(named),
        "caution": str(term.more.get("caution", "")),
    }


def _step(screening: Screening, step: Step) -> dict[str, object]:
    return {
        "id": step.remedy,
        "zh": screening.book.vocabulary.zh("remedies", step.remedy),
        "effort": step.effort,
        "gains": step.gains,
        "settles": step.settles,
        "permitted": step.permitted,
    }


def _duties(screening: Screening) -> list[dict[str, object]]:
    """Return what must accompany the act, each demand once, however many texts ask for it."""
    counts = Counter[str]()
    for signature in screening.signatures:
        if signature.decision.outcome == Outcome.PERMITTED:
            counts.update(dict.fromkeys(signature.decision.duties, signature.subjects))
    named = [screening.book.rule(rule_id, screening.program.day) for rule_id, _ in counts.most_common()]
    return [
        {
            "rule": rules[0].id,
            "zh": rules[0].duty or rules[0].zh,
            "citation": "；".join(dict.fromkeys(rule.citation for rule in rules)),
            "timing": rules[0].timing,
            "timing_zh": TIMINGS[rules[0].timing],
            "contacts": max(counts[rule.id] for rule in rules),
            "confidence": rules[0].confidence,
        }
        for rules in group_demands(named)
    ]


def _assumptions(screening: Screening) -> list[dict[str, object]]:
    """Return the act facts nobody stated, taken at the vocabulary's default: the handler answers for them."""
    stated = act_facts(screening.book, screening.request, tells=screening.tells)
    words = {"yes": "是", "no": "否"}
    return [
        {"fact": fact.id, "zh": fact.zh, "value": words.get(fact.default) or fact.default_zh}
        for fact in screening.book.vocabulary.facts.values()
        if fact.default and fact.id not in stated
    ]


def _rules(screening: Screening) -> list[dict[str, object]]:
    used = {rule_id for signature in screening.signatures for gate in signature.decision.gates for rule_id in gate.by}
    articles = {rule.id: article for article in screening.book.articles for rule in article.rules}
    rows: list[dict[str, object]] = []
    for rule_id in sorted(used):
        note = note_rule(screening.book.rule(rule_id, screening.program.day))
        verified = articles[rule_id].verified_on
        rows.append(
            {
                "id": note.id,
                "zh": note.zh,
                "citation": note.citation,
                "confidence": note.confidence,
                "force_zh": note.force_zh,
                "verified_on": verified.isoformat() if verified else None,
            }
        )
    return rows


def _readings(screening: Screening) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for term in screening.book.vocabulary.lists["readings"].values():
        options = term.texts("options")
        chosen = screening.request.readings.get(term.id, options[0])
        rows.append({"id": term.id, "zh": term.zh, "choice": term.texts("options_zh")[options.index(chosen)]})
    return rows


def _tell(screening: Screening) -> Iterator[str]:
    request = screening.request
    return tell_clues(screening.clues, request.purpose, is_settled="sensitive" in request.given)


def _warnings(screening: Screening) -> list[str]:
    request = screening.request
    warnings = []
    if not request.is_today:
        warnings.append(f"判断的是 {request.day.isoformat()}，不是今天，因此不给出名单。")
    if not request.stays_here:
        warnings.append("名单要交给别人：这里只给判断，交出的文件须另行最小化后放行。")
    warnings += [f"{one.name} {tell_sheets(one.unread, '筛选')}" for one in screening.exports if one.unread]
    return warnings


def _clue(clue: Clue) -> dict[str, object]:
    spots = [
        {
            "file": spot.file,
            "header": spot.hint.header,
            "share": round(spot.share, 4),
            "rules": list(spot.hint.rules),
        }
        for spot in clue.spots
    ]
    return {
        "category": clue.category,
        "zh": clue.zh,
        "share": round(clue.share, 4),
        "whole_list": clue.is_whole,
        "words": list(clue.words),
        "needs_review": all(spot.hint.review for spot in clue.spots),
        "spots": spots,
    }
