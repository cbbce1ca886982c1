"""Writing one event of one key in a handful of statements, inside a transaction that somebody else opens and ends.

Speaks to the driver's own cursor: Django's wrappers would cost as much as the disk. Reads no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.fields import CONSENTS
from yunnuo.consent.fingerprints import fingerprint_event
from yunnuo.consent.rows import (
    CONSENT_COLUMNS,
    GIVEN,
    STOP_COLUMNS,
    STOPPED,
    Resolved,
    consent_body,
    stop_body,
    tell_row,
)
from yunnuo.flows.event_origins import name_origin
from yunnuo.ledger.journal import ENTRY_COLUMNS, LOCK, make_entry
from yunnuo.ledger.receipts import number_receipt
from yunnuo.people.ids import random_ids
from yunnuo.people.keys import KeyKind
from yunnuo.people.origins import MODES
from yunnuo.protect.cipher import seal_values
from yunnuo.protect.index import blind_index
from yunnuo.protect.subjects import subject_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    from yunnuo.consent.reading import Event
    from yunnuo.flows.commit_queue import Job
    from yunnuo.protect.keys import KeyRing, KeyVersion


@dataclass(frozen=True, slots=True)
class Seen:
    """The display a choice was made on, the print run of the card that led there, and the origin a card proves.

    `place` is kind, platform and shop of the origin; without one the event itself tells it.
    """

    visit: bytes | None = None
    batch: str = ""
    place: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an event: its entry in the ledger and whose it is.

    `new` is False when the very same event had been recorded before; the numbers are then those of that time.
    """

    seq: int
    individual: int
    kind: str
    key_version: KeyVersion
    new: bool = True

    @property
    def receipt(self) -> str:
        """Return the number of the receipt."""
        return number_receipt(self.key_version, self.seq)


class EventWriter:
    """Writes events under the ledger's lock; lives inside one transaction."""

    def __init__(self, cursor: Any, database: BaseDatabaseWrapper, ring: KeyRing) -> None:
        self.cursor, self.database, self.vendor, self.ring, self.now = cursor, database, database.vendor, ring, 0
        self.last: int | None = None  # number of the last entry, once it was read under the lock
        if self.vendor == "postgresql":  # SQLite's immediate transaction is the lock already
            self._run("SELECT pg_advisory_xact_lock(%s)", LOCK)

    def attempt(self, job: Job[EventWriter]) -> None:
        """Do a job so that it leaves nothing behind when it fails; raise what ended the whole transaction."""
        self._run("SAVEPOINT job")
        try:
            with self.database.wrap_database_errors:
                job.result = job.work(self)
        except Exception as error:
            if self.vendor == "sqlite" and not self.database.connection.in_transaction:
                raise  # a full disk, say
            self._run("ROLLBACK TO SAVEPOINT job")
            self.database.needs_rollback = False  # what failed was taken back
            job.error, self.last = error, None
        self._run("RELEASE SAVEPOINT job")

    def record(self, event: Event, seen: Seen) -> Recorded:
        """Write a consent, request or stop of whoever the key belongs to, unless it is on record."""
        blinds = [blind_index(version, *event.key) for version in self.ring.versions]
        marks = fingerprint_event(self.ring, event)
        consent = event.kind in CONSENTS
        table = "consent_consentevent" if consent else "consent_stopevent"
        place = seen.place or (name_origin(event, event.key), event.platform, event.shop)
        query = _write_find(table, len(blinds))
        rows = self._run(query, *place, event.at, *blinds, *blinds, *marks).fetchall()
        self.last = rows[0][0]
        for *_, individual, _, _, seq in rows:
            if seq is not None:
                return Recorded(seq, individual, event.kind, self.ring.current, new=False)
        individual, contact, origin = self._place(event, [row for row in rows if row[1] is not None], blinds)
        subject = subject_token(self.ring, individual)
        item = Resolved(event, individual, subject, blinds[-1], marks[-1], seen.visit, seen.batch)
        if not consent:
            return self._stop(item)
        if not origin and event.key.kind != KeyKind.UNION_ID:  # a unionid reaches nobody
            self._hold_contact(item, place, contact)
        body = consent_body(item)
        seq = self._append(GIVEN, tell_row(body, item))
        self._insert(table, CONSENT_COLUMNS, (*body.values(), seq))
        return Recorded(seq, individual, event.kind, self.ring.current)

    def stop(self, event: Event, individual: int, blind: bytes) -> Recorded:
        """Write a stop of an individual; `blind` is the index of a key of theirs."""
        subject = subject_token(self.ring, individual)
        return self._stop(Resolved(event, individual, subject, blind, fingerprint_event(self.ring, event)[-1]))

    def _stop(self, item: Resolved) -> Recorded:
        item = self._outlast(item)
        body = stop_body(item)
        seq = self._append(STOPPED, tell_row(body, item))
        self._insert("consent_stopevent", STOP_COLUMNS, (*body.values(), seq))
        return Recorded(seq, item.individual, item.event.kind, self.ring.current)

    def _outlast(self, item: Resolved) -> Resolved:
        """Return a stop of now dated no earlier than any consent on record: clocks differ, ledgers do not."""
        if item.event.at < self.now:  # told after the fact
            return item
        row = self._one(_LATEST, item.individual)
        latest = row[0] if row else None
        if latest is None or latest <= item.event.at:
            return item
        return replace(item, event=replace(item.event, at=latest))

    def _place(
        self, event: Event, rows: Sequence[tuple[Any, ...]], blinds: Sequence[bytes]
    ) -> tuple[int, int | None, bool]:
        """Return whose key it is, the contact point it is held as, and whether its origin is known.

        Makes an individual when nobody is known by the key; an index under an old key version is renewed.
        """
        if not rows:
            (individual,) = random_ids(1)
            self._insert("people_individual", ("id", "circle"), (individual, individual))
            rows = [(0, b"", individual, None, False, None)]
        _, _, individual, contact, origin, _ = min(rows, key=lambda row: row[2])
        if all(bytes(row[1]) != blinds[-1] for row in rows):
            key = (event.key.kind, event.key.scope, blinds[-1], self.ring.current.number, individual)
            self._insert("people_key", _KEY, key)
        return individual, contact, bool(origin)

    def _hold_contact(self, item: Resolved, place: tuple[str, str, str], contact: int | None) -> None:
        """Keep the key as a contact point, and where it came from."""
        event, key = item.event, item.event.key
        if contact is None:
            (contact,) = random_ids(1)
            (sealed,) = seal_values(self.ring, key.kind, [key.value])
            point = (contact, item.individual, key.kind, "plain", item.blind, None, sealed)
            self._insert("people_contactpoint", _CONTACT, point)
        if not place[0]:  # the event does not show how the key was obtained
            return
        origin = (item.individual, contact, *place, MODES.get(place[0], ""), event.at, None)
        self._insert("people_origin", _ORIGIN, origin)

    def _append(self, kind: str, body: dict[str, Any]) -> int:
        if self.last is None:
            (self.last,) = self._run(f"SELECT {_LAST}").fetchone()
        self.last = seq = self.last + 1
        self._insert("ledger_ledgerentry", ENTRY_COLUMNS, make_entry(seq, kind, body, self.now))
        return seq

    def _insert(self, table: str, columns: tuple[str, ...], row: Sequence[Any]) -> None:
        self.cursor.execute(_write_insert(table, columns, self.vendor), row)

    def _one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._run(statement, *values).fetchone()
        return row

    def _run(self, statement: str, *values: Any) -> Any:
        return self.cursor.execute(_dress(statement, self.vendor), values)


