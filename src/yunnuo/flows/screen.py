"""Screening a campaign audience: exports in, whom one may contact out, with the grounds.

The order of steps: open the files, import people not yet known, find the audience, take a snapshot, build facts, decide
each signature once, write beside, start over if anybody withdrew meanwhile, rename at the end.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from yunnuo.decide.program import compile_program
from yunnuo.flows.audience import find_audience
from yunnuo.flows.clue_search import find_clues
from yunnuo.flows.clues import tells_anyone
from yunnuo.flows.errors import check_target
from yunnuo.flows.facts import Campaign, build_facts
from yunnuo.flows.importing import import_export
from yunnuo.flows.listing import SALT_BYTES, build_list, commit_list, drop_list, keep_list, name_list
from yunnuo.flows.outputs import move_folder, publish_folder, write_outputs
from yunnuo.flows.recording import ROWS_FILE, copy_rows
from yunnuo.flows.screening import Screening, act_facts
from yunnuo.flows.signatures import sign_subjects
from yunnuo.flows.snapshot import is_overtaken, take_snapshot
from yunnuo.flows.summary import build_summary
from yunnuo.flows.workspace import open_scratch
from yunnuo.identify.export import open_export
from yunnuo.ledger.journal import lock_ledger
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb

    from yunnuo.flows.clues import Clue
    from yunnuo.flows.screening import ScreenRequest
    from yunnuo.flows.workspace import Workspace
    from yunnuo.identify.export import Export
    from yunnuo.rulebook.book import Book

    Progress = Callable[[str, int, int], None]

ROUNDS = 5  # how often a screening starts over because somebody withdrew while it ran


class _Clock:
    """Measures phases for the report; decides nothing."""

    def __init__(self, progress: Progress) -> None:
        self.phases: list[tuple[str, float]] = []
        self._progress = progress
        self._started = perf_counter()
        self._name = ""

    def enter(self, name: str) -> None:
        """Close the running phase and start the next; an empty name only closes."""
        if self._name:
            self.phases.append((self._name, perf_counter() - self._started))
        self._name, self._started = name, perf_counter()
        if name:
            self._progress(name, 0, 0)


class _Files(NamedTuple):
    """The files of the audience, and what they give away."""

    exports: list[Export]
    clues: tuple[Clue, ...]


def run_screen(workspace: Workspace, book: Book, request: ScreenRequest, progress: Progress) -> dict[str, object]:
    """Screen the files and write `request.out`; return the summary that was written.

    Raises InputError for a bad file or a bad target, before anything is written.
    """
    check_target(request.out)
    clock = _Clock(progress)
    with ExitStack() as stack, publish_folder(request.out) as folder:
        clock.enter("读取文件")
        exports = open_exports(request, workspace.imports, stack)
        connection = stack.enter_context(open_scratch(workspace, memory="2GB"))
        clock.enter("登记个人")
        import_people(workspace, exports, request, progress)
        files = _Files(exports, find_clues(exports, connection))
        for _ in range(ROUNDS):
            screening = _decide(workspace, book, request, files, connection, clock)
            summary = build_summary(screening, connection)
            write_outputs(workspace, screening, summary, connection, folder)
            if _publish(workspace, screening, connection, folder):
                break
            _empty_folder(folder)
        else:
            raise InputError(
                "screen.moving",
                "筛选期间不断有人撤回，名单定不下来",
                why=f"已重来 {ROUNDS} 次",
                todo="等导入结束后再筛选",
            )
    copy_rows(request.out / ROWS_FILE, workspace.folder)
    return summary


def _publish(workspace: Workspace, screening: Screening, connection: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    """Publish the folder unless anybody withdrew since the snapshot; return whether it was.

    Under the ledger's lock, with the entry that commits to the list: whoever withdraws is either waited for or later.
    """
    request = screening.request
    salt, name = os.urandom(SALT_BYTES), name_list()
    handed_out = request.is_today and request.stays_here
    tokens = build_list(workspace, connection, salt) if handed_out else None
    moved = kept = False
    try:
        if tokens is not None:
            keep_list(workspace, tokens, name)
        with transaction.atomic():
            lock_ledger()
            if is_overtaken(screening.sequence):
                return False
            if tokens is not None:
                commit_list(screening, tokens, name, salt, now=request.now)
            move_folder(folder, request.out)
            moved = True
        kept = True
    finally:
        if not kept:
            drop_list(workspace, name)
            if moved:  # never a list the ledger does not know
                shutil.rmtree(request.out, ignore_errors=True)
    return True


def _empty_folder(folder: Path) -> None:
    """Remove what a round wrote; the certificate would name leftovers."""
    for file in folder.iterdir():
        if file.is_file():
            file.unlink()


def open_exports(request: ScreenRequest, scratch: Path, stack: ExitStack) -> list[Export]:
    """Open every file before anything is done with any; the stack closes them."""
    return [
        stack.enter_context(open_export(path, layout=request.layout, mapping=request.mapping, scratch=scratch))
        for path in request.files
    ]


def import_people(workspace: Workspace, exports: list[Export], request: ScreenRequest, progress: Progress) -> None:
    """Import the people of each file; a file already imported changes nothing."""
    for export in exports:
        import_export(workspace, export, now=request.now, shop=request.shop_of(export), progress=progress)


def _decide(
    workspace: Workspace,
    book: Book,
    request: ScreenRequest,
    files: _Files,
    connection: duckdb.DuckDBPyConnection,
    clock: _Clock,
) -> Screening:
    """Decide everybody in the files on one snapshot; people merged since an earlier round are found anew."""
    clock.enter("找出名单里的人")
    exports, clues = files
    counts = find_audience(workspace, exports, connection, shops=[request.shop_of(export) for export in exports])
    campaign = Campaign(request.purpose, request.channel, request.handler, request.act_at, request.ends_by)
    act = act_facts(book, request, tells=tells_anyone(clues, request.purpose))
    program = compile_program(book, request.day, act, readings=request.readings)
    clock.enter("读取台账")
    sequence = take_snapshot(workspace, connection, day=request.day)
    clock.enter("整理事实")
    build_facts(connection, campaign, book.vocabulary)
    clock.enter("逐类判断")
    signatures = sign_subjects(connection, program, book.vocabulary)
    clock.enter("写出结果")
    phases = tuple(clock.phases)
    return Screening(request, book, program, tuple(exports), counts, tuple(signatures), sequence, phases, clues)
