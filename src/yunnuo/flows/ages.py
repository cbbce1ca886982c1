"""Age bands: which band of the vocabulary a birthday falls into on a legal day. The limits stand in the bands' ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yunnuo.rulebook.book import load_words


@dataclass(frozen=True, slots=True)
class AgeBands:
    """Every band from the youngest; `told` are those a birthday falls into, `limits` the ages they change at."""

    names: tuple[str, ...]
    told: tuple[str, ...]
    limits: tuple[int, ...]

    @classmethod
    def from_vocabulary(cls) -> AgeBands:
        """Return the bands of the fact `age_band` of the shipped rulebook: `under_N`, `N_to_M`, …, the oldest last."""
        names = load_words().facts["age_band"].values
        middle = next(name for name in names if "_to_" in name)
        lower, upper = (int(bound) for bound in middle.split("_to_"))
        return cls(names, (names[0], middle, names[-1]), (lower, upper + 1))

    def rank(self, name: str) -> int:
        """Return the place of a band, 0 = youngest."""
        return self.names.index(name)

    def on_day(self, birthday: str, day: date) -> str:
        """Return the band on `day` of somebody born on `birthday` (YYYY-MM-DD).

        A full year of age is reached on the day after the birthday, which is the stricter of the two ways to count.
        """
        born = date.fromisoformat(birthday)
        reached = [(day.year - limit, day.month, day.day) > (born.year, born.month, born.day) for limit in self.limits]
        return self.told[sum(reached)]
