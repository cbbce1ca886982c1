"""The few pieces of a Word file that the printed book needs: paragraphs, fields, bookmarks, tables, styles.

Writes elements straight into the body, because a book of ten thousand paragraphs is slow otherwise; must never know
what the book says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle

BREAKS, WHITE = re.compile("([\n\t])"), {"\n": "w:br", "\t": "w:tab"}
KEEP = {qn("xml:space"): "preserve"}
SONG, HEI = ("Times New Roman", "宋体"), ("Arial", "黑体")
INK, SOFT = RGBColor(0x1B, 0x23, 0x26), RGBColor(0x53, 0x60, 0x66)
TWIPS = 9860  # the width of the text on A4 between the margins, in twentieths of a point
HEADINGS = {1: 18, 2: 15, 3: 12.5, 4: 10.5}

# name: size in points, colour, bold, space before and after, left indent and first line in centimetres
STYLES: dict[str, tuple[float, RGBColor, bool, float, float, float, float]] = {
    "Body": (10, INK, False, 0, 2, 0, 0),
    "Soft": (9, SOFT, False, 0, 2, 0, 0),
    "Standing": (9, SOFT, False, 0, 2, 0, 0),
    "Gist": (10, INK, False, 8, 3, 0.3, 0),
    "Rule": (10.5, INK, True, 9, 0, 0.4, 0),
    "Place": (8.5, SOFT, False, 0, 1, 0.4, 0),
    "Sentence": (10, INK, False, 0, 1, 0.4, 0),
    "Note": (9.5, INK, False, 0, 1, 2.4, -2),
    "Case": (8.5, INK, False, 0, 0, 1.6, -1.2),
    "Review": (8.5, SOFT, False, 8, 8, 0, 0),
    "Cell": (8.5, INK, False, 1, 1, 0, 0),
    "Code": (7, SOFT, False, 1, 1, 0, 0),
    "Cover": (28, INK, True, 0, 18, 0, 0),
    "Fact": (9.5, INK, False, 0, 1, 4.4, -4.4),
    "Entry 2": (9.5, INK, True, 4, 0, 0, 0),
    "Entry 3": (9, INK, False, 0, 0, 0.6, 0),
}
TABULAR, TIGHT, LOOSE = ("Cell", "Code", "Case", "Entry 3"), 1.05, 1.2
AFTER_FIELDS = ("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:rsids", "w:themeFontLang")
HEADED = {"Standing", "Rule", "Place", "Gist"}  # never left alone at the foot of a page


class Sheet:
    """A Word file being written from the top; every paragraph goes to its end."""

    def __init__(self) -> None:
        self.word: WordDocument = Document()
        self._end = self.word.element.body.sectPr
        self._marks = 0
        _set_page(self.word)
        _set_styles(self.word)

    def add(self, style: str, *runs: str | tuple[str, str], mark: str = "", new_page: bool = False) -> Any:
        """Append a paragraph; a run may be a pair of text and `bold`, `soft` or `plain`. Returns its element."""
        paragraph = make_paragraph(style, *runs)
        if new_page:
            paragraph.pPr.insert(1, OxmlElement("w:pageBreakBefore"))
        if mark:
            self._bookmark(paragraph, mark)
        self._end.addprevious(paragraph)
        return paragraph

    def heading(self, level: int, text: str, *, mark: str = "", new_page: bool = False) -> None:
        """Append a heading of a level from 1; `mark` is where an entry of the table of contents leads."""
        self.add(f"Heading{level}", text, mark=mark, new_page=new_page)

    def entry(self, level: int, text: str, mark: str) -> None:
        """Append a line of the table of contents with a link and the page the mark stands on."""
        paragraph = make_paragraph(f"Entry {level}")
        link = OxmlElement("w:hyperlink", attrs={qn("w:anchor"): mark, qn("w:history"): "1"})
        link.append(make_run(text))
        link.append(make_run("\t"))
        for run in make_field(f"PAGEREF {mark} \\h"):
            link.append(run)
        paragraph.append(link)
        self._end.addprevious(paragraph)

    def table(self, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
        """Append a table whose head is repeated on every page; widths are shares of a hundred."""
        table = OxmlElement("w:tbl")
        table.append(_table_properties())
        grid = OxmlElement("w:tblGrid")
        sizes = [width * TWIPS // 100 for width in widths]
        for size in sizes:
            grid.append(OxmlElement("w:gridCol", attrs={qn("w:w"): str(size)}))
        table.append(grid)
        table.append(_make_row([(head, "bold") for head in heads], sizes, head=True))
        for row in rows:
            table.append(_make_row([(cell, "plain") for cell in row], sizes))
        self._end.addprevious(table)
        self.add("Soft", "")

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self._marks += 1
        number = str(self._marks)
        start = OxmlElement("w:bookmarkStart", attrs={qn("w:id"): number, qn("w:name"): name})
        paragraph.pPr.addnext(start)
        paragraph.append(OxmlElement("w:bookmarkEnd", attrs={qn("w:id"): number}))


def make_paragraph(style: str, *runs: str | tuple[str, str]) -> Any:
    """Return a paragraph element of a style, by its name without blanks."""
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(OxmlElement("w:pStyle", attrs={qn("w:val"): style.replace(" ", "")}))
    paragraph.append(properties)
    for run in runs:
        text, look = (run, "plain") if isinstance(run, str) else run
        paragraph.append(make_run(text, look))
    return paragraph


def make_run(text: str, look: str = "plain") -> Any:
    """Return a run; a line break and a tab become Word's own."""
    run = OxmlElement("w:r")
    if look != "plain":
        properties = OxmlElement("w:rPr")
        if look == "bold":
            properties.append(OxmlElement("w:b"))
        else:
            properties.append(OxmlElement("w:color", attrs={qn("w:val"): str(SOFT)}))
        run.append(properties)
    for piece in BREAKS.split(text):
        if piece in WHITE:
            run.append(OxmlElement(WHITE[piece]))
        elif piece:
            words = OxmlElement("w:t", attrs=KEEP)
            words.text = piece
            run.append(words)
    return run


