"""The printed book as a Word file: the same content as the page, with headings, contents and a sign-off page.

Must never leave out or add anything that the edition does not hold.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm

from yunnuo.flows.printing.edition import DECLARATION, OPINIONS, READING_NOTES, SCENES, SIGN_FIELDS, SIGNATURE, TITLE
from yunnuo.flows.printing.word_parts import Sheet, make_field, make_run
from yunnuo.rulebook.model import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.flows.printing.edition import Edition, PrintedArticle, PrintedCase, PrintedLaw, PrintedRule, Table

CONTENTS_NOTE = "页码没有显示时，全选以后按 F9 更新。"
STAMP = (1980, 1, 1, 0, 0, 0)  # the same book gives the same bytes whenever it is made
FACTS = (22, 78)


def render_word(edition: Edition) -> bytes:
    """Return the whole book as the bytes of a .docx file; the same edition always gives the same bytes."""
    writer = _Writer(edition)
    writer.write()
    return _settle(writer.sheet)


def _settle(sheet: Sheet) -> bytes:
    """Save a file without the time it was made."""
    raw, settled = io.BytesIO(), io.BytesIO()
    sheet.word.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, STAMP), old.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()


class _Writer:
    """Writes one edition, from the cover to the sign-off page."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self.sheet = Sheet()
        laws = (*edition.laws, *edition.packs)
        marked = [name for law in laws for name in (law.id, *(article.id for article in law.articles))]
        ends = [*([SCENES] if edition.scenes else []), *(table.title for table in edition.appendices), SIGNATURE]
        self._ends = ends
        self._marks = {name: f"_Toc{number:08}" for number, name in enumerate([*marked, *ends], 1)}

    def write(self) -> None:
        """Write everything."""
        edition = self._edition
        self._write_frame()
        self._write_cover()
        self._write_reading()
        self._write_contents()
        self._write_laws("法律、法规、规章、标准", edition.laws)
        self._write_laws("平台规则", edition.packs)
        if edition.scenes:
            self.sheet.heading(1, SCENES, mark=self._marks[SCENES], new_page=True)
            self._write_cases(edition.scenes)
        for table in edition.appendices:
            self._write_table(table, level=1)
        self._write_signature()

    def _write_frame(self) -> None:
        """Write the head and foot of every page but the first, and what the file says of itself."""
        section = self.sheet.word.sections[0]
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        head.add_run(f"{TITLE} · {self._edition.standing}")
        head.style = foot.style = self.sheet.word.styles["Soft"]  # the style for feet has tabs of its own
        foot.paragraph_format.tab_stops.add_tab_stop(Cm(17.4), WD_TAB_ALIGNMENT.RIGHT)
        foot.add_run(f"修订号 {self._edition.revision}\t第 ")
        parts = [*make_field("PAGE"), make_run(" 页，共 "), *make_field("NUMPAGES"), make_run(" 页")]
        for run in parts:
            foot._p.append(run)  # noqa: SLF001  # the library has no fields
        properties = self.sheet.word.core_properties
        properties.title, properties.author, properties.comments = TITLE, "允诺", self._edition.standing
        properties.language = "zh-CN"

    def _write_cover(self) -> None:
        sheet, edition = self.sheet, self._edition
        for _ in range(10):
            sheet.add("Body", "")
        sheet.add("Cover", TITLE)
        sheet.add("Gist", (edition.standing, "bold"))
        sheet.add("Body", "")
        self._write_facts([*edition.bindings, *edition.figures])

    def _write_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        for label, text in facts:
            self.sheet.add("Fact", (label, "soft"), f"\t{text}")

    def _write_reading(self) -> None:
        self.sheet.heading(1, "怎样读这本册子", new_page=True)
        for note in READING_NOTES:
            self.sheet.add("Body", note)
        known = "；".join(f"{code} {zh}" for code, zh in CONFIDENCES.items())
        self.sheet.add("Body", f"把握的记号：{known}。")
        self._write_table(self._edition.gates, level=2)

    def _write_contents(self) -> None:
        self.sheet.heading(1, "目录", new_page=True)
        self.sheet.add("Soft", CONTENTS_NOTE)
        for law in (*self._edition.laws, *self._edition.packs):
            self.sheet.entry(2, law.title, self._marks[law.id])
            for article in law.articles:
                self.sheet.entry(3, article.title, self._marks[article.id])
        for title in self._ends:
            self.sheet.entry(2, title, self._marks[title])

    def _write_laws(self, title: str, laws: Iterable[PrintedLaw]) -> None:
        self.sheet.heading(1, title, new_page=True)
        for at, law in enumerate(laws):
            self.sheet.heading(2, law.title, mark=self._marks[law.id], new_page=at > 0)
            self._write_facts(law.facts)
            if law.exposures:
                self.sheet.add("Soft", "违反的后果（规则另有写明的除外）：")
            for exposure in law.exposures:
                self.sheet.add("Soft", exposure)
            for article in law.articles:
                self._write_article(article)

    def _write_article(self, article: PrintedArticle) -> None:
        sheet = self.sheet
        sheet.heading(3, f"{article.title}　{article.id}", mark=self._marks[article.id])
        sheet.add("Standing", article.verified)
        for version in article.versions:
            sheet.heading(4, f"{version.period} · {version.state}")
            for paragraph in version.paragraphs:
                if paragraph.gist:
                    sheet.add("Gist", paragraph.gist)
                for rule in paragraph.rules:
                    self._write_rule(rule)
        if article.others:
            sheet.add("Place", "本条的其他案例")
            self._write_cases(article.others)
        sheet.add("Review", "核对：□ 没有意见　□ 有意见：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿")

    def _write_rule(self, rule: PrintedRule) -> None:
        sheet = self.sheet
        if rule.bare:
            sheet.add("Sentence", (f"{rule.kind_zh}：", "soft"), rule.sentence)
            return
        sheet.add("Rule", f"【{rule.kind_zh}】{rule.zh}")
        sheet.add("Place", "　".join(filter(None, (rule.citation, rule.gate_zh, rule.id))))
        sheet.add("Sentence", rule.sentence)
        for label, text in rule.notes:
            sheet.add("Note", (label, "soft"), f"\t{text}")
        self._write_cases(rule.cases)
        if rule.remarks:
            sheet.add("Place", "；".join(rule.remarks))

    def _write_cases(self, cases: Iterable[PrintedCase]) -> None:
        for case in cases:
            verdict = f"（{case.day}；{case.verdict}）{'〔工具起草〕' if case.drafted else ''}"
            self.sheet.add("Case", (f"例 {case.number}\t", "soft"), case.text, (verdict, "soft"))

    def _write_table(self, table: Table, *, level: int) -> None:
        self.sheet.heading(level, table.title, mark=self._marks.get(table.title, ""), new_page=level == 1)
        self.sheet.add("Soft", table.note)
        self.sheet.table(table.heads, table.widths, table.rows)

    def _write_signature(self) -> None:
        sheet = self.sheet
        sheet.heading(1, SIGNATURE, mark=self._marks[SIGNATURE], new_page=True)
        sheet.add("Body", DECLARATION)
        sheet.add("Body", "")
        for opinion in OPINIONS:
            sheet.add("Body", f"□ {opinion}")
        sheet.table(("意见",), (100,), [("\n",)] * 4)
        sheet.table(("签署", ""), FACTS, [(f"\n{field}", "\n") for field in SIGN_FIELDS])
        self._write_facts(self._edition.bindings)
