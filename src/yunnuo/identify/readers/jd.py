"""京东: order download of the merchant back office, one row per SKU.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
Since 2021 a merchant picks blurred (`1******6198`) or virtual numbers.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2017: Final = split_headers(
    "订单号|商品ID|商品名称|订购数量|支付方式|下单时间|京东价|订单金额|结算金额|余额支付|应付金额|订单状态|"
    "订单类型|下单帐号|客户姓名|客户地址|联系电话|订单备注|发票类型|发票抬头|发票内容|商家备注|"
    "商家备注等级（等级1-5为由高到低）|运费金额|付款确认时间|增值税发票|货号|订单完成时间|订单来源|订单渠道"
)
_ALSO: Final = split_headers("送装服务|服务费|仓库id|仓库名称|店铺ID|店铺名称")

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单号",
        Role.ACCOUNT: "下单帐号",
        Role.RECEIVER_NAME: "客户姓名",
        Role.RECEIVER_ADDRESS: "客户地址",
        Role.RECEIVER_PHONE: "联系电话",
        Role.REMARK: "订单备注|商家备注",
        Role.SHOP: "店铺名称",
        Role.ORDERED_AT: "下单时间",
        Role.PAID_AT: "付款确认时间",
        Role.GOODS: "商品名称",
        Role.STATUS: "订单状态",
        Role.AMOUNT: "订单金额|结算金额|应付金额",
        Role.INVOICE: "发票抬头|发票内容",
    }
)

LAYOUTS: Final = (
    Layout(
        name="jd.order.2017",
        platform="jd",
        kind="order",
        era="<=2017",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER_2017,
        roles=_ROLES,
        also=_ALSO,
    ),
)
