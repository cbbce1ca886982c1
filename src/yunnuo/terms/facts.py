"""Facts: what is known about one act toward one individual; a name that is absent is unknown.

`scalars` maps a vocabulary fact id to its value: bool, str, int (number or Instant) or frozenset of str (an act fact
asked element by element). `records` maps a record kind (consent, refusal, origin) to what is known of each record.
`complete` names the record kinds whose list is declared complete for this question; absence in a list that is not
declared complete is not a "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

Value = bool | int | str | frozenset[str]
Record = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Facts:
    """An immutable bundle of facts; `with_…` methods return changed copies."""

    scalars: Mapping[str, Value] = field(default_factory=dict)
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()

    def with_scalar(self, name: str, value: Value | None) -> Facts:
        """Return a copy with one scalar set, or made unknown when value is None."""
        scalars = {key: held for key, held in self.scalars.items() if key != name}
        if value is not None:
            scalars[name] = value
        return replace(self, scalars=scalars)

    def with_records(self, kind: str, records: tuple[Record, ...]) -> Facts:
        """Return a copy with the records of one kind replaced."""
        return replace(self, records={**self.records, kind: records})

    def with_complete(self, kinds: frozenset[str]) -> Facts:
        """Return a copy with another set of complete record kinds."""
        return replace(self, complete=kinds)


@dataclass(frozen=True, slots=True)
class Question:
    """One act toward one individual, asked for one legal day: the act's facts and the person's."""

    on: date
    act: Mapping[str, Value]
    facts: Facts
