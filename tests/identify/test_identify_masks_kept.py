"""A mask is never taken from what it hides: a price or a number beside it is no reason to miss it."""

from __future__ import annotations

import pytest

from yunnuo.identify import text
from yunnuo.identify.text import find_many, find_spans

PHONE = "19900001234"


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ("买家 t***6元优惠", {"account"}),
        ("昵称：小***3块钱", {"account"}),
        ("微信 wx***8元红包", {"wechat"}),
        ("旺旺号 a***5元", {"account"}),
        ("支付宝 s***3 元", {"account"}),
        ("会员编号 2001:db8:9a8f::6ccc 李**", {"ip", "name"}),
    ],
)
def test_masks_beside_prices(told: str, kinds: set[str]) -> None:
    """Masked accounts are found before a price, addresses of the net beside a masked name."""
    assert kinds == {span.kind for span in find_spans(told)}


def test_half_characters_keep_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halves of characters side by side, as some exports hold them, leave every place where it is."""
    monkeypatch.setattr(text, "_SHARED", 1)
    texts = [f"\ud83d\ude00 请打{PHONE} 第{number}次" for number in range(40)]

    assert [find_spans(one) for one in texts] == find_many(texts, workers=2)
