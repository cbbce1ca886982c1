"""The field register of one file: what each column holds, whether it is personal, and in which form it was handed over.

Counts only; it must never carry a cell's value out of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.identify.canonical import refuse_repeat
from yunnuo.identify.cells import class_sql, clean_sql, quote_sql
from yunnuo.identify.columns.checks import is_identity
from yunnuo.identify.columns.lexicon import column_kinds
from yunnuo.identify.remarks import phones_sql
from yunnuo.identify.shape import Column, Role
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb


@dataclass(frozen=True, slots=True)
class Holding:
    """What a role means for the register: Chinese name, category id, personal, sensitive, mask grammar, column kind.

    `is_personal` counts what is personal by itself and what is a record of the person of its row alike.
    """

    zh: str
    category: str
    is_personal: bool = True
    is_sensitive: bool = False
    grammar: str = "text"
    kind: str = "other"


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


# A role is a kind of column that a layout vouches for; Chinese name, category and the rest stand with the kind.
_KINDS: Final[dict[Role, str]] = {
    Role.ORDER_ID: "order_number",
    Role.ACCOUNT: "account",
    Role.PAY_ACCOUNT: "pay_account",
    Role.NICKNAME: "nickname",
    Role.BUYER_NAME: "name",
    Role.BUYER_PHONE: "phone",
    Role.RECEIVER_NAME: "name",
    Role.RECEIVER_PHONE: "phone",
    Role.RECEIVER_ADDRESS: "address",
    Role.REGION: "region",
    Role.EMAIL: "email",
    Role.WECOM_ID: "wecom_id",
    Role.UNION_ID: "open_id",
    Role.ID_NUMBER: "id_card",
    Role.ID_NAME: "real_name",
    Role.BIRTHDAY: "birthday",
    Role.GENDER: "gender",
    Role.REMARK: "remark",
    Role.TOP_UP_ACCOUNT: "top_up_account",
    Role.DEVICE_ID: "device_id",
    Role.SHOP: "shop",
    Role.ORDERED_AT: "ordered_at",
    Role.PAID_AT: "paid_at",
    Role.FIRST_SEEN: "first_seen",
    Role.MEMBER_FLAG: "member_flag",
    Role.MEMBER_SINCE: "member_since",
    Role.MEMBER_SHOP: "member_shop",
    Role.VIRTUAL_UNTIL: "virtual_until",
    Role.GOODS: "goods",
    Role.STATUS: "status",
    Role.AMOUNT: "amount",
    Role.TRACKING: "tracking_number",
    Role.PAYMENT_ID: "payment_id",
    Role.GIFT: "gift_id",
    Role.INVOICE: "invoice",
    Role.TAG: "profile_tag",
    Role.PROMOTER: "promoter",
    Role.PROMOTER_PHONE: "promoter_phone",
    Role.STAFF: "staff",
}
# What the layout knows beyond the kind: whose name or phone it is.
_WHOSE: Final[dict[Role, str]] = {
    Role.BUYER_NAME: "买家姓名",
    Role.BUYER_PHONE: "买家手机号",
    Role.RECEIVER_NAME: "收货人姓名",
    Role.RECEIVER_PHONE: "收货人手机号",
}


def _hold_role(role: Role) -> Holding:
    kind = column_kinds()[_KINDS[role]]
    return Holding(
        zh=_WHOSE.get(role, kind.zh),
        category=kind.category,
        is_personal=kind.tie != "none",
        is_sensitive=kind.is_sensitive,
        grammar=kind.grammar,
        kind=kind.id,
    )


HOLDINGS: Final[dict[Role, Holding]] = {role: _hold_role(role) for role in Role}
_UNKNOWN: Final = Holding("未归类", "", is_personal=False)
ID_NUMBER: Final = "(?:^|[^0-9A-Za-z])([0-9]{6}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx])(?:[^0-9A-Za-z]|$)"
_FINDER: Final = re.compile(ID_NUMBER)
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
    found = f"regexp_extract({column}, {quote_sql(ID_NUMBER)}, 1)"
    terms = " + ".join(f"CAST(n[{place}] AS INTEGER) * {weight}" for place, weight in enumerate(_WEIGHTS, start=1))
    right = f"upper(n[18]) = '{_CHECKS}'[({terms}) % 11 + 1]"
    # The lambda binds the number once; written out, the expression would search the text eighteen times.
    checked = f"list_transform([{found}], lambda n: CASE WHEN n = '' THEN false ELSE {right} END)[1]"
    return f"CASE WHEN length({column}) >= {len(_WEIGHTS) + 1} THEN {checked} ELSE false END"


def is_id_number(text: str) -> bool:
    """Return whether text holds an identity number whose check character is right, as `id_number_sql` tells."""
    found = _FINDER.search(text)
    return found is not None and is_identity(found[1])


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
