"""抖店: order download; the merchant may drop columns. Receiver cells hold `##…` and `$$…` ciphertext.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
达人 is a streamer, a person but not the consumer.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2025: Final = split_headers(
    "主订单编号|子订单编号|选购商品|商品规格|商品数量|商品ID|商家编码|商品单价|订单应付金额|运费|优惠总金额|"
    "平台优惠|商家优惠|达人优惠|商家改价|支付优惠|红包抵扣|支付方式|手续费|收件人|收件人手机号|省|市|区|街道|"
    "详细地址|是否修改过地址|地址修改时段|买家留言|订单提交时间|旗帜颜色|商家备注|订单完成时间|支付完成时间|"
    "APP渠道|流量来源|订单状态|承诺发货时间|订单类型|鲁班落地页ID|达人ID|达人昵称|所属门店ID|售后状态|"
    "取消原因|预约发货时间|仓库ID|仓库名称|序列号|是否安心购|广告渠道|流量类型|流量体裁|流量渠道|发货主体|"
    "发货主体明细|发货时间|降价类优惠|平台实际承担优惠金额|商家实际承担优惠金额|达人实际承担优惠金额|"
    "预计送达时间|是否平台仓自流转|车型|商品69码|发货SN码|发货IMEI码1|发货IMEI码2|预约送达时间|"
    "建议发货时间（起）|建议发货时间（止）|物流SN码|物流IMEI码1|物流IMEI码2"
)

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "主订单编号",
        Role.RECEIVER_NAME: "收件人",
        Role.RECEIVER_PHONE: "收件人手机号",
        Role.REGION: "省|市|区|街道",
        Role.RECEIVER_ADDRESS: "详细地址",
        Role.REMARK: "买家留言|商家备注",
        Role.ORDERED_AT: "订单提交时间",
        Role.PAID_AT: "支付完成时间",
        Role.GOODS: "选购商品|商品规格",
        Role.STATUS: "订单状态|售后状态",
        Role.AMOUNT: "订单应付金额",
        Role.PROMOTER: "达人ID|达人昵称",
        Role.DEVICE_ID: "发货SN码|发货IMEI码1|发货IMEI码2|物流SN码|物流IMEI码1|物流IMEI码2|序列号",
    }
)

LAYOUTS: Final = (
    Layout(
        name="douyin.order.2025",
        platform="douyin",
        kind="order",
        era="2025-2026",
        certainty="high",
        origin="platform_order",
        headers=_ORDER_2025,
        roles=_ROLES,
    ),
)
