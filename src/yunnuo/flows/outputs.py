"""What a screening leaves: permitted.csv, decisions.parquet, records.jsonl, summary.json, report.html, certificate.

Everything is written into a folder beside the target and renamed at the end, so an interrupted run leaves nothing.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

import yunnuo
from yunnuo.flows.errors import disk_full
from yunnuo.flows.recording import ROWS_FILE, write_rows
from yunnuo.flows.report.render import render_report
from yunnuo.protect.cipher import open_values
from yunnuo.terms.instant import to_datetime
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from yunnuo.flows.screening import Screening
    from yunnuo.flows.signatures import Signature
    from yunnuo.flows.workspace import Workspace

BATCH = 50_000
TEXT = pa.string()
_TYPES: dict[str, pa.DataType] = {
    "signature": pa.int32(),
    "overall": TEXT,
    "law": TEXT,
    "contract": TEXT,
    "rules": pa.list_(TEXT),
    "missing": pa.list_(TEXT),
}
VERDICT = pa.schema(_TYPES)


@contextmanager
def publish_folder(target: Path) -> Iterator[Path]:
    """Yield a private folder beside the target; rename it to the target on success, remove it on any failure.

    Who must choose the moment of publishing calls `move_folder` before leaving.
    """
    target = target.resolve()
    beside = target.with_name(f".{target.name}.partial")
    made = [folder for folder in target.parents if not folder.exists()]
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir(mode=0o700)  # the list holds contact points
        (beside / ".tmp").mkdir()
        yield beside
        if beside.exists():
            move_folder(beside, target)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        _remove_empty(made)
        if _is_full(error):
            raise disk_full() from None
        raise


def move_folder(beside: Path, target: Path) -> None:
    """Rename a finished private folder to its target, which may be an empty folder."""
    target = target.resolve()
    shutil.rmtree(beside / ".tmp")
    if target.is_dir():
        target.rmdir()
    beside.rename(target)


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    words = ("No space left", "File too large", "quota exceeded")
    return isinstance(error, duckdb.Error) and any(word in str(error) for word in words)


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders made on the way to the target, innermost first, as long as nobody put anything there."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def write_outputs(
    workspace: Workspace,
    screening: Screening,
    summary: Mapping[str, object],
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
) -> None:
    """Write every output file into a folder; the certificate comes last and names the hash of each."""
    load_verdicts(connection, screening.signatures)
    write_decisions(connection, folder / "decisions.parquet")
    write_rows(screening, folder / ROWS_FILE)
    if screening.request.is_today and screening.request.stays_here:
        write_permitted(workspace, screening, connection, folder / "permitted.csv")
    (folder / "summary.json").write_text(_json(summary), "utf-8")
    (folder / "report.html").write_text(render_report(summary), "utf-8")
    (folder / "certificate.json").write_text(_json(_certificate(screening, summary, folder)), "utf-8")


def load_verdicts(connection: duckdb.DuckDBPyConnection, signatures: Sequence[Signature]) -> None:
    """Create the table `verdict`, one row a signature."""
    columns: dict[str, list[object]] = {
        name: [] for name in ("signature", "overall", "law", "contract", "rules", "missing")
    }
    for signature in signatures:
        decision = signature.decision
        row = (
            signature.number,
            *map(str, (decision.outcome, decision.law, decision.contract)),
            list(decision.by),
            list(decision.missing),
        )
        for name, value in zip(columns, row, strict=True):
            columns[name].append(value)
    table = pa.table(columns, schema=VERDICT)
    connection.register("verdict_rows", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE verdict AS SELECT * FROM verdict_rows")
    connection.unregister("verdict_rows")


def write_decisions(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Write one row per individual and contact point, under the workspace's pseudonymous ids."""
    connection.execute(
        f"""COPY (
          SELECT s.individual_id AS individual, s.subject_id AS contact, s.contact_kind, s.contact_class,
            v.overall, v.law, v.contract, v.rules, v.missing, v.signature
          FROM subject s JOIN signed USING (subject_id) JOIN verdict v USING (signature))
        TO '{_escape(file)}' (FORMAT parquet, COMPRESSION zstd)"""
    )


def write_permitted(
    workspace: Workspace, screening: Screening, connection: duckdb.DuckDBPyConnection, file: Path
) -> None:
    """Write the contact points one may use: only the fields the channel needs, each contact point once."""
    fields = screening.book.vocabulary.term("channels", screening.request.channel).texts("fields")
    reader = connection.execute(
        f"""SELECT c.kind, c.cipher FROM snap_contact c JOIN signed ON signed.subject_id = c.contact_id
        JOIN verdict USING (signature) WHERE overall = '{Outcome.PERMITTED}' ORDER BY c.contact_id"""
    )
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(fields)
        while rows := reader.fetchmany(BATCH):
            writer.writerows(_list_rows(workspace, fields, rows))


def _list_rows(workspace: Workspace, fields: tuple[str, ...], rows: list[tuple[str, bytes]]) -> Iterator[list[str]]:
    for kind in fields:
        held = [sealed for own, sealed in rows if own == kind]
        for value in open_values(workspace.ring, kind, held):
            # As senders in China write it; Excel would read a leading + as a sum and drop it.
            yield [value.removeprefix("+86") if name == kind else "" for name in fields]


def _certificate(screening: Screening, summary: Mapping[str, object], folder: Path) -> dict[str, object]:
    request = screening.request
    names = sorted(file.name for file in folder.iterdir() if file.is_file())
    return {
        "schema": "yunnuo.screen.certificate/1",
        "product": f"yunnuo {yunnuo.__version__}",
        "created_at": to_datetime(request.now).isoformat(),
        "on": request.day.isoformat(),
        "purpose": request.purpose,
        "channel": request.channel,
        "handler": request.handler,
        "entrusted": request.entrusted or None,
        "provided_to": request.provided_to or None,
        "revision": screening.program.revision,
        "readings": dict(request.readings),
        "ledger_sequence": screening.sequence,
        "outcomes": summary["outcomes"],
        "contacts": summary["contacts"],
        "inputs": [
            {"name": export.name, "sha256": export.sha256, "bytes": export.size} for export in screening.exports
        ],
        "outputs": [_output(folder / name) for name in names],
    }


def _output(file: Path) -> dict[str, object]:
    with file.open("rb") as stream:
        return {
            "name": file.name,
            "sha256": hashlib.file_digest(stream, "sha256").hexdigest(),
            "bytes": file.stat().st_size,
        }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _escape(file: Path) -> str:
    return str(file).replace("'", "''")
