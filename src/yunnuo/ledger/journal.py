"""Appending commitments to the ledger, inside the caller's transaction and under one lock.

The lock makes the order of sequence numbers the order of commits. What is committed to is canonical JSON of number,
kind, time, ids, indexes and facts; personal information in plain must never be passed in. The content is kept beside
its commitment: the tables of the storing rooms can be rebuilt from it, and are checked against it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING, Any, Final

import orjson
from django.db import transaction

from yunnuo.ledger.models import LedgerEntry
from yunnuo.ledger.rows import insert_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yunnuo.terms.instant import Instant

SALT_BYTES: Final = 16
_NUMBERS: Final = frozenset({"individual", "individual_id", "gone", "kept", "old"})
LOCK: Final = int.from_bytes(b"yn-log", "big")  # the number of PostgreSQL's lock, which ends with its transaction
ENTRY_COLUMNS: Final = ("seq", "kind", "commitment", "salt", "content", "at")


def lock_ledger() -> int:
    """Take the writers' lock until the transaction ends; return the last sequence number.

    Must be called inside `transaction.atomic()`. On SQLite the immediate transaction is the lock already.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written inside a transaction only")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return current_sequence()


def append_entries(kind: str, contents: Iterable[Mapping[str, Any]], *, at: Instant) -> range:
    """Append one entry for each content, in order; return their sequence numbers."""
    held = list(contents)
    if not held:
        return range(0)
    first = lock_ledger() + 1
    written = [write_content(seq, kind, body, at) for seq, body in enumerate(held, first)]
    return _append(kind, first, written, at)


def append_contents(kind: str, first: int, contents: Sequence[bytes], *, at: Instant) -> range:
    """Append one entry for each content, written for the numbers from `first` on; return those numbers.

    Raises ValueError when `first` is not the next number: such contents would tell wrong ones.
    """
    if first != lock_ledger() + 1:
        raise ValueError(first)
    return _append(kind, first, contents, at)


def _append(kind: str, first: int, contents: Sequence[bytes], at: Instant) -> range:
    seqs = range(first, first + len(contents))
    drawn = os.urandom(SALT_BYTES * len(contents))
    salts = [drawn[place : place + SALT_BYTES] for place in range(0, len(drawn), SALT_BYTES)]
    sealed = [hashlib.sha256(salt + content).digest() for salt, content in zip(salts, contents, strict=True)]
    if contents:
        rows = zip(seqs, sealed, salts, contents, strict=True)
        insert_rows(LedgerEntry, ("seq", "commitment", "salt", "content"), rows, {"kind": kind, "at": at})
    return seqs


def current_sequence() -> int:
    """Return the number of the last entry; 0 when there is none."""
    with transaction.get_connection().cursor() as cursor:  # Django's own query takes ten times as long to write
        cursor.execute(f"SELECT max(seq) FROM {LedgerEntry._meta.db_table}")  # noqa: SLF001  (Django's documented way)
        last: int | None = cursor.fetchone()[0]
    return last or 0


def make_entry(seq: int, kind: str, body: Mapping[str, Any], at: Instant) -> tuple[int, str, bytes, bytes, bytes, int]:
    """Return one row in the order of ENTRY_COLUMNS, under a fresh salt."""
    salt, content = os.urandom(SALT_BYTES), write_content(seq, kind, body, at)
    return seq, kind, hashlib.sha256(salt + content).digest(), salt, content, at


def write_content(seq: int, kind: str, body: Mapping[str, Any], at: Instant) -> bytes:
    """Return the bytes a commitment is made over: JSON, keys sorted, no blanks; bytes, and numbers of people, as hex.

    Numbers of people have 63 bits, and whoever checks a proof in a browser has 53.
    """
    if numbers := [name for name in _NUMBERS & body.keys() if not isinstance(body[name], str)]:
        body = {**body, **{name: spell_id(body[name]) for name in numbers}}
    return orjson.dumps({"at": at, "body": body, "kind": kind, "seq": seq}, _hexed, orjson.OPT_SORT_KEYS)


def split_content(kind: str, body: Mapping[str, Any], holes: Sequence[str], at: Instant) -> list[str]:
    """Return the parts of `write_content` before, between and after what differs: the values of `holes`, the number.

    Values go between the parts as JSON, in the order of the sorted names, the number last.
    """
    names = [*sorted(holes), "seq"]
    marks = {name: secrets.token_hex(SALT_BYTES) for name in names}
    told = {**body, **{name: marks[name] for name in holes}}
    text = orjson.dumps({"at": at, "body": told, "kind": kind, "seq": marks["seq"]}, _hexed, orjson.OPT_SORT_KEYS)
    return cut_text(text.decode(), [f'"{marks[name]}"' for name in names])


def cut_text(text: str, marks: Sequence[str]) -> list[str]:
    """Return the parts of a text before, between and after marks that stand in it once each, in that order."""
    parts = []
    for mark in marks:
        part, _, text = text.partition(mark)
        parts.append(part)
    return [*parts, text]


def spell_id(number: int) -> str:
    """Return the number of an individual or circle as the content of an entry spells it."""
    return f"{number:016x}"


def read_id(text: str) -> int:
    """Return the number `spell_id` wrote."""
    return int(text, 16)


def read_content(content: bytes) -> dict[str, Any]:
    """Return what `write_content` wrote; bytes stay hex."""
    held: dict[str, Any] = orjson.loads(content)
    return held


def _hexed(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(type(value).__name__)
