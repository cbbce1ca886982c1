"""Killing processes while they grant and withdraw: what was acknowledged is there, once, and everything verifies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from threading import Event
from typing import IO, TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

WORKERS = 4
FEW, MANY = 3_000, 10_000  # events
HERE = Path(__file__).parent


def _start(folder: Path, worker: int, events: int, sink: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "kill_worker.py"), str(folder), str(worker), str(events)]
    return subprocess.Popen(command, stdout=sink, env={**os.environ, "PYTHONPATH": str(HERE)})


def _run_killed(workspace: Workspace, rng: random.Random, events: int) -> list[tuple[int, int, str]]:
    """Start the workers, kill each after a random share of its events, and return what was acknowledged."""
    with tempfile.TemporaryDirectory() as scratch:
        sinks = [Path(scratch, str(worker)).open("w+b") for worker in range(WORKERS)]  # noqa: SIM115  (closed below)
        each = events // WORKERS
        started = [_start(workspace.folder, worker, each, sink) for worker, sink in enumerate(sinks)]
        limits = [rng.randrange(1, each) for _ in started]
        while any(process.poll() is None for process in started):
            for process, sink, limit in zip(started, sinks, limits, strict=True):
                if process.poll() is None and os.fstat(sink.fileno()).st_size > limit * 12:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
            Event().wait(0.005)  # the cores are for the workers
        told = b"".join(_read_back(sink) for sink in sinks)
    return [(int(seq), int(phone), kind) for seq, phone, kind in (line.split() for line in told.decode().splitlines())]


def _read_back(sink: IO[bytes]) -> bytes:
    sink.seek(0)
    with sink:
        text = sink.read()
    return text[: text.rfind(b"\n") + 1]


def _prove_whole(workspace: Workspace, told: list[tuple[int, int, str]]) -> None:
    from django.db import connections

    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.flows.fsck import audit_records

    connections.close_all()
    held = Counter(ConsentEvent.objects.values_list("seq", flat=True))
    held.update(StopEvent.objects.values_list("seq", flat=True))
    acknowledged = {seq for seq, _, _ in told}
    assert len(told) == len(acknowledged) > WORKERS
    assert {1} == {held[seq] for seq in acknowledged}
    audit = audit_records(workspace)
    assert ([], True) == (audit.ledger.findings.lines, audit.clean)


def _prove_stopped(workspace: Workspace, told: list[tuple[int, int, str]]) -> None:
    """Whoever's last acknowledged event was a withdrawal, and nothing later stands, is withdrawn."""
    from choice_desk import NOW, phone_key

    from yunnuo.consent.models import ConsentEvent, StopEvent
    from yunnuo.flows.persons import find_person
    from yunnuo.flows.standing import read_standing

    for phone in {phone for _, phone, kind in told if kind == "withdrawal"}:
        who = find_person(workspace, phone_key(phone)).individual
        given = ConsentEvent.objects.filter(individual_id=who).order_by("-at").values_list("at", flat=True).first()
        stopped = StopEvent.objects.filter(individual_id=who).order_by("-at").values_list("at", flat=True).first()
        expected = "given" if given is not None and stopped is not None and given > stopped else "withdrawn"
        assert [expected] == [item.state for item in read_standing(workspace, who, now=NOW + 10**9)]


def test_killed_writers_lose_nothing(workspace: Workspace) -> None:
    """Four processes killed among three thousand grants and withdrawals: every acknowledged event is there once."""
    told = _run_killed(workspace, random.Random(1), FEW)  # noqa: S311  (when to kill)
    _prove_whole(workspace, told)
    _prove_stopped(workspace, told)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_again_and_again(workspace: Workspace, seed: int) -> None:
    """Killed twenty times at other moments among ten thousand events, the records verify each time."""
    told = _run_killed(workspace, random.Random(100 + seed), MANY)  # noqa: S311  (when to kill)
    _prove_whole(workspace, told)
    _prove_stopped(workspace, told)
