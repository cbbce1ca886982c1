"""The grounds of a register in words: where each rule stands, how it reads, and how many columns rest on it.

The words come from the rulebook; this module knows no law and adds none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.decide.explain import RuleNote
    from yunnuo.flows.identifying import FileRegister

_LAW: Final = re.compile("《[^》]*》")


class Ground(NamedTuple):
    """A rule a register rests on, and how many of its columns do."""

    note: RuleNote
    columns: int


def list_grounds(register: FileRegister) -> list[Ground]:
    """Return every rule a register rests on, those of most columns first."""
    counts = Counter(rule for rules in register.grounds.values() for rule in rules)
    counts.update(rule for hint in register.hints for rule in hint.rules)
    counts.update(dict.fromkeys(register.surplus_grounds, len(register.surplus or ())))
    grounds = [Ground(note, counts[rule]) for rule, note in register.cited.items()]
    return sorted(grounds, key=lambda ground: -ground.columns)


def cite_rules(rules: Iterable[str], cited: Mapping[str, RuleNote], said: Iterable[str] = ()) -> str:
    """Return where rules stand in one phrase, each place once and each law named once; an id nobody knows as it is.

    Places of the rules in `said` are left out: they were named before.
    """
    places: list[str] = []
    last = ""
    named_before = _find_places(said, cited)
    for place in _find_places(rules, cited):
        if place in named_before:
            continue
        law = _LAW.match(place)
        named = law[0] if law else ""
        places.append(place.removeprefix(named) if named and named == last else place)
        last = named
    return "、".join(places)


def _find_places(rules: Iterable[str], cited: Mapping[str, RuleNote]) -> dict[str, None]:
    return dict.fromkeys(cited[rule].citation if rule in cited else rule for rule in rules)


def tell_ground(ground: Ground) -> str:
    """Return one rule in a line: where it stands, how it reads, its id, and how many columns rest on it."""
    count = f"；{ground.columns} 列" if ground.columns else ""
    return f"{ground.note.citation}：{ground.note.zh}（{ground.note.id}{count}）"
