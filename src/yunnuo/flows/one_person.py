"""One individual's own answer: may this be done with my information today, and why; told to them.

The facts come from the records of that individual and their circle through the very queries an audience is screened
with, so a person is never told anything else than what a screening would decide. Read through Django's own
connection: a server must not open the database a second way. Writes nothing, reads no clock.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from django.db import connection as records
from django.db import transaction

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.decide.judge import decide_one
from yunnuo.decide.program import compile_program
from yunnuo.decide.trace import Trace
from yunnuo.decide.voices.individual import tell_individual
from yunnuo.decide.voices.words import QUIET
from yunnuo.flows.facts import Campaign, build_facts
from yunnuo.flows.screening import ScreenRequest, act_facts
from yunnuo.flows.snapshot import tell_ages
from yunnuo.flows.snapshot_tables import DERIVED, TABLES
from yunnuo.flows.workspace import open_scratch
from yunnuo.people.models import Individual
from yunnuo.terms.facts import Facts
from yunnuo.terms.instant import legal_day
from yunnuo.terms.outcomes import Outcome, strictest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import duckdb

    from yunnuo.decide.voices.words import Language
    from yunnuo.flows.snapshot_tables import SnapTable
    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Record, Value
    from yunnuo.terms.instant import Instant

MEMORY: Final = "256MB"
WHOLE: Final = frozenset({"snap_notice", "snap_declaration", "snap_shop"})  # tables that hold nobody in particular
VIEWS: Final = ("consent", "refusal", "origin")
ORIGIN: Final = "origin"
TOLD_BY: Final = {  # what a list that is declared complete tells of whoever it covers
    "consents": ("consent", "consent.guardian"),
    "refusals": ("refusal", "consent.state", "deceased"),
    "ages": ("age_band",),
}


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """The answer for one contact point: its number and kind, the outcome, and the explanation in lines."""

    contact: int
    kind: str
    outcome: Outcome
    lines: tuple[str, ...]


def answer_person(  # noqa: PLR0913  # who, what is asked, and how it is told
    workspace: Workspace,
    book: Book,
    individual: int,
    *,
    purpose: str,
    channel: str,
    handler: str,
    now: Instant,
    language: Language = "zh",
) -> list[OwnAnswer]:
    """Decide today's use of an individual's contact points for a purpose on a channel; none when no point fits it.

    The channel `NO_CHANNEL` asks about use without contact: of each contact point, as on the first channel it fits.
    """
    held: dict[int, tuple[int, str, Trace]] = {}
    with open_person(workspace, individual, now=now) as scratch:
        for used in _list_channels(scratch, book, channel):
            told = trace_person(scratch, book, purpose=purpose, channel=used, handler=handler, now=now)
            held |= {item[0]: item for item in told if item[0] not in held}
    return [
        OwnAnswer(contact, kind, trace.decision.outcome, tuple(tell_individual(trace, language)))
        for contact, kind, trace in held.values()
    ]


def is_quiet(book: Book, purpose: str, now: Instant) -> bool:
    """Return whether a purpose uses no channel today."""
    return purpose in (book.parameters[QUIET].at(legal_day(now)) or ())


def _list_channels(scratch: duckdb.DuckDBPyConnection, book: Book, channel: str) -> list[str]:
    """Return the channel asked about; without one the first that fits each kind of contact point held."""
    if channel != NO_CHANNEL:
        return [channel]
    rows = scratch.execute("SELECT DISTINCT kind FROM snap_contact JOIN audience USING (individual_id)").fetchall()
    terms = book.vocabulary.lists["channels"].values()
    fitting = ([term.id for term in terms if kind in term.texts("contacts")] for (kind,) in sorted(rows))
    return list(dict.fromkeys(found[0] for found in fitting if found))


@contextmanager
def open_person(workspace: Workspace, individual: int, *, now: Instant) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a scratch that holds an individual and their circle, to ask several questions of."""
    with open_scratch(workspace, memory=MEMORY) as scratch:
        scratch.execute("SET threads = 1")  # a handful of rows: sharing them out costs more than it saves
        _copy_person(workspace, scratch, individual, legal_day(now))
        yield scratch


def trace_person(
    scratch: duckdb.DuckDBPyConnection, book: Book, *, purpose: str, channel: str, handler: str, now: Instant
) -> list[tuple[int, str, Trace]]:
    """Return number, kind and decided question of each contact point the channel can use; `open_person` first."""
    request = ScreenRequest((), purpose, channel, handler, now, Path())
    campaign = Campaign(purpose, channel, handler, request.act_at, request.ends_by)
    program = compile_program(book, request.day, act_facts(book, request, tells=False))
    build_facts(scratch, campaign, book.vocabulary)
    rests = _find_rests(scratch)
    return [
        (contact, kind, Trace(book, program, facts, decide_one(program, facts), rests=rests))
        for contact, kind, facts in _read_subjects(scratch, book.vocabulary)
    ]


