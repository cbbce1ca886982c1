"""The kinds of information a span or a cell can be: names, and whether they point to a person.

What the law says about a kind stands in the rulebook; `category` is the id it knows the kind by. This table must
never hold a date, an article or a legal judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its id, its Chinese name, the rulebook category it falls under, and whether it is personal.

    `is_sensitive`: the value alone is sensitive information by its nature, not only in company of other values.
    `label`: what the tuning data calls it; `` when it has no name there.
    """

    id: str
    zh: str
    category: str
    is_personal: bool = True
    is_sensitive: bool = False
    label: str = ""


_TABLE: Final = (
    Kind("phone", "手机号", "phone", label="PHONE"),
    Kind("landline", "固定电话", "phone", label="PHONE"),
    Kind("virtual_number", "虚拟号", "phone", label="PHONE"),
    Kind("id_card", "身份证号", "id_number", is_sensitive=True, label="ID_CARD"),
    Kind("passport", "护照号", "id_number", is_sensitive=True, label="PASSPORT"),
    Kind("permit", "通行证等证件号", "id_number", is_sensitive=True, label="PASSPORT"),
    Kind("bank_card", "银行卡号", "", is_sensitive=True, label="BANK_CARD"),
    Kind("plate", "车牌号", "", label="PLATE"),
    Kind("email", "电子邮箱", "email", label="EMAIL"),
    Kind("wechat", "微信号", "platform_account", label="WECHAT"),
    Kind("qq", "QQ 号", "platform_account", label="QQ"),
    Kind("account", "平台账号", "platform_account", label="NICK"),
    Kind("nickname", "昵称", "platform_account", label="NICK"),
    Kind("open_id", "平台用户标识", "wecom_id", label="OPENID"),
    Kind("device_id", "设备识别码", "device_id", label="DEVICE_ID"),
    Kind("ip", "IP 地址", "device_id", label="IP"),
    Kind("coordinates", "坐标", "address", is_sensitive=True, label="COORD"),  # where somebody is
    Kind("birthday", "生日", "birthday", label="BIRTHDAY"),
    Kind("order_number", "订单号", "trade_record", label="ORDER_NO"),
    Kind("tracking_number", "运单号", "trade_record", label="TRACKING"),
    Kind("name", "姓名", "name", label="NAME"),
    Kind("address", "地址", "address", label="ADDRESS"),
    Kind("region", "省市区", "address", label="REGION"),
    Kind("company", "单位名称", "", is_personal=False),
    Kind("service_phone", "客服或公共号码", "", is_personal=False),
    Kind("decoy", "价格、日期、编码等不是个人信息的数字", "", is_personal=False),
)
KINDS: Final[dict[str, Kind]] = {kind.id: kind for kind in _TABLE}
