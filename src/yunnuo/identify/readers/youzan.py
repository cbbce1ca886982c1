"""有赞: orders and customers of the brand's own shop.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
分销员 (written twice) is not the consumer, 挂账手机号 need not be the buyer's; nothing tells what anybody agreed to.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_ORDER_2024: Final = split_headers(
    "订单号|销售渠道|归属店铺|订单类型|订单状态|推广方式|订单来源|订单创建时间|买家付款时间|交易成功时间|"
    "付款方式|支付流水号|商品金额合计|运费|店铺优惠合计|应收订单金额|订单实付金额|支付优惠合计|订单实收金额|"
    "订单抵用积分数|店铺优惠方式|支付优惠方式|全部商品名称|商品种类数|订单配送方式|同城送达时间/提货时间|"
    "收货人省份|收货人城市|收货人地区|详细收货地址/提货地址|收货人/提货人|收货人手机号/提货人手机号|买家备注|"
    "订单星级|买家昵称|买家是否会员|买家手机号|下单网点|收银员|分销员|销售导购|专属导购|订单退款状态|"
    "订单已退款金额|商家订单备注|桌号|挂账主体|挂账手机号|团长订单|订单风险标签|分销员|分销员手机号|"
    "分销员所属店铺|分销员所属团队|分销员所属分组|分销员等级|订单佣金类型|订单佣金金额|订单下级卖货提成类型|"
    "订单下级卖货提成金额"
)
_CUSTOMER_2024: Final = split_headers(
    "客户姓名|客户昵称|客户手机号|客户生日|客户性别|标签|是否会员|成长值|免费等级|付费等级|权益卡|客户积分|"
    "客户储值余额|消费次数|消费金额|累计退款金额|累计退款订单数|笔单价|上次消费时间|分销员|导购员|企微好友|"
    "来源渠道|来源方式|成为客户时间|成为会员时间|成为会员店铺|公众号|公众号关注时间|最近浏览时间|微信地域|"
    "所属区域|指定时间消费次数|指定时间消费金额|"
)
_ALSO_ORDER: Final = split_headers("买家姓名|外部订单号|预约同城送达时间|优惠券码名称|入住时间")

_ORDER_ROLES: Final = assign_roles(
    {
        Role.ORDER_ID: "订单号",
        Role.NICKNAME: "买家昵称",
        Role.BUYER_NAME: "买家姓名",
        Role.BUYER_PHONE: "买家手机号",
        Role.RECEIVER_NAME: "收货人/提货人",
        Role.RECEIVER_PHONE: "收货人手机号/提货人手机号",
        Role.REGION: "收货人省份|收货人城市|收货人地区",
        Role.RECEIVER_ADDRESS: "详细收货地址/提货地址",
        Role.REMARK: "买家备注|商家订单备注",
        Role.MEMBER_FLAG: "买家是否会员",
        Role.SHOP: "归属店铺",
        Role.ORDERED_AT: "订单创建时间",
        Role.PAID_AT: "买家付款时间",
        Role.GOODS: "全部商品名称",
        Role.STATUS: "订单状态|订单退款状态",
        Role.AMOUNT: "订单实付金额|订单实收金额",
        Role.PAYMENT_ID: "支付流水号",
        Role.PROMOTER: "分销员",
        Role.PROMOTER_PHONE: "分销员手机号",
        Role.STAFF: "收银员|销售导购|专属导购",
    }
)
_CUSTOMER_ROLES: Final = assign_roles(
    {
        Role.BUYER_NAME: "客户姓名",
        Role.NICKNAME: "客户昵称",
        Role.BUYER_PHONE: "客户手机号",
        Role.BIRTHDAY: "客户生日",
        Role.GENDER: "客户性别",
        Role.TAG: "标签",
        Role.REGION: "微信地域|所属区域",
        Role.MEMBER_FLAG: "是否会员",
        Role.MEMBER_SINCE: "成为会员时间",
        Role.MEMBER_SHOP: "成为会员店铺",
        Role.FIRST_SEEN: "成为客户时间",
        Role.AMOUNT: "消费金额|客户储值余额",
        Role.PROMOTER: "分销员",
        Role.STAFF: "导购员",
    }
)

LAYOUTS: Final = (
    Layout(
        name="youzan.order.2024",
        platform="youzan",
        kind="order",
        era="2024-2026",
        certainty="high",
        origin="own_order",
        headers=_ORDER_2024,
        roles=_ORDER_ROLES,
        also=_ALSO_ORDER,
    ),
    Layout(
        name="youzan.customer.2024",
        platform="youzan",
        kind="customer",
        era="2024-2026",
        certainty="high",
        origin="own_order",
        headers=_CUSTOMER_2024,
        roles=_CUSTOMER_ROLES,
    ),
)