def _find_rests(scratch: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return what is unknown only because nobody knows since when the individual is known.

    A list that is declared complete is so for whoever was met after it began: the day of origin is what is missing.
    """
    (met,) = scratch.execute("SELECT count(*) FROM snap_origin JOIN audience USING (individual_id)").fetchone() or (0,)
    (undated,) = scratch.execute(
        'SELECT count(*) FROM snap_origin JOIN audience USING (individual_id) WHERE coalesce("at", 0) = 0'
    ).fetchone() or (0,)
    if met and not undated:
        return {}
    declared = {str(record) for (record,) in scratch.execute("SELECT record FROM declared").fetchall()}
    return {fact: ORIGIN for record, facts in TOLD_BY.items() if record in declared for fact in facts}


def join_outcomes(answers: Sequence[OwnAnswer]) -> Outcome | None:
    """Return the strictest outcome of several contact points; None when there is none."""
    return strictest([answer.outcome for answer in answers]) if answers else None


def _copy_person(workspace: Workspace, scratch: duckdb.DuckDBPyConnection, individual: int, day: date) -> None:
    """Fill the snapshot's tables with one individual and whoever shares a circle with them, at one moment."""
    with transaction.atomic():
        circle = Individual.objects.values_list("circle", flat=True).get(pk=individual)
        members = list(Individual.objects.filter(circle=circle, merged_into=None).values_list("pk", flat=True))
        for table in TABLES:
            _copy_rows(scratch, table, circle, members)
    scratch.execute("CREATE OR REPLACE TABLE audience (individual_id BIGINT)")
    scratch.execute("INSERT INTO audience VALUES (?)", [individual])
    for statement in DERIVED:
        scratch.execute(statement)
    tell_ages(workspace, scratch, day)


def _copy_rows(scratch: duckdb.DuckDBPyConnection, table: SnapTable, circle: int, members: Sequence[int]) -> None:
    marks = ", ".join(["%s"] * len(members))
    narrowed = {"snap_individual": (f"id IN ({marks})", members), "snap_stop": ("circle = %s", [circle])}
    where, values = narrowed.get(table.name, (f"individual_id IN ({marks})", members))
    if table.name in WHOLE:
        where, values = "1 = 1", []
    with records.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({table.source}) AS told WHERE {where}", values)
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    scratch.execute(f"CREATE OR REPLACE TABLE {table.name} ({table.columns})")
    if rows:
        columns = {name: [_plain(row[place]) for row in rows] for place, name in enumerate(names)}
        scratch.register("arriving", pa.table(columns))
        scratch.execute(f"INSERT INTO {table.name} {table.shape}")
        scratch.unregister("arriving")


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _read_subjects(scratch: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> list[tuple[int, str, Facts]]:
    """Return each contact point of the individual with its facts; a field that is NULL is unknown."""
    person = [fact.id for fact in vocabulary.facts.values() if fact.level == "person"]
    held = {kind: _read_records(scratch, kind, vocabulary) for kind in VIEWS}
    subjects = []
    for row in _read_rows(scratch, "SELECT * FROM subject ORDER BY subject_id"):
        number = int(str(row["subject_id"]))
        scalars = {name: row[name] for name in person if name in row}
        mine = {kind: tuple(found.get(number, ())) for kind, found in held.items()}
        complete = frozenset(kind for kind in VIEWS if row.get(f"complete_{kind}") is True)
        subjects.append((number, str(row["contact_kind"]), Facts(scalars, mine, complete)))
    return subjects


def _read_records(scratch: duckdb.DuckDBPyConnection, kind: str, vocabulary: Vocabulary) -> dict[int, list[Record]]:
    fields = [fact.id.partition(".")[2] for fact in vocabulary.fields(kind)]
    found: dict[int, list[Record]] = {}
    for row in _read_rows(scratch, f'SELECT * FROM "{kind}"'):
        record = {name: row[name] for name in fields if name in row}
        found.setdefault(int(str(row["subject_id"])), []).append(record)
    return found


def _read_rows(scratch: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Value]]:
    done = scratch.execute(query)
    names = [column[0] for column in done.description or ()]
    return [
        {
            name: frozenset(value) if isinstance(value, list) else value
            for name, value in zip(names, row, strict=True)
            if value is not None
        }
        for row in done.fetchall()
    ]
