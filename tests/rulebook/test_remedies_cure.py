"""A rule names a remedy only if doing it opens the gate the rule closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rulebook_answers import Answer, shipped_answers

from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.decide.remedies import assumed_values
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.questions import act_of

if TYPE_CHECKING:
    from yunnuo.rulebook.model import Rule


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
