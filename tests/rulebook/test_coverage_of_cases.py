"""Every encoded rule is exercised by cases: one it decides, a twin that flips it, one in doubt, one a day too early.

What cannot be checked by counting is left to the reader: that the sentence of a case says what its facts say; that a
twin flips for the reason the rule gives; doubt about a `default` (it only speaks when nothing else may) and about
duties (they stand until met); days before the law for rules that only `define` (their users are checked).
What the cases show of the rules is asked here, too: all cases are decided once, by whichever process runs this file.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rulebook_answers import (
    Answer,
    answer_case,
    drop_rule,
    find_turned,
    shipped_answers,
    shipped_cases,
)

from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.decide.remedies import assumed_values
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.possibilities import Search
from yunnuo.rulebook.questions import act_of

if TYPE_CHECKING:
    from yunnuo.rulebook.model import Rule

RULES = [rule for article in load_book().articles for rule in article.rules if rule.kind != "not_encoded"]
GATED = [rule for rule in RULES if rule.kind in ("permits", "forbids", "default") or rule.timing == "before"]
DUTIES = [rule for rule in RULES if rule.timing in ("within", "continuing")]


def _flips(rule: Rule, one: Answer, other: Answer) -> bool:
    """Tell whether a rule decides one of two twins only, and the gate comes out differently or the case says so."""
    return rule.id in other.case.silent or one.outcome(rule.gate) != other.outcome(rule.gate)


def _wavers(rule: Rule, one: Answer, other: Answer) -> bool:
    """Tell whether a rule decides one of two twins and the gate of the other is undetermined."""
    return one.settles(rule) and "undetermined" in {one.outcome(rule.gate), other.outcome(rule.gate)}


def _matters(rule: Rule) -> bool:
    """Tell whether taking a rule out changes any answer, those of its own article asked first."""
    own = rule.file.replace(".md", ".cases.yaml")
    desk = drop_rule(rule)
    asked = [answer for answer in shipped_answers() if rule.in_force(answer.case.question.on)]
    if any(rule.id in answer.case.speaks for answer in asked):
        return True
    asked.sort(key=lambda answer: (answer.case.file != own, answer.case.file.split("/")[1] != own.split("/")[1]))
    return any(_differ(answer_case(desk, answer.case), answer) for answer in asked)


def _differ(one: Answer, other: Answer) -> bool:
    left, right = one.decision, other.decision
    return (left.gates, left.duties) != (right.gates, right.duties)


def test_rules_decide() -> None:
    """Every rule that opens or closes a gate decides some case, and every duty accompanies one."""
    decided = {rule_id for answer in shipped_answers() for rule_id in answer.decided}

    assert [] == [rule.id for rule in GATED + DUTIES if rule.id not in decided]


def test_definitions_matter() -> None:
    """Every rule that defines a fact changes some answer when it is taken out of the rulebook."""
    assert [] == [rule.id for rule in RULES if rule.kind == "defines" and not _matters(rule)]


def test_twins_flip() -> None:
    """Every rule that opens or closes a gate has two cases one fact apart that it decides differently."""
    assert [] == [rule.id for rule in GATED if not any(_flips(rule, *pair) for pair in find_turned().get(rule.id, []))]


def test_twins_lift_duties() -> None:
    """Every duty has two cases one fact apart, of which it accompanies only one."""
    assert [] == [rule.id for rule in DUTIES if rule.id not in find_turned()]


def test_rules_doubt() -> None:
    """Every rule that opens or closes a gate has a case in which a missing fact leaves it or its gate undetermined."""
    assert [] == [
        rule.id
        for rule in GATED
        if rule.kind != "default"
        and not any(answer.doubts(rule) for answer in shipped_answers())
        and not any(_wavers(rule, *pair) for pair in find_turned().get(rule.id, []))
    ]


def test_day_before() -> None:
    """Every version of an article has a case in its own file on the day before it took effect."""
    asked = {(case.file, case.question.on) for case in shipped_cases()}
    starts = {(rule.file.replace(".md", ".cases.yaml"), rule.since - timedelta(days=1)) for rule in GATED + DUTIES}

    assert [] == sorted(starts - asked)


def test_days_too_early() -> None:
    """No rule decides or accompanies a case outside the days it is in force."""
    assert [] == [
        (rule.id, answer.case.name)
        for answer in shipped_answers()
        for rule in RULES
        if not rule.in_force(answer.case.question.on)
        and any(rule.id in held.by for held in answer.decision.gates)
        and not any(twin is not rule and twin.in_force(answer.case.question.on) for twin in load_book().rules[rule.id])
    ]


def test_what_happens_is_possible() -> None:
    """Every rule that decides a shipped case has a world on the day of the case."""
    searches: dict[date, Search] = {}
    deciding = {
        (answer.case.question.on, rule_id): answer.case.name
        for answer in shipped_answers()
        for gate in answer.decision.gates
        if gate.reason == "decided"
        for rule_id in gate.by
    }
    refuted = set()
    for (day, rule_id), name in deciding.items():
        search, rule = searches.setdefault(day, Search(load_book(), day)), load_book().rule(rule_id, day)
        if rule.in_force(day) and search.find([search.speaks(rule)]) is None:
            refuted.add((rule_id, name))

    assert set() == refuted


def _cures(rule: Rule, remedy: str, answer: Answer) -> bool:
    """Tell whether the gate a rule closed opens once the remedy is done."""
    book, question = load_book(), answer.case.question
    assume = assumed_values(book, [remedy])
    tried = compile_program(book, question.on, act_of(question), readings=dict(answer.case.readings), assume=assume)
    gates = decide_one(tried, question.facts).gates
    return all(held.outcome.value == "permitted" for held in gates if held.gate == rule.gate)


def test_remedies_cure() -> None:
    """Every remedy a rule names opens the rule's gate in some case the rule closed."""
    useless = [
        (rule.id, remedy)
        for article in load_book().articles
        for rule in article.rules
        for remedy in rule.remedies
        if not any(_cures(rule, remedy, answer) for answer in shipped_answers() if answer.settles(rule))
    ]

    assert [] == useless
