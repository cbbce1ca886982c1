"""Checking a notice document: every row of the checklist N1-N31, then its form, each with what it rests on.

A row is `present`, `missing`, `excused` (not needed, and why) or `unknown` (what has to be known first). Unknown is
never taken for fine. Whether a row is needed is the rulebook's answer; whether it is written is read from the content.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.document_reading import merge_words
from yunnuo.decide.explain import RuleNote, note_rule
from yunnuo.flows.notice_demands import Demand, Demands, gather_facts
from yunnuo.flows.notice_forms import FormFinding, check_forms, is_plain
from yunnuo.flows.notice_parts import chosen_items, list_gaps
from yunnuo.rulebook.checklist import load_checklist
from yunnuo.rulebook.model import FORCES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.checklist import Row
    from yunnuo.rulebook.vocabulary import Vocabulary

STATES: Final = {"present": "已写", "missing": "缺少", "excused": "不适用", "unknown": "无法判断"}
NOT_REVIEWED: Final = "未经律师核对"


@dataclass(frozen=True, slots=True)
class RowFinding:
    """How one row of the checklist came out. `blocks`: a notice without it may not be published."""

    id: str
    zh: str
    state: str
    blocks: bool = False
    because: str = ""
    gaps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rules: tuple[RuleNote, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """A checked document: rows in order, forms, and rules that forbid the text whatever it says."""

    version: str
    on: date
    revision: str
    elements: tuple[str, ...]
    rows: tuple[RowFinding, ...]
    forms: tuple[FormFinding, ...]
    barred: tuple[RuleNote, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the rows and forms that stand in the way of publishing."""
        rows = [row.id for row in self.rows if row.blocks and row.state in ("missing", "unknown")]
        forms = [form.id for form in self.forms if form.blocks and form.state == "failed"]
        return (*rows, *forms, *(rule.id for rule in self.barred))

    @property
    def lacking_zh(self) -> str:
        """Return the same as people read it: rows by number, forms by name."""
        names = {form.id: f"“{form.zh}”不合格" for form in self.forms}
        return "、".join(names.get(name, name) for name in self.lacking)

    @property
    def passed(self) -> bool:
        """Return whether nothing stands in the way."""
        return not self.lacking

    def as_json(self) -> dict[str, Any]:
        """Return the stable JSON shape `yunnuo.notice.check/1`."""
        return {
            "schema": "yunnuo.notice.check/1",
            "version": self.version,
            "on": self.on.isoformat(),
            "passed": self.passed,
            "lacking": list(self.lacking),
            "elements": list(self.elements),
            "rows": [asdict(row) for row in self.rows],
            "forms": [asdict(form) for form in self.forms],
            "barred": [asdict(rule) for rule in self.barred],
            "revision": self.revision,
            "reviewed": NOT_REVIEWED,
        }


def check_notice(
    document: NoticeDocument, book: Book, *, on: date, readings: Mapping[str, str] | None = None
) -> NoticeCheck:
    """Check a document by the rules in force on a legal day, under the readings a handler chose."""
    checklist = load_checklist()
    words = merge_words(book.vocabulary, checklist)
    facts = {**gather_facts(document, book, on), "plain_language": is_plain(document)}
    demands = Demands(document, book, checklist, on, facts, readings or {})
    rows = tuple(_check_row(row, document, demands, words) for row in checklist.rows)
    return NoticeCheck(
        version=document.version,
        on=on,
        revision=book.revision,
        elements=_written(document, demands, checklist.rows, words),
        rows=rows,
        forms=check_forms(document, book, checklist, on, words),
        barred=tuple(note_rule(demand.rule) for demand in demands.barring()),
    )


def _written(document: NoticeDocument, demands: Demands, rows: tuple[Row, ...], words: Vocabulary) -> tuple[str, ...]:
    """Return the elements the document has: every row that carries one, and concerns it, is written whole."""
    gaps: dict[str, bool] = {}
    for row in rows:
        if not _pass_over(row, document, demands):
            for element in row.elements:
                gaps[element] = gaps.get(element, False) or bool(list_gaps(document, row, element, words))
    return tuple(element for element in words.lists["notice_elements"] if gaps.get(element) is False)


