"""Rows written many at once: what all of them share is said once, and kept as it was said."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.mark.parametrize("salt", [None, b"", b"'\x00\xff"])
@pytest.mark.parametrize("kind", ["", "a'); DROP TABLE ledger_ledgerentry; --", '"?" %s 词𠀀\n\\'])
def test_shared_values_are_kept_as_they_were_said(kind: str, salt: bytes | None) -> None:
    """No value shared by all rows is taken for a statement or changed by how it is spelled."""
    from django.db import transaction

    from yunnuo.ledger.models import LedgerEntry
    from yunnuo.ledger.rows import insert_rows

    shared = {"kind": kind, "salt": salt, "at": -5}
    with transaction.atomic():
        written = insert_rows(LedgerEntry, ("seq", "commitment"), [(1, b"x"), (2, b"y")], shared)

    rows = LedgerEntry.objects.order_by("seq").values_list("seq", "commitment", "kind", "salt", "at")
    held = [
        (seq, bytes(seal), told, None if grain is None else bytes(grain), at) for seq, seal, told, grain, at in rows
    ]
    assert 2 == written
    assert [(1, b"x", kind, salt, -5), (2, b"y", kind, salt, -5)] == held
