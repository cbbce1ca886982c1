"""Checkpoints are C2SP signed notes, which other tools read; keys hand over by a double signature."""

from __future__ import annotations

import pytest
from evidence_log import NAME, NEW, OLD
from hypothesis import given
from hypothesis import strategies as st

from yunnuo.evidence.checkpoints import Checkpoint, Signer, make_checkpoint, open_checkpoint, rotate_keys
from yunnuo.evidence.errors import BadEvidenceError
from yunnuo.evidence.findings import PROBLEMS
from yunnuo.evidence.notes import read_checkpoint, read_key, split_note

# The example of Go's golang.org/x/mod/sumdb/note, whose format this is.
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = "020a1402d5146c8d84f2443333d54080ebf98ee17d9c74f6252fc5d5c7283171"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = bytes(range(32))
AT = 1_777_600_000_123_456


def test_public_note() -> None:
    """The published example verifies under its published key, and not with a letter changed."""
    key, note = read_key(PUBLIC), f"{TEXT}\n{SIGNATURE}"

    assert PUBLIC == key.line
    assert key.has_signed(note)
    assert not key.has_signed(note.replace("answer", "Answer"))


def test_checkpoint_text() -> None:
    """A checkpoint is the origin, the size, the root in base64 and the time, one a line."""
    note = make_checkpoint(20_852_163, ROOT, NEW, at=AT)
    text = (
        "brand.example/evidence\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "time 2026-05-01T09:46:40+08:00\n"
    )

    assert text == split_note(note)[0]
    assert Checkpoint(NAME, 20_852_163, ROOT, ("time 2026-05-01T09:46:40+08:00",)) == read_checkpoint(note)
    assert read_checkpoint(note) == open_checkpoint(note, (NEW.public,))


@given(st.data())
def test_changed_checkpoint(data: st.DataObject) -> None:
    """A checkpoint with any byte changed is refused, whatever the byte."""
    note = make_checkpoint(5, ROOT, NEW, at=AT).encode()
    at = data.draw(st.integers(0, len(note) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != note[at]))
    changed = (note[:at] + bytes([byte]) + note[at + 1 :]).decode(errors="replace")

    with pytest.raises(BadEvidenceError):
        open_checkpoint(changed, (NEW.public,))


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}\n05\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{NAME}\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{NAME}\n٥\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{NAME}\n5\nAAEC\n",
        f"{NAME}\n5\n",
        "\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{NAME}\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\x1b[2J\n",
        "another.example\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_malformed_checkpoint(text: str) -> None:
    """A signed text that is no checkpoint of this log is refused, well signed or not."""
    with pytest.raises(BadEvidenceError):
        open_checkpoint(NEW.sign(text), (NEW.public,))


def test_key_in_office() -> None:
    """After a rotation the old key speaks for the log up to it only, the new one from it only."""
    keys, turns = (OLD.public, NEW.public), (rotate_keys(OLD, NEW, size=100),)
    notes = {(key, size): make_checkpoint(size, ROOT, key, at=AT) for key in (OLD, NEW) for size in (99, 100, 101)}
    accepted = set()
    for case, note in notes.items():
        try:
            open_checkpoint(note, keys, turns)
            accepted.add(case)
        except BadEvidenceError:
            pass

    assert {(OLD, 99), (OLD, 100), (NEW, 100), (NEW, 101)} == accepted


def test_one_sided_rotation() -> None:
    """A rotation that only one of the two keys signed is none."""
    note = make_checkpoint(101, ROOT, NEW, at=AT)
    text, _ = split_note(rotate_keys(OLD, NEW, size=100))
    for one_sided in (OLD.sign(text), NEW.sign(text)):
        with pytest.raises(BadEvidenceError):
            open_checkpoint(note, (OLD.public, NEW.public), (one_sided,))


@pytest.mark.parametrize("line", ["", "a", "a+b", PUBLIC[:-1], PUBLIC.replace("c74f20a3", "c74f20a4"), f" {PUBLIC}"])
def test_malformed_key(line: str) -> None:
    """A key that is not written in the one right way is not read."""
    with pytest.raises(PROBLEMS):
        read_key(line)


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_signer_name(name: str) -> None:
    """A log cannot be given a name that its notes could not carry."""
    with pytest.raises(BadEvidenceError):
        Signer(name, bytes(32))


def test_seed_is_not_shown() -> None:
    """The text of a signer does not hold its seed."""
    assert "x02" not in repr(NEW)
