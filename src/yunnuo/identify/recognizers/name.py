"""Names of persons: Han, spaced, masked, with a title, of minorities, English. The work is done in `identify/tagging`.

It must never say whose name it is, nor take a brand or a work for a person where a list can tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import fold_text
from yunnuo.identify.tagging.names import reads_as_name
from yunnuo.identify.tagging.tagged import find_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded
    from yunnuo.identify.spans import Span

KIND: Final = "name"
EXAMPLE: Final = "诸葛样例"
SOURCE: Final = "Surnames, characters of given names and words beside a name; docs/reference/models/names.md"
LIMITS: Final = "Names in running talk without a cue are often missed. The mask leaves the surname's first character."
FEWEST: Final = 0
CUES: Final = ()
_BLANKS: Final = re.compile(r"[ \u3000]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")


def compact(text: str) -> str:
    """Return the name folded; blanks between Han characters go, those between Latin words stay."""
    folded = fold_text(text).strip()
    return _BLANKS.sub("" if _HAN.search(folded) else " ", folded)


def is_valid(text: str) -> bool:
    """Return whether the whole of `text` is built as a name: a surname and one or two characters, or a known shape."""
    return reads_as_name(compact(text))


def find(text: Folded) -> Iterator[Span]:
    """Yield names of persons, masked ones too."""
    return find_names(text)


def mask(text: str) -> str:
    """Return the first character and a `*` for each other."""
    bare = compact(text)
    return bare[:1] + "*" * (len(bare) - 1) if len(bare) > 1 else "*"
