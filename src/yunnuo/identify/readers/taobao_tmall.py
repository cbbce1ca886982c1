"""淘宝/天猫: order and order-detail downloads of the merchant back office, five eras and one teaching extract.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
联系手机 wins over 联系电话, which is often a landline.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2016: Final = split_headers(
    "订单编号|买家会员名|买家支付宝账号|买家应付货款|买家应付邮费|买家支付积分|总金额|返点积分|"
    "买家实际支付金额|买家实际支付积分|订单状态|买家留言|收货人姓名|收货地址 |运送方式|联系电话 |联系手机|"
    "订单创建时间|订单付款时间 |宝贝标题 |宝贝种类 |物流单号 |物流公司|订单备注|宝贝总数量|店铺Id|店铺名称|"
    "订单关闭原因|卖家服务费|买家服务费|发票抬头|是否手机订单|分阶段订单信息|定金排名|修改后的sku|"
    "修改后的收货地址|异常信息|天猫卡券抵扣|集分宝抵扣|是否是O2O交易"
)
_ORDER_2018: Final = split_headers(
    "订单编号|买家会员名|买家支付宝账号|买家应付货款|买家应付邮费|买家支付积分|总金额|返点积分|"
    "买家实际支付金额|买家实际支付积分|订单状态|买家留言|收货人姓名|收货地址 |运送方式|联系电话 |联系手机|"
    "订单创建时间|订单付款时间 |宝贝标题 |宝贝种类 |物流单号 |物流公司|订单备注|宝贝总数量|店铺Id|店铺名称|"
    "订单关闭原因|卖家服务费|买家服务费|发票抬头|是否手机订单|分阶段订单信息|特权订金订单id|是否上传合同照片|"
    "是否上传小票|是否代付|定金排名|修改后的sku|修改后的收货地址|异常信息|天猫卡券抵扣|集分宝抵扣|"
    "是否是O2O交易|新零售交易类型|新零售导购门店名称|新零售导购门店id|新零售发货门店名称|新零售发货门店id|"
    "退款金额|预约门店|确认收货时间|打款商家金额|含应开票给个人的个人红包"
)
_ORDER_2020: Final = split_headers(
    "订单编号|买家会员名|买家支付宝账号|支付单号|支付详情|买家应付货款|买家应付邮费|买家支付积分|总金额|"
    "返点积分|买家实际支付金额|买家实际支付积分|订单状态|买家留言|收货人姓名|收货地址 |运送方式|联系电话 |"
    "联系手机|订单创建时间|订单付款时间 |宝贝标题 |宝贝种类 |物流单号 |物流公司|订单备注|宝贝总数量|店铺Id|"
    "店铺名称|订单关闭原因|卖家服务费|买家服务费|发票抬头|是否手机订单|分阶段订单信息|特权订金订单id|"
    "是否上传合同照片|是否上传小票|是否代付|定金排名|修改后的sku|修改后的收货地址|异常信息|天猫卡券抵扣|"
    "集分宝抵扣|是否是O2O交易|新零售交易类型|新零售导购门店名称|新零售导购门店id|新零售发货门店名称|"
    "新零售发货门店id|退款金额|预约门店|确认收货时间|打款商家金额|含应开票给个人的个人红包"
)
_ORDER_2022: Final = split_headers(
    "订单编号|买家会员名|买家会员昵称|支付单号|支付详情|买家应付货款|买家应付邮费|买家支付积分|总金额|"
    "返点积分|买家实际支付金额|买家实际支付积分|订单状态|买家留言|收货人姓名|收货地址 |运送方式|联系电话 |"
    "联系手机|虚拟号过期时间|订单创建时间|订单付款时间 |宝贝标题 |宝贝种类 |物流单号 |物流公司|订单备注|"
    "宝贝总数量|店铺Id|店铺名称|订单关闭原因|卖家服务费|买家服务费|发票抬头|是否手机订单|分阶段订单信息|"
    "特权订金订单id|是否上传合同照片|是否上传小票|是否代付|定金排名|修改后的sku|修改后的收货地址|异常信息|"
    "天猫卡券抵扣|集分宝抵扣|是否是O2O交易|新零售交易类型|新零售导购门店名称|新零售导购门店id|"
    "新零售发货门店名称|新零售发货门店id|退款金额|预约门店|确认收货时间|打款商家金额|含应开票给个人的个人红包"
)
_ORDER_2025: Final = split_headers(
    "订单编号|支付单号|支付详情|买家应付货款|买家应付邮费|总金额|买家实付金额|订单创建时间|订单付款时间|"
    "商品标题|退款金额|是否主动赔付|主动赔付金额|主动赔付出账时间|商品属性SKU|C2B小额收款|确认收货打款金额|"
    "含应开票给个人红包|总金额(旧版)"
)
_EXTRACT_2020: Final = split_headers("订单编号|总金额|买家实际支付金额|收货地址 |订单创建时间|订单付款时间 |退款金额")
_DETAIL_2018: Final = split_headers("订单编号|标题|价格|购买数量|外部系统编号|商品属性|套餐信息|备注|订单状态|商家编码")
_DETAIL_2022: Final = split_headers(
    "子订单编号|主订单编号|标题|价格|购买数量|外部系统编号|商品属性|套餐信息|备注|订单状态|商家编码|支付单号|"
    "买家应付货款|买家实际支付金额|退款状态|退款金额|订单创建时间|订单付款时间"
)
_ALSO_2020: Final = split_headers(
    "是否信用购|体验期结束时间|前N有礼|配送类型|满返红包金额|是否村淘订单|直播返现状态|返现金额|"
    "新零售成交门店昵称|新零售成交门店id|新零售成交经销商id|主订单编号"
)
_ALSO_2022: Final = split_headers("延迟发货自动赔付金额|预售订单|发货时间|商家备忘")

_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单编号",
        Role.ACCOUNT: "买家会员名",
        Role.PAY_ACCOUNT: "买家支付宝账号",
        Role.NICKNAME: "买家会员昵称",
        Role.RECEIVER_NAME: "收货人姓名",
        Role.RECEIVER_ADDRESS: "收货地址|修改后的收货地址",
        Role.RECEIVER_PHONE: "联系手机|联系电话",
        Role.VIRTUAL_UNTIL: "虚拟号过期时间",
        Role.REMARK: "买家留言|订单备注|商家备忘",
        Role.SHOP: "店铺名称",
        Role.ORDERED_AT: "订单创建时间",
        Role.PAID_AT: "订单付款时间",
        Role.GOODS: "宝贝标题|宝贝种类|商品标题|商品属性SKU",
        Role.STATUS: "订单状态",
        Role.AMOUNT: "买家实际支付金额|总金额|买家实付金额|退款金额",
        Role.TRACKING: "物流单号",
        Role.PAYMENT_ID: "支付单号",
        Role.INVOICE: "发票抬头",
    }
)
_DETAIL_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单编号|主订单编号",
        Role.GOODS: "标题|商品属性|套餐信息",
        Role.REMARK: "备注",
        Role.STATUS: "订单状态",
        Role.AMOUNT: "买家实际支付金额|退款金额",
        Role.ORDERED_AT: "订单创建时间",
        Role.PAID_AT: "订单付款时间",
        Role.PAYMENT_ID: "支付单号",
    }
)

LAYOUTS: Final = (
    Layout(
        name="taobao_tmall.order.2016",
        platform="taobao_tmall",
        kind="order",
        era="<=2016",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER_2016,
        roles=_ROLES,
    ),
    Layout(
        name="taobao_tmall.order.2018",
        platform="taobao_tmall",
        kind="order",
        era="2018",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER_2018,
        roles=_ROLES,
    ),
    Layout(
        name="taobao_tmall.order.2020",
        platform="taobao_tmall",
        kind="order",
        era="late 2018-2020",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER_2020,
        roles=_ROLES,
        also=_ALSO_2020,
    ),
    Layout(
        name="taobao_tmall.order.2022",
        platform="taobao_tmall",
        kind="order",
        era="2022",
        certainty="medium",
        origin="platform_order",
        headers=_ORDER_2022,
        roles=_ROLES,
        also=_ALSO_2020 + _ALSO_2022,
    ),
    Layout(
        name="taobao_tmall.order.2025",
        platform="taobao_tmall",
        kind="order",
        era="2025-2026",
        certainty="high",
        origin="platform_order",
        headers=_ORDER_2025,
        roles=_ROLES,
    ),
    Layout(
        name="taobao_tmall.order.extract",
        platform="taobao_tmall",
        kind="order",
        era="teaching extract 2020",
        certainty="high",
        origin="platform_order",
        headers=_EXTRACT_2020,
        roles=_ROLES,
    ),
    Layout(
        name="taobao_tmall.order_detail.2018",
        platform="taobao_tmall",
        kind="order_detail",
        era="2018",
        certainty="high",
        origin="platform_order",
        headers=_DETAIL_2018,
        roles=_DETAIL_ROLES,
    ),
    Layout(
        name="taobao_tmall.order_detail.2022",
        platform="taobao_tmall",
        kind="order_detail",
        era="2022",
        certainty="medium",
        origin="platform_order",
        headers=_DETAIL_2022,
        roles=_DETAIL_ROLES,
    ),
)
