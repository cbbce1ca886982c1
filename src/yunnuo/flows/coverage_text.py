"""Telling the coverage of the rulebook in a terminal: a summary of a screen, or every line.

Must never leave out a gap that the coverage found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from yunnuo.flows.coverage import CHECKLISTS, NOT_ENCODED
from yunnuo.rulebook.model import CONFIDENCES
from yunnuo.rulebook.register import STATES, WAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yunnuo.flows.coverage import ArticleLine, Coverage, MemoLine, ObligationLine, RuleLine

MARGIN = "  "


def tell_coverage(held: Coverage, *, full: bool = False) -> list[str]:
    """Return the coverage as lines; `full` adds every obligation, memo line and article."""
    lines = [*_tell_totals(held), *_tell_reasons(held)]
    if full:
        lines += _tell_everything(held)
    else:
        lines += ["", "逐条看用 --full，给程序用 --json。未经律师核对。"]
    return lines


def _tell_totals(held: Coverage) -> Iterator[str]:
    encoded = len(held.obligations) - held.ways["not_encoded"]
    yield f"义务：应有 {held.totals.get('obligations', 0)} 条，登记 {len(held.obligations)} 条，编码 {encoded} 条"
    yield MARGIN + _join_counts(held.ways, WAYS)
    yield f"{MARGIN}清单核对里：{_join_counts(held.checklists, CHECKLISTS)}（自查用 yunnuo duties check）"
    yield f"客户通讯：应有 {held.totals.get('memo', 0)} 条，登记 {len(held.memo)} 条"
    yield MARGIN + _join_counts(held.states, STATES)
    reasons = sum(len(line.reasons) for line in held.articles)
    bare = [line.id for line in held.untested]
    yield f"条文：{len(held.articles)} 条，规则 {len(held.encoded)} 条，另有 {reasons} 处写明为什么不编码"
    yield f"{MARGIN}案例 {held.cases} 个；没有案例的规则（定义除外）{len(bare)} 条{_name_some(bare)}"
    yield f"{MARGIN}没有义务写到的规则 {len(held.strays)} 条{_name_some(held.strays)}"
    yield "把握：" + "　".join(f"{code} {count} 条（{CONFIDENCES[code]}）" for code, count in held.confidences.items())
    silent = "、".join(held.silent)
    yield f"没有交代的：{len(held.silent)} 处：{silent}" if silent else "没有交代的：0 处"


def _join_counts(counts: dict[str, int], names: dict[str, str]) -> str:
    return "　".join(f"{names[word]} {count}" for word, count in counts.items())


def _name_some(names: Sequence[str], most: int = 5) -> str:
    if not names:
        return ""
    return f"：{'、'.join(names[:most])}{' 等' if len(names) > most else ''}"


def _tell_reasons(held: Coverage) -> Iterator[str]:
    unencoded = [line for line in held.obligations if line.how == "not_encoded"]
    if unencoded:
        yield ""
        yield "没有编码的义务："
        yield from (f"{MARGIN}{line.id} {line.zh}：{line.why}" for line in unencoded)
    later = [line for line in held.memo if line.state == "later"]
    if later:
        yield "以后做的客户通讯："
        yield from (f"{MARGIN}{line.id} {line.zh}：{line.why}" for line in later)


def _tell_everything(held: Coverage) -> Iterator[str]:
    known = {line.id: line for line in held.rules}
    yield from ("", f"义务（{len(held.obligations)} 条）")
    for obligation in held.obligations:
        yield _tell_obligation(obligation)
        for rule_id in obligation.rules:
            yield _tell_rule(known[rule_id])
        if obligation.why:
            yield f"      － {obligation.why}"
    yield from ("", f"客户通讯（{len(held.memo)} 条）")
    for row in held.memo:
        yield from _tell_row(row)
    yield from ("", f"条文（{len(held.articles)} 条）")
    for article in held.articles:
        yield from _tell_article(article)
    yield from ("", "未经律师核对。")


def _tell_obligation(line: ObligationLine) -> str:
    way = f"{line.how_zh}：{CHECKLISTS[line.checked_by]}" if line.checked_by else line.how_zh
    head = f"{_pad(line.id, 5)}{_pad(way, 22)}{_tell_weight(line.rules, line.cases, line.confidences)}"
    return f"{head}  {line.zh}"


def _tell_rule(line: RuleLine) -> str:
    if line.kind == NOT_ENCODED:
        return f"      － 没有编码：{line.zh}（{line.citation}）"
    return f"      · {line.zh}（{line.citation}，{line.confidence}，{line.cases} 例）[{line.id}]"


def _tell_row(line: MemoLine) -> Iterator[str]:
    head = f"{_pad(line.id, 5)}{_pad(line.state_zh, 22)}{_tell_weight(line.rules, line.cases, line.confidences)}"
    yield f"{head}  {line.zh}"
    named = ["、".join(line.obligations), "、".join(f"[{rule}]" for rule in line.own), "、".join(line.rooms)]
    for label, words in zip(("义务", "规则", "房间"), named, strict=True):
        if words:
            yield f"      · {label}：{words}"
    if line.why:
        yield f"      － {line.why}"


def _tell_article(line: ArticleLine) -> Iterator[str]:
    yield f"{_pad(line.id, 34)}{_tell_weight(line.rules, line.cases, line.confidences)}  《{line.law}》{line.title}"
    yield from (f"      － {reason}" for reason in line.reasons)


def _tell_weight(rules: Sequence[str], cases: int, confidences: Iterable[str]) -> str:
    return f"{len(rules):>4} 条{cases:>5} 例  {_pad('、'.join(confidences) or '—', 12)}"


def _pad(text: str, width: int) -> str:
    """Fill up with blanks to a width in columns of a terminal, where a Chinese character takes two."""
    return text + " " * max(1, width - cell_len(text))
