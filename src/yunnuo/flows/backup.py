"""Backing up a workspace into one file, and restoring it into an empty one.

The backup holds the records: contact points stay sealed, and the keys are not in it. Keys go to a file of their own,
and only when asked: whoever holds both can read everything. A backup is written beside and renamed at the end.
"""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from yunnuo.flows.workspace import DATABASE_FILE, migrate_tables, point_django
from yunnuo.ledger.journal import current_sequence
from yunnuo.protect.keys import RING_FILE, load_keyring
from yunnuo.terms.errors import InputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from yunnuo.flows.workspace import Workspace

FORMAT: Final = "yunnuo.backup/1"
_MANIFEST: Final = "manifest.json"
_ROOMS: Final = ("ledger", "people", "consent", "rights")
_CHUNK: Final = 1 << 20


def back_up(workspace: Workspace, target: Path, *, keys: Path | None = None) -> int:
    """Write the records to `target` and, if named, the keys to `keys`; return the ledger sequence backed up.

    Raises InputError when a target exists already. Others may read and write the workspace meanwhile.
    """
    for path in (target, keys):
        if path is not None and path.exists():
            raise InputError("backup.exists", "目标文件已存在，不会覆盖", why=path.name, todo="换一个文件名")
    with tempfile.TemporaryDirectory(dir=workspace.imports) as scratch, _write_beside(target) as partial:
        folder = Path(scratch)
        sequence = _dump_tables(folder) if connection.vendor == "postgresql" else _copy_database(folder)
        manifest = {"format": FORMAT, "engine": connection.vendor, "sequence": sequence, "migrations": _list_applied()}
        (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        with tarfile.open(partial, "w") as archive:
            for path in sorted(folder.iterdir()):
                archive.add(path, path.name)
    if keys is not None:
        with _write_beside(keys) as partial:
            partial.write_bytes((workspace.keys / RING_FILE).read_bytes())
    return sequence


def restore(folder: Path, source: Path, *, keys: Path | None = None) -> int:
    """Fill an empty workspace folder from a backup; return the ledger sequence restored.

    Without `keys` the keys must be put back before the workspace can be opened. Raises RefusedError when the
    folder or the database holds anything, InputError when the file is no backup or was made on another engine.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError("backup.not_empty", "只能恢复到空的工作区", why=folder.name, todo="换一个空文件夹")
    with _open_archive(source) as (archive, manifest):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            point_django(folder)
            _check_engine(manifest["engine"])
            if connection.vendor == "postgresql":
                _load_tables(archive, manifest)
            else:
                _extract(archive, DATABASE_FILE, folder / DATABASE_FILE)
                migrate_tables()
            if keys is not None:
                _restore_keys(folder / "keys", keys)
        except BaseException:
            connection.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return current_sequence()


def _check_engine(engine: str) -> None:
    if connection.vendor != engine:
        why = f"备份来自 {engine}，这里是 {connection.vendor}"
        raise InputError("backup.engine", "数据库种类不同", why=why, todo="用同一种数据库恢复")


@contextmanager
def _write_beside(target: Path) -> Iterator[Path]:
    """Yield a private file that becomes `target` when the block succeeds and vanishes when it does not."""
    partial = target.with_name(target.name + ".partial")
    partial.touch(mode=0o600)
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _copy_database(folder: Path) -> int:
    """Copy SQLite page by page while others go on writing."""
    connection.ensure_connection()
    copy = sqlite3.connect(folder / DATABASE_FILE)
    try:
        connection.connection.backup(copy)
        row = copy.execute("SELECT coalesce(max(seq), 0) FROM ledger_ledgerentry").fetchone()
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    return int(row[0]) if row else 0


def _dump_tables(folder: Path) -> int:
    """Copy every table as CSV inside one read transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for model in _models():
            query = f"COPY {_describe(model)} TO STDOUT CSV"
            with (folder / _file_name(model)).open("wb") as sink, cursor.copy(query) as rows:
                for block in rows:
                    sink.write(block)
        return current_sequence()


def _load_tables(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    migrate_tables()
    if any(model._default_manager.exists() for model in _models()):  # noqa: SLF001  (Django's own name for it)
        raise RefusedError("backup.not_empty", "数据库里已有记录", todo="换一个空的数据库")
    if manifest["migrations"] != _list_applied():
        raise InputError("backup.version", "备份来自另一个版本", todo="用做备份的版本恢复，再升级")
    with transaction.atomic(), connection.cursor() as cursor:
        for model in _models():
            query = f"COPY {_describe(model)} FROM STDIN CSV"
            with _member(archive, _file_name(model)) as rows, cursor.copy(query) as copy:
                while block := rows.read(_CHUNK):
                    copy.write(block)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _restore_keys(folder: Path, source: Path) -> None:
    folder.mkdir(mode=0o700)
    target = folder / RING_FILE
    target.touch(mode=0o600)
    target.write_bytes(source.read_bytes())
    load_keyring(folder)


@contextmanager
def _open_archive(source: Path) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    fault = InputError("backup.unreadable", "这不是允诺的备份文件", why=source.name, todo="检查文件是否完整")
    try:
        archive = tarfile.open(source, "r:")  # noqa: SIM115  (closed below)
    except (OSError, tarfile.TarError):
        raise fault from None
    with archive:
        try:
            with _member(archive, _MANIFEST) as stream:
                manifest = json.load(stream)
        except (KeyError, ValueError):
            raise fault from None
        if manifest.get("format") != FORMAT:
            raise fault
        yield archive, manifest


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """Return one named member for reading; nothing is ever unpacked by the names an archive gives."""
    stream = archive.extractfile(name)
    return io.BytesIO() if stream is None else stream


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    with _member(archive, name) as source, target.open("wb") as sink:
        target.chmod(0o600)
        shutil.copyfileobj(source, sink)


def _models() -> list[type[Model]]:
    """Return every stored model, those others refer to first."""
    return [model for room in _ROOMS for model in apps.get_app_config(room).get_models()]


def _file_name(model: type[Model]) -> str:
    return f"{model.__name__.lower()}.csv"


def _describe(model: type[Model]) -> str:
    """Return `table (column, …)` for COPY."""
    meta = model._meta  # noqa: SLF001  (Django's documented way to a table's name)
    names = (connection.ops.quote_name(str(field.column)) for field in meta.concrete_fields)
    return f"{connection.ops.quote_name(meta.db_table)} ({', '.join(names)})"


def _list_applied() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{room}.{name}" for room, name in applied if room in _ROOMS)
