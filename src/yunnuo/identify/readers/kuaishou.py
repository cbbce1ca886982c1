"""快手小店: order download, csv or xlsx.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
账号明细 is the top-up account of virtual goods: personal information outside the address block.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2025: Final = split_headers(
    "订单号|赠品订单号|活动订单编号|订单创建时间|订单支付时间|预售定金支付时间|订单状态|实付款|快递费|"
    "店铺优惠|平台补贴|主播补贴|混资活动优惠|支付优惠|支付方式|成交数量|买家留言|账号类型|账号明细|订单备注|"
    "旗帜颜色|售后状态|活动订单|预售/承诺发货时间|订单载体|商品名称|商品ID|商品规格|SKU编码|商品单价|渠道|"
    "CPS达人ID|CPS达人昵称|预估推广佣金|预估推广者分佣比例|团长ID|团长昵称|快赚客ID|快赚客昵称|授权推广者ID|"
    "授权推广者昵称|收货人姓名|收货人电话|收货地址-省|收货地址-市|收货地址-区|收货地址-街道|收货地址|"
    "发货时间|快递公司|快递单号|物流信息|集运类型|直邮类型|仓库名称|仓库地址|实名姓名|服务门店ID|"
    "服务门店名称|服务门店地址|国补/类国补/消费券"
)

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单号",
        Role.RECEIVER_NAME: "收货人姓名",
        Role.RECEIVER_PHONE: "收货人电话",
        Role.REGION: "收货地址-省|收货地址-市|收货地址-区|收货地址-街道",
        Role.RECEIVER_ADDRESS: "收货地址",
        Role.REMARK: "买家留言|订单备注",
        Role.TOP_UP_ACCOUNT: "账号明细",
        Role.ID_NAME: "实名姓名",
        Role.ORDERED_AT: "订单创建时间",
        Role.PAID_AT: "订单支付时间",
        Role.GOODS: "商品名称|商品规格",
        Role.STATUS: "订单状态|售后状态",
        Role.AMOUNT: "实付款",
        Role.TRACKING: "快递单号",
        Role.PROMOTER: "CPS达人ID|CPS达人昵称|团长ID|团长昵称|快赚客ID|快赚客昵称|授权推广者ID|授权推广者昵称",
    }
)

LAYOUTS: Final = (
    Layout(
        name="kuaishou.order.2025",
        platform="kuaishou",
        kind="order",
        era="2025-2026",
        certainty="high",
        origin="platform_order",
        headers=_ORDER_2025,
        roles=_ROLES,
    ),
)
