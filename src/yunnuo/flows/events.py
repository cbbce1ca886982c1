"""Importing an event file: consents, requests, stops, memberships and deaths, from rows to records.

The whole file or nothing: one wrong row refuses it, with up to twenty faults listed. One transaction. The same event
again changes nothing, in whatever file it comes. Prints nothing and reads no clock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.db import transaction

from yunnuo.consent.documents import load_document
from yunnuo.consent.errors import LISTED, RowFault, RowsRefused
from yunnuo.consent.models import Notice
from yunnuo.consent.reading import Event, Known, KnownNotice, read_event
from yunnuo.flows.event_files import open_events
from yunnuo.flows.event_people import link_events, write_events
from yunnuo.flows.event_stage import EventStage
from yunnuo.flows.workspace import open_scratch
from yunnuo.ledger.journal import append_entries, lock_ledger
from yunnuo.people.keys import fold_shop
from yunnuo.people.models import ImportedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from yunnuo.flows.event_mapping import EventMapping
    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

LAYOUT: Final = "yunnuo.events"


@dataclass(frozen=True, slots=True)
class EventReport:
    """What an import did: rows read, events new by kind, and how many were there already.

    `unread` names the sheets of a workbook that hold something and were not read.
    """

    name: str
    sha256: str
    already: bool
    rows: int
    new: dict[str, int] = field(default_factory=dict)
    known_events: int = 0
    new_individuals: int = 0
    returned_individuals: int = 0
    new_contacts: int = 0
    merged: int = 0
    circles_joined: int = 0
    skipped: int = 0
    unread: tuple[str, ...] = ()


def import_events(
    workspace: Workspace, path: Path, vocabulary: Vocabulary, *, now: Instant, mapping: EventMapping | None = None
) -> EventReport:
    """Import one event file; `mapping` reads one with headers and words of its own.

    Raises RowsRefused (an InputError) listing wrong rows, or InputError when the file cannot be read; nothing is
    written then. An event dated after `now` is wrong.
    """
    with open_scratch(workspace) as scratch:
        known = Known(vocabulary, _list_notices(), now)
        words = _Words(mapping)
        stage = EventStage(scratch)
        read_events(path, scratch, workspace.imports, known, stage.add, words)
        stage.close(now=now)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if ImportedFile.objects.filter(sha256=sha256, layout=words.layout).exists():
            rows = stage.count
            unread = tuple(words.unread)
            return EventReport(
                path.name, sha256, already=True, rows=rows, known_events=rows, skipped=words.skipped, unread=unread
            )
        with transaction.atomic():
            lock_ledger()
            registered = link_events(scratch, workspace.ring, now=now)
            source = _record_file(path.name, sha256, words.layout, stage.count, now)
            written = write_events(scratch, workspace.ring, stage, source=source, now=now)
    return EventReport(
        name=path.name,
        sha256=sha256,
        already=False,
        rows=stage.count,
        new=dict(written.kinds),
        known_events=stage.count - written.kinds.total(),
        new_individuals=registered.new_individuals,
        returned_individuals=registered.returned,
        new_contacts=written.contacts,
        merged=registered.merged,
        circles_joined=registered.circles_joined,
        skipped=words.skipped,
        unread=tuple(words.unread),
    )


def _list_notices() -> dict[str, KnownNotice]:
    """Return the published notices by version."""
    columns = ("version", "handler", "published_at", "document")
    return {
        version: KnownNotice(published_at, frozenset(_list_handlers(handler, document)))
        for version, handler, published_at, document in Notice.objects.values_list(*columns)
    }


def _list_handlers(handler: str, document: str) -> Iterator[str]:
    """Yield whom a notice names as handling on their own account, as written and folded; who is entrusted does not."""
    names = [handler]
    if document:
        told = load_document(document)
        names += [party.name for party in (*told.joint, *told.recipients, *told.overseas)]
        names.append(told.successor.name)
    for name in filter(None, names):
        yield from (name, fold_shop(name))


class _Words:
    """Rows in the words of an event file, whatever the file's own are; counts the rows and sheets that are left out."""

    def __init__(self, mapping: EventMapping | None = None) -> None:
        self.mapping, self.skipped = mapping, 0
        self.unread: list[str] = []
        # Another mapping reads other events from the same file.
        self.layout = LAYOUT if mapping is None else f"{LAYOUT}.{mapping.sha256[:16]}"

    def translate(self, cells: dict[str, str]) -> dict[str, str] | None:
        told = cells if self.mapping is None else self.mapping.translate(cells)
        self.skipped += told is None
        return told

    def name_fault(self, fault: RowFault) -> RowFault:
        return fault if self.mapping is None else replace(fault, column=self.mapping.name_column(fault.column))


def read_events(  # the file, where to work, what rows are checked against, who takes the events
    path: Path,
    scratch: duckdb.DuckDBPyConnection,
    folder: Path,
    known: Known,
    take: Callable[[Event], None],
    words: _Words | None = None,
) -> None:
    """Read and check every row and hand each event on; raise RowsRefused when any is wrong."""
    faults: list[RowFault] = []
    total = 0
    words = words or _Words()
    with open_events(path, scratch, folder, words.mapping, words.unread) as rows:
        for row, cells in rows:
            told = words.translate(cells)
            if told is None:
                continue
            read = read_event(row, told, known)
            if isinstance(read, Event):
                take(read)
                continue
            total += len(read)
            faults += map(words.name_fault, read[: LISTED - len(faults)])
    if faults:
        raise RowsRefused(path.name, faults, total)


def _record_file(name: str, sha256: str, layout: str, rows: int, now: Instant) -> int:
    (seq,) = append_entries("people.import", [{"sha256": sha256, "layout": layout, "rows": rows}], at=now)
    held = ImportedFile.objects.create(
        sha256=sha256, name=name[-255:], layout=layout, platform="", shop="", rows=rows, at=now, seq=seq
    )
    return int(held.pk)
