"""Rules that can never do anything, and rules that contradict each other, each with an example in Chinese.

Searches on the days on which something changes, under any choice of contested readings. Reads the loaded book only;
must never decide about people.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault
from yunnuo.rulebook.examples import phrase_world
from yunnuo.rulebook.possibilities import (
    Both,
    Either,
    Goal,
    Search,
    SearchLimitError,
    all_hold,
    some_fails,
)
from yunnuo.rulebook.worlds import World

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Rule

Place = tuple[str, int]


def check_soundness(book: Book, *, told: Collection[Place] = ()) -> Iterator[Fault]:
    """Yield rules that can never speak or never matter, dead exceptions, and contradictory or repeated rules.

    Rules with a line in `told` are left out: what is wrong with them was said already.
    """
    desk = _Desk(book)
    every = [rule for article in book.articles for rule in article.rules if rule.when or rule.kind != "not_encoded"]
    rules = [rule for rule in every if not any((rule.file, line) in told for line in _lines_of(rule))]
    pairs = list(_check_pairs(desk, rules))
    yield from (fault for _, fault in pairs)
    paired = [rule for held, fault in pairs if not fault.warning for rule in held]
    for rule in rules:
        reach = desk.seek(rule, desk.reach)
        if reach is None:
            yield desk.blame(rule)
            continue
        yield from _check_exceptions(desk, rule)
        silent = rule.kind in ("permits", "default") and rule not in paired
        if silent and desk.seek(rule, desk.prevail) is None:
            yield _shadowed(desk, rule, reach)


def _lines_of(rule: Rule) -> set[int]:
    conditions = (*rule.when, *rule.must, *(line for lines in rule.unless for line in lines))
    return {rule.line, *(condition.line for condition in conditions)}


class _Desk:
    """Searches of one book, each day prepared once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._searches: dict[date, Search] = {}
        self._starts = sorted(
            {rule.since for article in book.articles for rule in article.rules}
            | {held.since for parameter in book.parameters.values() for held in parameter.values}
        )

    def seek(self, rule: Rule, goals: Callable[[Search, Rule], list[Goal]]) -> World | None:
        """Return a world in which what is asked of a rule comes true on some day, or None when it never can."""
        for day in self._days(rule):
            search = self._searches.setdefault(day, Search(self.book, day))
            try:
                found = search.find(goals(search, rule))
            except SearchLimitError:
                return World()
            if found is not None:
                return found
        return None

    def _days(self, rule: Rule) -> list[date]:
        later = [day for day in self._starts if rule.since < day and rule.in_force(day)]
        return [rule.since, *reversed(later)]

    def reach(self, search: Search, rule: Rule) -> list[Goal]:
        """Return what must come true for a rule to speak where its gate is asked."""
        goals: list[Goal] = [self._asked(rule), search.speaks(rule)]
        if rule.kind == "requires":
            goals.append(some_fails(rule.must))
        overriding = [other for other in search.rules if other.overrides == rule.id]
        return [*goals, *(search.silent(other) for other in overriding)]

    def _asked(self, rule: Rule) -> Goal:
        ways = self.book.gates.get(rule.gate, ())
        return Either(tuple(all_hold(lines) for lines in ways)) if ways else Both(())

    def prevail(self, search: Search, rule: Rule) -> list[Goal]:
        """Return what must come true for a rule to decide its gate: nothing stronger speaks."""
        return [*self.reach(search, rule), *(self.outweighed(search, other) for other in stronger(search, rule))]

    @staticmethod
    def outweighed(search: Search, other: Rule) -> Goal:
        """Return that another rule does not stand in the way."""
        if other.kind == "requires":
            return Either((search.silent(other), all_hold(other.must)))
        return search.silent(other)

    def blame(self, rule: Rule) -> Fault:
        """Return the fault of a rule that can never speak, at the line that rules it out, with the rest as example."""
        for at, condition in enumerate(rule.when):
            rest = rule.when[:at] + rule.when[at + 1 :]

            def without(_: Search, asked: Rule, rest: tuple[Condition, ...] = rest) -> list[Goal]:
                return [self._asked(asked), all_hold(rest), *(some_fails(lines) for lines in asked.unless)]

            world = None if rule.quantifier else self.seek(rule, without)
            if world is not None:
                return self._unreachable(rule, condition, world)
        return self._unreachable(rule, None, None)

    def _unreachable(self, rule: Rule, line: Condition | None, world: World | None) -> Fault:
        what = (
            f"`{rule.id}` 永远用不上：`{line.text}` 与其余各行、关口的适用情形或者定义不能同时成立"
            if line
            else (f"`{rule.id}` 永远用不上：它的条件与关口的适用情形或者定义不能同时成立")
        )
        example = phrase_world(world, self.book) if world else ""
        tail = f"{example}。这时其余各行都成立，只有这一行不可能成立" if example else ""
        return Fault(rule.file, line.line if line else rule.line, what, "改正条件，或者删去", example=tail)


