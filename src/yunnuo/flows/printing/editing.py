"""Making an edition of the rulebook in a folder: every law, article, rule and case, and the appendices.

Leaves nothing out but what is not in force on the day asked for; must never decide a case or read the clock.
"""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

from yunnuo.flows.article_pages import UNSIGNED, build_page, tell_verified
from yunnuo.flows.coverage import build_coverage
from yunnuo.flows.printing import appendices
from yunnuo.flows.printing.casebook import Casebook
from yunnuo.flows.printing.edition import (
    UNREVIEWED,
    Edition,
    PrintedArticle,
    PrintedLaw,
    PrintedParagraph,
    PrintedRule,
    PrintedVersion,
)
from yunnuo.flows.revisions import tell_period
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.model import CONFIDENCES, FORCES
from yunnuo.rulebook.phrasing import phrase_exposure
from yunnuo.rulebook.register import load_register
from yunnuo.rulebook.subset import as_mapping, pick, read_subset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from yunnuo.flows.article_pages import ArticlePage, Paragraph, RulePart, Version
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Article, Law, Rule

KINDS = {
    "permits": "准许",
    "forbids": "禁止",
    "requires": "要求",
    "defines": "定义",
    "default": "缺省",
    "not_encoded": "没有编码",
}
STATES = {"in_force": "现行", "ended": "已被取代或者失效", "not_yet": "尚未施行"}
LIFTS = {"yes": "能", "no": "不能", "unknown": "没有读到原文，按不能处理"}
PARTS = ("cn", "platform", "parameters", "vocab", "register")


def make_edition(folder: Path, day: date, *, on: date | None = None, drafted: bool = False) -> Edition:
    """Return the edition of a rulebook folder; `on` keeps only what is in force that day, else states are as of `day`.

    `drafted` prints the cases that the tool wrote too.
    Raises RulebookError when the rulebook, its cases or its register cannot be read.
    """
    book = load_book(folder)
    cases = load_cases(folder, book.vocabulary)
    coverage = build_coverage(book, load_register(book, folder), cases)
    casebook = Casebook(book, cases, drafted=drafted)
    desk = _Desk(book, folder, on or day, casebook, only=on is not None)
    laws = [law for law in desk.print_laws() if law.articles]
    return Edition(
        book.revision,
        seal_folder(folder),
        f"只印 {on} 那天有效的规则" if on else f"全部规则；现行与否以 {day} 为准",
        tuple(law for law in laws if not law.id.startswith("platform.")),
        tuple(law for law in laws if law.id.startswith("platform.")),
        tuple(case for case in casebook.scenes() if on is None or case.day == on.isoformat()),
        appendices.list_gates(book),
        appendices.list_parameters(book, on),
        appendices.list_points(book),
        appendices.list_obligations(coverage),
        appendices.list_memo(coverage),
        coverage,
    )


