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
_ID_NUMBER: Final = "(?:^|[^0-9A-Za-z])([0-9]{6}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx])(?:[^0-9A-Za-z]|$)"
# Weights and check characters of GB 11643; without the check one order number in a few hundred looks like an identity.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CLASSES: Final = tuple(CellClass)


def profile_columns(connection: duckdb.DuckDBPyConnection, scan: str, columns: Sequence[Column]) -> list[ColumnProfile]:
    """Return one profile per column, in file order, in one pass over the staged table `scan`."""
    cleaned = ", ".join(f"{clean_sql(column.staged)} AS {column.staged}" for column in columns)
    judged = ", ".join(_judge_column(column) for column in columns)
    parts = ["count(*)", *(part for column in columns for part in _count_column(column))]
    query = (
        f"SELECT {', '.join(parts)} FROM (SELECT {judged} FROM (SELECT {cleaned} FROM {scan} AS staged "
        f"WHERE {refuse_repeat(columns)}) AS cleaned) AS judged"
    )
    total, *numbers = connection.execute(query).fetchall()[0]
    width = len(_CLASSES) + 2
    return [
        _profile(column, total, numbers[place * width : (place + 1) * width]) for place, column in enumerate(columns)
    ]


def id_number_sql(column: str) -> str:
    """Return the DuckDB condition that is true when text holds an identity number whose check character is right."""
    found = f"regexp_extract({column}, {quote_sql(_ID_NUMBER)}, 1)"
    terms = " + ".join(f"CAST(n[{place}] AS INTEGER) * {weight}" for place, weight in enumerate(_WEIGHTS, start=1))
    right = f"upper(n[18]) = '{_CHECKS}'[({terms}) % 11 + 1]"
    # The lambda binds the number once; written out, the expression would search the text eighteen times.
    checked = f"list_transform([{found}], lambda n: CASE WHEN n = '' THEN false ELSE {right} END)[1]"
    return f"CASE WHEN length({column}) >= {len(_WEIGHTS) + 1} THEN {checked} ELSE false END"


def _judge_column(column: Column) -> str:
    holding = HOLDINGS[column.role] if column.role else _UNKNOWN
    name = column.staged
    kind = class_sql(holding.grammar, name)
    return f"{kind} AS k_{name}, {phones_sql(name)} AS p_{name}, {id_number_sql(name)} AS n_{name}"


def _count_column(column: Column) -> list[str]:
    name = column.staged
    counts = [f"count(*) FILTER (k_{name} = '{kind}')" for kind in _CLASSES]
    return [*counts, f"count(*) FILTER (p_{name})", f"count(*) FILTER (n_{name})"]


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
