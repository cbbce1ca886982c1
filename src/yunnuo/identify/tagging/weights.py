"""The weights of the name model, and the hash of what they were trained on.

It must never weigh anything but the features `evidence.py` makes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES: Final = files("yunnuo.identify") / "lexicon/names"


@cache
def load_weights() -> Mapping[str, int]:
    """Return the weight of each feature in hundredths, so that sums are exact; one that is absent weighs nothing."""
    lines = (_NAMES / "weights.txt").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.rsplit("\t", 1) for line in lines)
    return {name: round(float(weight) * 100) for name, weight in rows}


def read_hash() -> str:
    """Return the hash of the inputs that the shipped weights were trained on."""
    return (_NAMES / "weights.txt").read_text(encoding="utf-8").splitlines()[0].rsplit(" ", 1)[1]
