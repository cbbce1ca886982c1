"""How each platform dresses an order: masks, ciphertext, prefixes, empty marks. One function per file, one row each.

Values come from the order and from the seeded generator; nothing is read from anywhere.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from yunnuo.demo import people
from yunnuo.terms.instant import Instant, to_datetime
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    import random

    from yunnuo.demo.records import Customer, Order

Row = dict[str, str]

_GOODS: Final = ("样例沐浴露 500ml", "样例洗发水 400ml", "样例牙膏套装", "样例护手霜 3 支", "样例儿童面霜 50g")
_COURIERS: Final = ("顺丰速运", "圆通速递", "中通快递", "韵达快递")
_MESSAGES: Final = ("", "", "", "请尽快发货", "工作日送", "放门口即可")


def show_time(at: Instant) -> str:
    """Return `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai."""
    return to_datetime(at).strftime("%Y-%m-%d %H:%M:%S")


def dress_tmall(order: Order, number: int, _line: int, rng: random.Random) -> Row:
    """Return a Tmall row: `="…"` numbers, apostrophes, masks, virtual numbers with their end, `null` landlines."""
    plain = order.phone_class is CellClass.PLAIN
    trade = f'="{_seconds(order.at)}{number:09d}"'
    amount = _draw_amount(rng)
    nick = order.account[0] + "**" + order.account[-1] if order.nick_masked else order.account
    return {
        "订单编号": trade,
        "买家会员名": nick,
        "买家会员昵称": nick,
        "支付单号": f'="{rng.randrange(10**17, 10**18)}"',
        **dict.fromkeys(("买家应付货款", "总金额", "买家实际支付金额", "打款商家金额"), amount),
        "买家应付邮费": "0",
        "订单状态": rng.choice(("交易成功", "交易成功", "交易成功", "卖家已发货，等待买家确认")),
        "买家留言": rng.choice(_MESSAGES),
        "收货人姓名": order.name if plain else order.name[0] + "**",
        "收货地址": f"{order.address}({rng.randrange(100_000, 800_000)})" if plain else _mask_address(order.address),
        "运送方式": "快递",
        "联系电话": "null" if plain else "",
        "联系手机": _show_tmall_phone(order, rng),
        "虚拟号过期时间": show_time(order.expires_at) if order.expires_at else "",
        "订单创建时间": show_time(order.at),
        "订单付款时间": show_time(order.at + 60_000_000),
        "宝贝标题": rng.choice(_GOODS),
        "宝贝种类": "1",
        "物流单号": f"No:{rng.randrange(10**13, 10**14)}",
        "物流公司": rng.choice(_COURIERS),
        "订单备注": f"'{order.remark}" if order.remark else "",
        "宝贝总数量": str(rng.randrange(1, 4)),
        "店铺Id": "0",
        "店铺名称": order.shop,
        "订单关闭原因": "订单未关闭",
        "退款金额": "0.00",
    }


def dress_jd(order: Order, number: int, line: int, rng: random.Random) -> Row:
    """Return a JD row, one for each line of the order: plain in the old days, later `1******6198` and `陈*`."""
    plain = order.phone_class is CellClass.PLAIN
    amount = _draw_amount(rng)
    goods = rng.choice(_GOODS)
    return {
        "订单号": f"2{number:011d}",
        "商品ID": str(rng.randrange(10**9, 10**10)),
        "商品名称": f"{goods}（{line + 1}）",
        "订购数量": "1",
        "支付方式": "在线支付",
        "下单时间": show_time(order.at),
        **dict.fromkeys(("京东价", "订单金额", "结算金额", "应付金额"), amount),
        "余额支付": "0.00",
        "订单状态": "完成",
        "订单类型": "一般订单",
        "下单帐号": order.account,
        "客户姓名": order.name if plain else order.name[0] + "*",
        "客户地址": order.address.replace(" ", "") if plain else _mask_address(order.address).replace(" ", ""),
        "联系电话": order.phone_cell if plain else f"1******{order.phone_cell[-4:]}",
        "订单备注": rng.choice(_MESSAGES),
        "发票类型": "电子发票",
        "发票抬头": "个人",
        "商家备注": order.remark,
        "运费金额": "0.00",
        "付款确认时间": show_time(order.at + 60_000_000),
        "订单来源": rng.choice(("京东App", "微信", "PC")),
        "订单渠道": "商城",
    }


def dress_douyin(order: Order, number: int, _line: int, rng: random.Random) -> Row:
    """Return a Douyin row: TAB before long numbers, `##…` and `$$…` ciphertext, plain places, remarks as typed."""
    province, city, district, _street = order.address.split(" ")
    amount = _draw_amount(rng)
    main = f"\t{69}{_seconds(order.at)}{number:07d}"
    return {
        "主订单编号": main,
        "子订单编号": main,
        "选购商品": rng.choice(_GOODS),
        "商品数量": "1",
        "商品ID": f"\t{rng.randrange(10**18, 10**19)}",
        **dict.fromkeys(("商品单价", "订单应付金额"), amount),
        "支付方式": rng.choice(("微信", "支付宝", "抖音支付")),
        "收件人": "##" + _draw_cipher(rng),
        "收件人手机号": "$$" + _draw_cipher(rng),
        "省": province,
        "市": city,
        "区": district,
        "街道": "样例街道",
        "详细地址": "##" + _draw_cipher(rng),
        "是否修改过地址": "否",
        "买家留言": rng.choice(_MESSAGES) or "-",
        "订单提交时间": f"{show_time(order.at)}\t",
        "商家备注": order.remark or "-",
        "订单状态": "已完成",
        "流量来源": rng.choice(("直播间", "商品卡", "短视频")),
        "达人昵称": rng.choice(("-", "-", "样例主播")),
    }


