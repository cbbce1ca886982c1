"""The printed book holds every rule, case and table once, the same in both files, and a page to sign."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.oxml.ns import qn

from yunnuo.flows.printing.editing import make_edition
from yunnuo.flows.printing.edition import SIGN_FIELDS, UNREVIEWED
from yunnuo.flows.printing.page import render_book
from yunnuo.flows.printing.word import render_word
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import load_cases

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from yunnuo.flows.printing.edition import Edition, PrintedCase, PrintedRule

DAY = date(2026, 11, 23)
PAST = date(2022, 10, 14)
SOUND = Path(__file__).parents[1] / "rulebook" / "bad" / "sound"


class Reader(HTMLParser):
    """Collects the ids and the visible text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.words: list[str] = []
        self._hidden = False
        self.feed(page)

    @cached_property
    def text(self) -> str:
        """Return the visible text without blanks."""
        return re.sub(r"\s", "", "".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the id of an element."""
        self._hidden = tag in {"style", "title"}
        self.ids.update(value or "" for name, value in attrs if name == "id")

    def handle_data(self, data: str) -> None:
        """Note visible text."""
        if not self._hidden:
            self.words.append(data)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Return the edition of the shipped rulebook."""
    return make_edition(SHIPPED, DAY)


@pytest.fixture(scope="module")
def page(edition: Edition) -> Reader:
    """Return the page of the shipped rulebook as read."""
    return Reader(render_book(edition))


@pytest.fixture(scope="module")
def word(edition: Edition) -> WordDocument:
    """Return the Word file of the shipped rulebook as opened again."""
    return Document(io.BytesIO(render_word(edition)))


def list_rules(edition: Edition) -> list[PrintedRule]:
    """Return every rule of an edition."""
    versions = [version for article in edition.articles for version in article.versions]
    return [rule for version in versions for paragraph in version.paragraphs for rule in paragraph.rules]


def list_printed(edition: Edition) -> list[PrintedCase]:
    """Return every case of an edition."""
    own = [case for rule in list_rules(edition) for case in rule.cases]
    return [*own, *(case for article in edition.articles for case in article.others), *edition.scenes]


def build_small(folder: Path) -> Path:
    """Return a small rulebook with an empty register."""
    copytree(SOUND, folder / "book")
    (folder / "book" / "register").mkdir()
    (folder / "book" / "register" / "totals.yaml").write_text("obligations: 0\nmemo: 0\n", "utf-8")
    return folder / "book"


def squeeze(text: str) -> str:
    """Return text without blanks."""
    return re.sub(r"\s", "", text)


def read_word(word: WordDocument) -> str:
    """Return all text of a Word file, tables among it, without blanks."""
    return squeeze("".join(node.text or "" for node in word.element.body.iter(qn("w:t"))))


def test_every_rule_stands_once(page: Reader) -> None:
    """Every rule has one place of its own on the page, and each of its versions too."""
    book = load_book(SHIPPED)
    versions = {(rule.id, rule.since) for article in book.articles for rule in article.rules}
    found = [name for name in page.ids if name.partition("@")[0] in book.rules]

    assert [] == [name for name in book.rules if page.ids[name] != 1]
    assert len(versions) == len(found)


def test_every_sentence_is_printed(edition: Edition, page: Reader, word: WordDocument) -> None:
    """What each rule says, its exceptions, consequences and reasons stand in both files."""
    said = [rule.sentence for rule in list_rules(edition)]
    said += [text for rule in list_rules(edition) for _, text in rule.notes]
    written = read_word(word)

    assert [] == [text for text in said if squeeze(text) not in page.text]
    assert [] == [text for text in said if squeeze(text) not in written]


def test_every_case_is_printed_once(edition: Edition, page: Reader) -> None:
    """Every case written by a person is printed once; those the tool drafted are counted."""
    cases = load_cases(SHIPPED, load_book(SHIPPED).vocabulary)
    printed = Counter(case.text for case in list_printed(edition))

    assert Counter(case.name for case in cases if not case.drafted) == printed
    unprinted = [rule.unprinted for rule in list_rules(edition)] + [one.unprinted for one in edition.articles]
    assert sum(case.drafted for case in cases) == sum(unprinted)
    assert [] == [text for text in printed if squeeze(text) not in page.text]


def test_drafted_cases_on_demand(tmp_path: Path) -> None:
    """A case the tool drafted is left out unless asked for, and then marked."""
    folder = build_small(tmp_path)
    cases = folder / "cn" / "sample" / "a001.cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("有同意 → 可以", "有同意 → 可以\n  drafted: yes"), "utf-8")

    assert "另有1个工具起草的案例，没有印" in Reader(render_book(make_edition(folder, DAY))).text
    assert "有同意→可以" not in Reader(render_book(make_edition(folder, DAY))).text
    assert "有同意→可以" in Reader(render_book(make_edition(folder, DAY, drafted=True))).text
    assert "工具起草" in Reader(render_book(make_edition(folder, DAY, drafted=True))).text


def test_page_can_be_signed(edition: Edition, page: Reader, word: WordDocument) -> None:
    """The last page of both files asks for name, licence number, date and signature, and names the revision."""
    sign = page.text.rpartition("签署页")[2]
    fields = [cell.text.strip() for row in word.tables[-1].rows for cell in row.cells[:1]]
    last = read_word(word).rpartition("签署页")[2]

    assert [] == [field for field in (*SIGN_FIELDS, edition.revision, edition.seal) if field not in sign]
    assert ["签署", *SIGN_FIELDS] == fields
    assert [] == [text for text in (edition.revision, edition.seal) if text not in last]


def test_unreviewed_is_on_every_page(edition: Edition, word: WordDocument) -> None:
    """The head of every printed page says that no lawyer has looked at it."""
    running = f'@top-right {{ content: "允诺规则库 · {UNREVIEWED}"; }}'

    assert UNREVIEWED == edition.standing
    assert running in render_book(edition)
    assert UNREVIEWED in word.sections[0].header.paragraphs[0].text


def test_signed_article_is_told(tmp_path: Path) -> None:
    """A book whose articles a lawyer reviewed and whose cases are signed no longer says that nobody did."""
    folder = build_small(tmp_path)
    file = folder / "cn" / "sample" / "a001.md"
    file.write_text(file.read_text("utf-8").replace("-11-01\n", "-11-01\nverified_by: 样例律师\n", 1), "utf-8")
    cases = folder / "cn" / "sample" / "a001.cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("signed_by: none", "signed_by: 样例律师"), "utf-8")

    assert "已由律师核对" == make_edition(folder, DAY).standing


def test_word_has_every_heading(edition: Edition, word: WordDocument) -> None:
    """Every law and every article is a heading of the Word file, and the contents lead to each."""
    headings = {held.text for held in word.paragraphs if str(held._p.style).startswith("Heading")}
    body = word.element.body
    marks = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
    links = [node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))]

    assert [] == [law.title for law in (*edition.laws, *edition.packs) if law.title not in headings]
    assert [] == [one.id for one in edition.articles if f"{one.title}　{one.id}" not in headings]
    assert [] == [link for link in links if link not in marks]
    assert len(links) == len(marks)


