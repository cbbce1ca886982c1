"""Which texts can be a key, and how equal ones are made equal."""

from __future__ import annotations

import pytest

from yunnuo.people.ids import random_ids
from yunnuo.people.keys import KeyKind, account_scope, normalise_value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (KeyKind.PHONE, "199 0000 0001", "+8619900000001"),
        (KeyKind.PHONE, "\t19900000001", "+8619900000001"),
        (KeyKind.PHONE, "+86-19900000001", "+8619900000001"),
        (KeyKind.PHONE, "１９９００００００１", None),
        (KeyKind.PHONE, "199****0001", None),
        (KeyKind.PHONE, "19900000001-1234", None),
        (KeyKind.PHONE, "010-12345678", None),
        (KeyKind.EMAIL, " Only@Example.COM ", "only@example.com"),
        (KeyKind.EMAIL, "o***@example.com", None),
        (KeyKind.EMAIL, "nobody", None),
        (KeyKind.PLATFORM_ACCOUNT, " 小鹿1 ", "小鹿1"),
        (KeyKind.PLATFORM_ACCOUNT, "小**1", None),
        (KeyKind.PLATFORM_ACCOUNT, "-", None),
        (KeyKind.WECOM_ID, "wmAbC-_1", "wmAbC-_1"),
        (KeyKind.UNION_ID, "oAbC1", "oAbC1"),
    ],
)
def test_values_are_normalised_or_refused(kind: KeyKind, text: str, value: str | None) -> None:
    """A complete value is written one way; masked, virtual and malformed ones are no key."""
    assert value == normalise_value(kind, text)


def test_scope_of_an_account() -> None:
    """An account is scoped by platform and shop."""
    assert "jd|店" == account_scope("jd", "店")


def test_ids_are_positive_and_fit() -> None:
    """Random numbers are positive and fit a signed 64-bit column."""
    ids = random_ids(1000)

    assert (1000, True) == (len(set(ids)), all(0 < number < 2**63 for number in ids))
