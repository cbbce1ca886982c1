"""The form of a self-check asks everything and answers nothing; what is filled in is what is read."""

from __future__ import annotations

from datetime import date

import pytest

from yunnuo.decide.selfcheck import DutyState, check_duties
from yunnuo.flows.selfcheck import check_handler, count_stated
from yunnuo.flows.selfcheck_form import read_form, state_nothing, write_form
from yunnuo.flows.selfcheck_text import tell_selfcheck
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.terms.errors import InputError

BOOK = load_book(SHIPPED)
DAY = date(2026, 9, 21)
EMPTY = write_form(BOOK, DAY)


def fill(**facts: str) -> str:
    """Return the form with some facts filled in where they first stand."""
    text = EMPTY
    for name, value in facts.items():
        assert f" {name}: unknown" in text
        text = text.replace(f" {name}: unknown", f" {name}: {value}", 1)
    return text


def test_empty_form_answers_nothing() -> None:
    """An untouched form states no fact, and every duty it is about is unknown."""
    held = read_form(BOOK, EMPTY, "form.yaml", DAY)

    assert 0 == count_stated(held)
    assert {DutyState.UNKNOWN} == {check.state for check in check_duties(BOOK, DAY, held)}


def test_form_asks_what_is_missing() -> None:
    """Every fact an untouched form leaves a duty waiting for can be filled in on that form, records apart."""
    missing = {fact for check in check_duties(BOOK, DAY, read_form(BOOK, EMPTY, "f", DAY)) for fact in check.missing}
    scalars = {fact for fact in missing if fact in BOOK.vocabulary.facts and not BOOK.vocabulary.facts[fact].record}

    assert [] == sorted(fact for fact in scalars if f" {fact}: unknown" not in EMPTY)


def test_filled_form_is_read() -> None:
    """Values filled in are counted and settle the duties that wait for them; a date nothing happened on is `never`."""
    held = read_form(BOOK, fill(internal_rules="yes", log_months="3", drilled_at="never"), "form.yaml", DAY)
    states = {check.rule.id: check.state for check in check_duties(BOOK, DAY, held)}

    assert 3 == count_stated(held)
    assert [DutyState.MET, DutyState.OPEN, DutyState.OPEN, DutyState.UNKNOWN] == [
        states[rule] for rule in ("pipl.a051.i1", "csl.a023.i3", "pipl.a051.i5.drill", "pipl.a051.i4.training")
    ]


def test_later_entry_starts_from_the_first() -> None:
    """An entry takes the facts of the first and changes only what it states."""
    entries = [
        "- facts: {withdrawal_as_easy: yes}",
        "- {name: 邮件, acts: {use: yes}, facts: {channel: email}}",
        "- {name: 短信, acts: {use: yes, store: no}, facts: {channel: sms, withdrawal_as_easy: no}}",
    ]
    daily, mail, sms, store = read_form(BOOK, "\n".join(entries), "form.yaml", DAY)

    assert [("operate", True), ("use", True), ("use", True), ("store", False)] == [
        (one.act["act"], one.happens) for one in (daily, mail, sms, store)
    ]
    assert [True, True, False] == [one.act["withdrawal_as_easy"] for one in (daily, mail, sms)]
    assert ["email", "sms"] == [one.act["channel"] for one in (mail, sms)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("acts: {sing: yes}", "行为"),
        ("acts: {use: perhaps}", "yes、no 或者 unknown"),
        ("facts: {act: use}", "写在 `acts`"),
        ("facts: {internal_rules: maybe}", "yes 或 no"),
        ("when: 2026-01-01", "没有键"),
        ("", "空的"),
    ],
)
def test_wrong_line_is_refused(text: str, why: str) -> None:
    """A form that says what cannot be read is refused, with the reason."""
    with pytest.raises(InputError) as raised:
        read_form(BOOK, text, "form.yaml", DAY)

    assert why in str(raised.value)


def test_text_and_json_tell_the_same() -> None:
    """Text and JSON give the four counts; every open or unknown demand stands in the short text with its rules."""
    held = check_handler(SHIPPED, DAY, read_form(BOOK, fill(trained_at="2025-03-01", headcount="900"), "f", DAY))
    text, shape = "\n".join(tell_selfcheck(held, pressing=True)), held.as_json()
    counts = shape["counts"]

    assert isinstance(counts, dict)
    assert all(f"{state.zh} {counts[str(state)]}" in text for state in DutyState)
    pressing = [one for one in held.demands if one.state in (DutyState.OPEN, DutyState.UNKNOWN)]
    assert [] == [check.rule.id for one in pressing for check in one.checks if f"[{check.rule.id}]" not in text]
    assert "最晚 2026-03-01，已经过了" in text
    assert "未经律师核对" in text
    assert "✓ 做到　" not in text


def test_rule_is_shown_once() -> None:
    """Every duty rule of the day stands under one obligation."""
    held = check_handler(SHIPPED, DAY, state_nothing(DAY))
    rules = [check.rule.id for demand in held.demands for check in demand.checks]

    assert sorted(check.rule.id for check in check_duties(BOOK, DAY, [])) == sorted(rules)
    assert not held.clean
