"""The three answers the engine gives, and the five classes of a cell."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The answer to "may this be done"; ordered by `strictest`."""

    PERMITTED = "permitted"
    NOT_PERMITTED = "not_permitted"
    UNDETERMINED = "undetermined"

    @property
    def zh(self) -> str:
        """Return the Chinese word shown to people."""
        return {"permitted": "可以", "not_permitted": "不可以", "undetermined": "无法判断"}[self.value]


def strictest(outcomes: list[Outcome]) -> Outcome:
    """Return the strictest: any not_permitted, else any undetermined, else permitted."""
    if Outcome.NOT_PERMITTED in outcomes:
        return Outcome.NOT_PERMITTED
    return Outcome.UNDETERMINED if Outcome.UNDETERMINED in outcomes else Outcome.PERMITTED


class CellClass(StrEnum):
    """How a platform handed a value over; the first four are all personal information (个保法第四条、第七十三条)."""

    PLAIN = "plain"
    MASKED = "masked"
    CIPHERTEXT = "ciphertext"
    VIRTUAL_NUMBER = "virtual_number"
    EMPTY = "empty"
