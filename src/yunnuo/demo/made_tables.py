"""Invented tables whose columns are known: label, ways to head it, writer of a cell; for measuring column typing.

The same state of `rng` gives the same tables. Headers are written by hand from how shops and systems name columns; they
must never be read from the product's own list of headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.demo.column_scores import KnownTable
from yunnuo.demo.mixed_remarks import load_writers, make_mixed
from yunnuo.demo.number_forms import DECOYS, NUMBERS
from yunnuo.demo.people import nickname, phone_number

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from yunnuo.demo.number_forms import Writer

    Made = tuple[str | None, str, Writer]

ROWS: Final = 30
_COLUMNS: Final = (10, 18)
_EMPTY: Final = 0.06
_MASKED_SHARE: Final = 0.3
_COMPANIES: Final = ("样例商贸有限公司", "允诺示范科技有限公司", "演示食品股份有限公司", "虚构文化传媒工作室")
_GOODS: Final = (
    "保湿面霜 50ml",
    "纯棉四件套 1.8m床",
    "坚果礼盒 750g",
    "蓝牙耳机 降噪款",
    "加厚保温杯 500ml",
    "儿童积木 120 粒",
)


def _pick(*words: str) -> Writer:
    return lambda rng: rng.choice(words)


def _write_amount(rng: random.Random) -> str:
    return f"{rng.randint(1, 2999)}.{rng.randint(0, 99):02}"


def _write_time(rng: random.Random) -> str:
    return f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:08"


def _write_form(label: str, form: str) -> Writer:
    return load_writers()[label][form]


def _write_either(*writers: Writer) -> Writer:
    return lambda rng: rng.choice(writers)(rng)


_NAME: Final = _write_form("NAME", "plain")
_ADDRESS: Final = _write_form("ADDRESS", "plain")
_MAIL: Final = NUMBERS["EMAIL"]["plain"]
# label (None = not personal by itself), the ways to head it, the writer of a cell.
_MADE: Final[tuple[Made, ...]] = (
    ("NAME", "收货人姓名 收件人 顾客姓名 客户名 contact_name buyer", _NAME),
    ("PHONE", "手机号 收货手机 联系电话 电话号码 mobile_no phone_number", phone_number),
    ("ADDRESS", "收货地址 送货地址 配送地址 收件详细地址 shipping_address", _ADDRESS),
    ("REGION", "省份 收货城市 所在区县 province", _pick("浙江省", "江苏省", "广东省", "四川省", "上海市", "湖北省")),
    ("ORDER_NO", "订单号 网店订单编号 交易编号 order_code", NUMBERS["ORDER_NO"]["long"]),
    ("TRACKING", "运单号 快递单号 物流编号 waybill_no", NUMBERS["TRACKING"]["letters"]),
    ("EMAIL", "邮箱 电子邮件 发票邮箱 e-mail", _MAIL),
    ("ID_CARD", "身份证号 清关证件号码 idcard_no", NUMBERS["ID_CARD"]["plain"]),
    ("BANK_CARD", "退款银行卡 收款卡号 bank_card_no", NUMBERS["BANK_CARD"]["plain"]),
    ("PLATE", "车牌 车牌号码 plate_no", NUMBERS["PLATE"]["plain"]),
    ("PASSPORT", "护照号 护照号码 passport_no", NUMBERS["PASSPORT"]["plain"]),
    ("QQ", "QQ QQ号码 客户qq", NUMBERS["QQ"]["plain"]),
    ("WECHAT", "微信号 客户微信 wechat_id", _write_either(*NUMBERS["WECHAT"].values())),
    ("NICK", "买家昵称 旺旺号 会员昵称 nick_name", _write_either(NUMBERS["NICK"]["taobao"], nickname)),
    ("OPENID", "openid 小程序openid union_id", NUMBERS["OPENID"]["openid"]),
    ("DEVICE_ID", "设备号 IMEI oaid device_id", NUMBERS["DEVICE_ID"]["imei"]),
    ("IP", "下单IP 登录ip client_ip", NUMBERS["IP"]["v4"]),
    ("COORD", "收货坐标 经纬度 lng_lat", NUMBERS["COORD"]["pair"]),
    ("BIRTHDAY", "生日 会员生日 出生日期 birth_day", NUMBERS["BIRTHDAY"]["dashed"]),
    ("GENDER", "性别 客户性别 gender", _pick("男", "女")),
    ("PAY_ACCOUNT", "支付宝账号 付款账号 alipay", _write_either(phone_number, _MAIL)),
    ("FREETEXT", "买家留言 客服备注 订单备注 buyer_memo", lambda rng: next(make_mixed(rng, 1)).text),
    ("NAME_OR_ORG", "发票抬头 开票抬头", _write_either(_NAME, _pick(*_COMPANIES))),
    ("SERVICE_PHONE", "门店电话 客服热线", lambda rng: f"400{rng.randint(1_000_000, 9_999_999)}"),
    (None, "应付金额 实付款 运费 amount", _write_amount),
    (None, "数量 件数 qty", lambda rng: str(rng.randint(1, 20))),
    (None, "订单状态 售后状态 status", _pick("已发货", "交易成功", "待付款", "退款中")),
    (None, "下单时间 付款时间 created_time", _write_time),
    (None, "商品名称 宝贝标题 goods_name", _pick(*_GOODS)),
    (None, "商家编码 货号 sku_code", DECOYS["item"]),
    (None, "规格 颜色尺码 spec", _pick("红色;XL", "蓝色;M", "1.8m床", "500ml", "均码")),
    (None, "店铺名称 门店 shop_name", _pick("样例旗舰店", "允诺专营店", "示范直播间")),
    (None, "快递公司 物流公司 carrier", _pick("顺丰速运", "中通快递", "圆通速递", "韵达")),
    (None, "发货仓 仓库 warehouse", _pick("华东一仓", "广州保税仓", "北京大兴仓")),
    (None, "条形码 商品条码 barcode", DECOYS["barcode"]),
    (None, "批次 生产批号 batch_no", DECOYS["batch"]),
    (None, "发票号码 发票代码", lambda rng: f"{rng.randint(10_000_000, 99_999_999)}"),
    (None, "来源渠道 推广渠道 channel", _pick("直播", "搜索", "短信", "自然流量")),
)


def make_tables(rng: random.Random, count: int) -> Iterator[KnownTable]:
    """Yield `count` tables, in turn with real headers and with headers that tell nothing."""
    for number in range(count):
        chosen = rng.sample(_MADE, rng.randint(*_COLUMNS))
        is_real = number % 2 == 0
        headers = tuple(rng.choice(made[1].split()) if is_real else f"col_{place}" for place, made in enumerate(chosen))
        is_masked = rng.random() < _MASKED_SHARE
        columns = tuple(_make_column(rng, label, write, is_masked=is_masked) for label, _, write in chosen)
        yield KnownTable("real" if is_real else "opaque", headers, tuple(made[0] for made in chosen), columns)


def _make_column(rng: random.Random, label: str | None, write: Writer, *, is_masked: bool) -> tuple[str, ...]:
    if is_masked and label in {"NAME", "PHONE", "ADDRESS", "ID_CARD", "BANK_CARD"}:
        write = load_writers()[label]["masked"]
    return tuple("" if rng.random() < _EMPTY else write(rng) for _ in range(ROWS))
