"""拼多多: order download, with consumer columns until 2020 and without since.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
街道 held the full street address in the old file.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2020: Final = split_headers(
    "商品|订单号|订单状态|商品总价(元)|店铺优惠折扣(元)|平台优惠折扣(元)|邮费(元)|上门安装费(元)|"
    "送货入户费(元)|送货入户并安装费(元)|用户实付金额(元)|商家实收金额(元)|商品数量(件)|身份证姓名|"
    "身份证号码|收货人|手机|是否异常|省|市|区|街道|支付时间|拼单成功时间|订单确认时间|承诺发货时间|发货时间|"
    "确认收货时间|商品id|商品规格|用户购买手机号|样式ID|商家编码-SKU维度|商家编码-商品维度|快递单号|快递公司|"
    "海淘清关订单号|支付ID|支付方式|是否抽奖或0元试用|是否顺丰加价|商家备注|售后状态|买家留言|关联货品编码|"
    "货品名称|货品类型|子货品|仓库名称|仓库所在地址|是否门店自提|门店名称|门店自定义编码|旅行类信息"
)
_ORDER_2025: Final = split_headers(
    "商品|订单号|订单状态|商品总价(元)|邮费(元)|店铺优惠折扣(元)|平台优惠折扣(元)|多多支付立减金额(元)|"
    "用户实付金额(元)|商家实收金额(元)|商品数量(件)|发货时间|确认收货时间|商品id|商品规格|样式ID|"
    "商家编码-规格维度|商家编码-商品维度|商家备注|售后状态|快递单号|快递公司|订单成交时间|是否分期|分期期数|"
    "手续费承担方|分期方式"
)
_ALSO_2020: Final = split_headers("是否审核中|消费者资料")

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单号",
        Role.ID_NAME: "身份证姓名",
        Role.ID_NUMBER: "身份证号码",
        Role.RECEIVER_NAME: "收货人",
        Role.RECEIVER_PHONE: "手机",
        Role.BUYER_PHONE: "用户购买手机号",
        Role.REGION: "省|市|区",
        Role.RECEIVER_ADDRESS: "街道",
        Role.REMARK: "商家备注|买家留言|消费者资料",
        Role.ORDERED_AT: "订单成交时间|拼单成功时间",
        Role.PAID_AT: "支付时间",
        Role.GOODS: "商品|商品规格",
        Role.STATUS: "订单状态|售后状态",
        Role.AMOUNT: "用户实付金额(元)|商家实收金额(元)",
        Role.TRACKING: "快递单号",
        Role.PAYMENT_ID: "支付ID",
    }
)

LAYOUTS: Final = (
    Layout(
        name="pdd.order.2020",
        platform="pdd",
        kind="order",
        era="2018-2020",
        certainty="high",
        origin="platform_order",
        headers=_ORDER_2020,
        roles=_ROLES,
        also=_ALSO_2020,
    ),
    Layout(
        name="pdd.order.2025",
        platform="pdd",
        kind="order",
        era="2025-2026",
        certainty="high",
        origin="platform_order",
        headers=_ORDER_2025,
        roles=_ROLES,
    ),
)
