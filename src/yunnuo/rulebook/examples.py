"""An example for a finding: a handful of facts in Chinese in which it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.phrasing import phrase_condition, phrase_value
from yunnuo.rulebook.worlds import BASIC, Domain, Spot, World

if TYPE_CHECKING:
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.vocabulary import Fact

SHOWN = 8  # facts; more than that nobody reads


def phrase_world(world: World, book: Book) -> str:
    """Return the facts of a world as one line: `例：行为是使用，渠道是短信`; empty when nothing is settled."""
    parts = [_phrase_domain(spot, domain, world, book) for spot, domain in world.domains.items()]
    parts += [
        _name_record(record, world, book, "：") + _phrase_claim(condition, book, holds=holds)
        for record, condition, holds in world.claimed()
    ]
    told = list(dict.fromkeys(part for part in parts if part))
    return f"例：{'，'.join(told[:SHOWN])}" + ("，等等" if len(told) > SHOWN else "") if told else ""


def _phrase_domain(spot: Spot, domain: Domain, world: World, book: Book) -> str:
    name, record = spot
    if name in book.vocabulary.lists["readings"]:
        return ""
    fact = book.vocabulary.facts[name]
    value = _choose_value(fact, domain)
    start = _name_record(record, world, book, " 的")
    return "" if value is None else f"{start}{fact.zh}：{phrase_value(fact, value, book.vocabulary)}"


def _name_record(record: int, world: World, book: Book, link: str) -> str:
    return f"{book.vocabulary.records[world.records[record - 1]].zh} {record}{link}" if record else ""


def _choose_value(fact: Fact, domain: Domain) -> object:
    """Return a value a fact may take, the first of the vocabulary; None where anything but a few would do."""
    if domain.low is not None or domain.high is not None:
        return domain.low if domain.low is not None else domain.high
    if not domain.inside:
        return None
    if True in domain.values or False in domain.values:
        return True in domain.values
    return next((value for value in fact.values if value in domain.values), None)


def _phrase_claim(condition: Condition, book: Book, *, holds: bool) -> str:
    said = phrase_condition(condition, book.vocabulary, book.parameters)
    return said if holds is BASIC[condition.op][1] else f"不是“{said}”"
