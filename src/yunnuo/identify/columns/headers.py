"""What a header alone says about a column; `col_0` says nothing.

It must never decide by itself: values confirm or contradict it (`judge`).
"""

from __future__ import annotations

import re
from typing import Final

from yunnuo.identify.columns.lexicon import code_pattern, exact_headers, header_patterns
from yunnuo.identify.shape import normalise_header

# A second column of one name as pandas, Excel and databases rename it: 手机.1, 手机_2, 手机（2）.
_REPEAT: Final = re.compile(r"(?<=[^\d_.])(?:[._ ]?\d{1,2}|\(\d{1,2}\))$")
_OPAQUE: Final = re.compile(
    r"(?:c|col|column|field|f|var|x|列|字段|unnamed:?|_c|attr|value)?[ _:.-]*\d*(?:_level_\d+)?"
)
EXACT_SURE: Final = 0.95
LIKE_SURE: Final = 0.8


def read_header(header: str) -> tuple[str, float]:
    """Return (kind id, how sure from 0 to 1); (``, 0.0) for a header that says nothing."""
    name = normalise_header(header)
    if not name or _OPAQUE.fullmatch(name):
        return "", 0.0
    for candidate in (name, _REPEAT.sub("", name), *_split_name(name)):
        if kind := exact_headers().get(candidate):
            return kind, EXACT_SURE
    for kind, pattern in header_patterns():
        if pattern.search(name):
            return kind, LIKE_SURE
    return "", 0.0


def names_code(header: str) -> bool:
    """Return whether a header speaks of a code that somebody gives out: 会员卡号, user_id."""
    return bool(code_pattern().search(_REPEAT.sub("", normalise_header(header))))


def _split_name(name: str) -> tuple[str, ...]:
    """Return what stands before brackets and the parts of a name written as `甲/乙` or `表.列`."""
    bare = re.sub(r"[(\[【].*?[)\]】]", "", name)
    parts = re.split(r"[/|.]", bare)
    return (bare, *parts) if len(parts) > 1 or bare != name else ()
