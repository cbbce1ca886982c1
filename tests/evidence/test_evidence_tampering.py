"""Whoever changes anything is found: a carrier without a key, the holder of the key, and the log's owner himself."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from evidence_log import NEW, Log, Sample, make_sample, reseal_pack
from hypothesis import given
from hypothesis import strategies as st

from yunnuo.evidence.archive import read_json, read_zip, write_json
from yunnuo.evidence.findings import BROKEN
from yunnuo.evidence.merkle import consistency_proof
from yunnuo.evidence.packs import Consistency, write_pack
from yunnuo.evidence.verifier import verify_pack

# What the log, its keys and the inspector's checkpoints bind; the rest of a pack is bound by its seal.
BOUND = ("events/", "lists/", "notices/", "rotations/", "consistency/", "checkpoint.txt", "keys.txt")


@cache
def good() -> tuple[Sample, bytes]:
    """Return the sample and its pack."""
    sample = make_sample()
    return sample, write_pack(sample.parts, NEW)


def is_found(pack: bytes) -> bool:
    """Tell whether the verifier, holding the kept checkpoints, refuses the pack."""
    outside = {str(size): note for size, note in good()[0].kept.items()}
    return BROKEN in {found.state for found in verify_pack(pack, outside, (NEW.public.fingerprint,))}


def change_byte(data: bytes, draw: st.DataObject) -> bytes:
    """Return the data with one byte changed, left out or put in."""
    at = draw.draw(st.integers(0, len(data) - 1), label="at")
    old = data[at : at + 1]
    new = draw.draw(st.sampled_from([b"", old + b"0", *(bytes([value]) for value in range(256))]), label="byte")
    return data[:at] + new + data[at + 1 :]


def choose_file(draw: st.DataObject, *starts: str) -> tuple[str, bytes]:
    """Choose a file of the pack."""
    files = read_zip(good()[1])
    name = draw.draw(st.sampled_from(sorted(name for name in files if name.startswith(starts))), label="file")
    return name, files[name]


def test_nothing_changed() -> None:
    """The pack as it was made is not refused."""
    assert not is_found(good()[1])


@given(st.data())
def test_any_byte(draw: st.DataObject) -> None:
    """Any single byte of the pack changed, left out or put in is found."""
    changed = change_byte(good()[1], draw)

    assert (changed != good()[1]) == is_found(changed)


@given(st.data())
def test_without_the_key(draw: st.DataObject) -> None:
    """A byte of any file changed, and the manifest made to fit, is found: the seal is missing."""
    name, data = choose_file(draw, "")
    changed = change_byte(data, draw)

    assert (changed != data) == is_found(reseal_pack(good()[1], {name: changed}))


@given(st.data())
def test_with_the_key(draw: st.DataObject) -> None:
    """A byte of an event, list, notice, key or checkpoint changed, and the pack sealed anew, is found."""
    name, data = choose_file(draw, *BOUND)
    changed = change_byte(data, draw)

    assert (changed != data) == is_found(reseal_pack(good()[1], {name: changed}, NEW))


@given(st.data())
def test_missing_file(draw: st.DataObject) -> None:
    """Any file left out is found."""
    name, _ = choose_file(draw, "")

    assert is_found(reseal_pack(good()[1], {name: None}))


@given(st.data())
def test_events_swapped(draw: st.DataObject) -> None:
    """Two events in each other's place are found, sealed anew or not."""
    (one, first), (other, second) = choose_file(draw, "events/"), choose_file(draw, "events/")
    signer = draw.draw(st.sampled_from([None, NEW]))

    assert (one != other) == is_found(reseal_pack(good()[1], {one: second, other: first}, signer))


@given(st.data())
def test_event_added(draw: st.DataObject) -> None:
    """An event that is not in the log is found, even put in by the holder of the key."""
    count = len(good()[0].parts.events)
    event = read_json(choose_file(draw, "events/")[1].decode()) | {"seq": draw.draw(st.integers(-1, 400))}
    added: dict[str, bytes | None] = {f"events/{count + 1:04d}.json": write_json(event).encode()}

    assert is_found(reseal_pack(good()[1], added, NEW))


def rebuild_pack(log: Log, **changes: Any) -> bytes:
    """Return the pack the log's owner makes, with his own key, of a log he wrote anew."""
    parts = good()[0].parts
    shown = tuple(log.show(event.seq) for event in parts.events if event.seq < 5)
    grown = tuple(
        Consistency(old, log.size, consistency_proof(old, log.size, log.read))
        for old in (40, 100, 256)
        if old < log.size
    )
    cut = {"lists": (), "notices": (), "consistency": grown, "checkpoint": log.checkpoint(log.size, NEW)}
    return write_pack(replace(parts, events=shown, **(cut | changes)), NEW)


@given(st.data())
def test_history_written_anew(draw: st.DataObject) -> None:
    """An entry changed, left out, put in or moved in a log signed anew is found against the kept checkpoints."""
    original = good()[0].log
    log = Log(list(original.salts), list(original.contents))
    at = draw.draw(st.integers(5, 255), label="at")
    how = draw.draw(st.sampled_from(["change", "drop", "add", "swap"]), label="how")
    if how == "change":
        log.contents[at] = log.contents[at] + b" "
    elif how == "drop":
        del log.contents[at], log.salts[at]
    elif how == "add":
        log.contents.insert(at, b"{}")
        log.salts.insert(at, bytes(16))
    else:
        log.contents[at - 1 : at + 1] = log.contents[at - 1 : at + 1][::-1]
    forged = rebuild_pack(log)

    assert BROKEN not in {found.state for found in verify_pack(forged, {}, ())}  # by itself it looks sound
    assert is_found(forged)


@given(st.integers(101, 255))
def test_history_cut(size: int) -> None:
    """A log cut below a kept checkpoint is found, though its beginning is the true one."""
    original = good()[0].log
    forged = rebuild_pack(Log(original.salts[:size], original.contents[:size]))

    assert BROKEN not in {found.state for found in verify_pack(forged, {}, ())}
    assert is_found(forged)
