"""A desk with the command line on it: runs it as a user does and looks for personal information in all it leaves.

The same canaries are fed through every path. They belong to nobody: the ranges are those of the invented people.
"""

from __future__ import annotations

import fcntl
import functools
import io
import os
import random
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from yunnuo.cli.main import run
from yunnuo.demo.people import id_number
from yunnuo.rulebook import book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

PHONE = "19900099998"
PERSON = "金丝雀欧阳"
ID_NUMBER = id_number(random.Random(4711), date(1990, 3, 7))  # noqa: S311  # nobody's, and the same each time
ACCOUNT = "canary_account_4711"
CANARIES = (PHONE, PERSON, ID_NUMBER, ACCOUNT)
SMS = ("--purpose", "repeated_marketing", "--channel", "sms")


_load_book = functools.cache(book.load_book)  # one reading of the rulebook serves all runs in this process


@dataclass(frozen=True)
class Outcome:
    """What a run left with: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def call(*arguments: object, stdin: str | bytes = "") -> Outcome:
    """Run the command line in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    content = stdin if isinstance(stdin, bytes) else stdin.encode()
    code = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(book, "load_book", _load_book)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), "utf-8"))
        try:
            run([str(word) for word in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
    return Outcome(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """Start the command line in a process of its own."""
    command = [sys.executable, "-m", "yunnuo.cli", *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def succeed(*arguments: object, stdin: str | bytes = "") -> str:
    """Run the command line, which must succeed and give nobody away; return what it printed."""
    done = call(*arguments, stdin=stdin)
    assert (0, []) == (done.code, [line for line in done.err.splitlines() if not line.startswith("…")])
    assert [] == find_canaries(done.out + done.err)
    return done.out


def refuse(*arguments: object, stdin: str | bytes = "", code: int = 2) -> str:
    """Run the command line, which must refuse: one line `错误：`, what to do, no value; return that line."""
    done = call(*arguments, stdin=stdin)
    assert (code, "") == (done.code, done.out), done.err
    first, *others = [line for line in done.err.splitlines() if not line.startswith("…")]
    assert first.startswith("错误：")
    assert [] == [line for line in others if not line.startswith("  ")]
    assert code == 1 or "请" in first
    assert [] == find_canaries(done.out + done.err)
    assert "Traceback" not in done.err
    return first


def find_canaries(text: str) -> list[str]:
    """Return the canaries that a text gives away."""
    return [canary for canary in CANARIES if canary in text]


def list_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path, with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def list_names(folder: Path) -> set[str]:
    """Return the names of everything below a folder, files that SQLite keeps beside its database apart."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix not in {".db-wal", ".db-shm"}}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """Stand in an empty folder, with databases allowed and closed again afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YUNNUO_DATABASE_URL", raising=False)
    monkeypatch.setenv("YUNNUO_WORKSPACE", str(tmp_path / "unused"))
    with django_db_blocker.unblock():
        yield tmp_path
        _close()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """Play the smallest demo once, for all workers of a run; return its folder, which no test may change."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "played"
    shared.mkdir(exist_ok=True)
    folder, whole = shared / "brand", shared / "whole"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes first plays it
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
                patch.setenv("YUNNUO_WORKSPACE", str(folder))
                done = call("demo", "--workspace", folder, "--orders", "400")
                assert 0 == done.code, done.err
                _close()
            whole.touch()
    return folder


@pytest.fixture
def brand(desk: Path, played: Path) -> Path:
    """Return a copy of the demo that a test may change."""
    return shutil.copytree(played, desk / "brand")


def _close() -> None:
    from django.db import connections

    connections.close_all()
