"""What the files of an audience give away about everybody in them: goods, shops, places, remarks.

Who stands on a list of one medicine shop's buyers is told to have bought medicine, though only phones leave. Counts and
words of the dictionary; never a cell. A clue is a reason to ask, not a finding: a person has to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.flows.identifying_tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.flows.hints import Hint


@dataclass(frozen=True, slots=True)
class Spot:
    """A column of a file that gives a category away, in how many of the rows looked at."""

    file: str
    hint: Hint
    share: float


@dataclass(frozen=True, slots=True)
class Clue:
    """A sensitive category the files give away, for which share of all their rows, and where; widest spot first."""

    category: str
    zh: str
    share: float
    words: tuple[str, ...]
    spots: tuple[Spot, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether standing on the list says it of anybody there."""
        return bool(self.share > load_tables()["whole_list"])


def tells_anyone(clues: Sequence[Clue], purpose: str) -> bool:
    """Return whether standing on the list reveals something sensitive, for a purpose people are picked for."""
    return purpose in load_tables()["picked_for"] and any(clue.is_whole for clue in clues)


def tell_clues(clues: Sequence[Clue], purpose: str, *, is_settled: bool) -> Iterator[str]:
    """Yield one sentence for each clue; `is_settled` when the user stated the fact `sensitive`."""
    if purpose not in load_tables()["picked_for"]:
        return
    for clue in clues:
        spot = clue.spots[0]
        more = f"等 {len(clue.spots)} 处" if len(clue.spots) > 1 else ""
        words = "、".join(clue.words)
        seen = f"名单约 {clue.share:.0%} 的行看得出{clue.zh}（{spot.file}“{spot.hint.header}”{more}：{words}）"
        if is_settled:
            yield f"{seen}；按您在 --facts 里写的 sensitive 判断。"
        elif clue.is_whole:
            yield f"{seen}：在名单上就说明了这一点，不能当作不敏感；请人核对，在 --facts 里写明 sensitive。"
        else:
            yield f"{seen}；如果名单是按这些内容挑出来的，要在 --facts 里写 sensitive: yes。"
