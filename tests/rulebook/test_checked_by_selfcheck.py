"""What is said to be checked by the self-check is: of each of its duties one case is met, one open, one unknown."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from yunnuo.decide.selfcheck import DutyState, Situation, check_duties, is_duty
from yunnuo.flows.coverage import CHECKLISTS, cover_register
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import load_cases
from yunnuo.rulebook.questions import act_of
from yunnuo.rulebook.register import load_register
from yunnuo.terms.facts import Facts

if TYPE_CHECKING:
    from yunnuo.flows.coverage import Coverage
    from yunnuo.rulebook.cases import Case

BOOK = load_book(SHIPPED)
TEXTS = ("notice_text", "agreement", "assessment")
WANTED = frozenset({DutyState.OPEN, DutyState.MET, DutyState.UNKNOWN})
ACTS = tuple(BOOK.vocabulary.lists["acts"])
# A case is asked as `yunnuo decide` asks it: what it leaves out has its default.
DEFAULTS = {
    fact.id: fact.default == "yes" if fact.type == "bool" else fact.default
    for fact in BOOK.vocabulary.facts.values()
    if fact.default
}


@cache
def cover() -> Coverage:
    """Return the coverage of the shipped rulebook."""
    return cover_register(SHIPPED)


@cache
def checked_duties() -> dict[str, tuple[str, ...]]:
    """Return the duty rules of every obligation that is checked."""
    entries = load_register(BOOK, SHIPPED).obligations.values()
    held = ((entry.id, tuple(map(str, entry.rules))) for entry in entries if entry.how == "checked")
    return {name: tuple(rule for rule in rules if is_duty(BOOK.rules[rule][0])) for name, rules in held}


def check_case(case: Case) -> dict[str, DutyState]:
    """Return how every duty rule stands where the case is all the handler does."""
    question = case.question
    act = {**DEFAULTS, **act_of(question)}
    others = [Situation({"act": name}, Facts(), happens=False) for name in ACTS if name != act.get("act")]
    checks = check_duties(BOOK, question.on, [Situation(act, question.facts), *others], dict(case.readings))
    return {check.rule.id: check.state for check in checks}


def test_each_duty_has_its_three_cases() -> None:
    """The cases that name a duty of a checked obligation show it met (not merely not applicable), open and unknown."""
    duties = frozenset(rule for rules in checked_duties().values() for rule in rules)
    shown: dict[str, set[DutyState]] = defaultdict(set)
    for case in load_cases(SHIPPED, BOOK.vocabulary):
        wanting = [rule for rule in set(case.named) & duties if not shown[rule] >= WANTED]
        if wanting:
            states = check_case(case)
            for rule in wanting:
                shown[rule].add(states.get(rule, DutyState.NOT_APPLICABLE))

    assert {} == {rule: sorted(WANTED - shown[rule]) for rule in duties if not shown[rule] >= WANTED}


def test_every_rule_is_in_a_checklist() -> None:
    """Every rule of an obligation checked by the self-check is a duty it looks at, or belongs to a checked text."""
    register = load_register(BOOK, SHIPPED)
    lines = {line.id: line for line in cover().obligations}

    assert [] == [
        rule
        for entry in register.obligations.values()
        if lines[entry.id].checked_by == "selfcheck"
        for rule in map(str, entry.rules)
        if not is_duty(BOOK.rules[rule][0])
    ]
    assert [] == [
        name
        for name, line in lines.items()
        if line.how == "checked" and not (checked_duties()[name] or _has_text(line.rules))
    ]


def _has_text(rules: tuple[str, ...]) -> bool:
    return any(BOOK.rules[rule][0].gate in TEXTS for rule in rules)


def test_kinds_of_check_are_told_apart() -> None:
    """Every checked obligation says which checklists check it; what is left as a duty says why it is not checked."""
    held = cover()

    assert held.ways["checked"] == sum(held.checklists.values())
    assert [] == [
        line.id for line in held.obligations if (line.checked_by in CHECKLISTS) is not (line.how == "checked")
    ]
    assert [] == [line.id for line in held.obligations if line.how == "duty" and not line.why]
    assert 135 <= held.ways["decided"] + held.ways["checked"]
