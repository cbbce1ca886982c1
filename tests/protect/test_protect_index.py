"""Blind indexes: one meaning in Python and in DuckDB, apart by kind, scope and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yunnuo.protect.index import INDEX_BYTES, blind_index, index_messages, index_sql
from yunnuo.protect.keys import Digest, KeyVersion, create_keyring

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=30)


@pytest.fixture(params=["sha256", "sm3"])
def version(request: pytest.FixtureRequest, tmp_path: Path) -> KeyVersion:
    """Return a key version for each digest."""
    digest: Digest = request.param
    return create_keyring(tmp_path / "keys", digest=digest).current


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(kind=_TEXT, scope=_TEXT, values=st.lists(_TEXT, max_size=4))
def test_bulk_equals_single(version: KeyVersion, kind: str, scope: str, values: list[str]) -> None:
    """The fast way over messages gives what one value at a time gives."""
    single = [blind_index(version, kind, scope, value) for value in values]

    assert single == index_messages(version)(f"{kind}\0{scope}\0{value}" for value in values)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(value=_TEXT)
def test_duckdb_equals_python(version: KeyVersion, value: str) -> None:
    """Where DuckDB can compute the index itself it gives the same bytes."""
    native = index_sql(version, "'phone' || chr(0) || chr(0) || $value")
    if version.digest == "sm3":
        assert native is None
        return
    assert native is not None
    expression, parameters = native
    with duckdb.connect() as scratch:
        rows = scratch.execute(f"SELECT {expression}", {**parameters, "value": value}).fetchall()

    assert [(blind_index(version, "phone", "", value),)] == rows


def test_key_never_stands_in_the_query(version: KeyVersion) -> None:
    """The text of the query does not show the key."""
    native = index_sql(version, "value")

    assert native is None or version.index_key.hex() not in native[0]


def test_kind_and_scope_are_apart(version: KeyVersion) -> None:
    """The same value in another kind or scope has another index."""
    seen = {
        blind_index(version, kind, scope, "小鹿1")
        for kind, scope in (("platform_account", "jd|a"), ("platform_account", "jd|b"), ("union_id", "jd|a"))
    }

    assert ({INDEX_BYTES}, 3) == ({len(blind) for blind in seen}, len(seen))


def test_index_depends_on_the_key(tmp_path: Path) -> None:
    """Two rings give unrelated indexes of one value."""
    rings = [create_keyring(tmp_path / name) for name in ("a", "b")]

    assert 2 == len({blind_index(ring.current, "phone", "", "+8619900000001") for ring in rings})


def test_hmac_is_the_standard_one() -> None:
    """The index is HMAC as RFC 4231 (test case 2, key padded as there) computes it, cut to 128 bits."""
    import hashlib
    import hmac

    version = KeyVersion(1, "aes-256-gcm", "sha256", b"", b"Jefe".ljust(32, b"\0"))
    expected = hmac.new(b"Jefe", b"a\0b\0c", hashlib.sha256).digest()[:16]

    assert expected == blind_index(version, "a", "b", "c")
