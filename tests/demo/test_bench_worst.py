"""The worst texts: how they are measured, and that none makes finding spans slow."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import time
from typing import TYPE_CHECKING

import pytest

import yunnuo.identify as room
from yunnuo.demo import bench_worst
from yunnuo.demo.bench_worst import START, Reader, list_readers, list_worst, make_worst, measure_worst, report_worst
from yunnuo.demo.mixed_remarks import make_mixed
from yunnuo.identify.text import find_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.demo.bench_worst import Worst

# How Python reads a pattern; there is no public way to ask.
signs, parser = (importlib.import_module(f"re.{name}") for name in ("_constants", "_parser"))
_REPEATS = (signs.MAX_REPEAT, signs.MIN_REPEAT, signs.POSSESSIVE_REPEAT)
# Patterns that repeat without end and go on: each is held against one value or cell, never searched through a text.
_SHORT_VALUES = {
    "cells.CIPHER_PATTERN": "a whole cell, from its first sign; the parts share no sign",
    "columns.values.CIPHER_PATTERN": "the same pattern",
    "columns.fitting.CIPHER_PATTERN": "the same pattern",
    "columns.headers._OPAQUE": "a whole header",
    "heading._FOOTER": "the first cell of a row, from its first sign",
    "heading._DATA": "one cell, from its first sign",
    "recognizers.nickname._ID_LIKE": "a value of twenty signs",
    "recognizers.open_id._CHANGES": "a value of 128 signs",
    "bounds._UNBOUNDED": "patterns of dictionaries and of a brand's own recognisers, when they are loaded",
    "bounds._CLASS": "the same",
}


def _list_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.walk_packages(room.__path__, "yunnuo.identify."):
        for name, value in vars(importlib.import_module(module.name)).items():
            held = value if isinstance(value, tuple | list) else value.values() if isinstance(value, dict) else (value,)
            for one in held:
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    yield f"{module.name.removeprefix('yunnuo.identify.')}.{name}", one


def _children(sign: object, held: object) -> list[object]:
    """Return the parts of a repetition, group, choice or look-around."""
    if sign in _REPEATS:
        return [held[2]]  # type: ignore[index]
    if sign is signs.SUBPATTERN:
        return [held[3]]  # type: ignore[index]
    if sign is signs.BRANCH:
        return list(held[1])  # type: ignore[index]
    if sign in {signs.ASSERT, signs.ASSERT_NOT}:
        return [held[1]]  # type: ignore[index]
    return [held] if sign is signs.ATOMIC_GROUP else []


def _goes_on(tree: object, *, is_last: bool, is_repeated: bool) -> bool:
    """Return whether a repetition without end stands inside another or before something that may still fail."""
    parts = list(tree)  # type: ignore[call-overload]
    for place, (sign, held) in enumerate(parts):
        may_stop = all(after in _REPEATS and how[0] == 0 for after, how in parts[place + 1 :])
        ends = is_last and may_stop and sign not in {signs.ASSERT, signs.ASSERT_NOT}
        is_endless = sign in _REPEATS and held[1] is signs.MAXREPEAT
        if is_endless and (is_repeated or not ends):
            return True
        inside = is_repeated or is_endless
        if any(_goes_on(child, is_last=ends, is_repeated=inside) for child in _children(sign, held)):
            return True
    return False


def test_endless_repetition_is_told() -> None:
    """A repetition without end is harmless at the end of a pattern, and found where something must follow or repeat."""
    told = {
        "a[0-9]+": False,
        "x{0,9}y": False,
        "[0-9]+@": True,
        "(?:a+)+": True,
        "a(?!b*c)": True,
        "(a+)c": True,
        "a+(?:b)?": False,
    }
    assert told == {one: _goes_on(parser.parse(one), is_last=True, is_repeated=False) for one in told}


def test_patterns_are_bounded() -> None:
    """No pattern of the room repeats without end before what may fail, but for those that only see short values."""
    patterns = list(_list_patterns())
    endless = {
        name
        for name, one in patterns
        if _goes_on(parser.parse(one.pattern, one.flags), is_last=True, is_repeated=False)
    }
    assert set() == endless - set(_SHORT_VALUES)
    assert len(patterns) > 100


def test_worst_texts_are_measured() -> None:
    """A text is doubled up to the longest asked for; the sheet has the slowest of each reader first."""
    reader = Reader("甲", len, START * 8, 5)
    assert START * 4 == measure_worst(reader, "****", most=START * 4, patience=60).characters
    assert START * 8 == measure_worst(reader, "****", most=START * 16, patience=60).characters
    assert all(START == len(make_worst(name, START)) for name in list_worst())
    figures = [row[3] for row in report_worst([reader], most=START, patience=60).rows]
    assert 5 == len(figures)
    assert sorted(figures, reverse=True) == figures  # type: ignore[type-var]


def test_slow_text_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that takes longer than the patience is not made any longer."""
    monkeypatch.setattr(bench_worst, "_time_text", lambda text, _reader: len(text) / START)
    reader = Reader("甲", len, START * 64, 5)
    assert None is measure_worst(reader, "****", most=START * 64, patience=0.5).growth
    slow = measure_worst(reader, "****", most=START * 64, patience=1.5)
    assert (START * 2, 2.0) == (slow.characters, slow.growth)


def test_no_text_is_hopeless() -> None:
    """A few thousand signs of any of the worst texts take less than some seconds of the processor."""
    for reader in list_readers():
        for name in list_worst():
            started = time.process_time()
            reader.read(make_worst(name, START // 8))
            assert time.process_time() - started < 3, (reader.name, name)


@pytest.mark.soak
@pytest.mark.parametrize("name", list(list_worst()))
@pytest.mark.parametrize("reader", list_readers(), ids=lambda reader: reader.name)
def test_worst_time_is_linear(reader: Reader, name: str) -> None:
    """A text twice as long takes no more than about three times as long, and a megabyte less than a minute.

    What a busy machine disturbs is measured again; what is not linear is not linear three times.
    """
    measured = (measure_worst(reader, name, most=1 << 20, patience=2) for _ in range(3))

    assert any(map(_is_linear, measured))


def _is_linear(worst: Worst) -> bool:
    grows_fast = worst.growth is not None and worst.growth >= 3.3 and worst.seconds_per_mb >= 1
    return worst.seconds_per_mb < 60 and not grows_fast


@pytest.mark.soak
def test_large_cells_end() -> None:
    """A cell of ten megabytes, of digits or of remarks, comes to its end within minutes."""
    texts = "，".join(remark.text for remark in make_mixed(random.Random(1), 4000))  # noqa: S311  # invented texts
    for cell in (make_worst("只有数字", 10_000_000), make_worst("****", 10_000_000), texts * (3_300_000 // len(texts))):
        started = time.process_time()
        find_spans(cell)
        assert time.process_time() - started < 240