def dress_youzan(order: Order, number: int, _line: int, rng: random.Random) -> Row:
    """Return a row of the own shop: TAB before phones, `-` where there is nothing, one header twice."""
    province, city, district, street = order.address.split(" ")
    amount = _draw_amount(rng)
    return {
        "订单号": f"E{to_datetime(order.at):%Y%m%d%H%M%S}{number:010d}",
        "销售渠道": "微信小程序",
        "归属店铺": order.shop,
        "订单类型": "普通订单",
        "订单状态": "交易完成",
        "订单创建时间": show_time(order.at),
        "买家付款时间": show_time(order.at + 60_000_000),
        "付款方式": "微信支付",
        **dict.fromkeys(("商品金额合计", "应收订单金额", "订单实付金额", "订单实收金额"), amount),
        "运费": "0.00",
        "全部商品名称": rng.choice(_GOODS),
        "商品种类数": "1",
        "订单配送方式": "快递发货",
        "收货人省份": province,
        "收货人城市": city,
        "收货人地区": district,
        "详细收货地址/提货地址": street,
        "收货人/提货人": order.name,
        "收货人手机号/提货人手机号": f"\t{order.phone_cell}",
        "买家备注": rng.choice(_MESSAGES) or "-",
        "买家昵称": people.nickname(rng),
        "买家是否会员": "-",
        "买家手机号": f"\t{order.buyer_phone}",
        "商家订单备注": order.remark or "-",
        "分销员": rng.choice(("-", "-", "样例推广员")),
    }


def dress_customer(customer: Customer, shop: str) -> Row:
    """Return a row of the own shop's customer list: when and where membership began, but not to what was agreed."""
    member = customer.member_since is not None
    return {
        "客户姓名": customer.name,
        "客户昵称": customer.nickname or "-",
        "客户手机号": f"\t{customer.phone}",
        "客户生日": customer.birthday.isoformat() if customer.birthday else "-",
        "是否会员": "是" if member else "否",
        "企微好友": "否",
        "来源渠道": "微信小程序",
        "成为客户时间": show_time(customer.since),
        "成为会员时间": show_time(customer.member_since) if customer.member_since is not None else "-",
        "成为会员店铺": shop if member else "-",
    }


def dress_pdd(order: Order, number: int, _line: int, rng: random.Random) -> Row:
    """Return a Pinduoduo row of the years with plain phones; the street column holds the whole address."""
    province, city, district, street = order.address.split(" ")
    amount = _draw_amount(rng)
    return {
        "商品": rng.choice(_GOODS),
        "订单号": f"{to_datetime(order.at):%y%m%d}-{number:015d}",
        "订单状态": "已收货",
        **dict.fromkeys(("商品总价(元)", "用户实付金额(元)", "商家实收金额(元)"), amount),
        "邮费(元)": "0",
        "商品数量(件)": "1",
        "收货人": order.name,
        "手机": order.phone_cell,
        "省": province,
        "市": city,
        "区": district,
        "街道": f"{province}{city}{district}{street}",
        "支付时间": show_time(order.at + 60_000_000),
        "拼单成功时间": show_time(order.at + 120_000_000),
        "用户购买手机号": order.buyer_phone,
        "快递公司": rng.choice(_COURIERS),
        "商家备注": order.remark,
        "买家留言": rng.choice(_MESSAGES),
    }


def dress_weixin(order: Order, number: int, _line: int, rng: random.Random) -> Row:
    """Return a Weixin shop row: the receiver in plain, nobody else; a present has a number of its own."""
    province, city, district, street = order.address.split(" ")
    amount = _draw_amount(rng)
    return {
        "订单号": f"37{_seconds(order.at)}{number:07d}",
        "订单下单时间": show_time(order.at),
        "订单状态": "已完成",
        "发货方式": "自行发货",
        "收件人姓名": order.name,
        "收件人地址": street,
        "省": province,
        "市": city,
        "区": district,
        "收件人手机": order.phone_cell,
        "买家备注": rng.choice(_MESSAGES),
        "商家备注": order.remark,
        **dict.fromkeys(("商品总价", "订单实际支付金额", "订单实际收款金额", "商品价格(单件)"), amount),
        "订单运费": "0",
        "支付方式": "微信支付",
        "支付时间": show_time(order.at + 60_000_000),
        "物流公司": rng.choice(_COURIERS),
        "礼物单号": f"GF{_seconds(order.at)}{number:07d}" if order.gift else "",
        "商品名称": rng.choice(_GOODS),
        "是否预售": "否",
        "商品数量": "1",
    }


def _show_tmall_phone(order: Order, rng: random.Random) -> str:
    if order.phone_class is CellClass.PLAIN:
        return f"'{order.phone_cell}"
    if order.phone_class is CellClass.VIRTUAL_NUMBER:
        return order.phone_cell
    return rng.choice((f"{order.phone_cell[:3]}****{order.phone_cell[-2:]}", "***********"))


def _mask_address(address: str) -> str:
    province, city, district, _street = address.split(" ")
    return f"{province} {city} {district} **街道****"


def _draw_cipher(rng: random.Random) -> str:
    return base64.b64encode(rng.randbytes(24)).decode("ascii")


def _draw_amount(rng: random.Random) -> str:
    return f"{rng.randrange(1_900, 39_900) / 100:.2f}"


def _seconds(at: Instant) -> int:
    return at // 1_000_000