def test_tables_are_in_both(edition: Edition, page: Reader, word: WordDocument) -> None:
    """Every value of a parameter, contested choice, obligation and memo line stands in both files."""
    cells = [cell for table in (edition.gates, *edition.appendices) for row in table.rows for cell in row]
    written = read_word(word)

    assert [] == [cell for cell in cells if squeeze(cell) not in page.text]
    assert [] == [cell for cell in cells if squeeze(cell) not in written]


def test_one_day_holds_what_was_in_force() -> None:
    """An edition of one day prints the rules in force on that day and no other."""
    edition = make_edition(SHIPPED, DAY, on=PAST)
    expected = {rule.id for rule in load_book(SHIPPED).rules_on(PAST)}

    assert expected == {rule.id for rule in list_rules(edition)}
    assert PAST.isoformat() in edition.scope


def test_same_book_same_bytes(tmp_path: Path) -> None:
    """The same rulebook printed twice gives the same bytes; a changed case changes the seal, not the revision."""
    folder = build_small(tmp_path)
    first, again = make_edition(folder, DAY), make_edition(folder, DAY)
    changed = copytree(folder, tmp_path / "changed", ignore=ignore_patterns("*.py"))
    cases = changed / "cn" / "sample" / "a001.cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("没有同意 →", "没有人同意 →"), "utf-8")
    other = make_edition(changed, DAY)

    assert (render_book(first), render_word(first)) == (render_book(again), render_word(again))
    assert first.revision == other.revision
    assert first.seal != other.seal


def test_markup_is_escaped(tmp_path: Path) -> None:
    """What a rulebook writes is shown as it is written, never as markup; the page fetches nothing."""
    folder = build_small(tmp_path)
    file = folder / "cn" / "sample" / "a001.md"
    file.write_text(file.read_text("utf-8").replace("没有同意不得营销", "<b>没有</b> & 不得"), "utf-8")
    text = render_book(make_edition(folder, DAY))

    assert "&lt;b&gt;没有&lt;/b&gt; &amp; 不得" in text
    assert "default-src 'none'" in text
    assert [] == re.findall(r"(?:src|href)=\"(?!#)", text)
