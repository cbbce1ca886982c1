"""The secret token that stands for an individual on lists that are committed to: 128 bits, known to nobody else.

Derived from the first key version, which is always retained, so that it never changes. It is written into the content
of each entry about the individual: whoever is handed that entry can check one person against a list, and nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from yunnuo.protect.index import blind_index, index_messages, index_sql

if TYPE_CHECKING:
    import duckdb

    from yunnuo.protect.keys import KeyRing

_KIND: Final = "subject"


def subject_token(ring: KeyRing, individual: int) -> bytes:
    """Return the 16-byte token of one individual."""
    return blind_index(ring.versions[0], _KIND, "", str(individual))


def index_subjects(ring: KeyRing, scratch: duckdb.DuckDBPyConnection, source: str, into: str) -> None:
    """Make the table `into(individual BIGINT, subject BLOB)` from a table, or a query in brackets, of individuals."""
    version = ring.versions[0]
    if native := index_sql(version, f"'{_KIND}' || chr(0) || chr(0) || individual"):
        expression, parameters = native
        query = f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT individual, {expression} AS subject FROM {source}"
        scratch.execute(query, parameters)
        return
    held = [who for (who,) in scratch.execute(f"SELECT individual FROM {source}").fetchall()]
    tokens = index_messages(version)(f"{_KIND}\0\0{who}" for who in held)
    lent = {"individual": pa.array(held, pa.int64()), "subject": pa.array(tokens, pa.binary())}
    scratch.register("lent_subject", pa.table(lent))
    scratch.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT * FROM lent_subject")
    scratch.unregister("lent_subject")
