"""Checkpoints and packs as files, and what has been handed out: the steps behind `yunnuo evidence`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yunnuo.ledger.journal import append_entries
from yunnuo.ledger.models import PublishedList
from yunnuo.ledger.sequencing import write_checkpoint
from yunnuo.protect.signing import open_signing, rotate_signing
from yunnuo.terms.errors import InputError, Place
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace
    from yunnuo.ledger.models import Checkpoint
    from yunnuo.protect.signing import SigningRing
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant


def take_checkpoint(workspace: Workspace, *, now: Instant) -> Checkpoint:
    """Sign the ledger as it stands."""
    return write_checkpoint(open_signing(workspace.keys).current, at=now)


def export_checkpoint(point: Checkpoint, folder: Path) -> Path:
    """Write a checkpoint into a folder, durably, and return the file; the same one again changes nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"checkpoint-{point.size:012d}.txt"
    beside = file.with_suffix(".partial")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(point.note)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
    return file


def read_checkpoints(files: Sequence[Path]) -> list[str]:
    """Return the texts of checkpoint files; raise InputError when one cannot be read."""
    return [_read_text(file) for file in files]


def rotate_keys(workspace: Workspace, *, now: Instant) -> SigningRing:
    """Sign a last checkpoint with the old key, hand over to a new one, and say so in the ledger."""
    point = take_checkpoint(workspace, now=now)
    ring = rotate_signing(workspace.keys, size=point.size)
    with transaction.atomic():
        append_entries("ledger.key", [{"fingerprint": ring.current.public.fingerprint, "size": point.size}], at=now)
    return ring


def describe_lists(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Return the lists handed out, the latest first."""
    return [
        {
            "name": held.name,
            "at": show_instant(held.at),
            "purpose": held.purpose,
            "purpose_zh": vocabulary.zh("purposes", held.purpose),
            "channel": held.channel,
            "channel_zh": vocabulary.zh("channels", held.channel),
            "count": held.count,
            "sequence": held.seq,
        }
        for held in PublishedList.objects.order_by("-seq")
    ]


def write_new(file: Path, content: bytes) -> None:
    """Write a file that does not exist yet; raise InputError when it does, or when it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise InputError(
            "evidence.exists", "文件已经存在，不会覆盖", where=Place(file.name), todo="换一个名字"
        ) from None
    except OSError:
        raise InputError(
            "evidence.unwritable", "写不了这个文件", where=Place(file.name), todo="检查路径和权限"
        ) from None


def _read_text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "evidence.checkpoint_file", "读不了检查点文件", where=Place(file.name), todo="给出检查点的文本文件"
        ) from None
