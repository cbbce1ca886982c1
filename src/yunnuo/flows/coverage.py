"""What answers for what: each obligation, memo line and article with rules, cases, confidence, or why there are none.

Counts only; must never judge whether an obligation is met, nor pass over anything in silence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from yunnuo.decide.selfcheck import is_duty
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.model import CONFIDENCES
from yunnuo.rulebook.register import STATES, WAYS, load_register
from yunnuo.rulebook.register_check import list_strays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.model import Article
    from yunnuo.rulebook.register import MemoRow, Obligation, Register

SCHEMA = "yunnuo.rules.coverage/1"
NOT_ENCODED = "not_encoded"
CHECKLISTS = {"text": "文本清单", "selfcheck": "自查", "both": "两样都用"}  # what a checked obligation is checked by
_TEXTS = ("notice_text", "agreement", "assessment")  # the gates that look at a text


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it says, where it stands, how sure that is, and how many cases name it."""

    id: str
    kind: str
    zh: str
    citation: str
    confidence: str
    cases: int


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """One obligation; `confidences` are the distinct codes of its rules, `cases` counts each case once.

    `checked_by` is a key of CHECKLISTS where `how` is checked: by the texts of notices, agreements and assessments, by
    the self-check, or by both.
    """

    id: str
    name: str
    zh: str
    how: str
    how_zh: str
    rules: tuple[str, ...]
    confidences: tuple[str, ...]
    cases: int
    memo: tuple[str, ...]
    why: str
    checked_by: str = ""


@dataclass(frozen=True, slots=True)
class MemoLine:
    """One line of the client memo; `rules` are its `own` and those of its obligations."""

    id: str
    zh: str
    state: str
    state_zh: str
    obligations: tuple[str, ...]
    own: tuple[str, ...]
    rules: tuple[str, ...]
    rooms: tuple[str, ...]
    confidences: tuple[str, ...]
    cases: int
    why: str


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article or platform topic; `reasons` say why a paragraph has no rule."""

    id: str
    title: str
    law: str
    platform: bool
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    confidences: tuple[str, ...]
    cases: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that should be answered for. `silent` is missing without a word; `strays` are rules nobody named."""

    revision: str
    totals: Mapping[str, int]
    obligations: tuple[ObligationLine, ...]
    memo: tuple[MemoLine, ...]
    articles: tuple[ArticleLine, ...]
    rules: tuple[RuleLine, ...]
    silent: tuple[str, ...]
    strays: tuple[str, ...]
    cases: int

    @property
    def ways(self) -> dict[str, int]:
        """Return how many obligations are answered for in each way."""
        return _count((line.how for line in self.obligations), WAYS)

    @property
    def checklists(self) -> dict[str, int]:
        """Return how many of the checked obligations are checked by which checklists."""
        return _count((line.checked_by for line in self.obligations), CHECKLISTS)

    @property
    def states(self) -> dict[str, int]:
        """Return how many memo lines are done, partly done and still to do."""
        return _count((line.state for line in self.memo), STATES)

    @property
    def confidences(self) -> dict[str, int]:
        """Return how many rules rest on a source of each degree of confidence."""
        return _count((line.confidence for line in self.encoded), CONFIDENCES)

    @property
    def encoded(self) -> list[RuleLine]:
        """Return the rules, without the blocks that say why there is none."""
        return [line for line in self.rules if line.kind != NOT_ENCODED]

    @property
    def untested(self) -> list[RuleLine]:
        """Return the rules that no case names; definitions are tested by the cases of the rules that ask for them."""
        return [line for line in self.encoded if not line.cases and line.kind != "defines"]

    def as_json(self) -> dict[str, object]:
        """Return the stable JSON shape `yunnuo.rules.coverage/1`."""
        counts = {"ways": self.ways, "checklists": self.checklists, "states": self.states}
        return {"schema": SCHEMA, **asdict(self), "counts": {**counts, "confidences": self.confidences}}


