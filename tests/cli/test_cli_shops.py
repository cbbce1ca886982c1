"""`people shop` and `people shops`: whose each shop is, said once, listed, and answered by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli_desk import refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path

OURS, OTHERS = "允诺样例日化有限公司", "允诺样例商贸有限公司"
ASKED = ("--purpose", "delivery", "--channel", "sms")


def test_shops_of_two_handlers(brand: Path) -> None:
    """A shop said to be another handler's is listed as such, and its orders are no contract with the first any more."""
    where = ("--workspace", brand)
    shop = ("--platform", "有赞", "--shop", "允诺样例小程序", "--by", "法务部", *where)
    before = succeed("people", "shops", *where)
    told = succeed("people", "shop", "--handler", OTHERS, *shop)
    again = succeed("people", "shop", "--handler", OTHERS, *shop)
    after = succeed("people", "shops", *where)
    file = brand / "files" / "orders" / "youzan_orders.csv"
    answers = [
        succeed("screen", file, *ASKED, "--handler", name, "--out", f"给{name}", *where).splitlines()[1]
        for name in (OURS, OTHERS)
    ]

    assert f"有赞　允诺样例小程序　{OURS}" in before
    assert "已记下。" in told
    assert f"告知里没有这个名称，有的是：{OURS}" in told
    assert "以前已有" in again
    assert f"有赞　允诺样例小程序　{OTHERS}" in after
    assert "淘宝/天猫　允诺样例旗舰店　不知道是哪个处理者的" in after
    assert ["可以 0" in answers[0], "不可以 0" in answers[1]] == [True, True], answers


def test_shop_without_platform(brand: Path) -> None:
    """A shop is named together with its platform; the message says so and nothing is written."""
    said = refuse("people", "shop", "--handler", OURS, "--shop", "小程序", "--by", "法务部", "--workspace", brand)

    assert "--platform" in said
    assert OURS in succeed("people", "shops", "--workspace", brand)
