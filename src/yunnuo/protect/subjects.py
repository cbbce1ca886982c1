"""The secret token that stands for an individual on lists that are committed to: 128 bits, known to nobody else.

Derived from the first key version, which is always retained, so that it never changes. It is written into the content
of each entry about the individual: whoever is handed that entry can check one person against a list, and nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.protect.index import blind_index, index_messages, index_sql

if TYPE_CHECKING:
    import duckdb

    from yunnuo.protect.keys import KeyRing

SUBJECT_KIND: Final = "subject"


def subject_token(ring: KeyRing, individual: int) -> bytes:
    """Return the 16-byte token of one individual."""
    return blind_index(ring.versions[0], SUBJECT_KIND, "", str(individual))


def index_subjects(ring: KeyRing, scratch: duckdb.DuckDBPyConnection, source: str, into: str) -> None:
    """Make the table `into(subject BLOB)` from a table with a column `individual`."""
    version = ring.versions[0]
    if native := index_sql(version, f"'{SUBJECT_KIND}' || chr(0) || chr(0) || individual"):
        expression, parameters = native
        scratch.execute(
            f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT {expression} AS subject FROM {source}", parameters
        )
        return
    scratch.execute(f"CREATE OR REPLACE TEMP TABLE {into} (subject BLOB)")
    held = (f"{SUBJECT_KIND}\0\0{who}" for (who,) in scratch.execute(f"SELECT individual FROM {source}").fetchall())
    scratch.executemany(f"INSERT INTO {into} VALUES (?)", [(token,) for token in index_messages(version)(held)])
