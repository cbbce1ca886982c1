"""Small changes of the rulebook turn some case red, and what no case could notice is proved, not listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

import pytest
from rulebook_answers import shipped_cases, shipped_parts

from yunnuo.decide.expressions import evaluate
from yunnuo.flows.book_lines import place_of
from yunnuo.flows.book_parts import Edit, Inquiry
from yunnuo.flows.casework import Desk
from yunnuo.flows.mutation_circuit import Circuit
from yunnuo.flows.mutation_edits import Mutant, make_mutants
from yunnuo.flows.mutation_proof import Prover
from yunnuo.flows.mutation_run import run_mutants
from yunnuo.flows.mutation_values import Stock, read_value
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import load_personas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.decide.expressions import Truth
    from yunnuo.flows.mutation_tests import Test
    from yunnuo.rulebook.cases import Case
    from yunnuo.rulebook.model import Rule

SAMPLE = 300
LOOKED_AT = 150  # cases of which each is held against a handful of rules
RULES = [rule for article in load_book().articles for rule in article.rules]


def _tell(_step: str, _done: int, _total: int) -> None: ...


@cache
def _prover() -> Prover:
    return Prover(shipped_parts(), Stock([*load_personas(SHIPPED, load_book().vocabulary).values()]))


def _rule(rule_id: str) -> Rule:
    return load_book().rules[rule_id][0]


def _mutant(rule: Rule, changed: Rule) -> Mutant:
    edit = Edit({place_of(rule): changed})
    return Mutant(rule.file, rule.line, "", edit, (rule.id,), rule.since, rule.until, rule.file)


def _plain_cases() -> Iterator[Case]:
    """Yield cases a circuit can speak of: one category, at most two records of a kind."""
    for case in shipped_cases():
        category = case.question.act.get("category")
        records = case.question.facts.records.values()
        if (not isinstance(category, frozenset) or len(category) == 1) and all(len(held) <= 2 for held in records):
            yield case


def test_sample_noticed() -> None:
    """Of a sample of mutants each is noticed by some case that holds in the rulebook itself."""
    score = run_mutants(SHIPPED, _tell, sample=SAMPLE, seed=20261123)

    assert [] == [str(mutant) for mutant in score.survivors]
    assert SAMPLE == score.total + len(score.equivalent)


@pytest.mark.soak
def test_all_noticed() -> None:
    """Every mutant of the rulebook is noticed by some case."""
    score = run_mutants(SHIPPED, _tell, jobs=2)

    assert [] == [str(mutant) for mutant in score.survivors]


def test_kinds_made() -> None:
    """Lines, lists, numbers, periods, first days, timings, readings and quantifiers are all changed."""
    told = "\n".join(str(mutant) for mutant in make_mutants(load_book()))
    words = ("去掉 when", "去掉 must", "去掉 unless", "is not", "not in", "timing", "口径", "over some 改为 every")

    assert [] == [word for word in (*words, "早一天", "晚一天", "days 改为", "加上", "去掉 tick") if word not in told]


def test_repeated_line_proved() -> None:
    """A rule that says a line twice is the same rule: the mutant is equivalent."""
    rule = _rule("pipl.a014.p1.closes")

    assert _prover().is_equivalent(_mutant(rule, replace(rule, when=(*rule.when, rule.when[0]))))


def test_implied_line_proved() -> None:
    """A line that another line implies through its definition changes nothing: the mutant is equivalent."""
    rule, part = _rule("pipl.a014.p1"), _rule("pipl.a014.p1.sound")
    implied = next(line for line in part.when if line.fact == "consent.live")

    assert _prover().is_equivalent(_mutant(rule, replace(rule, when=(*rule.when, implied))))


def test_dropped_line_told() -> None:
    """A rule without one of its lines is another rule: a question is found that tells them apart."""
    rule = _rule("pipl.a014.p1.closes")
    mutant = _mutant(rule, replace(rule, when=rule.when[1:]))
    parts, prover = shipped_parts(), _prover()
    setting = next(prover.settings(mutant))
    question = prover.split(mutant, setting, prover.stock.questions[0])
    assert question is not None
    inquiry = Inquiry(parts.table, question, {})

    assert Desk(parts).hear(rule.id, inquiry) is not Desk(parts, mutant.edit).hear(rule.id, inquiry)


def test_circuits_agree() -> None:
    """A rule unfolded for the search says what the engine says, on cases and rules drawn at random."""
    draw, desk = Random(7), Desk(shipped_parts())  # noqa: S311  # a sample, not a secret
    asked = [rule.id for rule in RULES if rule.gate or rule.fact]
    cases = draw.sample(list(_plain_cases()), LOOKED_AT)
    differ = [
        (str(case), rule_id)
        for case in cases
        for rule_id in draw.sample(asked, 12)
        if _unfold(case, rule_id)
        is not desk.hear(rule_id, Inquiry(shipped_parts().table, case.question, dict(case.readings)))
    ]

    assert [] == differ


def _unfold(case: Case, rule_id: str) -> Truth:
    book, question = load_book(), case.question
    tests: dict[Test, int] = {}
    speech = Circuit(book, RULES, question.on, dict(case.readings), tests).speech(rule_id)
    values = [
        test.answer(*(None if var is None else read_value(book, question, var) for var in (test.left, test.other)))
        for test in tests
    ]
    return evaluate(speech, values)


def test_day_moves_whole_version() -> None:
    """A version that begins a day late ends its forerunner a day late."""
    rules = [rule for rule in RULES if rule.file == "cn/pipl/a040.md" and rule.kind != "not_encoded"]
    start = max(rule.since for rule in rules)
    late = [
        mutant
        for mutant in make_mutants(load_book())
        if mutant.file == "cn/pipl/a040.md" and mutant.what.endswith("晚一天")
    ]
    moved = next(mutant for mutant in late if mutant.since == start)
    ends = {rule.until for rule in moved.edit.rules.values()}

    assert {start} == {end for end in ends if end is not None and end >= date(start.year, start.month, 1)}
    assert 1 == len(list(islice((mutant for mutant in late if mutant.since == start), 2)))
