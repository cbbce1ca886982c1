"""微信小店/视频号: order download.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
A row with 礼物单号 was paid by somebody other than the receiver, who has no relation to the shop.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2025: Final = split_headers(
    "订单号|订单下单时间|订单发货时间|订单确认收货时间|订单完成结算时间|订单状态|发货方式|收件人姓名|"
    "收件人地址|省|市|区|收件人手机|买家备注|商家备注|打标颜色|商品总价|订单实际支付金额|订单实际收款金额|"
    "订单运费|商品优惠|跨店优惠|商品改价|积分抵扣|支付方式|支付时间|交易单号|物流公司|快递单号|技术服务费|"
    "技术服务费（将以人气卡形式返还）|运费险预计投保费用|带货方式|带货账号类型|带货账号昵称|带货费用渠道|"
    "带货费用类型|带货费用|带货佣金率|礼物单号|商品名称|商品编码(平台)|商品编码(自定义)|SKU编码(自定义)|"
    "商品属性|商品价格(单件)|商品实际价格(单件)|商品实际价格(总共)|是否预售|商品数量|商品平台券优惠|"
    "商品平均运费|定制信息|定制预览图|商品发货|商品售后|商品已退款金额"
)
_ALSO: Final = split_headers("带货人昵称|授权号")

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单号",
        Role.RECEIVER_NAME: "收件人姓名",
        Role.RECEIVER_PHONE: "收件人手机",
        Role.RECEIVER_ADDRESS: "收件人地址",
        Role.REGION: "省|市|区",
        Role.REMARK: "买家备注|商家备注|定制信息",
        Role.GIFT: "礼物单号",
        Role.ORDERED_AT: "订单下单时间",
        Role.PAID_AT: "支付时间",
        Role.GOODS: "商品名称|商品属性",
        Role.STATUS: "订单状态",
        Role.AMOUNT: "订单实际支付金额",
        Role.TRACKING: "快递单号",
        Role.PAYMENT_ID: "交易单号",
        Role.PROMOTER: "带货账号昵称|带货人昵称",
    }
)

LAYOUTS: Final = (
    Layout(
        name="weixin_shop.order.2025",
        platform="weixin_shop",
        kind="order",
        era="2025-2026",
        certainty="high",
        origin="platform_order",
        headers=_ORDER_2025,
        roles=_ROLES,
        also=_ALSO,
    ),
)
