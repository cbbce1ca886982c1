"""One article as a lawyer reads it: versions, gists, every rule in plain Chinese, and the cases that test it.

Reads the article's own files only; must never decide a case.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from yunnuo.flows.revisions import tell_period
from yunnuo.rulebook.articles import HEADER, VERSION
from yunnuo.rulebook.model import FORCES
from yunnuo.rulebook.parameters import parse_day
from yunnuo.rulebook.phrasing import phrase_condition, phrase_exposure, phrase_rule
from yunnuo.rulebook.subset import Text, as_list, as_mapping, pick, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.model import Article, Exposure, Rule
    from yunnuo.rulebook.subset import Node

CHECKED = {
    "V1": "与正式文本核对",
    "V2": "与官方说明或者摘录核对，没有读全文",
    "V3": "只查到报道或者转述，正式文本没有见到",
    "K": "凭已有知识写，没有核对到出处",
}
NAMED_BY = ("by", "duties", "speaks", "silent", "doubts")
UNSIGNED = "none"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as one sentence, with the rules it names; `on` is empty when its day is that of its persona."""

    name: str
    rules: tuple[str, ...]
    on: str
    drafted: bool = False

    def tests(self, rule: Rule, newest: Rule) -> bool:
        """Return whether the case names this version of a rule; one without a day speaks of the newest."""
        day = parse_day(Text(self.on, 1), "") if self.on else None
        return rule.id in self.rules and (rule.in_force(day) if day else rule is newest)


@dataclass(frozen=True, slots=True)
class RulePart:
    """One rule: its id and name, its place, its Chinese sentences, and the cases that name it.

    `drafted` are the cases the tool wrote from the rule itself.
    """

    id: str
    zh: str
    kind: str
    gate: str
    citation: str
    confidence: str
    lines: tuple[str, ...]
    cases: tuple[str, ...]
    drafted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A gist with the rules that follow it; rules before any gist have an empty one."""

    gist: str
    rules: tuple[RulePart, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article; `state` is in_force, ended or not_yet on the day of the page."""

    since: str
    until: str | None
    state: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything about one article, ready for a terminal or JSON.

    `exposures` follow a breach of any of its rules that states none of its own.
    """

    id: str
    title: str
    law: str
    force_zh: str
    law_period: str
    verified_on: str | None
    verified_by: str
    signed_by: str
    versions: tuple[Version, ...]
    exposures: tuple[str, ...]
    gates: tuple[str, ...]
    other_cases: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON shape `yunnuo.rules.article/1`."""
        return {"schema": "yunnuo.rules.article/1", **asdict(self)}


def build_page(book: Book, folder: Path, article: Article, day: date, *, with_cases: bool = True) -> ArticlePage:
    """Return the page of an article of the rulebook in a folder, as of a legal day; without cases it is made faster."""
    lines = (folder / article.file).read_text("utf-8").splitlines()
    header = {match[1]: match[2].strip() for line in lines if (match := HEADER.match(line))}
    file = folder / article.file.replace(".md", ".cases.yaml")
    signed_by, cases = _read_cases(file) if with_cases else (_read_signer(file), [])
    own = {rule.id for rule in article.rules}
    return ArticlePage(
        article.id,
        article.title,
        article.law.title,
        FORCES[article.law.force],
        tell_period(article.law.since, article.law.until),
        article.verified_on.isoformat() if article.verified_on else None,
        header.get("verified_by", ""),
        signed_by,
        tuple(_list_versions(book, article, lines, cases, day)),
        tuple(phrase_exposure(item) for item in article.law.exposures),
        tuple(_list_gates(book, article)),
        tuple(case.name for case in cases if own.isdisjoint(case.rules)),
    )


def _read_cases(file: Path) -> tuple[str, list[CaseLine]]:
    """Return who signed the cases of an article, and each as a sentence; no file, no case."""
    if not file.exists():
        return UNSIGNED, []
    root = as_mapping(read_subset(file.read_text("utf-8"), file.name), file.name, "案例文件")
    cases = [as_mapping(node, file.name, "案例") for node in as_list(pick(root, "cases"), file.name, "cases")]
    return str(pick(root, "signed_by") or UNSIGNED), [_read_case(case, file.name) for case in cases]


def _read_signer(file: Path) -> str:
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    signed = (line.partition(":")[2].strip() for line in lines if line.startswith("signed_by:"))
    return next(signed, UNSIGNED)


def _read_case(entry: dict[Text, Node], name: str) -> CaseLine:
    rules = [str(word) for key in NAMED_BY for word in texts_of(pick(entry, key) or [], name, key)]
    drafted = pick(entry, "drafted") == "yes"
    return CaseLine(str(pick(entry, "case")), tuple(rules), str(pick(entry, "on") or ""), drafted)


