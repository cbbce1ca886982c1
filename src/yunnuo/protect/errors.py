"""Errors of the protect room.

YunnuoError
└── RefusedError
    └── KeyringError   keys are missing, readable by others, damaged, or do not open what they should
"""

from __future__ import annotations

from yunnuo.terms.errors import RefusedError


class KeyringError(RefusedError):
    """The keys cannot be used; nothing was read or written with them."""
