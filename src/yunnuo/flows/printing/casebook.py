"""Where each case is printed: once, under the first rule of its own article that it names, with a number.

A case as a sentence keeps what it says comes out; must never run a case.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from yunnuo.flows.printing.edition import PrintedCase
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.model import Article, Rule

VERDICTS = {"no_rule": "没有规则", "not_applicable": "这一关不适用"} | {one.value: one.zh for one in Outcome}
CLAIMS = {True: "适用", False: "不适用", None: "不能确定是否适用"}


class Casebook:
    """The cases of a book, each found from the articles whose file it stands beside.

    Cases drafted by the tool are only counted, unless `drafted` asks for them: nobody need sign them.
    """

    def __init__(self, book: Book, cases: Iterable[Case], *, drafted: bool = False) -> None:
        self._book = book
        self._beside: dict[str, list[Case]] = defaultdict(list)
        self._unprinted: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            printed = drafted or not case.drafted
            (self._beside if printed else self._unprinted)[case.file].append(case)

    def find(self, article: Article, rule: Rule) -> tuple[list[PrintedCase], list[int]]:
        """Return the cases printed under a version of a rule, and the numbers of others of its article that name it."""
        own, also = [], []
        for number, case in self._number(article):
            if rule.id not in case.named:
                continue
            if self._home(article, case) is rule:
                own.append(self._print(number, case, rule.id))
            elif self._version(rule.id, case) is rule:
                also.append(number)
        return own, also

    def count_unprinted(self, article: Article, rule: Rule | None) -> int:
        """Return how many cases of a version of a rule, or of none, are left out because the tool drafted them."""
        return sum(self._home(article, case) is rule for case in self._unprinted[_beside(article)])

    def others(self, article: Article) -> list[PrintedCase]:
        """Return the cases beside an article that name no rule of it."""
        return [
            self._print(number, case, "") for number, case in self._number(article) if not self._home(article, case)
        ]

    def scenes(self) -> list[PrintedCase]:
        """Return the cases that stand beside no article: whole stories that several laws decide."""
        beside = {_beside(article) for article in self._book.articles}
        loose = [case for file, cases in self._beside.items() if file not in beside for case in cases]
        return [self._print(number, case, "") for number, case in enumerate(loose, 1)]

    def _number(self, article: Article) -> Iterator[tuple[int, Case]]:
        return enumerate(self._beside[_beside(article)], 1)

    def _home(self, article: Article, case: Case) -> Rule | None:
        """Return the rule a case is printed under."""
        own = {rule.id for rule in article.rules}
        named = next((rule_id for rule_id in case.named if rule_id in own), None)
        return self._version(named, case) if named else None

    def _version(self, rule_id: str, case: Case) -> Rule:
        """Return the version of a rule a case speaks of; before the law, the oldest."""
        versions = self._book.rules[rule_id]
        day = case.question.on
        return next((rule for rule in versions if rule.in_force(day)), versions[-1 if day < versions[-1].since else 0])

    def _print(self, number: int, case: Case, home: str) -> PrintedCase:
        verdict = "；".join(self._tell(case, home))
        return PrintedCase(number, case.name, case.question.on.isoformat(), verdict, case.drafted)

    def _tell(self, case: Case, home: str) -> Iterator[str]:
        vocabulary = self._book.vocabulary
        if case.expect:
            gate = f"“{vocabulary.zh('gates', case.gate)}”这一关：" if case.gate else ""
            yield f"{gate}{VERDICTS[case.expect]}"
        if case.missing:
            facts = (self._name(fact) for fact in case.missing)
            yield f"缺“{'”、“'.join(facts)}”"
        for rule_id, claim in case.claims.items():
            yield CLAIMS[claim] if rule_id == home else f"{rule_id} {CLAIMS[claim]}"
        deciding = [rule_id for rule_id in case.by if rule_id != home]
        if deciding:
            yield f"由 {'、'.join(deciding)} 决定"
        yield from (f"附随义务 {rule_id}" for rule_id in case.duties if rule_id != home)
        yield from (f"期限到 {word}" for _, word in case.due)

    def _name(self, fact: str) -> str:
        """Return the Chinese name of a fact, or of a kind of record that may be incomplete."""
        known = self._book.vocabulary
        return known.records[fact].zh if fact in known.records else known.facts[fact].zh


def _beside(article: Article) -> str:
    return article.file.replace(".md", ".cases.yaml")
