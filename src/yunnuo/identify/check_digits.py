"""The check digits of cards and identity numbers, once for recognisers and columns.

Pure sums over digits that a pattern has found; it must never search a text.
"""

from __future__ import annotations

from typing import Final

# Weights and check characters of GB 11643.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_luhn(digits: str) -> bool:
    """Return whether the last digit is right by Luhn's formula (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        total += _DOUBLED[value] if place % 2 else value
    return total % 10 == 0


def is_identity_check(number: str) -> bool:
    """Return whether the last of 18 characters is the check character of the 17 digits before it."""
    total = sum((ord(digit) - 48) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17].upper()