def _list_versions(
    book: Book, article: Article, lines: list[str], cases: list[CaseLine], day: date
) -> Iterator[Version]:
    starts = [number for number, line in enumerate(lines, 1) if VERSION.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        rules = [rule for rule in article.rules if start < rule.line < end]
        gists = [(number, lines[number - 1]) for number in range(start, end) if lines[number - 1].startswith("> ")]
        match = VERSION.match(lines[start - 1])
        since = rules[0].since.isoformat() if rules else str(match and match[1])
        until = rules[0].until.isoformat() if rules and rules[0].until else None
        state = "not_yet" if day.isoformat() < since else "ended" if until and day.isoformat() > until else "in_force"
        yield Version(since, until, state, tuple(_list_paragraphs(book, rules, gists, cases, article.law.exposures)))


def _list_paragraphs(
    book: Book, rules: list[Rule], gists: list[tuple[int, str]], cases: list[CaseLine], exposures: tuple[Exposure, ...]
) -> Iterator[Paragraph]:
    bounds = [0, *(number for number, _ in gists)]
    for at, (start, end) in enumerate(zip(bounds, [*bounds[1:], 10**9], strict=True)):
        gist = gists[at - 1][1].removeprefix("> ").strip() if at else ""
        held = tuple(_describe_part(book, rule, cases, exposures) for rule in rules if start < rule.line < end)
        if gist or held:
            yield Paragraph(gist, held)


def _describe_part(book: Book, rule: Rule, cases: list[CaseLine], exposures: tuple[Exposure, ...]) -> RulePart:
    named = [case for case in cases if case.tests(rule, book.rules[rule.id][0])]
    written, drafted = (tuple(case.name for case in named if case.drafted is kind) for kind in (False, True))
    own = replace(rule, exposures=()) if rule.exposures == exposures else rule
    lines = tuple(phrase_rule(own, book.vocabulary, book.parameters))
    return RulePart(rule.id, rule.zh, rule.kind, rule.gate, rule.citation, rule.confidence, lines, written, drafted)


def _list_gates(book: Book, article: Article) -> Iterator[str]:
    """Yield when each gate the article speaks at is asked at all."""
    for gate in dict.fromkeys(rule.gate for rule in article.rules if rule.gate):
        ways = [
            "，且".join(phrase_condition(item, book.vocabulary, book.parameters) for item in lines)
            for lines in book.gates[gate]
        ]
        yield f"{book.vocabulary.zh('gates', gate)}：{'；或者'.join(filter(None, ways)) or '总是适用'}"


def tell_verified(page: ArticlePage) -> str:
    """Return when the article was compared with its source, and with what: the best its rules are sure of."""
    if not page.verified_on:
        return "没有与原文核对过"
    paragraphs = [paragraph for version in page.versions for paragraph in version.paragraphs]
    held = {part.confidence for paragraph in paragraphs for part in paragraph.rules}
    best = next((word for word in CHECKED if word in held), "K")
    return f"{page.verified_on} {CHECKED[best]}"


def tell_page(page: ArticlePage, *, drafted: bool = False) -> list[str]:
    """Return a page as lines for a terminal; `drafted`: with the cases the tool wrote, else only their number."""
    verified = tell_verified(page)
    unsigned = page.signed_by == UNSIGNED
    lines = [
        f"{page.id}　{page.title}",
        f"《{page.law}》（{page.force_zh}，{page.law_period}）",
        f"{verified}；{page.verified_by or '未经律师核对'}；案例{'未经律师签字' if unsigned else '由律师签字'}",
    ]
    for version in page.versions:
        state = {"in_force": "现行", "ended": "已被取代或者失效", "not_yet": "尚未施行"}[version.state]
        lines += ["", f"【{version.since} 起{f'至 {version.until}' if version.until else ''}】{state}"]
        for paragraph in version.paragraphs:
            lines += ["", paragraph.gist] if paragraph.gist else [""]
            for rule in paragraph.rules:
                lines += _tell_rule(rule, drafted=drafted)
    if page.exposures:
        lines += ["", "违反的后果（规则另有写明的除外）：", *(f"  {line}" for line in page.exposures)]
    if page.gates:
        lines += ["", "每一关何时适用：", *(f"  {gate}" for gate in page.gates)]
    if page.other_cases:
        lines += ["", "其他案例（没有写由哪条规则决定）：", *(f"  · {name}" for name in page.other_cases)]
    return lines


def _tell_rule(rule: RulePart, *, drafted: bool) -> Iterator[str]:
    if rule.kind == "not_encoded" and not rule.gate:
        yield f"  － {rule.lines[0]}"
        return
    yield f"  ◆ {rule.zh}（{rule.citation}）[{rule.id}]"
    yield from (f"      {line}" for line in rule.lines)
    shown = (*rule.cases, *rule.drafted) if drafted else rule.cases
    if shown:
        yield "      案例："
        yield from (f"        · {name}" for name in shown)
    if rule.drafted and not drafted:
        yield f"      另有 {len(rule.drafted)} 个工具起草的案例，只防误改（--drafted 列出）"
