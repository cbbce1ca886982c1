"""Errors of the evidence room.

YunnuoError
├── InputError
│   └── BadEvidenceError   a key, checkpoint or note that cannot be read, or parts that do not make a pack
└── RefusedError
    └── BrokenPackError    the pack that was made does not verify, so it is not handed out
"""

from __future__ import annotations

from yunnuo.terms.errors import InputError, RefusedError


class BadEvidenceError(InputError):
    """A key, checkpoint or note that cannot be read, or parts that do not make a pack."""


class BrokenPackError(RefusedError):
    """The pack that was made does not verify."""
