"""Proof packs of a person, a list and a notice, verified by the program that comes in them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from choice_desk import NOW, SECOND, agree, phone_key, publish_version

from yunnuo.terms.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.workspace import Workspace


def _verify(pack: bytes, tmp_path: Path, *notes: str) -> tuple[int, str]:
    """Run the verify.py of a pack with nothing of the product on the path; return its exit code and what it said."""
    (tmp_path / "pack.zip").write_bytes(pack)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))
    command = [sys.executable, "-I", "verify.py", "pack.zip"]
    for number, note in enumerate(notes):
        (tmp_path / f"note{number}.txt").write_text(note, "utf-8")
        command += ["--checkpoint", f"note{number}.txt"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, env={**os.environ, "PYTHONUTF8": "1"}
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def _events(pack: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("events/"))
        return [json.loads(archive.read(name)) for name in names]


def _list_people(workspace: Workspace, individuals: list[int], name: str) -> None:
    """Commit to a list of individuals as a screening does."""
    import os as system
    from hashlib import sha256

    from django.db import transaction

    from yunnuo.evidence.lists import sort_tokens
    from yunnuo.flows.listing import keep_list
    from yunnuo.ledger.journal import append_entries
    from yunnuo.ledger.models import PublishedList
    from yunnuo.protect.subjects import subject_token

    salt, subjects = system.urandom(16), [subject_token(workspace.ring, who) for who in individuals]
    tokens = sort_tokens(sha256(salt + token).digest() for token in subjects)
    keep_list(workspace, tokens, name)
    row = {"name": name, "purpose": "repeated_marketing", "channel": "sms"}
    held = {"root": tokens.root, "salt": salt, "count": tokens.count}
    with transaction.atomic():
        (seq,) = append_entries("list.published", [{**row, **held}], at=NOW)
        PublishedList.objects.create(seq=seq, at=NOW, **row, **held)


def test_person_pack_verifies_alone(workspace: Workspace, tmp_path: Path) -> None:
    """A person's pack proves consent, display, notice page, withdrawal, and on which list they are and are not."""
    from yunnuo.flows.choices import withdraw_choices
    from yunnuo.flows.packing import pack_person
    from yunnuo.ledger.sequencing import write_checkpoint
    from yunnuo.protect.signing import open_signing

    publish_version()
    done, other = agree(workspace, 1), agree(workspace, 2)
    kept = write_checkpoint(open_signing(workspace.keys).current, at=NOW).note
    _list_people(workspace, [done.individual, other.individual], "list-on")
    _list_people(workspace, [other.individual], "list-off")
    withdraw_choices(workspace, done.individual, touchpoint="me", now=NOW + 9 * SECOND)
    pack = pack_person(workspace, done.individual, now=NOW + 10 * SECOND)

    code, told = _verify(pack, tmp_path, kept)
    assert (0, True) == (code, "不符" not in told.replace("没有发现不符", "")), told
    kinds = [event["kind"] for event in _events(pack)]
    assert sorted(kinds) == sorted(
        ["notice", "notice.shown", "consent.given", "list.published", "list.published", "consent.stop"]
    )
    assert phone_key(1).value.removeprefix("+86").encode() not in pack
    assert f"{other.individual:016x}".encode() not in pack


def test_erased_person_pack_shows_the_tombstone(workspace: Workspace, tmp_path: Path) -> None:
    """After erasure the pack proves that the entries were there, what emptied them, and the stop that stays."""
    from yunnuo.flows.erasing import erase_person
    from yunnuo.flows.packing import pack_person

    publish_version()
    done = agree(workspace, 1)
    erase_person(workspace, done.individual, reason="本人要求", now=NOW + 9 * SECOND)
    pack = pack_person(workspace, done.individual, now=NOW + 10 * SECOND)

    code, told = _verify(pack, tmp_path)
    assert 0 == code, told
    assert {"consent.stop", "ledger.erased"} == {event["kind"] for event in _events(pack) if "kind" in event}
    assert done.seq in [event["seq"] for event in _events(pack) if "erased" in event]


def test_notice_and_list_packs_verify(workspace: Workspace, tmp_path: Path) -> None:
    """A notice's pack holds its page; a list's pack holds what was committed to; both verify."""
    from yunnuo.flows.packing import pack_campaign, pack_notice

    publish_version()
    done = agree(workspace, 1)
    _list_people(workspace, [done.individual], "list-on")
    notice = pack_notice(workspace, "N1", now=NOW + SECOND)
    with zipfile.ZipFile(io.BytesIO(notice)) as archive:
        pages = [name for name in archive.namelist() if name.startswith("notices/")]
    assert 1 == len(pages)
    for pack in (notice, pack_campaign(workspace, "list-on", now=NOW + SECOND)):
        code, told = _verify(pack, tmp_path)
        assert 0 == code, told


def test_changed_record_makes_no_pack(workspace: Workspace) -> None:
    """A record changed behind the ledger's back yields no pack instead of one that would not verify."""
    from yunnuo.flows.packing import pack_person
    from yunnuo.ledger.models import LedgerEntry

    publish_version()
    done = agree(workspace, 1)
    entry = LedgerEntry.objects.get(seq=done.seq)
    entry.content = bytes(entry.content or b"").replace(b'"sms"', b'"fax"')
    entry.save()
    with pytest.raises(RefusedError, match="broken"):
        pack_person(workspace, done.individual, now=NOW + SECOND)


def test_unknown_subjects_are_refused(workspace: Workspace) -> None:
    """Nobody by that number, no such list, no such notice: refused, nothing made up."""
    from yunnuo.flows.packing import pack_campaign, pack_notice, pack_person

    with pytest.raises(RefusedError, match="unknown"):
        pack_person(workspace, 7, now=NOW)
    with pytest.raises(RefusedError, match="no_list"):
        pack_campaign(workspace, "list-x", now=NOW)
    with pytest.raises(RefusedError, match="no_notice"):
        pack_notice(workspace, "N9", now=NOW)
