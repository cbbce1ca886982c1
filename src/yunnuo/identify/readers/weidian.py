"""微店: order download.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
下单模板信息 is what the buyer filled in freely.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER: Final = split_headers(
    "订单编号|订单状态|商品型号|商品件数|收货人/提货人姓名|收货人/提货人手机号|收货/提货详细地址|"
    "下单模板信息|买家留言|卖家备注"
)

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单编号",
        Role.RECEIVER_NAME: "收货人/提货人姓名",
        Role.RECEIVER_PHONE: "收货人/提货人手机号",
        Role.RECEIVER_ADDRESS: "收货/提货详细地址",
        Role.REMARK: "下单模板信息|买家留言|卖家备注",
        Role.GOODS: "商品型号",
        Role.STATUS: "订单状态",
    }
)

LAYOUTS: Final = (
    Layout(
        name="weidian.order",
        platform="weidian",
        kind="order",
        era="unknown",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER,
        roles=_ROLES,
    ),
)