def make_field(code: str) -> list[Any]:
    """Return the runs of a field that Word and LibreOffice work out themselves."""
    runs = []
    for kind in ("begin", "", "separate", "end"):
        run = OxmlElement("w:r")
        if kind:
            run.append(OxmlElement("w:fldChar", attrs={qn("w:fldCharType"): kind}))
        else:
            words = OxmlElement("w:instrText", attrs=KEEP)
            words.text = f" {code} "
            run.append(words)
        runs.append(run)
    return runs


def _table_properties() -> Any:
    properties = OxmlElement("w:tblPr")
    properties.append(OxmlElement("w:tblW", attrs={qn("w:w"): str(TWIPS), qn("w:type"): "dxa"}))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        look = {qn("w:val"): "single", qn("w:sz"): "4", qn("w:color"): "C9D1D4"}
        borders.append(OxmlElement(f"w:{side}", attrs=look))
    properties.append(borders)
    properties.append(OxmlElement("w:tblLayout", attrs={qn("w:type"): "fixed"}))
    return properties


def _make_row(cells: Sequence[tuple[str, str]], sizes: Sequence[int], *, head: bool = False) -> Any:
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for at, ((text, look), size) in enumerate(zip(cells, sizes, strict=True)):
        cell = OxmlElement("w:tc")
        holder = OxmlElement("w:tcPr")
        holder.append(OxmlElement("w:tcW", attrs={qn("w:w"): str(size), qn("w:type"): "dxa"}))
        cell.append(holder)
        ids = at == len(cells) - 1 and "." in text and not head
        cell.append(make_paragraph("Code" if ids else "Cell", (text, look)))
        row.append(cell)
    return row


def _set_page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.different_first_page_header_footer = True
    settings = word.settings.element
    later = next(child for child in settings if child.tag in map(qn, AFTER_FIELDS))  # the schema fixes the order
    later.addprevious(OxmlElement("w:updateFields", attrs={qn("w:val"): "true"}))


def _set_styles(word: WordDocument) -> None:
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # else punctuation is drawn as in Taiwan or Japan
    for name, (size, colour, bold, before, after, left, first) in STYLES.items():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_font(style, HEI if bold else SONG, size, colour, bold=bold)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing = TIGHT if name in TABULAR else LOOSE
        form.left_indent, form.first_line_indent = Cm(left), Cm(first)
        form.keep_with_next = name in HEADED
    for level, size in HEADINGS.items():
        style = word.styles[f"Heading {level}"]
        _set_font(style, HEI, size, INK, bold=True)
        style.paragraph_format.space_before = Pt(14 if level > 1 else 0)
        style.paragraph_format.space_after = Pt(4)
    for name, (*_, left, first) in STYLES.items():
        if first < 0:  # the text after the label starts where its next lines do
            word.styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(left))
    for name in ("Entry 2", "Entry 3"):
        word.styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(17.4), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _set_font(style: ParagraphStyle, faces: tuple[str, str], size: float, colour: RGBColor, *, bold: bool) -> None:
    style.font.size, style.font.color.rgb, style.font.bold, style.font.italic = Pt(size), colour, bold, False
    style.font.name = faces[0]
    fonts = style.element.rPr.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), faces[1])
