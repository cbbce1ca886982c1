"""Drafting cases for articles: one for each mutant no case beside the article notices, then what coverage still lacks.

A draft is taken only when the rulebook answers it as it states and the mutant does not. It guards against accidental
edits; it repeats what the rule says and can never show that the rule says what the law says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from yunnuo.flows.case_coverage import Coverage
from yunnuo.flows.drafting_claims import Claimant
from yunnuo.flows.drafting_writer import Writer, append_cases, drop_cases
from yunnuo.flows.mutation import Bench
from yunnuo.flows.mutation_edits import make_mutants
from yunnuo.flows.mutation_proof import DAY, Prover, Setting
from yunnuo.flows.mutation_solver import BITS, TRUE, SearchTooLongError
from yunnuo.flows.mutation_values import Stock, move_day
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.errors import suggest
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yunnuo.flows.drafting_text import Stated
    from yunnuo.flows.mutation_edits import Mutant
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.model import Article, Rule
    from yunnuo.terms.facts import Question

    Tell = Callable[[str, int, int], None]

BASES = 3  # questions to start from before the shortest of the cases found is taken
SHORT = 2  # facts a case may change before personas are tried as well


@dataclass(slots=True)
class Drafted:
    """What was drafted for an article: cases as YAML by file, and the mutants no case could be found for.

    `stale` are cases drafted earlier that the rule, meanwhile changed, no longer answers as they state.
    """

    article: str
    texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: list[Mutant] = field(default_factory=list)
    stale: list[Case] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many cases were drafted."""
        return sum(len(texts) for texts in self.texts.values())


@dataclass(frozen=True, slots=True)
class Made:
    """A case that was written: how much it must say, its YAML, and how it reads back."""

    length: float
    text: str
    case: Case


