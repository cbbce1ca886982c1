"""Errors of the protect room.

YunnuoError
└── RefusedError
    ├── KeyringError   keys are missing, readable by others, damaged, or do not open what they should
    └── TokenError     a token was not made here, or was altered
"""

from __future__ import annotations

from yunnuo.terms.errors import RefusedError


class KeyringError(RefusedError):
    """The keys cannot be used; nothing was read or written with them."""


class TokenError(RefusedError):
    """A token cannot be relied on; says nothing about why, for whoever altered it would learn from it."""

    def __init__(self) -> None:
        super().__init__("protect.token", "这个链接不是我们做的，或者被改动过", todo="重新扫码，或向品牌索取链接")
