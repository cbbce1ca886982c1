"""What to learn: the Chinese name of a missing fact, how to come by it, and what to learn first.

Never what to do instead.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from yunnuo.rulebook.book import Book

CONSENT: Final = "consent"  # the record that opens what is asked
LARGEST: Final = 3  # more questions at once are no first step


def ask_for(book: Book, fact_id: str) -> tuple[str, str]:
    """Return the Chinese name of a missing fact and what to do to learn it."""
    records = book.vocabulary.records
    if fact_id in records:
        return f"{records[fact_id].zh}是否完整", records[fact_id].ask
    fact = book.vocabulary.facts[fact_id]
    kind = f"{records[fact.record].zh}：" if fact.record else ""
    return kind + fact.zh, fact.ask or "补充这项事实后重新判断"


def order_missing(asked: Mapping[str, Collection[tuple[str, str]]]) -> tuple[list[str], int]:
    """Return what to ask first and how many other questions there are.

    `asked` holds questions by name, each with the gates that wait for it and the facts they wait for. First comes what
    is unknown of a consent that is known: that settled, it matters to no gate whether there are others. Then the fewest
    questions of which every other waiting gate asks one.
    """
    gates = {name: {gate for gate, _ in held} for name, held in asked.items()}
    first = [name for name, held in asked.items() if any(fact.startswith(f"{CONSENT}.") for _, fact in held)]
    whole = {gate for held in asked.values() for gate, fact in held if first and fact == CONSENT}
    waiting = set().union(*gates.values()) - whole.union(*(gates[name] for name in first))
    rest = sorted(
        (name for name in asked if name not in first), key=lambda name: CONSENT not in _list_facts(asked[name])
    )
    chosen = next((held for held in _list_sets(rest) if waiting <= set().union(*(gates[name] for name in held))), rest)
    return [*first, *chosen], len(rest) - len(chosen)


def _list_facts(held: Collection[tuple[str, str]]) -> set[str]:
    return {fact for _, fact in held}


def _list_sets(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the sets of at most `LARGEST` names, the smallest first."""
    return (list(held) for size in range(LARGEST + 1) for held in combinations(names, size))
