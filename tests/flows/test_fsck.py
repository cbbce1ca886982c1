"""Checkpoints, and finding whatever was changed, taken, added or moved behind their back."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from choice_desk import NOW, SECOND, agree, publish_version, single_event
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.evidence.proofs import leaf_hash, verify_consistency, verify_inclusion

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.flows.fsck import Audit
    from yunnuo.flows.workspace import Workspace


def _fill(workspace: Workspace, count: int, *, start: int = 0) -> None:
    """Record a mix of agreements and withdrawals of a few people."""
    from yunnuo.flows.one_event import record_events

    kinds = ("consent", "consent", "withdrawal")
    events = [single_event(kinds[n % 3], n % 7, NOW + n) for n in range(start, start + count)]
    record_events(workspace, events, now=NOW + start)


def _check(workspace: Workspace, at: int = NOW) -> str:
    """Sign a checkpoint and return its text."""
    from yunnuo.ledger.sequencing import write_checkpoint
    from yunnuo.protect.signing import open_signing

    return write_checkpoint(open_signing(workspace.keys).current, at=at).note


def _audit(workspace: Workspace, *outside: str) -> Audit:
    from yunnuo.flows.fsck import audit_records

    return audit_records(workspace, outside)


def _run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_untouched_is_clean(workspace: Workspace) -> None:
    """Displays, choices, stops and several checkpoints leave nothing to find, and outside checkpoints agree."""
    publish_version()
    notes = []
    for number in range(5):
        agree(workspace, number)
        _fill(workspace, 60, start=60 * number)
        notes.append(_check(workspace))
    _fill(workspace, 3, start=1000)

    audit = _audit(workspace, *notes)
    assert ([], 5, 3) == (audit.ledger.findings.lines, audit.ledger.checkpoints, audit.ledger.pending)
    assert 5 == len(audit.ledger.held_against)
    assert audit.clean


def test_proofs_hold_against_the_checkpoint(workspace: Workspace) -> None:
    """Every entry is proved in, and growth between checkpoints is proved, from stored tiles and from the tail."""
    from yunnuo.ledger.models import Checkpoint, LedgerEntry, LedgerTile
    from yunnuo.ledger.sequencing import prove_entry, prove_growth

    _fill(workspace, 300)
    _check(workspace)
    _fill(workspace, 400, start=300)
    _check(workspace)
    old, new = Checkpoint.objects.order_by("size")

    assert 2 == LedgerTile.objects.filter(level=0).count()
    for entry in LedgerEntry.objects.filter(seq__in=(1, 2, 255, 256, 257, 300, 512, 513, new.size)):
        proof = prove_entry(entry.seq, new.size)
        assert verify_inclusion(leaf_hash(bytes(entry.commitment)), entry.seq - 1, new.size, proof, bytes(new.root))
    growth = prove_growth(old.size, new.size)
    assert verify_consistency(old.size, new.size, growth, (bytes(old.root), bytes(new.root)))
    with pytest.raises(ValueError, match="300"):
        prove_entry(301, old.size)


def test_checkpoint_is_made_once(workspace: Workspace) -> None:
    """Nothing new, no new checkpoint; an empty ledger begins with an entry that says so."""
    from yunnuo.ledger.models import Checkpoint, LedgerEntry

    assert _check(workspace) == _check(workspace, NOW + SECOND)
    assert ["ledger.begun"] == list(LedgerEntry.objects.values_list("kind", flat=True))
    assert 1 == Checkpoint.objects.count()


TAMPERING: dict[str, Callable[[random.Random, int], None]] = {
    "time": lambda rng, last: _run("UPDATE ledger_ledgerentry SET at = at + 1 WHERE seq = %s", rng.randint(1, last)),
    "kind": lambda rng, last: _run("UPDATE ledger_ledgerentry SET kind = 'x' WHERE seq = %s", rng.randint(1, last)),
    "removed": lambda rng, last: _run("DELETE FROM ledger_ledgerentry WHERE seq = %s", rng.randint(1, last)),
    "emptied": lambda rng, last: _run(
        "UPDATE ledger_ledgerentry SET content = NULL WHERE seq = %s", rng.randint(1, last)
    ),
    "swapped": lambda rng, last: _swap(rng.randint(1, last - 1)),
    "checkpoint note": lambda _rng, _last: _run(
        "UPDATE ledger_checkpoint SET note = replace(note, 'yunnuo', 'yunnua')"
    ),
    "consent row": lambda _rng, _last: _run("UPDATE consent_consentevent SET channels = 'email' WHERE seq = 1"),
    "consent gone": lambda _rng, _last: _run("DELETE FROM consent_consentevent WHERE seq = 1"),
    "stop gone": lambda _rng, _last: _run("DELETE FROM consent_stopevent WHERE seq = 3"),
    "stop later": lambda _rng, _last: _run("UPDATE consent_stopevent SET at = at - 5 WHERE seq = 3"),
    "added": lambda _rng, last: _add(last + 1),
}


@pytest.mark.parametrize("way", TAMPERING)
def test_tampering_is_found(workspace: Workspace, way: str) -> None:
    """A changed byte, a missing, added, emptied or moved record, in the ledger or beside it, is found."""
    _fill(workspace, 300)
    _check(workspace)
    assert _audit(workspace).clean
    TAMPERING[way](random.Random(1), 300)  # noqa: S311  (which record is changed)

    assert not _audit(workspace).clean


CELLS = {
    "ledger_ledgerentry": ("commitment", "salt", "content"),
    "ledger_checkpoint": ("root",),
    "ledger_ledgertile": ("hashes", "root"),
    "consent_consentevent": ("fingerprint",),
    "consent_stopevent": ("fingerprint", "blind"),
}


def test_any_changed_byte_is_found(workspace: Workspace) -> None:
    """Whatever one bit is flipped in an entry, a tile, a checkpoint or a row, the audit finds it."""
    _fill(workspace, 300)
    _check(workspace)

    @settings(max_examples=60)
    @given(st.sampled_from(sorted(CELLS)), st.integers(0, 2**31))
    def flip(table: str, seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311  (which bit is changed)
        column = rng.choice(CELLS[table])
        key = {"ledger_checkpoint": "size", "ledger_ledgertile": "number"}.get(table, "seq")
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {key} FROM {table} ORDER BY {key}")
                keys = [number for (number,) in cursor.fetchall()]
            _flip(table, column, key, rng.choice(keys), rng)
            assert _look_over(workspace)
            transaction.set_rollback(True)

    flip()
    assert _audit(workspace).clean


def test_truncation_is_found_outside(workspace: Workspace) -> None:
    """A ledger cut back, with its own checkpoint, agrees with itself and not with the checkpoint kept elsewhere."""
    from yunnuo.ledger.models import Checkpoint, LedgerEntry

    _fill(workspace, 60)
    early = _check(workspace)
    _fill(workspace, 60, start=60)
    kept = _check(workspace)
    for table in ("ledger_ledgerentry", "consent_consentevent", "consent_stopevent"):
        _run(f"DELETE FROM {table} WHERE seq > 60")
    Checkpoint.objects.filter(size=120).delete()

    assert 60 == LedgerEntry.objects.count()
    assert _audit(workspace, early).clean
    assert any("截掉" in line for line in _audit(workspace, kept).ledger.findings.lines)


def test_history_rewritten_with_the_key_is_found_outside(workspace: Workspace) -> None:
    """Whoever rewrites an entry and signs anew fools the ledger, not a checkpoint kept elsewhere."""
    import hashlib

    from yunnuo.ledger.models import Checkpoint, LedgerEntry

    _fill(workspace, 30)
    kept = _check(workspace)
    entry = LedgerEntry.objects.get(seq=1)
    content = bytes(entry.content or b"").replace(b'"sms"', b'"email"')
    entry.content, entry.commitment = content, hashlib.sha256(bytes(entry.salt or b"") + content).digest()
    entry.save()
    _run("UPDATE consent_consentevent SET channels = 'email' WHERE seq = 1")
    Checkpoint.objects.all().delete()
    _check(workspace)

    assert _audit(workspace).clean
    assert not _audit(workspace, kept).clean


def test_foreign_checkpoint_is_no_proof(workspace: Workspace) -> None:
    """A checkpoint another log signed is told apart."""
    from yunnuo.evidence.checkpoints import Signer, make_checkpoint

    _fill(workspace, 3)
    foreign = make_checkpoint(3, b"\0" * 32, Signer("other.example", b"\1" * 32), at=NOW)
    assert any("不是这本台账" in line for line in _audit(workspace, foreign).ledger.findings.lines)


def test_keys_rotate_and_old_checkpoints_hold(workspace: Workspace) -> None:
    """After the signing key was rotated, checkpoints of both keys hold, each for its own time."""
    from yunnuo.protect.signing import rotate_signing

    _fill(workspace, 30)
    before = _check(workspace)
    rotate_signing(workspace.keys, size=30)
    _fill(workspace, 30, start=30)
    after = _check(workspace)

    audit = _audit(workspace, before, after)
    assert ([], (30, 60)) == (audit.ledger.findings.lines, audit.ledger.held_against)


def test_rebuilt_tables_are_the_same(workspace: Workspace) -> None:
    """Tables thrown away and made anew from the ledger hold the same rows."""
    from yunnuo.consent.models import ConsentEvent, NoticeShown, StopEvent
    from yunnuo.flows.projection import rebuild_tables

    publish_version()
    agree(workspace, 1)
    _fill(workspace, 40)
    models = (ConsentEvent, StopEvent, NoticeShown)
    before = [_rows(model) for model in models]
    _run("UPDATE consent_consentevent SET channels = 'email'")
    _run("DELETE FROM consent_stopevent")

    rebuild_tables()
    assert before == [_rows(model) for model in models]
    assert _audit(workspace).clean


def _rows(model: Any) -> list[Any]:
    drop = {"id"}
    return [
        {
            name: bytes(value) if isinstance(value, memoryview) else value
            for name, value in row.items()
            if name not in drop
        }
        for row in model.objects.order_by("seq").values()
    ]


def _look_over(workspace: Workspace) -> list[str]:
    """Return what is found in the ledger and the tables of events; those of people take longer to compare."""
    from yunnuo.flows.projection import check_projection
    from yunnuo.ledger.checking import check_ledger
    from yunnuo.protect.signing import open_signing

    ring = open_signing(workspace.keys)
    findings = check_ledger(ring.publics, ring.rotations).findings
    check_projection(findings)
    return findings.lines


def _flip(table: str, column: str, key: str, number: int, rng: random.Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [number])
        (value,) = cursor.fetchone()
        held = bytearray(value)
        held[rng.randrange(len(held))] ^= 1 << rng.randrange(8)
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [bytes(held), number])


def _swap(seq: int) -> None:
    for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        _run("UPDATE ledger_ledgerentry SET seq = %s WHERE seq = %s", new, old)


def _add(seq: int) -> None:
    from yunnuo.ledger.models import LedgerEntry

    LedgerEntry.objects.create(seq=seq, kind="x", commitment=b"\0" * 32, salt=b"\0" * 16, content=b"{}", at=NOW)