def stronger(search: Search, rule: Rule) -> list[Rule]:
    """Return the rules that decide a gate before this one does: what closes it, and for a default what opens it."""
    kinds = ("forbids", "not_encoded", *(("permits",) if rule.kind == "default" else ()))
    return [
        other
        for other in search.rules
        if other.gate == rule.gate
        and (other.kind in kinds or (other.kind == "requires" and other.timing == "before"))
        and (other.when or other.kind != "not_encoded")
    ]


def _check_exceptions(desk: _Desk, rule: Rule) -> Iterator[Fault]:
    for lines in rule.unless:

        def excepted(search: Search, asked: Rule, lines: tuple[Condition, ...] = lines) -> list[Goal]:
            return [desk.reach(search, asked)[0], all_hold(asked.when), all_hold(lines)]

        if not rule.quantifier and desk.seek(rule, excepted) is None:
            reach = desk.seek(rule, desk.reach) or World()
            what = f"`{rule.id}`：例外 `{lines[0].text}` 永远不成立"
            example = f"{phrase_world(reach, desk.book)}。这时规则适用，而例外不可能成立"
            yield Fault(rule.file, lines[0].line, what, "删去或改正", warning=True, example=example)


def _shadowed(desk: _Desk, rule: Rule, reach: World) -> Fault:
    """Return the warning for a rule that never decides, naming the rule that always comes first when it is one."""
    first = "，总有别的规则先决定"
    for other in (held for article in desk.book.articles for held in article.rules):

        def alone(search: Search, asked: Rule, other: Rule = other) -> list[Goal]:
            return [*desk.reach(search, asked), desk.outweighed(search, other)]

        rival = other.gate == rule.gate and other.kind in ("forbids", "permits") and other is not rule
        if rival and desk.seek(rule, alone) is None:
            first = f"，总是先由 `{other.id}` 决定"
            break
    what, example = f"`{rule.id}` 从不起作用{first}", phrase_world(reach, desk.book)
    return Fault(rule.file, rule.line, what, "删去，或者改条件", warning=True, example=example)


def _check_pairs(desk: _Desk, rules: list[Rule]) -> Iterator[tuple[tuple[Rule, Rule], Fault]]:
    """Yield pairs at one gate on exactly the same conditions: one permits and one forbids, or one law says it twice."""
    alike: dict[object, list[Rule]] = {}
    for rule in rules:
        if rule.kind in ("permits", "forbids", "default"):
            alike.setdefault((rule.gate, _shape(rule.when), frozenset(map(_shape, rule.unless))), []).append(rule)
    for first, rule in (pair for group in alike.values() for pair in combinations(group, 2)):
        if not _meet_in_time(first, rule):
            continue
        if {first.kind, rule.kind} == {"permits", "forbids"}:
            example = phrase_world(desk.seek(rule, desk.reach) or World(), desk.book)
            what = f"`{rule.id}` 与 `{first.id}` 条件完全相同，一个准许一个禁止"
            yield (first, rule), Fault(rule.file, rule.line, what, "改其中一条的条件", example=example)
        elif first.kind == rule.kind and _law_of(first) == _law_of(rule):
            what = f"`{rule.id}` 与 `{first.id}` 完全相同"
            yield (first, rule), Fault(rule.file, rule.line, what, "删去其中一条", warning=True)


def _law_of(rule: Rule) -> str:
    return rule.file.rpartition("/")[0]


def _shape(conditions: tuple[Condition, ...]) -> frozenset[tuple[object, ...]]:
    return frozenset((item.fact, item.op, item.operand) for item in conditions)


def _meet_in_time(one: Rule, other: Rule) -> bool:
    """Return whether two rules are in force on one day under one choice of readings."""
    start = max(one.since, other.since)
    apart = one.reading.point == other.reading.point and one.reading.option != other.reading.option
    return one.in_force(start) and other.in_force(start) and not apart
