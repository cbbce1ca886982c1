"""What the printed book is made of: laws, articles, rules and cases as text, tables, what the sign-off page asks.

Both the HTML and the Word file are made from one edition; must never hold anything that only one of them shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.coverage import Coverage

TITLE = "允诺规则库"
UNREVIEWED = "未经律师核对"
SCENES, SIGNATURE = "贯穿几部法律的案例", "签署页"
SIGN_FIELDS = ("律师姓名", "执业证号", "律师事务所", "核对的范围", "日期", "签字")
OPINIONS = ("与所引法条一致，理解没有意见", "有保留意见，写在下面或者各条的边上")
DECLARATION = (
    "我核对了本册所列的规则：要旨、规则的意思、理解和理由、效力和出处、案例的结论，并就核对过的范围签署。"
    "签署只对下面这个修订号有效；规则库改动以后，修订号随之改变，须就改动的部分重新核对。"
)
READING_NOTES = (
    "每条规则先用一句话说出：当什么情形成立，得出什么结论；括号里是效力、把握和理解有没有争议。下面依次是例外、怎样可以、违反的后果、理解和理由。",
    "规则只打开或者关上自己那一关。每一个适用的关口都打开，答案才是“可以”；有一关关上，答案就是“不可以”；不知道的事实绝不当作“没有”，答案是“无法判断”。",
    "要旨用自己的话写，不是法条原文；核对时请对照所引的条、款、项。写着“没有编码”的款，规则库不作判断，原因写在后面。",
    "案例是一句话和它的结论，可以与规则分开读；标着“工具起草”的只防误改，不是对法律的独立核对。",
)


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """A case as one sentence; `number` counts within its article, `verdict` is what it says comes out."""

    number: int
    text: str
    day: str
    verdict: str
    drafted: bool


@dataclass(frozen=True, slots=True)
class PrintedRule:
    """One version of a rule; `notes` are label and text, `also` the numbers of cases printed under another rule.

    `unprinted` counts cases that the tool drafted and the edition leaves out.
    """

    id: str
    anchor: str
    zh: str
    kind_zh: str
    gate_zh: str
    citation: str
    sentence: str
    notes: tuple[tuple[str, str], ...]
    cases: tuple[PrintedCase, ...]
    also: tuple[int, ...]
    unprinted: int
    encoded: bool

    @property
    def bare(self) -> bool:
        """Return whether it is only a remark why a paragraph has no rule."""
        return not (self.encoded or self.notes or self.cases or self.gate_zh)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return where more cases of the rule stand."""
        also = f"又见例 {'、'.join(map(str, self.also))}" if self.also else ""
        unprinted = f"另有 {self.unprinted} 个工具起草的案例，没有印" if self.unprinted else ""
        return tuple(filter(None, (also, unprinted)))


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """A gist in our own words, and what is made of it."""

    gist: str
    rules: tuple[PrintedRule, ...]


@dataclass(frozen=True, slots=True)
class PrintedVersion:
    """One version of an article and how it stands on the day of the edition."""

    period: str
    state: str
    paragraphs: tuple[PrintedParagraph, ...]


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """One article with its versions, newest first; `others` are cases that name no rule of it."""

    id: str
    title: str
    verified: str
    reviewed: bool
    versions: tuple[PrintedVersion, ...]
    others: tuple[PrintedCase, ...]
    unprinted: int


@dataclass(frozen=True, slots=True)
class PrintedLaw:
    """One law or platform pack; `facts` are label and text, `exposures` follow a breach where a rule says nothing."""

    id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    exposures: tuple[str, ...]
    articles: tuple[PrintedArticle, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the appendices; `widths` are shares of the width of the page."""

    title: str
    note: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole book. `revision` names the rules, `seal` everything printed: rules, cases and register.

    `scenes` are cases that several laws decide together.
    """

    revision: str
    seal: str
    scope: str
    laws: tuple[PrintedLaw, ...]
    packs: tuple[PrintedLaw, ...]
    scenes: tuple[PrintedCase, ...]
    gates: Table
    parameters: Table
    points: Table
    obligations: Table
    memo: Table
    coverage: Coverage

    @property
    def articles(self) -> Iterator[PrintedArticle]:
        """Yield every article in the order of the book."""
        return (article for law in (*self.laws, *self.packs) for article in law.articles)

    @property
    def standing(self) -> str:
        """Return how far lawyers have looked at it, for the head of every page."""
        held = list(self.articles)
        reviewed = sum(article.reviewed for article in held)
        if not reviewed:
            return UNREVIEWED
        return "已由律师核对" if reviewed == len(held) else f"{len(held)} 条中 {len(held) - reviewed} 条{UNREVIEWED}"

    @property
    def appendices(self) -> tuple[Table, ...]:
        """Return the tables at the end, in their order."""
        return (self.parameters, self.points, self.obligations, self.memo)

    @property
    def bindings(self) -> tuple[tuple[str, str], ...]:
        """Return what a signature is bound to."""
        return (("修订号", self.revision), ("全册校验值", self.seal), ("范围", self.scope))

    @property
    def figures(self) -> tuple[tuple[str, str], ...]:
        """Return what the title page counts."""
        articles = list(self.articles)
        rules = [
            rule
            for article in articles
            for version in article.versions
            for paragraph in version.paragraphs
            for rule in paragraph.rules
        ]
        encoded = sum(rule.encoded for rule in rules)
        cases = (
            sum(len(rule.cases) for rule in rules) + sum(len(article.others) for article in articles) + len(self.scenes)
        )
        unprinted = sum(rule.unprinted for rule in rules) + sum(article.unprinted for article in articles)
        return (
            ("法律、法规、规章、标准", f"{len(self.laws)} 部"),
            ("平台规则", f"{len(self.packs)} 份"),
            ("条（题）", f"{len(articles)} 条"),
            ("规则", f"{encoded} 条，另有 {len(rules) - encoded} 处写明为什么不编码"),
            ("案例", f"{cases} 个" + (f"，另有 {unprinted} 个工具起草的没有印" if unprinted else "")),
        )
