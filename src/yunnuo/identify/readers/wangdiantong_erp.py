"""旺店通: order download of the ERP, over the brand's shops on any platform.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
The platform an order came from is only in the shop's name.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER: Final = split_headers(
    "订单编号|店铺|子单原始单号|订单状态|订单退款状态|交易时间|付款时间|发货时间|收件人|买家实付|应收金额|"
    "货品名称|实发数量|分摊后总价"
)

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单编号",
        Role.SHOP: "店铺",
        Role.RECEIVER_NAME: "收件人",
        Role.ORDERED_AT: "交易时间",
        Role.PAID_AT: "付款时间",
        Role.GOODS: "货品名称",
        Role.STATUS: "订单状态|订单退款状态",
        Role.AMOUNT: "买家实付|应收金额",
    }
)

LAYOUTS: Final = (
    Layout(
        name="wangdiantong_erp.order",
        platform="wangdiantong_erp",
        kind="order",
        era="unknown",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER,
        roles=_ROLES,
    ),
)
