"""The ledger: entries in the order of commits, inside the caller's transaction, and no content in plain."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from yunnuo.flows.workspace import Workspace

pytestmark = pytest.mark.usefixtures("workspace")


def test_entries_are_numbered_without_gaps() -> None:
    """Each append continues where the last one ended."""
    from django.db import transaction

    from yunnuo.ledger.journal import append_entries, current_sequence

    assert 0 == current_sequence()
    with transaction.atomic():
        first = append_entries("a", [{"n": 1}, {"n": 2}], at=5)
        second = append_entries("b", [{"n": 3}], at=6)
        nothing = append_entries("c", [], at=7)

    assert ([1, 2], [3], [], 3) == (list(first), list(second), list(nothing), current_sequence())


def test_rolled_back_entries_leave_no_gap() -> None:
    """What was rolled back never happened; the number is given again."""
    from django.db import transaction

    from yunnuo.ledger.journal import append_entries

    def fail() -> None:
        with transaction.atomic():
            append_entries("a", [{"n": 1}], at=5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with transaction.atomic():
        again = append_entries("a", [{"n": 1}], at=5)

    assert [1] == list(again)


def test_commitment_opens_with_salt_and_content() -> None:
    """The commitment is SHA-256 over salt and canonical content, which are kept; equal bodies commit unequally."""
    from django.db import transaction

    from yunnuo.ledger.journal import append_entries
    from yunnuo.ledger.models import LedgerEntry

    body = {"词": "允诺", "b": b"\x01\xff", "a": None}
    with transaction.atomic():
        append_entries("a", [body, body], at=5)

    one, other = LedgerEntry.objects.order_by("seq")
    content = '{"at":5,"body":{"a":null,"b":"01ff","词":"允诺"},"kind":"a","seq":1}'.encode()
    assert content == bytes(one.content or b"")
    assert hashlib.sha256(bytes(one.salt or b"") + content).digest() == bytes(one.commitment)
    assert bytes(one.commitment) != bytes(other.commitment)


def test_content_must_be_plain_data() -> None:
    """An object that has no canonical form is refused."""
    from yunnuo.ledger.journal import write_content

    with pytest.raises(TypeError):
        write_content(1, "a", {"a": object()}, 5)


def test_appending_needs_a_transaction() -> None:
    """Outside a transaction nothing is appended."""
    from django.db import transaction

    from yunnuo.ledger.journal import append_entries

    with pytest.raises(transaction.TransactionManagementError):
        append_entries("a", [{"n": 1}], at=5)


def test_writers_queue(workspace: Workspace) -> None:
    """Four writers at once give each entry one number, and numbers follow the order of commits."""
    from django.db import connections, transaction

    from yunnuo.ledger.journal import append_entries
    from yunnuo.ledger.models import LedgerEntry

    del workspace
    with transaction.atomic():
        append_entries("first", [{}], at=0)
    seen: list[int] = []

    def write() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    (seq,) = append_entries("a", [{}], at=0)
                    seen.append(seq)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(2, 22)) == seen
    assert 21 == LedgerEntry.objects.count()
