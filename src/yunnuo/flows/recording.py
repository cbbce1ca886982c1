"""Keeping decision records: one file for a single decision, one file of rows for a screening. Names are masked.

DIR/<id>.json              a single decision
OUT/records.jsonl          a screening: the head, then one row a signature
WORKSPACE/records/         where `yunnuo replay` looks when no folder is named
"""

from __future__ import annotations

import json
import secrets
import shutil
from typing import TYPE_CHECKING, Final

import yunnuo
from yunnuo.decide.record import build_record, write_canonical
from yunnuo.decide.record_rows import mask_rows
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.decide.trace import Trace
    from yunnuo.flows.screening import Screening

ROWS_FILE: Final = "records.jsonl"
FOLDER: Final = "records"
SALT_BYTES: Final = 16


def keep_record(trace: Trace, folder: Path, salt: str) -> str:
    """Write the record of one decision and return its id; a record that is there already stays as it is."""
    record = build_record(trace, salt, f"yunnuo {yunnuo.__version__}")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{record['id']}.json"
    if not file.exists():
        beside = file.with_suffix(".partial")
        beside.write_bytes(write_canonical(record))
        beside.rename(file)
    return str(record["id"])


def write_rows(screening: Screening, file: Path) -> str:
    """Write the records of a screening and return its id."""
    request = screening.request
    rows = mask_rows(screening.book, screening.program, request.readings, secrets.token_hex(SALT_BYTES))
    head = rows.make_head(
        {
            "product": f"yunnuo {yunnuo.__version__}",
            "created_at": to_datetime(request.now).isoformat(),
            "ledger_sequence": screening.sequence,
            "inputs": [export.sha256 for export in screening.exports],
            "signatures": len(screening.signatures),
        }
    )
    with file.open("wb") as stream:
        stream.write(write_canonical(head))
        for signature in screening.signatures:
            row = rows.make_row(head["id"], signature.number, signature.values, signature.decision)
            stream.write(write_canonical(row))
    return str(head["id"])


def copy_rows(file: Path, workspace: Path) -> None:
    """Keep a copy of a screening's records in the workspace: they outlive the folder they were handed over in."""
    folder = workspace / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    with file.open("rb") as stream:
        screening = json.loads(stream.readline())["id"]
    beside = folder / f"{screening}.partial"
    shutil.copyfile(file, beside)
    beside.rename(folder / f"{screening}.jsonl")
