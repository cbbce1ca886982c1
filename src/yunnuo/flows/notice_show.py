"""Published notices as lines and as JSON: what each says, what it lacks, how many individuals rest on it.

Counts individuals, names none; judges nothing that publishing did not judge already.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from yunnuo.flows.notice_check import NOT_REVIEWED, STATES
from yunnuo.flows.notice_forms import FORM_STATES
from yunnuo.flows.notice_reliance import count_reliance
from yunnuo.flows.notice_versions import list_published, open_document
from yunnuo.flows.notice_view import view_notice
from yunnuo.ledger.journal import read_content
from yunnuo.rulebook.model import CONFIDENCES
from yunnuo.rulebook.phrasing import STATUSES
from yunnuo.terms.instant import Instant, legal_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.consent.models import Notice
    from yunnuo.decide.explain import RuleNote
    from yunnuo.flows.notice_check import NoticeCheck, RowFinding
    from yunnuo.flows.notice_diff import NoticeDiff
    from yunnuo.rulebook.vocabulary import Vocabulary

MARKS = {"present": "✓", "missing": "✗", "excused": "－", "unknown": "？", "passed": "✓", "failed": "✗"}


def list_notices(vocabulary: Vocabulary, *, now: Instant) -> list[str]:
    """Return the published versions, oldest first, each with its purposes, channels, gaps and how many rest on it."""
    lines = []
    for held in list_published():
        lines += _describe(held, vocabulary, now)
    return lines or ["还没有发布过告知（yunnuo notice publish 文件）。"]


def describe_notice(notice: Notice, vocabulary: Vocabulary, *, now: Instant) -> list[str]:
    """Return one published version: its lines in the list, then each purpose with its channels, and its pages."""
    lines = _describe(notice, vocabulary, now)
    document = open_document(notice)
    if document:
        view = view_notice(document)
        for offer in (*view.offers, *view.told):
            channels = "、".join(channel.zh for channel in offer.channels) or "不联系"
            lines.append(f"  · {offer.purpose.zh}（{offer.basis.zh}）：{channels}；{offer.retention}")
        lines += [f"  · 单独同意：{item.text}" for item in view.separate]
    lines += [f"  页面 {name}　{sha256}" for name, sha256 in _pages(notice)]
    return lines


def notice_json(notice: Notice, *, now: Instant) -> dict[str, Any]:
    """Return the stable JSON shape `yunnuo.notice.show/1` of a published version."""
    document, told = open_document(notice), _told(notice)
    return {
        "schema": "yunnuo.notice.show/1",
        "version": notice.version,
        "handler": notice.handler,
        "published_on": legal_day(notice.published_at).isoformat(),
        "purposes": _split(notice.purposes),
        "channels": _split(notice.channels),
        "categories": _split(notice.categories),
        "elements": _split(notice.elements),
        "lacking": told.get("lacking", []),
        "despite": told.get("despite", ""),
        "text_sha256": notice.text_sha256,
        "pages": dict(_pages(notice)),
        "people": count_reliance(notice.version, now=now).people,
        "view": asdict(view_notice(document)) if document else None,
    }


def check_lines(check: NoticeCheck, vocabulary: Vocabulary) -> list[str]:
    """Return a check as lines: every row with its state and ground, then the forms, then the verdict."""
    lines = [f"告知 {check.version}，按 {check.on} 的法律逐项核对（{NOT_REVIEWED}）"]
    for row in check.rows:
        lines += _row_lines(row, vocabulary)
    lines.append("形式")
    for form in check.forms:
        advice = "" if form.blocks or form.state != "failed" else "（提醒，不阻止发布）"
        lines.append(f"  {MARKS.get(form.state, '－')} {FORM_STATES[form.state]}　{form.zh}{advice}")
        lines += [f"      {text}" for text in form.found]
        lines += _ground_lines(form.rules if form.state == "failed" else ())
    lines += [f"✗ {rule.zh}（{rule.citation}）" for rule in check.barred]
    verdict = "可以发布。" if check.passed else f"还不能发布：{check.lacking_zh}。"
    return [*lines, f"{verdict}{NOT_REVIEWED}。"]


def diff_lines(diff: NoticeDiff) -> list[str]:
    """Return a comparison as lines: what changed, who is told again, who is asked again."""
    if not diff.changes:
        return [f"{diff.old} 与 {diff.new} 写的一样，不必再告知，也不必再征求。"]
    lines = [f"{diff.old} → {diff.new} 变了什么"]
    for change in diff.changes:
        lines.append(f"  {change.id or '其他'}　{change.zh}")
        lines += [f"      {text}" for text in change.what]
    lines.append(f"要再告知：同意在 {diff.old} 之下、现在仍有效的 {diff.told:,} 人")
    lines += _ground_lines(diff.telling)
    if not diff.asked:
        return [*lines, "不必再征求同意：目的、方式、种类和接收方没有扩大。"]
    lines.append("要再征求同意")
    for item in diff.asked:
        extent = "原来的同意不再够用" if item.whole else "原来的同意仍可用于原来的范围，新增的部分另问"
        lines.append(f"  {item.zh}：{item.people:,} 人（{extent}）")
        lines += [f"      {text}" for text in item.why]
        lines += _ground_lines(item.rules)
    return [*lines, f"{NOT_REVIEWED}。"]


def _describe(notice: Notice, vocabulary: Vocabulary, now: Instant) -> list[str]:
    purposes, channels = (
        "、".join(vocabulary.zh(name, word) for word in _split(joined))
        for name, joined in (("purposes", notice.purposes), ("channels", notice.channels))
    )
    told = _told(notice)
    if notice.document:
        lacks = "、".join(told.get("lacking", []))
    else:
        shown = set(_split(notice.elements))
        lacks = "、".join(term.zh for term in vocabulary.lists["notice_elements"].values() if term.id not in shown)
    lines = [
        f"{notice.version}　{legal_day(notice.published_at)} 发布　{notice.handler}",
        f"  目的：{purposes}；渠道：{channels}",
        f"  没有写的要素：{lacks or '无'}" if not notice.document else f"  缺：{lacks or '无'}",
    ]
    if told.get("despite"):
        lines.append(f"  仍然发布的理由：{told['despite']}")
    return [*lines, f"  现在有效的同意：{count_reliance(notice.version, now=now).people:,} 人"]


def _told(notice: Notice) -> dict[str, Any]:
    """Return what the ledger kept of publishing beyond the row itself."""
    from yunnuo.ledger.models import LedgerEntry

    content = LedgerEntry.objects.filter(seq=notice.seq).values_list("content", flat=True).first()
    body: dict[str, Any] = read_content(bytes(content))["body"] if content else {}
    return body


def _pages(notice: Notice) -> list[tuple[str, str]]:
    from yunnuo.consent.models import NoticePage

    return list(NoticePage.objects.filter(version=notice.version).order_by("id").values_list("name", "sha256"))


def _row_lines(row: RowFinding, vocabulary: Vocabulary) -> list[str]:
    advice = "（提醒，不阻止发布）" if row.state in ("missing", "unknown") and not row.blocks else ""
    because = f"：{row.because}" if row.because else ""
    lines = [f"{MARKS[row.state]} {row.id} {STATES[row.state]}　{row.zh}{because}{advice}"]
    lines += [f"      {gap}" for gap in row.gaps]
    lines += [f"      不知道“{vocabulary.facts[fact].zh}”，请写进 situation" for fact in row.missing]
    return [*lines, *_ground_lines(row.rules if row.state in ("missing", "unknown") else row.rules[:1])]


def _ground_lines(rules: tuple[RuleNote, ...]) -> Iterator[str]:
    for rule in rules:
        sure = f"{rule.confidence} {CONFIDENCES.get(rule.confidence, '')}".strip()
        because = f"：{rule.because}" if rule.because else ""
        yield f"      依据 {rule.citation}（{rule.force_zh}，{sure}；{STATUSES[rule.status]}{because}）"


def _split(joined: str) -> list[str]:
    return [word for word in joined.split(";") if word]
