"""Errors of the rulebook room.

YunnuoError
└── InputError
    └── RulebookError   one or more faults in rulebook files, each with file and line
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from yunnuo.terms.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a rulebook file; `line` counts from 1, `todo` says how to mend it, a `warning` may stay.

    `example` is a handful of facts in Chinese in which it shows.
    """

    file: str
    line: int
    what: str
    todo: str = ""
    warning: bool = False
    example: str = ""

    def __str__(self) -> str:
        word = "警告：" if self.warning else ""
        todo = f"（{self.todo}）" if self.todo else ""
        example = f"\n    {self.example}" if self.example else ""
        return f"{self.file}:{self.line}: {word}{self.what}{todo}{example}"


class RulebookError(InputError):
    """The rulebook cannot be used; `faults` lists everything wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        first = self.faults[0]
        more = f"（另有 {len(self.faults) - 1} 处，见 yunnuo rules check）" if len(self.faults) > 1 else ""
        super().__init__(
            "rulebook.fault",
            f"规则库有误{more}",
            where=Place(first.file, first.line),
            why=first.what,
            todo="改正后重试",
        )


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `；是不是 … ？` with the nearest known words, or an empty string."""
    near = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"；是不是 {'、'.join(f'`{item}`' for item in near)}？" if near else ""
