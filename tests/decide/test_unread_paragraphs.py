"""A paragraph nobody encoded leaves the answer open as soon as it is triggered for one element of the act."""

from __future__ import annotations

from decide_strategies import GOOD, GOOD_PERSON, MOMENTS, RECORDS
from loose_books import BOOK, TODAY, new_rule, with_rules

from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.terms.facts import Facts, Value
from yunnuo.terms.outcomes import Outcome


def test_one_category_is_enough() -> None:
    """Triggered by one of two categories, it leaves its gate undetermined; triggered by none, it changes nothing."""
    unread = new_rule("unread", "not_encoded", "security", "category is email")
    book = with_rules(BOOK, unread)
    facts = Facts(GOOD_PERSON, {kind: (GOOD[kind],) for kind in RECORDS}, frozenset(RECORDS))
    act: dict[str, Value] = {
        "act_at": MOMENTS[-1],
        "purpose": "delivery",
        "channel": "sms",
        "handler": "brand",
        "sensitive": False,
    }

    def outcome(*categories: str) -> Outcome:
        decision = decide_one(compile_program(book, TODAY, {**act, "category": frozenset(categories)}), facts)
        return next(gate.outcome for gate in decision.gates if gate.gate == "security")

    assert [Outcome.PERMITTED, Outcome.UNDETERMINED] == [outcome("phone"), outcome("phone", "email")]