def _pass_over(row: Row, document: NoticeDocument, demands: Demands) -> str:
    """Return why a row does not concern this document, whatever the rules say; empty when it does."""
    if row.elsewhere:
        return row.note
    met, excuse = demands.meets(row)
    if met is False:
        return excuse
    heads = [place.partition("[].")[0] for place in row.only]
    return "清单里没有这样的项" if any(not chosen_items(document, row, head) for head in heads) else ""


def _check_row(row: Row, document: NoticeDocument, demands: Demands, words: Vocabulary) -> RowFinding:
    excuse = _pass_over(row, document, demands)
    if excuse:
        rules = [demands.book.rule(row.elsewhere, demands.day)] if row.elsewhere else []
        return RowFinding(row.id, row.zh, "excused", because=excuse, rules=tuple(map(note_rule, rules)))
    if row.facts:
        return _check_facts(row, demands)
    asked, gaps = list[Demand](), list[str]()
    wanted: list[str] = []
    for element in row.elements:
        found = demands.wanting(element)
        asked += found
        if not found or all(demand.applies is False for demand in found):
            continue
        wanted += list_gaps(document, row, element, words)
    gaps = list(dict.fromkeys(wanted))
    return _settle(row, asked, gaps, written=not gaps and not _all_gaps(document, row, words))


def _all_gaps(document: NoticeDocument, row: Row, words: Vocabulary) -> list[str]:
    return [gap for element in row.elements for gap in list_gaps(document, row, element, words)]


def _settle(row: Row, asked: list[Demand], gaps: list[str], *, written: bool) -> RowFinding:
    """Return the finding of a row of elements from the rules asked and the gaps of what they want."""
    needed = [demand for demand in asked if demand.applies is True]
    unsure = [demand for demand in asked if demand.applies is None]
    blocks = any(demand.rule.timing == "before" for demand in (needed or unsure))
    rules = _note_rules(needed or unsure or asked)
    found = RowFinding(row.id, row.zh, "present", blocks=blocks, rules=rules, note=row.note)
    if needed and gaps:
        return replace(found, state="missing", gaps=tuple(gaps))
    if needed or written:
        return found
    if unsure:
        facts = tuple(dict.fromkeys(fact for demand in unsure for fact in demand.missing))
        return replace(found, state="unknown", missing=facts, gaps=tuple(gaps))
    why = "；".join(dict.fromkeys(demand.excuse for demand in asked)) or "那一天还没有这样的规定"
    return replace(found, state="excused", because=why)


def _note_rules(demands: list[Demand]) -> tuple[RuleNote, ...]:
    """Return the rules behind a finding once each, those of the greatest force first."""
    notes = [note_rule(demand.rule) for demand in dict.fromkeys(demands)]
    return tuple(sorted(notes, key=lambda note: list(FORCES).index(note.force)))


def _check_facts(row: Row, demands: Demands) -> RowFinding:
    """Return the finding of a row that facts answer: all that some applying rule wants must hold."""
    facts = demands.book.vocabulary.facts
    failed, unknown, used = list[str](), list[str](), list[Demand]()
    for fact in row.facts:
        for demand in demands.asking(fact):
            holds = demands.holds(demand.rule, fact)
            if demand.applies is False:
                continue
            used.append(demand)
            if holds is False and demand.applies:
                failed.append(f"{facts[fact].zh}：没有做到")
            elif holds is not True:
                unknown += demand.missing or [fact]
    rules = _note_rules(used)
    state = "missing" if failed else "unknown" if unknown else "present"
    return RowFinding(
        row.id,
        row.zh,
        state,
        blocks=True,
        gaps=tuple(dict.fromkeys(failed)),
        missing=tuple(dict.fromkeys(unknown)),
        rules=rules,
    )
