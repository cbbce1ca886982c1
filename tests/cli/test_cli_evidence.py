"""`yunnuo evidence`: what an officer and an inspector type, on a workspace with a few people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli_desk import call, refuse

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "事件,标识类型,标识,时间,目的,渠道,信息种类\n"
PHONE = "19900012345"


@pytest.fixture
def kept(desk: Path) -> Path:
    """Return a folder with a workspace `w` in which one person agreed and withdrew."""
    rows = f"同意,手机号,{PHONE},2025-03-01 10:00,重复营销,短信,手机号\n撤回,手机号,{PHONE},2025-06-01 10:00,,,\n"
    (desk / "e.csv").write_text(HEAD + rows, "utf-8")
    assert 0 == call("consent", "import", "e.csv", "--workspace", "w").code
    return desk


def test_checkpoint_prove_verify(kept: Path) -> None:
    """A checkpoint is kept elsewhere, a person's pack is made and verifies against it, and nothing is overwritten."""
    assert "第 3 条" in call("evidence", "checkpoint", "--to", "out", "--workspace", "w").out
    (note,) = (kept / "out").iterdir()
    made = call("evidence", "prove", "--phone", "-", "--out", "me.zip", "--workspace", "w", stdin=PHONE)
    assert 0 == made.code, made.err
    assert "yunnuo evidence verify me.zip" in made.out
    assert call("evidence", "keys", "--workspace", "w").out.split()[4] in made.out
    verified = call("evidence", "verify", "me.zip", "--checkpoint", note)
    assert 0 == verified.code
    assert "外部检查点" in verified.out
    assert "evidence.exists" in refuse(
        "evidence", "prove", "--phone", "-", "--out", "me.zip", "--workspace", "w", stdin=PHONE
    )


@pytest.mark.parametrize("named", [(), ("--notice", "N1", "--list", "L1"), ("--phone", PHONE, "--notice", "N1")])
def test_one_subject_is_proved(kept: Path, named: tuple[str, ...]) -> None:
    """A pack is of one person, list or notice: with none named, or two, the ways to name one are told."""
    told = refuse("evidence", "prove", *named, "--out", "me.zip", "--workspace", "w")

    assert "evidence.subject" in told
    assert "--notice（一份告知）" in told
    assert not (kept / "me.zip").exists()


def test_changed_pack_is_refused(kept: Path) -> None:
    """A pack with one byte changed does not verify; a file that is no pack is told apart."""
    call("evidence", "prove", "--phone", "-", "--out", "me.zip", "--workspace", "w", stdin=PHONE)
    held = bytearray((kept / "me.zip").read_bytes())
    held[held.index(b"repeated_marketing")] ^= 1
    (kept / "bad.zip").write_bytes(held)
    assert 1 == call("evidence", "verify", "bad.zip").code
    assert 2 == call("evidence", "verify", "nowhere.zip").code


def test_fsck_and_rebuild(kept: Path) -> None:
    """A clean workspace is clean; a row changed behind the ledger's back is found, and a rebuild puts it right."""
    clean = json.loads(call("evidence", "fsck", "--json", "--workspace", "w").out)
    assert (True, 3, 4) == (clean["clean"], clean["entries"], clean["rows"])

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM consent_stopevent")
    found = call("evidence", "fsck", "--workspace", "w")
    assert (1, True) == (found.code, "少了台账第 2 条" in found.out or "少了台账第 3 条" in found.out)
    assert "3 行" in call("evidence", "rebuild", "--workspace", "w").out
    assert 0 == call("evidence", "fsck", "--workspace", "w").code
    assert kept.exists()


def test_keys_lists_and_verifier(kept: Path) -> None:
    """Fingerprints are shown and rotate, an empty list of lists says how one comes to be, the verifier is written."""
    one = call("evidence", "keys", "--workspace", "w").out
    two = call("evidence", "keys", "--rotate", "--workspace", "w").out
    assert (1, 2) == (one.count("第 "), two.count("第 "))
    assert one.split()[2] == two.split()[2]
    assert "还没有交出过名单" in call("evidence", "lists", "--workspace", "w").out
    assert 0 == call("evidence", "verifier", "tools").code
    assert {"verify.py", "verify.html"} == {file.name for file in (kept / "tools").iterdir()}
    assert 0 == call("evidence", "fsck", "--workspace", "w").code


def test_receipt_finds_its_person(kept: Path) -> None:
    """The number of a receipt finds whose it is; a wrong one finds nobody and says nothing else."""
    from yunnuo.flows.workspace import open_workspace
    from yunnuo.ledger.receipts import number_receipt

    number = number_receipt(open_workspace(kept / "w").ring.current, 2)
    found = call("evidence", "prove", "--receipt", number.lower(), "--out", "r.zip", "--workspace", "w")
    assert 0 == found.code, found.err
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert "people.receipt" in refuse(
        "evidence", "prove", "--receipt", wrong, "--out", "x.zip", "--workspace", "w", code=1
    )
