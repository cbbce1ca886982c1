"""Masking contact points for people who only need to recognise them.

Limits: what is left of a phone (first three, last two digits) narrows an 11-digit number to a million; with a name
or an address beside it, it may identify the person. A masked value is still personal information (个保法第四条).
"""

from __future__ import annotations

SHOWN_HEAD = 3
SHOWN_TAIL = 2


def mask_contact(kind: str, value: str) -> str:
    """Return the value with its middle replaced by `*`; an e-mail keeps its first letter and its domain.

    >>> mask_contact("phone", "+8619900012345")
    '199******45'
    >>> mask_contact("email", "someone@example.com")
    's***@example.com'
    """
    if kind == "email":
        name, _, domain = value.partition("@")
        return f"{name[:1]}***@{domain}"
    digits = value.removeprefix("+86")
    hidden = max(0, len(digits) - SHOWN_HEAD - SHOWN_TAIL)
    return digits[:SHOWN_HEAD] + "*" * hidden + (digits[-SHOWN_TAIL:] if hidden else "")
