"""Which values of each raw fact are worth trying: every value a rule can tell from the others, the likeliest first.

A closed list gives all its members; a number the numbers around each threshold; an instant the days around each; a set
of words every way of holding or lacking the words a rule asks for. Unknown is a value too.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.flows.mutation_tests import GAP, HAS, Other, Var
from yunnuo.terms.instant import day_start, legal_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from yunnuo.flows.mutation_tests import Test
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.facts import Value

    Likely = Callable[[Var], Value | None]

HOUR = timedelta(hours=1) // timedelta(microseconds=1)
DAY = 24 * HOUR
FAR = 200 * 365 * DAY  # from 1970: beyond it stand "forever" and "never", which have no neighbours
ROUNDS = 2  # thresholds that hang on one another
WHOLE = 5  # words of a set of which every combination is tried; of more, those that differ by two at most
USUAL = 30 * DAY  # before the act: where an instant nobody named is put first


def list_values(
    book: Book, tests: Sequence[Test], likely: Likely, seen: Mapping[str, Sequence[Value]]
) -> dict[Var, tuple[Value | None, ...]]:
    """Return the values to try for every fact the tests rest on; `seen` are values of names, as cases use them."""
    made = dict.fromkeys(var for test in tests for var in (test.left, test.other) if var is not None)
    instants = _list_instants(book, tests, likely)
    domains: dict[Var, tuple[Value | None, ...]] = {}
    for var in made:
        if not var.name:
            values: Iterable[Value | None] = (True, False)
        elif var.name == "act_at":
            values = ()  # a question is asked for the end of its day
        elif var in instants:
            values = (*sorted(instants[var]), None)
        else:
            values = (*_list_words(book, tests, var, seen, likely(var)), None)
        domains[var] = tuple(dict.fromkeys([likely(var), *values]))
    return domains


def _list_words(
    book: Book, tests: Sequence[Test], var: Var, seen: Mapping[str, Sequence[Value]], usual: Value | None
) -> Iterator[Value]:
    fact = book.vocabulary.facts[var.name]
    about = [test for test in tests if var in (test.left, test.other)]
    if fact.type == "bool":
        yield from (True, False)
    elif fact.type == "int":
        numbers = [test.right for test in about if isinstance(test.right, int)]
        around = (number + step for number in [*numbers, 1] for step in (0, -1, 1))
        yield from (number for number in around if number >= 0)  # whatever is counted is never less than none
    elif fact.type == "set":
        yield from _list_sets(book, about, var, seen, usual if isinstance(usual, frozenset) else frozenset())
    else:
        yield from fact.values
        named = {held.name for test in about for held in (test.left, test.other) if held is not None}
        yield from (value for name in sorted(named) for value in seen.get(name, ()) if isinstance(value, str))


def _list_sets(
    book: Book, about: list[Test], var: Var, seen: Mapping[str, Sequence[Value]], usual: frozenset[str]
) -> Iterator[Value]:
    fact = book.vocabulary.facts[var.name]
    asked = sorted({test.right for test in about if isinstance(test.right, str)})
    others = [test.other.name for test in about if test.other is not None and test.left == var]
    known = {value for name in others for value in (*book.vocabulary.facts[name].values, *seen.get(name, ()))}
    whole = frozenset({*fact.values, *asked, *(value for value in known if isinstance(value, str))})
    yield from (usual ^ {word} for word in sorted({*asked, *usual}))
    yield from (usual | {word} for word in sorted(whole))
    sizes = range(len(asked) + 1) if len(asked) <= WHOLE else range(3)
    chosen = [frozenset(words) for size in sizes for words in combinations(asked, size)]
    yield from (whole - words for words in chosen)
    yield from chosen


def _list_instants(book: Book, tests: Sequence[Test], likely: Likely) -> dict[Var, set[int]]:
    """Return the days worth trying for each instant: what is likely, and what lies around each threshold."""
    held: dict[Var, set[int]] = {}
    act_at = likely(Var("act_at"))
    start = act_at - USUAL if isinstance(act_at, int) else 0
    for var in {var for test in tests for var in (test.left, test.other) if var is not None and var.name}:
        if book.vocabulary.facts[var.name].type == "instant":
            value = likely(var)
            held[var] = {value} if isinstance(value, int) else {start}
    for _ in range(ROUNDS):
        for test in tests:
            if test.left in held and test.op not in (HAS, GAP):
                _add_neighbours(test, held)
    return held


def _add_neighbours(test: Test, held: dict[Var, set[int]]) -> None:
    right = test.right
    if isinstance(right, int):
        held[test.left] |= _around(right)
    if not isinstance(right, Other):
        return
    unit = right.period.unit if right.period else ""
    for value in tuple(held.get(right.var, ())) if right.var else (None,):
        moved = right.moved(value)
        if isinstance(moved, int):
            held[test.left] |= _around(moved, unit)
    if right.var not in held:
        return
    for value in tuple(held[test.left]):
        moved = right.moved(value) if abs(value) < FAR else None
        if isinstance(moved, int):
            held[right.var] |= _around(2 * value - moved, unit)


def _around(instant: int, unit: str = "") -> set[int]:
    """Return the first instants of the day an instant falls on and of the days beside it, or of its hours."""
    if abs(instant) > FAR:
        return {instant}
    start = day_start(legal_day(instant))
    near = {start - DAY, start, start + DAY}
    if unit == "hour":
        hour = instant - instant % HOUR
        near |= {hour - HOUR, hour, hour + HOUR}
    return near
