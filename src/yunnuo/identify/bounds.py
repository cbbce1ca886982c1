"""Whether a pattern somebody wrote repeats with an end: the time it takes is then bounded by the text.

Looks at how the pattern is written, compiles nothing.
"""

from __future__ import annotations

import re
from typing import Final

_CLASS: Final = re.compile(r"(?<!\\)\[(?:\\.|[^\]])*\]")
_UNBOUNDED: Final = re.compile(r"(?<!\\)[*+]|(?<!\\)\{\d*,\}")


def is_bounded(pattern: str) -> bool:
    """Return whether no `*`, `+` or open `{n,}` stands outside a class of characters."""
    return _UNBOUNDED.search(_CLASS.sub("", pattern)) is None
