"""The shape of a recogniser: one small module per kind, and what it promises.

A module of this shape is listed once in `recognizers/__init__.py`. Every pattern in it must be one that RE2 accepts
too: no look-around, no back-reference, every repetition bounded; so no text can make it slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded
    from yunnuo.identify.spans import Span


class Recognizer(Protocol):
    """What text.py and the docs need from each recogniser; a module with these names is one.

    `KIND`: id in `kinds.KINDS`. `EXAMPLE`: one invented value. `SOURCE`: where the grammar comes from. `LIMITS`:
    what it misses and what its mask leaves. `FEWEST`: digits and mask signs that must stand together in a text, short
    separators allowed, before `find` is worth calling; it always is where two mask signs or Chinese numerals
    stand. `CUES`: words in small letters, one of which must stand in the text; empty when none is needed.
    """

    @property
    def KIND(self) -> str: ...  # noqa: D102, N802  # a constant of a module

    @property
    def EXAMPLE(self) -> str: ...  # noqa: D102, N802

    @property
    def SOURCE(self) -> str: ...  # noqa: D102, N802

    @property
    def LIMITS(self) -> str: ...  # noqa: D102, N802

    @property
    def FEWEST(self) -> int: ...  # noqa: D102, N802

    @property
    def CUES(self) -> tuple[str, ...]: ...  # noqa: D102, N802

    def compact(self, text: str) -> str:
        """Return the value as systems store it: folded, without separators; `` stays ``."""

    def is_valid(self, text: str) -> bool:
        """Return whether the whole of `text` is one plain value of this kind, checks included."""

    def find(self, text: Folded) -> Iterator[Span]:
        """Yield the spans of this kind, masked ones too; they may overlap those of other recognisers."""

    def mask(self, text: str) -> str:
        """Return `text`, one value, with what `LIMITS` says left open and the rest as `*`."""
