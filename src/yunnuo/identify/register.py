"""The field register of one file: what each column holds, whether it is personal, and in which form it was handed over.

Counts only; it must never carry a cell's value out of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.canonical import refuse_repeat
from yunnuo.identify.cells import class_sql, clean_sql, quote_sql
from yunnuo.identify.remarks import phones_sql
from yunnuo.identify.shape import Column, Role
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb


@dataclass(frozen=True, slots=True)
class Holding:
    """What a role means for the register: Chinese name, category id, whether personal and sensitive, mask grammar."""

    zh: str
    category: str
    is_personal: bool = True
    is_sensitive: bool = False
    grammar: str = "text"


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column of the register.

    `counts` has every CellClass; `share` is the share of rows that are not empty; `phones` counts rows in which a
    plain mobile number stands (in a phone column that is the column's purpose, elsewhere it is a leak);
    `id_numbers` counts rows with an 18-character identity number.
    """

    header: str
    position: int
    role: Role | None
    kind_zh: str
    category: str
    is_personal: bool
    is_sensitive: bool
    counts: dict[CellClass, int]
    share: float
    phones: int
    id_numbers: int


HOLDINGS: Final[dict[Role, Holding]] = {
    Role.ORDER_ID: Holding("订单号", "trade_record"),
    Role.ACCOUNT: Holding("平台账号", "platform_account", grammar="account"),
    Role.PAY_ACCOUNT: Holding("支付账号", "platform_account", grammar="account"),
    Role.NICKNAME: Holding("昵称", "platform_account", grammar="account"),
    Role.BUYER_NAME: Holding("买家姓名", "name", grammar="name"),
    Role.BUYER_PHONE: Holding("买家手机号", "phone", grammar="phone"),
    Role.RECEIVER_NAME: Holding("收货人姓名", "name", grammar="name"),
    Role.RECEIVER_PHONE: Holding("收货人手机号", "phone", grammar="phone"),
    Role.RECEIVER_ADDRESS: Holding("收货地址", "address", grammar="address"),
    Role.REGION: Holding("地区", "address", grammar="address"),
    Role.EMAIL: Holding("电子邮箱", "email", grammar="email"),
    Role.WECOM_ID: Holding("企业微信客户标识", "wecom_id", grammar="account"),
    Role.UNION_ID: Holding("微信 unionid", "wecom_id", grammar="account"),
    Role.ID_NUMBER: Holding("身份证号", "id_number", is_sensitive=True, grammar="account"),
    Role.ID_NAME: Holding("实名姓名", "name", grammar="name"),
    Role.BIRTHDAY: Holding("生日", "birthday"),
    Role.GENDER: Holding("性别", "trade_record"),
    Role.REMARK: Holding("自由填写的文字", "trade_record"),
    Role.TOP_UP_ACCOUNT: Holding("充值账号", "platform_account", grammar="account"),
    Role.DEVICE_ID: Holding("设备识别码", "device_id", grammar="account"),
    Role.SHOP: Holding("店铺", "", is_personal=False),
    Role.ORDERED_AT: Holding("下单时间", "trade_record"),
    Role.PAID_AT: Holding("付款时间", "trade_record"),
    Role.FIRST_SEEN: Holding("建立关系的时间", "trade_record"),
    Role.MEMBER_FLAG: Holding("是否会员", "trade_record"),
    Role.MEMBER_SINCE: Holding("入会时间", "trade_record"),
    Role.MEMBER_SHOP: Holding("入会店铺", "trade_record"),
    Role.VIRTUAL_UNTIL: Holding("虚拟号有效期", "trade_record"),
    Role.GOODS: Holding("所购商品", "trade_record"),
    Role.STATUS: Holding("订单状态", "trade_record"),
    Role.AMOUNT: Holding("金额", "trade_record"),
    Role.TRACKING: Holding("运单号", "trade_record"),
    Role.PAYMENT_ID: Holding("支付单号", "trade_record"),
    Role.GIFT: Holding("礼物单号", "trade_record"),
    Role.INVOICE: Holding("发票信息", "trade_record"),
    Role.TAG: Holding("标签", "trade_record"),
    Role.PROMOTER: Holding("推广者（不是消费者）", "name", grammar="account"),
    Role.PROMOTER_PHONE: Holding("推广者等人的手机号（不是消费者）", "phone", grammar="phone"),
    Role.STAFF: Holding("员工（不是消费者）", "name", grammar="name"),
}
_UNKNOWN: Final = Holding("未归类", "", is_personal=False)
_ID_NUMBER: Final = (
    "(?:^|[^0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?:[^0-9A-Za-z]|$)"
)
_CLASSES: Final = tuple(CellClass)


def profile_columns(connection: duckdb.DuckDBPyConnection, scan: str, columns: Sequence[Column]) -> list[ColumnProfile]:
    """Return one profile per column, in file order, in one pass over the staged table `scan`."""
    parts = ["count(*)", *(part for column in columns for part in _count_column(column))]
    cleaned = ", ".join(f"{clean_sql(column.staged)} AS {column.staged}" for column in columns)
    where = refuse_repeat(columns)
    query = f"SELECT {', '.join(parts)} FROM (SELECT {cleaned} FROM {scan} AS staged WHERE {where}) AS cleaned"
    total, *numbers = connection.execute(query).fetchall()[0]
    width = len(_CLASSES) + 2
    return [
        _profile(column, total, numbers[place * width : (place + 1) * width]) for place, column in enumerate(columns)
    ]


def _count_column(column: Column) -> list[str]:
    holding = HOLDINGS[column.role] if column.role else _UNKNOWN
    kind = class_sql(holding.grammar, column.staged)
    counts = [f"count(*) FILTER ({kind} = '{name}')" for name in _CLASSES]
    number = f"coalesce(regexp_matches({column.staged}, {quote_sql(_ID_NUMBER)}), false)"
    return [*counts, f"count(*) FILTER ({phones_sql(column.staged)})", f"count(*) FILTER ({number})"]


def _profile(column: Column, total: int, numbers: Sequence[int]) -> ColumnProfile:
    holding = HOLDINGS[column.role] if column.role else _UNKNOWN
    *counts, phones, id_numbers = numbers
    filled = sum(count for name, count in zip(_CLASSES, counts, strict=True) if name != CellClass.EMPTY)
    found = bool(phones or id_numbers)
    return ColumnProfile(
        header=column.header,
        position=column.position,
        role=column.role,
        kind_zh=holding.zh if column.role or not found else "未归类，含疑似手机号或身份证号",
        category=holding.category,
        is_personal=holding.is_personal or found,
        is_sensitive=holding.is_sensitive or bool(id_numbers),
        counts=dict(zip(_CLASSES, counts, strict=True)),
        share=filled / total if total else 0.0,
        phones=phones,
        id_numbers=id_numbers,
    )
