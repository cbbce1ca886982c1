"""Phones hiding in free text, and a kind for every role of a column."""

from __future__ import annotations

import pytest

from yunnuo.identify.roles import ROLE_KINDS
from yunnuo.identify.shape import Role
from yunnuo.identify.text import find_phones

TEXTS = [
    ("电话19900012345谢谢", [(2, 13)]),
    ("199 0001 2345", [(0, 13)]),
    ("199-0001-2345/199.0001.2346", [(0, 13), (14, 27)]),
    ("１９９０００１２３４５", [(0, 11)]),
    ("一九九零零零一二三四五", [(0, 11)]),
    ("幺99〇〇〇1二三四五", [(0, 11)]),
    ("+86 19900012345", [(0, 15)]),
    ("8619900012345", [(0, 13)]),
    ("19900012345 19900012346", [(0, 11), (12, 23)]),
    ("199____00012345", []),
    ("单号2026090319900012345", []),
    ("19900012345678", []),
    ("12900012345", []),
    ("放门口", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "spans"), TEXTS)
def test_phones_in_text(text: str, spans: list[tuple[int, int]]) -> None:
    """Mobile numbers are found however people write them; longer runs of digits are not numbers."""
    assert spans == find_phones(text)


def test_every_role_is_held() -> None:
    """Every role a column may have is a kind of column."""
    assert set(Role) == set(ROLE_KINDS)
