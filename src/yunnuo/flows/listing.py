"""Committing to the list a screening hands out: who is on it, and who is not, can be proved afterwards.

The list is kept as sorted tokens in the workspace; its root, salt and length are an entry of the ledger. The entry is
written under the ledger's lock together with the renaming of the folder, so that a withdrawal is either before it, and
the list was made anew, or after it.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from yunnuo.evidence.lists import TokenList
from yunnuo.evidence.merkle import TILE
from yunnuo.ledger.journal import append_entries
from yunnuo.ledger.models import PublishedList
from yunnuo.protect.subjects import index_subjects
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from yunnuo.flows.screening import Screening
    from yunnuo.flows.workspace import Workspace
    from yunnuo.terms.instant import Instant

FOLDER: Final = "lists"
KIND: Final = "list.published"
SALT_BYTES: Final = 16
_NAME_BYTES: Final = 6
_HASH: Final = 32


def build_list(workspace: Workspace, connection: duckdb.DuckDBPyConnection, salt: bytes) -> TokenList:
    """Return the sorted tokens of everybody a screening permitted, and the tree's levels above them."""
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE listed AS
        SELECT DISTINCT s.individual_id AS individual FROM subject s JOIN signed USING (subject_id)
        JOIN verdict USING (signature) WHERE overall = '{Outcome.PERMITTED}'"""
    )
    index_subjects(workspace.ring, connection, "listed", "listed_subject")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE level AS SELECT row_number() OVER (ORDER BY token) - 1 AS place, token AS held "
        "FROM (SELECT unhex(sha256($salt || subject)) AS token FROM listed_subject)",
        {"salt": salt},
    )
    tokens = _read_level(connection)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE level AS SELECT place, unhex(sha256('\\x00'::BLOB || held)) AS held FROM level"
    )
    upper: list[bytes] = []
    count = len(tokens) // _HASH
    while count >= TILE:
        count //= TILE
        connection.execute(f"DELETE FROM level WHERE place >= {count * TILE}")
        for _ in range(TILE.bit_length() - 1):
            connection.execute(_HALVE)
        upper.append(_read_level(connection))
    return TokenList(tokens, tuple(upper))


_HALVE: Final = """
    CREATE OR REPLACE TEMP TABLE level AS
    SELECT l.place // 2 AS place, unhex(sha256('\\x01'::BLOB || l.held || r.held)) AS held
    FROM level l JOIN level r ON r.place = l.place + 1 WHERE l.place % 2 = 0
"""


def _read_level(connection: duckdb.DuckDBPyConnection) -> bytes:
    held = bytearray()
    for batch in connection.sql("SELECT held FROM level ORDER BY place").to_arrow_reader(100_000):
        held += b"".join(batch.column(0).to_pylist())
    return bytes(held)


def keep_list(workspace: Workspace, tokens: TokenList, name: str) -> None:
    """Write the tokens and the levels above them, durably, before anything commits to them."""
    folder = workspace.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for part, held in enumerate((tokens.tokens, *tokens.upper)):
        with _part(folder, name, part).open("wb") as stream:
            stream.write(held)
            stream.flush()
            os.fsync(stream.fileno())


def drop_list(workspace: Workspace, name: str) -> None:
    """Remove a kept list nothing commits to."""
    for file in (workspace.folder / FOLDER).glob(f"{name}.*"):
        file.unlink()


def read_list(workspace: Workspace, name: str) -> TokenList:
    """Return a kept list; raises FileNotFoundError when its file is gone."""
    folder = workspace.folder / FOLDER
    parts = [_part(folder, name, 0).read_bytes()]
    while (more := _part(folder, name, len(parts))).exists():
        parts.append(more.read_bytes())
    return TokenList(parts[0], tuple(parts[1:]))


def commit_list(screening: Screening, tokens: TokenList, name: str, salt: bytes, *, now: Instant) -> int:
    """Write the entry of a list, inside the caller's transaction; return its sequence."""
    request = screening.request
    body = {
        "name": name,
        "purpose": request.purpose,
        "channel": request.channel,
        "handler": request.handler,
        "revision": screening.program.revision,
        "ledger_sequence": screening.sequence,
        "salt": salt,
        "root": tokens.root,
        "count": tokens.count,
    }
    (seq,) = append_entries(KIND, [body], at=now)
    PublishedList.objects.create(
        seq=seq,
        name=name,
        purpose=request.purpose,
        channel=request.channel,
        root=tokens.root,
        salt=salt,
        count=tokens.count,
        at=now,
    )
    return seq


def name_list() -> str:
    """Return a fresh name of a list; it says nothing about the campaign."""
    return f"list-{secrets.token_hex(_NAME_BYTES)}"


def _part(folder: Path, name: str, part: int) -> Path:
    return folder / (f"{name}.tokens" if part == 0 else f"{name}.level{part}")