def seal_folder(folder: Path) -> str:
    """Return the first 16 hex digits of the SHA-256 over every file that is printed: rules, words, cases, register."""
    digest = hashlib.sha256()
    for part in PARTS:
        for file in sorted((folder / part).rglob("*")):
            if file.suffix in (".md", ".yaml"):
                digest.update(f"{file.relative_to(folder)}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class _Desk:
    """Turns the articles of one book into print; `only` leaves out what is not in force on the day."""

    def __init__(self, book: Book, folder: Path, day: date, casebook: Casebook, *, only: bool) -> None:
        self._book, self._folder, self._day, self._only, self._casebook = book, folder, day, only, casebook
        self._anchors: set[str] = set()

    def print_laws(self) -> Iterator[PrintedLaw]:
        """Yield every law, the strongest force first, then the one with the most rules."""
        groups = [list(held) for _, held in groupby(self._book.articles, key=lambda article: article.law.id)]
        order = list(FORCES)
        groups.sort(key=lambda held: (order.index(held[0].law.force), -sum(len(one.rules) for one in held)))
        for held in groups:
            yield self._print_law(held[0].law, held)

    def _print_law(self, law: Law, held: list[Article]) -> PrintedLaw:
        articles = [self._print_article(article) for article in held]
        file = f"{held[0].file.rpartition('/')[0]}/law.yaml"
        root = as_mapping(read_subset((self._folder / file).read_text("utf-8"), file), file, "law.yaml")
        facts = [
            ("制定机关", law.issuer),
            ("效力", FORCES[law.force]),
            ("有效期", tell_period(law.since, law.until)),
            ("把握", f"{law.confidence}（{CONFIDENCES[law.confidence]}）"),
            ("来源", str(pick(root, "source") or "没有写明")),
        ]
        if law.platform:
            facts.append(("本人授权能否解除限制", LIFTS[str(pick(root, "authorisation_lifts_ban") or "unknown")]))
        exposures = tuple(phrase_exposure(item) for item in law.exposures)
        kept = tuple(article for article in articles if article.versions)
        return PrintedLaw(law.id, law.title, tuple(facts), exposures, kept)

    def _print_article(self, article: Article) -> PrintedArticle:
        page = build_page(self._book, self._folder, article, self._day, with_cases=False)
        held = [version for version in page.versions if not self._only or version.state == "in_force"]
        others = self._casebook.others(article)
        if self._only:
            others = [case for case in others if any(version.since <= case.day for version in held)]
        return PrintedArticle(
            page.id,
            page.title,
            self._tell_verified(page),
            page.verified_by not in ("", UNREVIEWED) and page.signed_by != UNSIGNED,
            tuple(self._print_version(article, version) for version in held),
            tuple(others),
            self._casebook.count_unprinted(article, None),
        )

    @staticmethod
    def _tell_verified(page: ArticlePage) -> str:
        signed = "案例未经律师签字" if page.signed_by == UNSIGNED else f"案例由{page.signed_by}签字"
        return f"{tell_verified(page)}；{page.verified_by or UNREVIEWED}；{signed}"

    def _print_version(self, article: Article, version: Version) -> PrintedVersion:
        period = f"{version.since} 起" + (f"至 {version.until}" if version.until else "")
        paragraphs = tuple(self._print_paragraph(article, version, held) for held in version.paragraphs)
        return PrintedVersion(period, STATES[version.state], paragraphs)

    def _print_paragraph(self, article: Article, version: Version, paragraph: Paragraph) -> PrintedParagraph:
        rules = tuple(self._print_rule(article, version, part) for part in paragraph.rules)
        return PrintedParagraph(paragraph.gist, rules)

    def _print_rule(self, article: Article, version: Version, part: RulePart) -> PrintedRule:
        rule = self._find_rule(part.id, version.since)
        own, also = self._casebook.find(article, rule)
        notes = [(label, text) for label, _, text in (line.partition("：") for line in part.lines[1:])]
        if rule.duty:
            notes.insert(0, ("义务", rule.duty))
        bare = rule.kind == "not_encoded" and not rule.gate
        return PrintedRule(
            part.id,
            self._name_anchor(part.id, version.since),
            part.zh,
            KINDS[part.kind],
            self._book.vocabulary.zh("gates", part.gate) if part.gate else "",
            part.citation,
            part.zh if bare else part.lines[0],
            tuple(notes),
            tuple(own),
            tuple(also),
            self._casebook.count_unprinted(article, rule),
            encoded=rule.kind != "not_encoded",
        )

    def _find_rule(self, rule_id: str, since: str) -> Rule:
        versions = self._book.rules[rule_id]
        return next((rule for rule in versions if rule.since.isoformat() == since), versions[0])

    def _name_anchor(self, rule_id: str, since: str) -> str:
        """Return the anchor of a rule: its id for the first version printed, with the day for an older one."""
        anchor = f"{rule_id}@{since}" if rule_id in self._anchors else rule_id
        self._anchors.add(rule_id)
        return anchor
