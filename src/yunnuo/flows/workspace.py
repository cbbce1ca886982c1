"""Opening a workspace: the folder with records, keys and imported files; the first step of every flow.

    yunnuo.db    records (SQLite), unless YUNNUO_DATABASE_URL names a PostgreSQL
    keys/        the key ring, mode 700; never in the database, never in a backup of it
    imports/     scratch space of imports, mode 700

It reads no clock and prints nothing.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.protect.keys import RING_FILE, create_keyring, load_keyring
from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from yunnuo.protect.keys import KeyRing
    from yunnuo.terms.instant import Instant

DATABASE_FILE: Final = "yunnuo.db"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace; only one is open in a process at a time."""

    folder: Path
    ring: KeyRing

    @property
    def keys(self) -> Path:
        """Return the folder of the key ring."""
        return self.folder / "keys"

    @property
    def imports(self) -> Path:
        """Return the scratch folder of imports."""
        return self.folder / "imports"

    @property
    def database(self) -> Path:
        """Return the SQLite file; it does not exist when the records are in PostgreSQL."""
        return self.folder / DATABASE_FILE


def open_workspace(folder: Path) -> Workspace:
    """Make or open the workspace: point Django at it, bring its tables up to date, load its keys.

    Raises InputError when the path is a file, RefusedError when records stand there but their keys are gone, and
    KeyringError when the keys are readable by others or damaged.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError("workspace.not_folder", "工作区必须是文件夹", why=folder.name, todo="换一个路径")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "imports").mkdir(mode=0o700, exist_ok=True)
    point_django(folder)
    migrate_tables()
    return Workspace(folder, _load_ring(folder / "keys"))


def clear_leftovers(workspace: Workspace, before: Instant) -> None:
    """Remove scratch copies a killed process left in `imports/` before an instant; they hold personal information."""
    for path in workspace.imports.iterdir():
        if path.stat().st_mtime_ns // 1000 < before:
            shutil.rmtree(path, ignore_errors=True)


def _load_ring(folder: Path) -> KeyRing:
    from yunnuo.people.models import Key

    if (folder / RING_FILE).exists() or folder.exists():
        return load_keyring(folder)
    if Key.objects.exists():
        todo = "从备份恢复 keys 文件夹；没有密钥，已有记录无法解开也无法对上"
        raise RefusedError("workspace.keys_gone", "数据库里有记录，但密钥不见了", todo=todo)
    return create_keyring(folder)


def point_django(folder: Path) -> None:
    """Turn Django to this folder: its settings read the environment."""
    from django.db import connections

    os.environ["YUNNUO_WORKSPACE"] = str(folder)
    fresh: dict[str, dict[str, Any]] = importlib.reload(sys.modules[os.environ["DJANGO_SETTINGS_MODULE"]]).DATABASES
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings(fresh)["default"]


def migrate_tables() -> None:
    """Bring the tables of the database Django points at up to date; quiet, and nothing when they are."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def open_scratch(workspace: Workspace, *, memory: str = "1500MB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a private in-memory DuckDB that fetches nothing from the network.

    What does not fit into `memory` spills into `imports/spill` (the folder is private, mode 700, and emptied when the
    connection closes). It is not encrypted: the wheel's DuckDB has no cipher it calls secure for temporary files.
    """
    import duckdb

    configuration: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(workspace.imports / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    with duckdb.connect(":memory:", config=configuration) as connection:
        yield connection
