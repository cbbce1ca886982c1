"""The one registry of export readers: platform id -> the layouts of its downloads.

To add one: a module of the same shape beside these and one line here (docs/how-to/add-a-reader.md). Nothing is
discovered by import magic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.identify.readers import (
    douyin,
    jd,
    kuaishou,
    pdd,
    taobao_tmall,
    wangdiantong_erp,
    wecom,
    wecom_scrm,
    weidian,
    weixin_shop,
    xiaohongshu,
    youzan,
)

if TYPE_CHECKING:
    from yunnuo.identify.shape import Layout

READERS: Final[dict[str, tuple[Layout, ...]]] = {
    "taobao_tmall": taobao_tmall.LAYOUTS,
    "jd": jd.LAYOUTS,
    "douyin": douyin.LAYOUTS,
    "kuaishou": kuaishou.LAYOUTS,
    "pdd": pdd.LAYOUTS,
    "xiaohongshu": xiaohongshu.LAYOUTS,
    "weixin_shop": weixin_shop.LAYOUTS,
    "youzan": youzan.LAYOUTS,
    "weidian": weidian.LAYOUTS,
    "wecom": wecom.LAYOUTS,
    "wecom_scrm": wecom_scrm.LAYOUTS,
    "wangdiantong_erp": wangdiantong_erp.LAYOUTS,
    "own_shop": (),  # writes what it likes: only a mapping says what its files hold
}