@cache
def _write_insert(table: str, columns: tuple[str, ...], vendor: str) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return _dress(f"INSERT INTO {table} ({named}) VALUES ({_marks(len(columns))})", vendor)


@cache
def _dress(statement: str, vendor: str) -> str:
    """Return a statement with the placeholders of its driver."""
    return statement.replace("%s", "?") if vendor == "sqlite" else statement


@cache
def _write_find(table: str, versions: int) -> str:
    """Return the query for a key, which gives a row even when nobody is known by it.

    It tells the ledger's last number, the key's index, owner and contact point, whether its origin is held, and the
    number of the same event in `table`.
    """
    marks = _marks(versions)
    return (
        f"SELECT {_LAST}, k.blind, k.individual_id, c.id, EXISTS (SELECT 1 FROM people_origin o WHERE "
        "o.individual_id = k.individual_id AND o.contact_id = c.id AND o.kind = %s AND o.platform = %s "
        "AND o.shop = %s AND o.at <= %s), e.seq FROM (SELECT 1) AS one "
        f"LEFT JOIN people_key k ON k.blind IN ({marks}) LEFT JOIN people_contactpoint c "
        f"ON c.individual_id = k.individual_id AND c.blind IN ({marks}) "
        f"LEFT JOIN {table} e ON e.individual_id = k.individual_id AND e.fingerprint IN ({marks})"
    )


def _marks(count: int) -> str:
    return ", ".join(["%s"] * count)


_LAST: Final = "(SELECT coalesce(max(seq), 0) FROM ledger_ledgerentry)"
_LATEST: Final = (
    "SELECT max(c.at) FROM consent_consentevent c JOIN people_individual i ON i.id = c.individual_id "
    "WHERE i.circle = (SELECT circle FROM people_individual WHERE id = %s)"
)
_KEY: Final = ("kind", "scope", "blind", "key_version", "individual_id")
_CONTACT: Final = ("id", "individual_id", "kind", "cell_class", "blind", "expires_at", "sealed")
_ORIGIN: Final = ("individual_id", "contact_id", "kind", "platform", "shop", "mode", "at", "source_id")
