"""The key ring: private files, versions that are kept, and clear refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from yunnuo.protect.errors import KeyringError
from yunnuo.protect.keys import LAST_VERSION, RING_FILE, create_keyring, load_keyring, rotate_keyring

if TYPE_CHECKING:
    from pathlib import Path


def test_keys_are_private(tmp_path: Path) -> None:
    """Folder and file can be read by their owner only."""
    create_keyring(tmp_path / "keys")

    modes = [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "keys", tmp_path / "keys" / RING_FILE)]
    assert ["0o700", "0o600"] == modes


def test_loaded_ring_is_the_one_made(tmp_path: Path) -> None:
    """What was made is what is loaded."""
    assert create_keyring(tmp_path / "keys", cipher="sm4-gcm", digest="sm3") == load_keyring(tmp_path / "keys")


@pytest.mark.parametrize("exposed", ["", RING_FILE])
@pytest.mark.parametrize("mode", [0o040, 0o004])
def test_exposed_keys_are_refused(tmp_path: Path, exposed: str, mode: int) -> None:
    """Keys anybody else can read are not used."""
    create_keyring(tmp_path / "keys")
    place = tmp_path / "keys" / exposed
    place.chmod(place.stat().st_mode | mode)

    with pytest.raises(KeyringError) as caught:
        load_keyring(tmp_path / "keys")

    assert "protect.key_exposed" == caught.value.code


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        json.dumps({"versions": []}),
        json.dumps(
            {"versions": [{"number": 1, "cipher": "rot13", "digest": "sha256", "data_key": "", "index_key": ""}]}
        ),
        json.dumps(
            {"versions": [{"number": 1, "cipher": "sm4-gcm", "digest": "sm3", "data_key": "00", "index_key": "00"}]}
        ),
    ],
)
def test_damaged_ring_is_refused(tmp_path: Path, content: str) -> None:
    """A ring file that is no ring is refused without showing what it holds."""
    create_keyring(tmp_path / "keys")
    (tmp_path / "keys" / RING_FILE).write_text(content)

    with pytest.raises(KeyringError) as caught:
        load_keyring(tmp_path / "keys")

    assert "protect.key_damaged" == caught.value.code


def test_missing_ring_is_refused(tmp_path: Path) -> None:
    """Without a ring nothing is made up."""
    with pytest.raises(KeyringError) as caught:
        load_keyring(tmp_path)

    assert "protect.key_missing" == caught.value.code


def test_existing_ring_is_never_replaced(tmp_path: Path) -> None:
    """Making a ring twice refuses and leaves the first."""
    first = create_keyring(tmp_path / "keys")

    with pytest.raises(KeyringError) as caught:
        create_keyring(tmp_path / "keys")

    assert ("protect.key_exists", first) == (caught.value.code, load_keyring(tmp_path / "keys"))


def test_rotation_keeps_older_versions(tmp_path: Path) -> None:
    """A rotation adds a version with keys of its own; the older one stays as it was."""
    first = create_keyring(tmp_path / "keys")

    turned = rotate_keyring(tmp_path / "keys", digest="sm3")

    assert (first.current, 2, "aes-256-gcm", "sm3") == (
        turned.versions[0],
        turned.current.number,
        turned.current.cipher,
        turned.current.digest,
    )
    assert turned.versions[0].index_key != turned.current.index_key
    assert turned == load_keyring(tmp_path / "keys")


def test_versions_fit_in_one_byte(tmp_path: Path) -> None:
    """A ring whose version byte is used up refuses to rotate."""
    create_keyring(tmp_path / "keys")
    path = tmp_path / "keys" / RING_FILE
    held = json.loads(path.read_text())
    held["versions"][0]["number"] = LAST_VERSION
    path.write_text(json.dumps(held))

    with pytest.raises(KeyringError) as caught:
        rotate_keyring(tmp_path / "keys")

    assert "protect.key_versions" == caught.value.code


def test_keys_show_nowhere(tmp_path: Path) -> None:
    """The text form of a ring does not show a key."""
    ring = create_keyring(tmp_path / "keys")

    shown = repr(ring)
    assert [False, False] == [repr(key) in shown for key in (ring.current.data_key, ring.current.index_key)]


def test_unknown_version_is_refused(tmp_path: Path) -> None:
    """Asking for a version that is not retained names it."""
    ring = create_keyring(tmp_path / "keys")

    with pytest.raises(KeyringError) as caught:
        ring.version(9)

    assert "protect.key_missing" == caught.value.code
