"""Finding entries of the ledger by what their content says, where no table refers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HOLDS: Final = {
    "sqlite": "instr(content, CAST(%s AS BLOB)) > 0",
    "postgresql": "position(convert_to(%s, 'UTF8') in content) > 0",
}


def find_entries(kinds: Sequence[str], names: Sequence[str], individuals: Iterable[int]) -> list[int]:
    """Return the sequences, in order, of entries of these kinds that name one of the individuals.

    `names` are the names, in the body, under which an individual may stand. Reads every entry of the kinds.
    """
    needles = [f'"{name}":"{who:016x}"' for name in names for who in individuals]
    if not needles:
        return []
    holds = " OR ".join([_HOLDS[connection.vendor]] * len(needles))
    marks = ", ".join(["%s"] * len(kinds))
    with connection.cursor() as cursor:
        query = f"SELECT seq FROM ledger_ledgerentry WHERE kind IN ({marks}) AND ({holds}) ORDER BY seq"
        cursor.execute(query, [*kinds, *needles])
        return [seq for (seq,) in cursor.fetchall()]
