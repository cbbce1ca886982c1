"""Unknown stays unknown: neither a default nor a day without a law answers in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from yunnuo.flows.casework import decide_question
from yunnuo.rulebook.book import SHIPPED, load_book
from yunnuo.rulebook.cases import load_personas
from yunnuo.rulebook.questions import read_question
from yunnuo.rulebook.subset import as_mapping, read_subset
from yunnuo.terms.outcomes import Outcome


def test_unknown_default() -> None:
    """An act fact asked as unknown is missing from the answer, although the vocabulary has a default for it."""
    book = load_book()
    start = load_personas(SHIPPED, book.vocabulary)["own_subscriber"]
    entry = as_mapping(read_subset("facts: {tied_to_service: unknown}", "facts.yaml"), "facts.yaml", "facts")
    question = read_question(entry, "facts.yaml", book.vocabulary, today=None, start=start)

    _, decision = decide_question(book, question)

    assert (Outcome.UNDETERMINED, ("tied_to_service",)) == (decision.outcome, decision.missing)


def test_undefined_derived() -> None:
    """Where no law of the day says when a refusal stands, an older rule that asks for it is left undetermined."""
    book = load_book()
    question = replace(load_personas(SHIPPED, book.vocabulary)["email_subscriber"], on=date(2014, 3, 14))

    _, decision = decide_question(book, question)

    message = next(gate for gate in decision.gates if gate.gate == "message")
    assert (Outcome.UNDETERMINED, ("refusal_stands",)) == (message.outcome, message.missing)
