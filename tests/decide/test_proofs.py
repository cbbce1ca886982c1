"""The promises are proved for the shipped rulebook, and a loosened one is refuted with somebody who shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from yunnuo.flows.proving import PROMISES, prove_change, prove_promises
from yunnuo.rulebook.book import Book, load_book

TODAY = date(2026, 11, 23)


def without_rule(book: Book, rule_id: str) -> Book:
    """Return the book with one rule left out."""
    articles = tuple(
        replace(article, rules=tuple(rule for rule in article.rules if rule.id != rule_id)) for article in book.articles
    )
    rules = {held: versions for held, versions in book.rules.items() if held != rule_id}
    return replace(book, articles=articles, rules=rules)


@pytest.mark.parametrize("name", ["withdrawing", "completing"])
def test_promises_hold_today(name: str) -> None:
    """A promise is proved for the shipped book of one day, and somebody meets its premise."""
    (proof,) = prove_promises(load_book(), [TODAY], only=[name])

    assert proof.is_proved
    assert proof.example is not None


def test_dropped_prohibition_is_not_tighter() -> None:
    """A book that lost a prohibition is not tighter, and the person who shows it is found."""
    book = load_book()
    looser = without_rule(book, "pipl.a044.p1")

    proof = prove_change("tighter", looser, book, [(TODAY, TODAY)])

    assert not proof.is_proved
    assert proof.counterexample is not None


@pytest.mark.soak
def test_every_promise_holds_always() -> None:
    """Every promise is proved for the shipped book on every day the law changes."""
    proofs = list(prove_promises(load_book()))

    assert [(promise.id, True) for promise in PROMISES] == [(proof.id, proof.is_proved) for proof in proofs]