def _count(words: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    found = Counter(words)
    return {word: found[word] for word in known}


def cover_register(folder: Path) -> Coverage:
    """Return the coverage of a rulebook folder; raise RulebookError when it or its register cannot be read."""
    book = load_book(folder)
    return build_coverage(book, load_register(book, folder), load_cases(folder, book.vocabulary))


def build_coverage(book: Book, register: Register, cases: Iterable[Case]) -> Coverage:
    """Return the coverage of a rulebook by its register and cases."""
    held = list(cases)
    count = _Counter(book, held)
    memo = tuple(count.tell_row(row, register) for row in register.memo.values())
    articles = tuple(count.tell_article(article) for article in book.articles)
    return Coverage(
        book.revision,
        register.totals,
        tuple(count.tell_obligation(one) for one in register.obligations.values()),
        memo,
        articles,
        tuple(count.tell_rules()),
        tuple(_find_silent(register, memo, articles)),
        tuple(rule.id for rule in list_strays(register, book)),
        len(held),
    )


def _find_silent(register: Register, memo: Iterable[MemoLine], articles: Iterable[ArticleLine]) -> Iterable[str]:
    """Yield what should be answered for and is not mentioned at all."""
    yield from register.absent("obligations")
    yield from register.absent("memo")
    yield from (line.id for line in memo if not line.rules and not line.rooms)
    yield from (line.id for line in articles if not line.rules and not line.reasons)


class _Counter:
    """Looks up which cases name which rules."""

    def __init__(self, book: Book, cases: list[Case]) -> None:
        self._rules = {rule_id: versions[0] for rule_id, versions in book.rules.items()}
        self._cases: dict[str, set[int]] = defaultdict(set)
        for number, case in enumerate(cases):
            for rule_id in case.named:
                self._cases[rule_id].add(number)

    def tell_rules(self) -> Iterable[RuleLine]:
        """Yield every rule in the order of the files, and every block that says why there is none."""
        for rule in self._rules.values():
            yield RuleLine(rule.id, rule.kind, rule.zh, rule.citation, rule.confidence, len(self._cases[rule.id]))

    def tell_obligation(self, held: Obligation) -> ObligationLine:
        """Return the line of an obligation."""
        rules, memo = tuple(map(str, held.rules)), tuple(map(str, held.memo))
        counted = self._count(rules)
        by = self._find_checklist(rules) if held.how == "checked" else ""
        return ObligationLine(
            held.id, held.name, held.zh, held.how, WAYS[held.how], rules, *counted, memo, held.why, by
        )

    def _find_checklist(self, rules: Iterable[str]) -> str:
        held = [self._rules[rule] for rule in rules]
        if not any(is_duty(rule) for rule in held):
            return "text"
        return "both" if any(rule.gate in _TEXTS and not is_duty(rule) for rule in held) else "selfcheck"

    def tell_row(self, row: MemoRow, register: Register) -> MemoLine:
        """Return the line of a memo row."""
        rules, linked = tuple(register.rules_of(row)), tuple(register.obligations_of(row))
        own, rooms = (tuple(map(str, named)) for named in (row.rules, row.rooms))
        said = (row.id, row.zh, row.state, STATES[row.state])
        return MemoLine(*said, linked, own, rules, rooms, *self._count(rules), row.why)

    def tell_article(self, article: Article) -> ArticleLine:
        """Return the line of an article."""
        rules = tuple(dict.fromkeys(rule.id for rule in article.rules if rule.kind != NOT_ENCODED))
        reasons = tuple(rule.zh for rule in article.rules if rule.kind == NOT_ENCODED)
        named = (article.id, article.title, article.law.title, article.file.startswith("platform/"))
        return ArticleLine(*named, rules, reasons, *self._count(rules))

    def _count(self, rules: Iterable[str]) -> tuple[tuple[str, ...], int]:
        """Return the degrees of confidence of some rules, the surest first, and how many cases name any of them."""
        held = list(rules)
        found = {self._rules[rule].confidence for rule in held}
        return tuple(code for code in CONFIDENCES if code in found), len(
            set().union(*(self._cases[rule] for rule in held))
        )
