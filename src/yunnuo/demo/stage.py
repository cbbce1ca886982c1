"""From a seed, a number of orders and a day to the whole world: scenes first, then the crowd up to each share."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Final

from yunnuo.demo import crowd, scenes_own, scenes_platform
from yunnuo.demo.cast import Cast
from yunnuo.demo.setting import load_setting
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from yunnuo.demo.records import Order

FULL_ORDERS: Final = 20_000
FEWEST_ORDERS: Final = 400
_FILE_OF: Final = {"taobao_tmall": "tmall"}


def set_stage(*, seed: int, orders: int, today: date) -> Cast:
    """Return the world of `seed`: exactly `orders` rows over Tmall, JD, Douyin and Youzan, and a few workbook rows.

    Raises InputError when there are too few orders for every scene, or when the day lies before the story ends.
    """
    setting = load_setting()
    if orders < FEWEST_ORDERS:
        todo = f"把订单数设为 {FEWEST_ORDERS} 或更多"
        raise InputError("demo.too_few_orders", "订单太少，容不下每一种情形", todo=todo)
    if today < setting.earliest_today:
        todo = f"选 {setting.earliest_today} 或之后的日子"
        raise InputError("demo.day_too_early", "演示的日子早于演示数据里最后的事件", todo=todo)
    cast = Cast(random.Random(seed), setting, today)  # noqa: S311  # sample data must be repeatable, not secret
    scenes = {**scenes_own.SCENES, **scenes_platform.SCENES}
    for name, full in setting.scenes.items():
        for index in range(count_players(full, orders)):
            scenes[name](cast, name, index)
    placed = count_rows(cast.orders)
    for kind, rows in share_rows(cast, orders).items():
        crowd.FILLS[kind](cast, rows - placed[kind])
    return cast


def count_players(full: int, orders: int) -> int:
    """Return how many groups play a scene that `full` groups play at 20,000 orders."""
    return max(1, full * orders // FULL_ORDERS)


def share_rows(cast: Cast, orders: int) -> dict[str, int]:
    """Return file kind -> rows; the first four add up to `orders`, the workbooks come on top."""
    shares = {kind: orders * part // 100 for kind, part in cast.setting.shares.items()}
    shares["douyin"] = orders - sum(shares.values())
    placed = count_rows(cast.orders)
    return shares | {kind: max(orders * part // 100, placed[kind]) for kind, part in cast.setting.on_top.items()}


def count_rows(orders: list[Order]) -> Counter[str]:
    """Return file kind -> rows the orders take, one for each order line."""
    counts: Counter[str] = Counter()
    for order in orders:
        counts[_FILE_OF.get(order.platform, order.platform)] += order.lines
    return counts