class Drafter:
    """Drafts for the articles of one rulebook folder; every case drafted counts for the next."""

    def __init__(self, folder: Path) -> None:
        self.book = load_book(folder)
        self.bench = Bench(self.book, load_cases(folder, self.book.vocabulary))
        self.writer = Writer(folder, self.book, self.bench.cases)
        questions = [*self.writer.personas.values(), *(case.question for case in self.bench.cases)]
        self.prover = Prover(self.bench.parts, Stock(questions))
        self.coverage = Coverage(self.bench)
        self.claimant = Claimant(self.bench.parts)
        self._near: dict[Setting, list[Question]] = {}
        self._mutants: defaultdict[str, list[Mutant]] = defaultdict(list)
        for mutant in make_mutants(self.book):
            self._mutants[mutant.home].append(mutant)

    def draft(self, article: Article, tell: Tell) -> Drafted:
        """Draft what an article lacks."""
        drafted = Drafted(article.id)
        beside = article.file.replace(".md", ".cases.yaml")
        drafted.stale += [case for case in self.bench.red if case.drafted and case.file == beside]
        mutants = self._mutants[article.file]
        for number, mutant in enumerate(mutants):
            tell(article.id, number, len(mutants))
            if self.bench.find_killer(mutant, near=True) is None and not self._kill(mutant, drafted):
                drafted.left += [] if self._is_equivalent(mutant) else [mutant]
        for rule in article.rules:
            if rule.kind != "not_encoded":
                self._cover(rule, drafted)
        return drafted

    def _is_equivalent(self, mutant: Mutant) -> bool:
        try:
            return self.prover.is_equivalent(mutant)
        except SearchTooLongError:
            return False

    def _kill(self, mutant: Mutant, drafted: Drafted) -> bool:
        """Draft a case that notices a mutant; return False when none was found."""
        for setting in self.prover.settings(mutant):
            found = list(islice(self._attempts(mutant, setting), BASES))
            if found:
                self._take(min(found, key=_length), drafted)
                return True
        return False

    def _attempts(self, mutant: Mutant, setting: Setting) -> Iterator[Made]:
        """Yield cases that notice a mutant, from several questions to start from."""
        for base in self._bases(setting):
            try:
                question = self.prover.split(mutant, setting, base)
            except SearchTooLongError:
                continue
            if question is None:
                return  # from wherever one starts
            file = self.book.rules[setting.rule][0].file if setting.rule else mutant.home
            stated = self.claimant.state(mutant, setting, question)
            made = (self._make(setting, question, one, file) for one in stated)
            yield from islice((one for one in made if one and self.bench.notices(mutant, one.case)), 1)

    def _make(self, setting: Setting, question: Question, stated: Stated, article: str) -> Made | None:
        draft = self.writer.compose(question, setting.readings, stated)
        written = self.writer.write(draft, article.replace(".md", ".cases.yaml"))
        return None if written is None else Made(self.writer.weigh(question), *written)

    def _take(self, made: Made, drafted: Drafted) -> None:
        if self.bench.add(made.case):
            self.writer.keep(made.case)
            drafted.texts[made.case.file].append(made.text)

    def _bases(self, setting: Setting) -> list[Question]:
        """Return questions to start from: those in which the rule is at work, in cases or near personas."""
        if not setting.rule:
            return list(self.writer.personas.values())
        shown = self._shown(setting)
        if not shown or self.writer.weigh(shown[0]) > SHORT:
            shown = sorted([*shown, *self._reached(setting)], key=self.writer.weigh)
        return shown[:BASES] or [self.prover.stock.questions[0]]

    def _shown(self, setting: Setting, version: Rule | None = None) -> list[Question]:
        """Return the questions of cases in which a rule, or one version of it, is at work, the shortest first.

        A rule that is not encoded is at work where it leaves doubt: it never does more.
        """
        rule = self.book.rule(setting.rule, setting.day)
        work = None if rule.kind == "not_encoded" else True
        cases = [case for case in self.bench.about(rule) if case.readings == setting.readings and _is_plain(case)]
        cases = [case for case in cases if version is None or version.in_force(case.question.on)]
        shown = [case.question for case in cases if self.coverage.hear(rule, case) is work]
        return sorted(shown, key=self.writer.weigh)[:BASES]

    def _reached(self, setting: Setting) -> list[Question]:
        """Return the shortest questions near personas in which a rule is at work."""
        if setting not in self._near:
            reached = [self.prover.reach(setting, TRUE, start) for start in self.writer.personas.values()]
            found = [question for question in reached if question is not None]
            self._near[setting] = sorted(found, key=self.writer.weigh)[:BASES]
        return self._near[setting]

    def _cover(self, rule: Rule, drafted: Drafted) -> None:
        """Draft what no case shows of a rule: that it speaks, that one fact turns it, doubt, the day before."""
        usual = self.prover.stock.questions[0].on
        day = usual if rule.in_force(usual) else rule.until or rule.since
        settings = [Setting(rule.id, "", day, held) for held in self.prover.readings(self.prover.cell(rule.id, ""))]
        cover = self.coverage.look(rule)
        if not cover.speaks:
            self._add(settings, self._reached, drafted)
        for shown, truth in (("twin", False), ("doubt", None)):
            if not getattr(self.coverage.look(rule), shown):
                self._add(settings, partial(self._turned, rule=rule, bit=BITS[truth]), drafted)
        if not cover.day_before:
            self._add(settings, partial(self._early, rule=rule), drafted)

    def _add(self, settings: list[Setting], seek: Callable[[Setting], list[Question]], drafted: Drafted) -> None:
        """Take the first case found in a setting."""
        for setting in settings:
            file = self.book.rules[setting.rule][0].file
            asked = ((question, self.claimant.claim(setting, question)) for question in seek(setting))
            made = [self._make(setting, question, stated, file) for question, stated in asked]
            found = [one for one in made if one]
            if found:
                self._take(min(found, key=_length), drafted)
                return

    def _turned(self, setting: Setting, rule: Rule, bit: int) -> list[Question]:
        bases = self._shown(setting, rule) or self._bases(setting)  # a twin needs a case to be the twin of
        turned = [self.prover.reach(replace(setting, day=base.on), bit, base) for base in bases]
        return [question for question in turned if question is not None]

    def _early(self, setting: Setting, rule: Rule) -> list[Question]:
        return [move_day(base, rule.since - DAY) for base in self._bases(setting)]


def draft_articles(folder: Path, article_id: str | None, tell: Tell, *, write: bool) -> Iterator[Drafted]:
    """Draft for one article, or for every one, file by file; raise InputError for an unknown article.

    With `write`, drafts that came to be wrong because their rule changed are taken out; no other case ever is.
    """
    known = [article.id for article in load_book(folder).articles]
    if article_id is not None and article_id not in known:
        near = suggest(article_id, known).removeprefix("；")
        raise InputError("rules.article", "没有这一条", why=near, todo="用 yunnuo rules list 看编号")
    drafter = Drafter(folder)
    for article in drafter.book.articles:
        if article_id in (None, article.id):
            drafted = drafter.draft(article, tell)
            if write:
                _write_draft(folder, drafted)
            yield drafted


def _write_draft(folder: Path, drafted: Drafted) -> None:
    for file in sorted({case.file for case in drafted.stale}):
        drop_cases(folder / file, [case for case in drafted.stale if case.file == file])
    for file, texts in drafted.texts.items():
        append_cases(folder / file, texts)


def _is_plain(case: Case) -> bool:
    """Return whether a search can start from a case: it asks for one category."""
    category = case.question.act.get("category")
    return not isinstance(category, frozenset) or len(category) <= 1


def _length(made: Made) -> float:
    return made.length
