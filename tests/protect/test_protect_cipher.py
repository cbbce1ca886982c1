"""Sealing single values: what goes in comes out, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yunnuo.protect.cipher import open_values, seal_values
from yunnuo.protect.errors import KeyringError
from yunnuo.protect.keys import Cipher, KeyRing, create_keyring, rotate_keyring

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["aes-256-gcm", "sm4-gcm"])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> KeyRing:
    """Return a ring of one version, for each cipher."""
    cipher: Cipher = request.param
    return create_keyring(tmp_path / "keys", cipher=cipher)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.lists(st.text(max_size=30), max_size=5))
def test_sealed_values_open(ring: KeyRing, values: list[str]) -> None:
    """Any text opens to what was sealed."""
    assert values == open_values(ring, "phone", seal_values(ring, "phone", values))


def test_equal_values_seal_differently(ring: KeyRing) -> None:
    """Sealing says nothing about which values are equal."""
    one, other = seal_values(ring, "phone", ["19900000001", "19900000001"])

    assert one != other


@pytest.mark.parametrize("place", [1, 13, -1])
def test_changed_value_is_refused(ring: KeyRing, place: int) -> None:
    """A change in nonce, body or tag is found."""
    (sealed,) = seal_values(ring, "phone", ["19900000001"])
    changed = bytearray(sealed)
    changed[place] ^= 1

    with pytest.raises(KeyringError) as caught:
        open_values(ring, "phone", [bytes(changed)])

    assert "protect.seal_broken" == caught.value.code
    assert "19900000001" not in str(caught.value)


def test_kind_is_bound(ring: KeyRing) -> None:
    """A sealed phone does not open as an e-mail address."""
    with pytest.raises(KeyringError):
        open_values(ring, "email", seal_values(ring, "phone", ["19900000001"]))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"0" * 12, b"\x09" + b"0" * 40])
def test_garbage_is_refused(ring: KeyRing, sealed: bytes) -> None:
    """Something that was never sealed is refused."""
    with pytest.raises(KeyringError):
        open_values(ring, "phone", [sealed])


def test_rotated_ring_opens_both(ring: KeyRing, tmp_path: Path) -> None:
    """After a rotation to the other cipher, values of both versions open together."""
    old = seal_values(ring, "phone", ["one"])
    other: Cipher = "aes-256-gcm" if ring.current.cipher == "sm4-gcm" else "sm4-gcm"
    turned = rotate_keyring(tmp_path / "keys", cipher=other)

    sealed = [*old, *seal_values(turned, "phone", ["two"])]

    assert ["one", "two"] == open_values(turned, "phone", sealed)
    assert [1, 2] == [item[0] for item in sealed]


def test_sm4_matches_the_published_vector() -> None:
    """SM4-GCM gives the ciphertext and tag of RFC 8998, appendix A.1."""
    from yunnuo.protect.cipher import _Sm4Gcm

    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    plain = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")

    sealed = _Sm4Gcm(key).encrypt(nonce, plain, bound)

    assert "83de3541e4c2b58177e065a9bf7b62ec" == sealed[-16:].hex()
    assert "17f399f08c67d5ee19d0dc9969c4bb7d" == sealed[:16].hex()
